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
    /// Batches of the unbroken run behind the last group that is proven durable, markers too: what may never have been synced.
    private(set) var unproven: [BatchHeader] = []
    /// Intact batches after the first fault.
    private(set) var islands: [BatchHeader] = []
    /// Last 8-byte word after `end` that is not zero; nil when the rest of the segment is zero.
    private(set) var lastNonZero: UInt64?
    private let salt: UInt64?

    /// Reads the whole segment. A batch whose body fails its checksum ends the run.
    init(_ window: SegmentWindow, _ identity: SegmentIdentity, base: UInt64) throws(LogError) {
        end = UInt64(SegmentHeader.sizeBytes)
        nextOffset = base
        provenOffset = base
        appendedMs = identity.header?.createdMs ?? 0
        epoch = identity.header?.epoch ?? 0
        salt = identity.salt
        while let salt, let batch = try window.header(at: end, salt: salt), batch.baseOffset == nextOffset {
            note(batch)
            guard try window.body(of: batch) != nil else { break }
            unproven.append(batch)
            if batch.count > 0 { batchCount += 1 }
            if unproven.count > 64 { dropProven() }
            nextOffset = batch.endOffset
            end = batch.endPosition
        }
        try readIslands(window)
        dropProven()
    }

    private mutating func dropProven() {
        guard let last = unproven.lastIndex(where: { $0.count > 0 && $0.endOffset <= provenOffset }) else { return }
        unproven.removeFirst(last + 1)
    }

    private mutating func note(_ batch: BatchHeader) {
        provenOffset = max(provenOffset, batch.durableOffset)
        appendedMs = max(appendedMs, batch.appendedMs)
        epoch = max(epoch, batch.epoch)
    }

    /// Goes on as a reader does: an intact header says where its batch ends, whatever its body is worth.
    private mutating func readIslands(_ window: SegmentWindow) throws(LogError) {
        let size = try window.file.sizeBytes()
        var position = end
        var expected = nextOffset
        while true {
            let found = try window.nextHeader(from: position, atLeast: expected, salt: salt ?? 0)
            if let word = found.lastNonZero { lastNonZero = word }
            guard let batch = found.header else { return }
            note(batch)
            lastNonZero = max(batch.position, min(batch.endPosition, size) & ~7 - 8)
            position = batch.endPosition
            expected = batch.endOffset
            guard try window.body(of: batch) != nil else { continue }
            islands.append(batch)
            if batch.count > 0 { batchCount += 1 }
        }
    }

    /// The marker that never reached the disk before the group that followed it did: a hole of its size with nothing missing behind it.
    /// - Parameter proven: what is known to be durable; behind it the disk may have written in any order.
    func lostMarker(proven: UInt64) -> BatchHeader? {
        guard let salt, let next = islands.first, next.count > 0, next.baseOffset == nextOffset, proven <= nextOffset,
            next.position == end + UInt64(BatchHeader.sizeBytes)
        else { return nil }
        return BatchHeader(
            baseOffset: nextOffset, kind: .marker, segmentID: salt, durableOffset: min(provenOffset, nextOffset),
            appendedMs: next.appendedMs, epoch: next.epoch, position: end)
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
