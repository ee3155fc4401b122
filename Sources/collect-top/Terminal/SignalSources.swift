import CSignals
import Dispatch
import Glibc

/// Signals as calls on the main queue, where ncurses may be used.
///
/// Shape: a handler writes the number to a pipe, and a dispatch source reads it.
/// Source: signal-safety(7), pipe(7).
@MainActor
final class SignalSources {
    private let numbers: [Int32]
    private var source: (any DispatchSourceRead)?

    /// - Parameter deliver: called on the main queue with the signal's number.
    init(_ numbers: [Int32], deliver: @escaping @MainActor (Int32) -> Void) throws(TerminalError) {
        self.numbers = numbers
        let pipe = cs_listen(numbers, Int32(numbers.count))
        guard pipe >= 0 else { throw .call(name: "sigaction", errno: errno) }
        let source = DispatchSource.makeReadSource(fileDescriptor: pipe, queue: .main)
        source.setEventHandler {
            MainActor.assumeIsolated { for number in Self.read(pipe) { deliver(number) } }
        }
        source.setCancelHandler { close(pipe) }
        source.resume()
        self.source = source
    }

    private static func read(_ descriptor: Int32) -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).map(Int32.init)
    }

    /// After this Ctrl-C and its like do again what they do by default, and what says that the end has come is no news any more:
    /// a lost terminal sends its signal more than once, and the second must not end the clearing up.
    func cancel() {
        guard let source else { return }
        source.cancel()
        self.source = nil
        for number in numbers { signal(number, Self.saysTheEnd.contains(number) ? SIG_IGN : SIG_DFL) }
        cs_stop()
    }

    private static let saysTheEnd = [SIGHUP, SIGTERM]
}
