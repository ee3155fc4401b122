/// A segment that is no longer written to, because another one follows.
struct SealedSegment: Hashable, Sendable {
    let partition: Int
    let base: UInt64
    /// Where the next one begins.
    let next: UInt64
    /// When the next one was begun: nothing in this one was appended later. Nil where that one's header is damaged.
    let sealedMs: Int64?

    var offsets: Range<UInt64> { base..<next }

    /// Below the data directory.
    var name: String { "\(LogDirectory.partitionName(partition))/\(LogDirectory.segmentName(base))" }
}

extension LogDirectory {
    /// The partition's sealed segments, oldest first.
    /// - Cost: reads a page of each segment.
    func sealedSegments(_ partition: Int, logID: LogID) throws(LogError) -> [SealedSegment] {
        let bases = try segmentBases(partition)
        var sealed: [SealedSegment] = []
        for (base, next) in zip(bases, bases.dropFirst()) {
            let createdMs = try createdMs(partition, base: next, logID: logID)
            sealed.append(SealedSegment(partition: partition, base: base, next: next, sealedMs: createdMs))
        }
        return sealed
    }

    private func createdMs(_ partition: Int, base: UInt64, logID: LogID) throws(LogError) -> Int64? {
        guard let file = try openSegment(partition, base: base) else { return nil }
        let window = SegmentWindow(file, readAheadBytes: SegmentHeader.sizeBytes)
        return try SegmentIdentity(window, logID: logID, partition: partition, base: base).header?.createdMs
    }
}
