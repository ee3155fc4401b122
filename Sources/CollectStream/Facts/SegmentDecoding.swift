import CollectModel

/// Decodes a sealed segment into facts.
///
/// Promise: of a segment in which anything is damaged or missing there are no facts: whoever reads it from the log is told what is lost.
struct SegmentDecoding {
    let directory: LogDirectory
    let logID: LogID
    let segment: SealedSegment

    /// Larger ones are left to the log: places among the texts have 32 bits.
    private static let mostBytes: UInt64 = 1 << 30

    /// Nil where there are no facts to be had.
    /// - Cost: about 3 µs a response of 3 KB, and the memory of the file.
    func run() throws(LogError) -> FactsContent? {
        guard let file = try directory.openSegment(segment.partition, base: segment.base) else { return nil }
        let window = SegmentWindow(file, readAheadBytes: 1 << 20)
        let identity = try SegmentIdentity(window, logID: logID, partition: segment.partition, base: segment.base)
        guard let salt = identity.header?.segmentID else { return nil }
        let draft = FactsDraft()
        var next = segment.base
        var position = UInt64(SegmentHeader.sizeBytes)
        while let header = try window.header(at: position, salt: salt) {
            guard header.baseOffset == next, header.endPosition <= Self.mostBytes,
                let body = try window.body(of: header),
                let batch = LogBatch(header, body: body, partition: segment.partition, from: header.baseOffset)
            else { return nil }
            draft.take(batch)
            next = header.endOffset
            position = header.endPosition
        }
        guard next == segment.next else { return nil }
        return draft.finish(
            FactsOrigin(
                logID: logID, partition: segment.partition, salt: salt, base: segment.base, next: next,
                usedBytes: position))
    }
}
