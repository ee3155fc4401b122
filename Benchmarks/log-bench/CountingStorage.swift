import ArgumentParser
import CollectStream
import Glibc
import Synchronization

/// What a segment is before it is written.
enum SegmentKind: String, ExpressibleByArgument, Sendable {
    /// As the log does it: zeros that are on the disk.
    case zeroed
    /// Space that belongs to the file but was never written.
    case reserved
    /// An empty file, which every write makes longer.
    case growing
}

/// What the log asked of its files, as the log's storage sees it.
final class FileCounts: Sendable {
    struct Counts: Sendable {
        var syncs = Durations()
        var writtenBytes = 0
        /// When the last sync of a segment returned: from then on its records may be read.
        var lastSyncNs: UInt64 = 0
    }

    private let counts = Mutex(Counts())

    func reset() { counts.withLock { $0 = Counts() } }
    var soFar: Counts { counts.withLock { $0 } }
    var lastSyncNs: UInt64 { counts.withLock { $0.lastSyncNs } }

    fileprivate func wrote(_ bytes: Int) { counts.withLock { $0.writtenBytes += bytes } }

    fileprivate func synced(from begun: UInt64, to ended: UInt64) {
        counts.withLock { counts in
            counts.syncs.add(ended - begun)
            counts.lastSyncNs = ended
        }
    }
}

/// The operating system's files, with counts, and with other kinds of segments than the log makes for itself.
struct CountingStorage: LogStorage {
    let counts: FileCounts
    var segments = SegmentKind.zeroed
    private let posix = PosixStorage()

    init(counts: FileCounts, segments: SegmentKind = .zeroed) {
        self.counts = counts
        self.segments = segments
    }

    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        let file = try posix.open(path, access)
        return path.hasSuffix(".seg") && access == .readWrite ? CountingFile(file, counts) : file
    }

    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        if segments == .zeroed { return CountingFile(try posix.createZeroed(path, bytes: bytes), counts) }
        let file = try posix.open(path, .create)
        if segments == .reserved {
            let descriptor = Glibc.open(path, O_RDWR)
            defer { close(descriptor) }
            let code = posix_fallocate(descriptor, 0, off_t(bytes))
            precondition(code == 0, "the disk is full")
        }
        try file.sync()
        return CountingFile(file, counts)
    }

    func kind(of path: String) throws(LogError) -> LogPathKind { try posix.kind(of: path) }
    func list(_ directory: String) throws(LogError) -> [String] { try posix.list(directory) }
    func createDirectory(_ path: String) throws(LogError) { try posix.createDirectory(path) }
    func rename(_ source: String, to target: String) throws(LogError) { try posix.rename(source, to: target) }
    func remove(_ path: String) throws(LogError) { try posix.remove(path) }
    func syncDirectory(_ path: String) throws(LogError) { try posix.syncDirectory(path) }
    func freeShare(_ path: String) throws(LogError) -> Double { try posix.freeShare(path) }
    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        try posix.lock(path, holder: holder)
    }
}

/// A segment whose writes and syncs are counted.
private final class CountingFile: LogFile {
    private let file: any LogFile
    private let counts: FileCounts

    init(_ file: any LogFile, _ counts: FileCounts) {
        self.file = file
        self.counts = counts
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        try file.write(bytes, at: position)
        counts.wrote(bytes.count)
    }

    func sync() throws(LogError) {
        let begun = monotonicNs()
        try file.sync()
        counts.synced(from: begun, to: monotonicNs())
    }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        try file.read(at: position, into: buffer)
    }
    func sizeBytes() throws(LogError) -> UInt64 { try file.sizeBytes() }
}
