import CollectStream
import Synchronization

/// Real files, of which chosen calls fail; and a disk that is as full as the test says.
///
/// A test that injects a fault asserts `fired` afterwards: a fault that never happened proves nothing.
final class FaultyStorage: LogStorage {
    enum Call: Hashable, Sendable { case write, sync, rename, syncDirectory }

    struct State {
        var plan: (call: Call, countdown: Int)?
        var fired = 0
        var counts: [Call: Int] = [:]
        var freeShare = 0.5
        var actions: [Call: @Sendable () -> Void] = [:]
    }

    private let real = PosixStorage()
    private let state = Mutex(State())

    var fired: Int { state.withLock { $0.fired } }
    func count(_ call: Call) -> Int { state.withLock { $0.counts[call, default: 0] } }
    func setFreeShare(_ share: Double) { state.withLock { $0.freeShare = share } }

    /// Lets the `number`th call from now of that kind fail, once.
    func fail(_ call: Call, number: Int = 1) { state.withLock { $0.plan = (call, number) } }

    /// Runs `action` at each call of that kind, before it is carried out.
    func whenPassing(_ call: Call, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.actions[call] = action }
    }

    func pass(_ call: Call, _ path: String) throws(LogError) {
        state.withLock { $0.actions[call] }?()
        let fails = state.withLock { state -> Bool in
            state.counts[call, default: 0] += 1
            guard let plan = state.plan, plan.call == call else { return false }
            state.plan = plan.countdown > 1 ? (call, plan.countdown - 1) : nil
            if plan.countdown == 1 { state.fired += 1 }
            return plan.countdown == 1
        }
        if fails { throw .storage(StorageFailure(operation: "\(call)", path: path, code: 5, reason: "injected")) }
    }

    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        FaultyFile(real: try real.open(path, access), path: path, storage: self)
    }
    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        try pass(.write, path)
        let file = try real.createZeroed(path, bytes: bytes)
        try pass(.sync, path)
        return FaultyFile(real: file, path: path, storage: self)
    }
    func kind(of path: String) throws(LogError) -> LogPathKind { try real.kind(of: path) }
    func list(_ directory: String) throws(LogError) -> [String] { try real.list(directory) }
    func createDirectory(_ path: String) throws(LogError) { try real.createDirectory(path) }
    func rename(_ source: String, to target: String) throws(LogError) {
        try pass(.rename, target)
        try real.rename(source, to: target)
    }
    func remove(_ path: String) throws(LogError) { try real.remove(path) }
    func syncDirectory(_ path: String) throws(LogError) {
        try pass(.syncDirectory, path)
        try real.syncDirectory(path)
    }
    func freeShare(_ path: String) throws(LogError) -> Double { state.withLock { $0.freeShare } }
    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock { try real.lock(path, holder: holder) }
}

private final class FaultyFile: LogFile {
    private let real: any LogFile
    private let path: String
    private let storage: FaultyStorage

    init(real: any LogFile, path: String, storage: FaultyStorage) {
        self.real = real
        self.path = path
        self.storage = storage
    }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        try real.read(at: position, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        do {
            try storage.pass(.write, path)
        } catch {
            // As a disk does it: a part arrives, here a batch header and the beginning of its body.
            try real.write(UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count / 2, 100)]), at: position)
            throw error
        }
        try real.write(bytes, at: position)
    }

    func sync() throws(LogError) {
        try storage.pass(.sync, path)
        try real.sync()
    }

    func sizeBytes() throws(LogError) -> UInt64 { try real.sizeBytes() }
}
