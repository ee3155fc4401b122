/// A storage that tells of syncs that took long.
///
/// Why: senders wait for each sync, and a disk that is about to fail first becomes slow. Reported, never cut short: a sync that was
/// given up proves nothing.
public struct WatchedStorage: LogStorage {
    /// A sync that took longer than is healthy, of a file in the folder or of the folder itself.
    public struct SlowSync: Hashable, Sendable, CustomStringConvertible {
        public let folder: String
        public let tookMs: Int64

        public var description: String {
            "\(folder): the disk took \(tookMs / 1000).\(tookMs % 1000 / 100) s to confirm a write; everybody who sends waited for it"
        }
    }

    /// Above this a sync is told of. Units: milliseconds.
    public static let slowMs: Int64 = 1000

    private let storage: any LogStorage
    private let clock: any LogClock
    private let report: @Sendable (SlowSync) -> Void

    /// - Parameter clock: one that never jumps.
    /// - Parameter report: called on the thread that synced, after a slow one, whether or not it failed.
    public init(
        _ storage: any LogStorage = PosixStorage(), clock: any LogClock = SteadyLogClock(),
        report: @escaping @Sendable (SlowSync) -> Void
    ) {
        self.storage = storage
        self.clock = clock
        self.report = report
    }

    fileprivate func watch(_ folder: String, _ sync: () throws(LogError) -> Void) throws(LogError) {
        let start = clock.nowMs()
        defer {
            let tookMs = clock.nowMs() - start
            if tookMs > Self.slowMs { report(SlowSync(folder: folder, tookMs: tookMs)) }
        }
        try sync()
    }

    public func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        WatchedFile(file: try storage.open(path, access), folder: Self.folder(of: path), storage: self)
    }

    public func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        // Zeroing a segment takes its time, in the background: only what comes later is watched.
        WatchedFile(
            file: try storage.createZeroed(path, bytes: bytes), folder: Self.folder(of: path), storage: self)
    }

    /// A file's own name may have changed by the time that it is told of: a spare becomes a segment.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    public func syncDirectory(_ path: String) throws(LogError) {
        try watch(path) { () throws(LogError) in try storage.syncDirectory(path) }
    }

    public func kind(of path: String) throws(LogError) -> LogPathKind { try storage.kind(of: path) }
    public func list(_ directory: String) throws(LogError) -> [String] { try storage.list(directory) }
    public func createDirectory(_ path: String) throws(LogError) { try storage.createDirectory(path) }
    public func rename(_ source: String, to target: String) throws(LogError) { try storage.rename(source, to: target) }
    public func remove(_ path: String) throws(LogError) { try storage.remove(path) }
    public func freeShare(_ path: String) throws(LogError) -> Double { try storage.freeShare(path) }
    public func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        try storage.lock(path, holder: holder)
    }
}

private final class WatchedFile: LogFile {
    private let file: any LogFile
    private let folder: String
    private let storage: WatchedStorage

    init(file: any LogFile, folder: String, storage: WatchedStorage) {
        self.file = file
        self.folder = folder
        self.storage = storage
    }

    func sync() throws(LogError) { try storage.watch(folder) { () throws(LogError) in try file.sync() } }
    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        try file.read(at: position, into: buffer)
    }
    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        try file.write(bytes, at: position)
    }
    func sizeBytes() throws(LogError) -> UInt64 { try file.sizeBytes() }
}
