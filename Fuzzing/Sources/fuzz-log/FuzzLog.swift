import LogFuzzing
import Promises

/// Where libFuzzer hands in an input; its own `main` calls this.
/// - Source: LLVM documentation, "libFuzzer – a library for coverage-guided fuzz testing", section "Fuzz Target".
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(BrokenPromise) {
        try LogTrial.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError("a promise of the log is broken: \(error)")
    }
    return 0
}
