import CollectModel
import Synchronization

/// What writing facts came to.
public struct FactsReport: Hashable, Sendable {
    public var segments = 0
    /// What their files take on the disk.
    public var bytes: UInt64 = 0

    public init() {}
}

/// Writes the facts of a log's sealed segments, so that later folds need not decode their responses again.
///
/// Isolation: one task's own; it may run beside commits, packing, retention and readers.
public struct FactsWriting {
    /// Facts are written only while at least this share of the disk is free: the log needs the room more.
    private static let requiredShare = 0.1

    private let log: ResponseLog
    private let folder: FactsFolder
    private let readsWhole: Bool
    /// By partition, the segments whose facts were found or written …
    private var settled: [Set<UInt64>]
    /// … and those of which there are none to be had, so that they are not tried every minute.
    private var hopeless: [Set<UInt64>]

    /// - Parameter readsWhole: whether files that are there are read to their end, so that damaged ones are written anew: a second for each
    ///   million responses. Otherwise their headers are believed.
    public init(_ log: ResponseLog, readsWhole: Bool = false) {
        self.log = log
        self.readsWhole = readsWhole
        folder = FactsFolder(directory: log.directory, logID: log.description.logID)
        settled = Array(repeating: [], count: log.description.partitions)
        hopeless = settled
    }

    /// Writes what is missing of segments sealed at least `ageMs` ago. Damaged ones are passed over; so is everything while the disk is nearly
    /// full.
    /// - Parameter progress: called before each segment with the number done and of all.
    /// - Throws: `storage`; what was written before stays, and the rest is decoded by whoever reads it.
    /// - Cost: about 3 µs a response; where nothing is missing, one listing of a folder for each partition.
    public mutating func round(
        ageMs: Int64 = 0, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogError) -> FactsReport {
        var report = FactsReport()
        let missing = try missing(sealedBeforeMs: log.clock.nowMs() - ageMs)
        for (number, segment) in missing.enumerated() {
            progress(number, missing.count)
            guard try log.directory.storage.freeShare(log.directory.path) >= Self.requiredShare else { break }
            if let bytes = try write(segment) {
                report.segments += 1
                report.bytes += UInt64(bytes)
                settled[segment.partition].insert(segment.base)
            } else {
                hopeless[segment.partition].insert(segment.base)
            }
        }
        return report
    }

    private mutating func missing(sealedBeforeMs: Int64) throws(LogError) -> [SealedSegment] {
        var missing: [SealedSegment] = []
        for partition in settled.indices {
            let bases = Set(try log.directory.segmentBases(partition))
            let written = Set(try folder.sweep(partition, keeping: bases))
            settled[partition].formIntersection(written)
            // The last one is in use.
            let known = settled[partition].union(hopeless[partition])
            guard bases.subtracting(known).count > 1 else { continue }
            for segment in try log.sealedSegments(partition) where !known.contains(segment.base) {
                if written.contains(segment.base), try isThere(segment) {
                    settled[partition].insert(segment.base)
                } else if segment.sealedMs.map({ $0 <= sealedBeforeMs }) ?? true {
                    missing.append(segment)
                }
            }
        }
        return missing
    }

    private func isThere(_ segment: SealedSegment) throws(LogError) -> Bool {
        if readsWhole {
            return folder.open(segment.partition, base: segment.base, forms: FormDirectory())?.origin.next
                == segment.next
        }
        return try folder.isWritten(segment)
    }

    /// Not while responses are erased from a segment: what has expired must not come back as facts.
    /// - Returns: the size of the file; nil where the segment has no facts.
    private func write(_ segment: SealedSegment) throws(LogError) -> Int? {
        try log.upkeep.withLock { (_) throws(LogError) in
            let decoding = SegmentDecoding(
                directory: log.directory, logID: log.description.logID, segment: segment)
            guard let content = try decoding.run(), let file = content.packed() else { return nil }
            try folder.write(file, of: content.origin)
            return file.count
        }
    }
}
