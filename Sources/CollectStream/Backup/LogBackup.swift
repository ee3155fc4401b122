/// Copies a log into another directory while its writer goes on: everything that was durable when it began, and nothing half-written.
///
/// How: `HEAD` is read first and says where each partition's open segment was durable; sealed segments are copied whole, that one up to there, and
/// `HEAD` last. What the other directory holds already is not copied again, so that the next backup costs only what is new.
/// Safety: each file is written under another name, synced and renamed; interrupted anywhere, the other directory holds the earlier backup or a part of a
/// first one, and running it again completes it. Neither directory is locked; nothing is written into the source.
///
/// ```swift
/// let copied = try LogBackup(from: "survey", to: "/backup/survey").run()
/// ```
public struct LogBackup {
    /// What a run did.
    public struct Report: Hashable, Sendable {
        public var copiedFiles = 0
        public var copiedBytes: UInt64 = 0
        /// Segments that were there already.
        public var keptFiles = 0
        /// Up to where the copy goes.
        public var end: LogCursor
    }

    /// Files beside the log that belong to a collection.
    private static let settings = ["forms.yaml", "alerts.yaml", "config.yaml"]

    private let source: LogDirectory
    private let copier: FileCopier
    private let target: LogDirectory

    public init(from source: String, to target: String, storage: any LogStorage = PosixStorage()) {
        self.source = LogDirectory(storage: storage, path: source)
        self.target = LogDirectory(storage: storage, path: target)
        copier = FileCopier(storage: storage)
    }

    /// - Parameter isNew: whether a target that holds a log already is refused, as `restore` does.
    /// - Parameter progress: called with the segments done and of all.
    /// - Throws: `directoryMissing` and the like for the source; `backupOfOtherLog`, `backupExists` for the target; `storage`.
    public func run(isNew: Bool = false, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }) throws(LogError)
        -> Report
    {
        guard let description = try source.description() else { throw .nothingToBackUp(path: source.path) }
        try prepareTarget(description, isNew: isNew)
        let head = try readHead(description)
        let slots = try head.read()
        let plan = try segments(description, slots)
        var report = Report(end: LogCursor(next: slots.map { $0?.durableOffset ?? 0 }))
        for (number, segment) in plan.enumerated() {
            progress(number, plan.count)
            try target.createFolder(target.partitionPath(segment.partition))
            let bytes = try copy(segment)
            report.copiedBytes += bytes ?? 0
            if bytes == nil { report.keptFiles += 1 } else { report.copiedFiles += 1 }
        }
        try copyStarts(description)
        for name in Self.settings where try source.storage.kind(of: "\(source.path)/\(name)") == .file {
            _ = try copier.copy("\(source.path)/\(name)", to: "\(target.path)/\(name)")
        }
        try copier.write(
            slots.enumerated().flatMap { Self.slotBytes($0.element, $0.offset, description) }, to: target.headPath)
        if try target.storage.kind(of: target.descriptionPath) == .none { try target.write(description) }
        try target.storage.syncDirectory(target.path)
        return report
    }

    /// Both copies of a partition's slot.
    private static func slotBytes(_ slot: HeadSlot?, _ partition: Int, _ description: LogDescription) -> [UInt8] {
        let empty = [UInt8](repeating: 0, count: HeadSlot.sizeBytes)
        guard let slot else { return empty + empty }
        let bytes = slot.encoded(description.logID)
        return slot.sequence & 1 == 0 ? bytes + empty : empty + bytes
    }

    private func prepareTarget(_ description: LogDescription, isNew: Bool) throws(LogError) {
        try target.create()
        guard let existing = try targetDescription() else { return try target.syncNames(isNew: true) }
        if isNew { throw .backupExists(path: target.path) }
        guard existing.logID == description.logID else { throw .backupOfOtherLog(path: target.path) }
    }

    /// Nil for an empty directory and for a first backup that was interrupted: `log.json` comes last. Another program's directory is
    /// refused.
    private func targetDescription() throws(LogError) -> LogDescription? {
        do throws(LogError) {
            return try target.description()
        } catch {
            guard case .descriptionDamaged = error, try target.storage.kind(of: target.descriptionPath) == .none else {
                throw error
            }
            return nil
        }
    }

    private func readHead(_ description: LogDescription) throws(LogError) -> HeadFile {
        let file = try source.storage.open(source.headPath, .read)
        return HeadFile(file: file, logID: description.logID, partitions: description.partitions)
    }

    // MARK: Segments

    private struct Segment {
        let partition: Int
        let base: UInt64
        /// How much of the segment that was being written is copied; nil for a sealed one.
        let usedBytes: UInt64?
    }

    /// The segments that `slots` speak of, oldest first. Those that began later belong to the next backup.
    private func segments(_ description: LogDescription, _ slots: [HeadSlot?]) throws(LogError) -> [Segment] {
        var segments: [Segment] = []
        for partition in 0..<description.partitions {
            guard let slot = slots[partition] else { continue }
            for base in try source.segmentBases(partition) where base <= slot.segmentBase {
                let usedBytes = base == slot.segmentBase ? slot.position : nil
                segments.append(Segment(partition: partition, base: base, usedBytes: usedBytes))
            }
        }
        return segments
    }

    /// - Returns: the bytes copied; nil where the copy is there already.
    private func copy(_ segment: Segment) throws(LogError) -> UInt64? {
        let raw = source.segmentPath(segment.partition, base: segment.base)
        let targetRaw = target.segmentPath(segment.partition, base: segment.base)
        // The one that was being written grows between backups; the others are copied once.
        if segment.usedBytes == nil, try isComplete(segment) { return nil }
        if let copied = try copier.copy(raw, to: targetRaw, bytes: segment.usedBytes) { return copied }
        return try copyPacked(segment)
    }

    private func copyPacked(_ segment: Segment) throws(LogError) -> UInt64? {
        let path = source.packedPath(segment.partition, base: segment.base)
        let copied = try copier.copy(path, to: target.packedPath(segment.partition, base: segment.base))
        let raw = target.segmentPath(segment.partition, base: segment.base)
        // Readers prefer the raw file, which here is an earlier part of the same segment.
        if copied != nil, try target.storage.kind(of: raw) == .file {
            try target.storage.remove(raw)
            try target.storage.syncDirectory(target.partitionPath(segment.partition))
        }
        return copied
    }

    /// Whether the target holds the whole of a sealed segment, as it is in the source by now: what has expired there goes here too.
    private func isComplete(_ segment: Segment) throws(LogError) -> Bool {
        guard let theirs = try target.openSegment(segment.partition, base: segment.base),
            let ours = try source.openSegment(segment.partition, base: segment.base)
        else { return false }
        if let ours = ours as? PackedFile { return (theirs as? PackedFile).map(ours.looksLike) ?? false }
        if theirs is PackedFile { return true }
        return try theirs.sizeBytes() >= ours.sizeBytes()
    }

    /// Lets each partition begin where the source's does by now. After the copying: a segment that vanished meanwhile stands below.
    private func copyStarts(_ description: LogDescription) throws(LogError) {
        for partition in 0..<description.partitions {
            let start = try source.contents(partition).start
            if start > 0 { _ = try target.begin(partition, at: start) }
        }
    }
}
