/// What a segment holds, read from its bytes alone: the part that is whole, and what follows the first fault.
///
/// This is where a torn tail and damaged data are told apart (`docs/log-format.md`, "Recovery").
struct SegmentScan {
    /// Where the unbroken run of batches ends: first position, and the offset that would come next there.
    private(set) var end: UInt64
    private(set) var nextOffset: UInt64
    /// The highest offset bound that any intact header in the segment claims as durable.
    private(set) var provenOffset: UInt64
    private(set) var appendedMs: Int64
    private(set) var epoch: UInt32
    /// Intact batches with records, in the run and behind faults.
    private(set) var batchCount = 0
    /// Batches of the unbroken run, from the first that may not have been proven durable.
    private(set) var batches: [BatchHeader] = []
    /// Intact batches after the first fault.
    private(set) var islands: [BatchHeader] = []
    /// Last 8-byte word after `end` that is not zero; nil when the rest of the segment is zero.
    private(set) var lastNonZero: UInt64?
    /// The salt in use: from the segment's header, or from its first batch when that header is damaged.
    private(set) var salt: UInt64?

    /// Reads the whole segment. A batch whose body fails its checksum ends the run.
    init(_ window: SegmentWindow, header: SegmentHeader?, base: UInt64) throws(LogError) {
        end = UInt64(SegmentHeader.sizeBytes)
        nextOffset = base
        provenOffset = base
        appendedMs = header?.createdMs ?? 0
        epoch = header?.epoch ?? 0
        if let header {
            salt = header.segmentID
        } else {
            salt = try window.header(at: UInt64(SegmentHeader.sizeBytes), salt: nil)?.segmentID
        }
        while let batch = try window.header(at: end, salt: salt), batch.baseOffset == nextOffset {
            note(batch)
            guard try window.body(of: batch) != nil else { break }
            if batch.count > 0 {
                batches.append(batch)
                batchCount += 1
            }
            // All but the last few batches are proven by a later one; only the unproven ones are ever needed again.
            if batches.count > 64 { batches.removeAll { $0.endOffset <= provenOffset } }
            nextOffset = batch.endOffset
            end = batch.endPosition
        }
        try readIslands(window)
    }

    /// Of a file that is another log's, or another partition's: nothing in it counts.
    init(ofForeignFileAt base: UInt64) {
        end = UInt64(SegmentHeader.sizeBytes)
        nextOffset = base
        provenOffset = base
        appendedMs = 0
        epoch = 0
    }

    private mutating func note(_ batch: BatchHeader) {
        provenOffset = max(provenOffset, batch.durableOffset)
        appendedMs = max(appendedMs, batch.appendedMs)
        epoch = max(epoch, batch.epoch)
    }

    private mutating func readIslands(_ window: SegmentWindow) throws(LogError) {
        var position = end
        while true {
            let found = try window.nextHeader(from: position, atLeast: nextOffset, salt: salt ?? 0)
            if let word = found.lastNonZero { lastNonZero = word }
            guard let batch = found.header else { return }
            note(batch)
            lastNonZero = batch.position + UInt64(BatchHeader.sizeBytes - 8)
            position = batch.position + 8
            guard batch.baseOffset >= (islands.last?.endOffset ?? nextOffset), let body = try window.body(of: batch)
            else {
                continue
            }
            if !body.isEmpty { lastNonZero = batch.endPosition - 8 }
            islands.append(batch)
            if batch.count > 0 { batchCount += 1 }
            position = batch.endPosition
        }
    }

    /// The highest offset that any intact batch holds.
    var highestOffset: UInt64 { max(nextOffset, islands.last?.endOffset ?? 0) }

    /// Offsets lost below `end` and the bytes where they stood.
    func gaps(partition: Int, base: UInt64, upTo limit: UInt64) -> [LogGap] {
        var gaps: [LogGap] = []
        var offset = nextOffset
        var position = end
        func note(until next: UInt64, bytes: Range<UInt64>) {
            let cause: LogGap.Cause = bytes.isEmpty ? .missing : .damaged
            gaps.append(
                LogGap(
                    partition: partition, offsets: offset..<next, segment: LogDirectory.segmentName(base), bytes: bytes,
                    cause: cause))
        }
        for island in islands {
            if island.baseOffset > offset || gaps.isEmpty {
                note(until: island.baseOffset, bytes: position..<island.position)
            }
            offset = island.endOffset
            position = island.endPosition
        }
        if offset < limit {
            let last = lastNonZero.map { $0 + 8 } ?? position
            note(until: limit, bytes: position..<max(position, last))
        }
        return gaps
    }
}
