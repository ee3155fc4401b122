import CollectStream

/// Deliberately wrong ways to keep a log, each of which some real system has shipped. The simulation must catch every one.
///
/// They are made of storage that breaks its word, around the program as it is: the program has no switch for being wrong.
enum WrongVariant: CaseIterable {
    /// Answers before the disk has confirmed (NATS: every two minutes).
    case acknowledgesBeforeSync
    /// Renames and creates files without syncing their folder (etcd #6368).
    case forgetsDirectories
    /// Takes the second answer of a sync for the first (PostgreSQL before 2018).
    case retriesFailedSync
    /// Takes what it reads after a restart for what is on the disk (Rebello et al., ATC 2020).
    case trustsPageCache
    /// Cuts everything from the first bad record on (Kafka, NATS).
    case cutsAtFirstBadRecord

    /// Whether it takes a damaged disk to show the mistake.
    var needsRot: Bool { self == .cutsAtFirstBadRecord }

    func wrap(_ storage: SimulatedStorage) -> any LogStorage { WrongStorage(storage: storage, variant: self) }

    /// What the variant does before a log is opened.
    func prepare(_ disk: SimulatedDisk, partitions: Int) throws {
        guard self == .cutsAtFirstBadRecord else { return }
        for partition in 0..<partitions {
            let segments = disk.paths.filter { $0.hasPrefix("/data/p0\(partition)/") && $0.hasSuffix(".seg") }
            guard let newest = segments.last else { continue }
            let reader = try LogReader(directory: "/data", storage: disk.process())
            let base = UInt64(newest.dropLast(4).suffix(20)) ?? 0
            guard let end = try reader.durableEnd().next.dropFirst(partition).first, end > base else { continue }
            let batches = try reader.read(partition: partition, from: base, maxBytes: 1 << 20)
            guard let gap = batches.lazy.compactMap(\.gap).first, !gap.bytes.isEmpty else { continue }
            disk.rot(newest) { bytes in
                let start = min(Int(gap.bytes.lowerBound), bytes.count)
                bytes.replaceSubrange(start..., with: repeatElement(0, count: bytes.count - start))
            }
            // It has no record of its own of how far it had come.
            disk.rot("/data/HEAD") { $0 = Array(repeating: 0, count: $0.count) }
        }
    }
}

private struct WrongStorage: LogStorage {
    let storage: SimulatedStorage
    let variant: WrongVariant

    func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        WrongFile(file: try storage.open(path, access), variant: variant)
    }
    func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        WrongFile(file: try storage.createZeroed(path, bytes: bytes), variant: variant)
    }
    func syncDirectory(_ path: String) throws(LogError) {
        if variant != .forgetsDirectories { try storage.syncDirectory(path) }
    }
    func kind(of path: String) throws(LogError) -> LogPathKind { try storage.kind(of: path) }
    func list(_ directory: String) throws(LogError) -> [String] { try storage.list(directory) }
    func createDirectory(_ path: String) throws(LogError) { try storage.createDirectory(path) }
    func rename(_ source: String, to target: String) throws(LogError) { try storage.rename(source, to: target) }
    func remove(_ path: String) throws(LogError) { try storage.remove(path) }
    func freeShare(_ path: String) throws(LogError) -> Double { try storage.freeShare(path) }
    func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        try storage.lock(path, holder: holder)
    }
}

private final class WrongFile: LogFile {
    private let file: any LogFile
    private let variant: WrongVariant

    init(file: any LogFile, variant: WrongVariant) {
        self.file = file
        self.variant = variant
    }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        try file.read(at: position, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        if variant == .trustsPageCache {
            var seen = [UInt8](repeating: 0, count: bytes.count)
            let result = seen.withUnsafeMutableBytes { raw in Result { try file.read(at: position, into: raw) } }
            if case .success(bytes.count) = result, seen.elementsEqual(bytes) { return }
        }
        try file.write(bytes, at: position)
    }

    func sync() throws(LogError) {
        switch variant {
        case .acknowledgesBeforeSync: break
        case .retriesFailedSync:
            do throws(LogError) { try file.sync() } catch { try file.sync() }
        default: try file.sync()
        }
    }

    func sizeBytes() throws(LogError) -> UInt64 { try file.sizeBytes() }
}
