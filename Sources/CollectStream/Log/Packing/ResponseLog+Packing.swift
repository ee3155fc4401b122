import Synchronization

/// What packing sealed segments came to.
public struct PackingReport: Hashable, Sendable {
    public var segments = 0
    /// Of those segments: what they held, and what they take now.
    public var bytes: UInt64 = 0
    public var packedBytes: UInt64 = 0
    /// Segments left as they are because not all of them can be read, below the data directory.
    public var damaged: [String] = []

    public init() {}
}

extension ResponseLog {
    /// Packs every segment that is no longer written to, and was sealed at least `ageMs` ago.
    ///
    /// May run beside commits: it touches sealed segments only, and readers find each of them at any moment, raw or packed.
    /// - Parameter progress: called before each segment with the number done and of all.
    /// - Throws: `storage`; what was packed before stays so, the rest stays raw.
    /// - Cost: about 110 MB/s on one core.
    public func packSealed(
        ageMs: Int64 = 0, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogError) -> PackingReport {
        var report = PackingReport()
        let sealed = try rawSegments(sealedBeforeMs: clock.nowMs() - ageMs)
        for (number, segment) in sealed.enumerated() {
            progress(number, sealed.count)
            switch try pack(segment) {
            case nil: break
            case .packed(let bytes, let into):
                report.segments += 1
                report.bytes += bytes
                report.packedBytes += into
            case .damaged:
                report.damaged.append(segment.name)
            }
        }
        return report
    }

    /// Nil where the raw file is not there any more: somebody else has packed or removed it.
    private func pack(_ segment: SealedSegment) throws(LogError) -> SegmentPacker.Outcome? {
        try upkeep.withLock { (_) throws(LogError) in
            let path = directory.segmentPath(segment.partition, base: segment.base)
            guard try directory.storage.kind(of: path) == .file else { return nil }
            return try SegmentPacker(directory: directory, logID: description.logID, segment: segment).pack()
        }
    }

    private func rawSegments(sealedBeforeMs: Int64) throws(LogError) -> [SealedSegment] {
        var raw: [SealedSegment] = []
        for partition in 0..<description.partitions {
            for segment in try directory.sealedSegments(partition, logID: description.logID)
            where segment.sealedMs.map({ $0 <= sealedBeforeMs }) ?? true {
                let path = directory.segmentPath(partition, base: segment.base)
                if try directory.storage.kind(of: path) == .file { raw.append(segment) }
            }
        }
        return raw
    }
}
