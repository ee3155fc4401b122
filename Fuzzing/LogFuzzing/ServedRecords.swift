import CollectStream
import Promises

/// All that a reader gives of one partition, from its beginning to its durable end.
struct ServedRecords {
    struct Record: Equatable {
        /// As it stands in the log, with its header and padding.
        let bytes: [UInt8]
        let responseID: String
        let payload: [UInt8]
    }

    private(set) var records: [UInt64: Record] = [:]
    private(set) var gaps: [LogGap] = []
    private(set) var end: UInt64 = 0

    /// Reads in sequence, then looks again at single positions.
    init(_ reader: LogReader, partition: Int, from begin: UInt64, maxBytes: Int) throws(BrokenPromise) {
        end = try BrokenPromise.ifRefused("asked for the durable end") { () throws(LogError) in
            try reader.durableEnd().next[partition]
        }
        var next = begin
        while next < end {
            let batches = try BrokenPromise.ifRefused("reading \(partition).\(next) of \(end)") {
                () throws(LogError) in try reader.read(partition: partition, from: next, maxBytes: maxBytes)
            }
            try BrokenPromise.unless(!batches.isEmpty, "nothing is served at \(next), below the durable end \(end)")
            for batch in batches { next = try take(batch, at: next) }
        }
        for (offset, record) in records {
            try compare(record, with: LogPosition(partition: partition, offset: offset), reader)
        }
        for gap in gaps {
            for offset in [gap.offsets.lowerBound, gap.offsets.upperBound - 1] {
                try compareLost(LogPosition(partition: partition, offset: offset), reader)
            }
        }
    }

    /// - Returns: where to read next.
    private mutating func take(_ batch: LogBatch, at next: UInt64) throws(BrokenPromise) -> UInt64 {
        try BrokenPromise.unless(batch.baseOffset == next, "asked for \(next), served \(batch.baseOffset)")
        try BrokenPromise.unless(batch.nextOffset > next, "reading stands still at \(next)")
        try BrokenPromise.unless(
            batch.nextOffset <= end, "served up to \(batch.nextOffset), beyond the durable end \(end)")
        if let gap = batch.gap {
            try BrokenPromise.unless(
                gap.offsets == next..<batch.nextOffset && batch.records.isEmpty,
                "a gap \(gap.offsets) stands for \(next)..<\(batch.nextOffset)")
            _ = gap.description
            gaps.append(gap)
            return batch.nextOffset
        }
        try BrokenPromise.unless(
            UInt64(batch.records.count) == batch.nextOffset - next,
            "\(batch.records.count) records stand for the offsets \(next)..<\(batch.nextOffset)")
        for (index, record) in batch.records.enumerated() {
            let start = record.formID.lowerBound - LogBytes.recordHeaderBytes
            if record.op == .control { try Self.look(at: batch.bytes[record.payload]) }
            records[batch.position(index).offset] = Record(
                bytes: Array(batch.bytes[start..<(record.payload.upperBound + 7) & ~7]),
                responseID: batch.responseID(record), payload: Array(batch.bytes[record.payload]))
        }
        return batch.nextOffset
    }

    /// What a summary names lies in the segment that it speaks of.
    private static func look(at control: ArraySlice<UInt8>) throws(BrokenPromise) {
        guard let summary = RetentionSummary(payload: control) else { return }
        try BrokenPromise.unless(
            summary.responses.allSatisfy { summary.segment.contains(summary.offset(of: $0)) },
            "a summary names strangers")
    }

    /// A record that is read alone is the one that is read in sequence.
    ///
    /// A sequential read goes by the batch's checksum, which covers the record; a single one goes by the record's own.
    private func compare(_ record: Record, with position: LogPosition, _ reader: LogReader) throws(BrokenPromise) {
        do throws(LogError) {
            let found = try reader.record(at: position)
            let isSame = found.payload == record.payload && found.responseID == record.responseID
            if isSame { return }
        } catch {
            if case .damaged = error, !LogBytes.isIntactRecord(record.bytes) { return }
            throw BrokenPromise(description: "\(position) is served in sequence; alone: \(error)")
        }
        throw BrokenPromise(description: "\(position) is another record when it is read alone")
    }

    /// A position inside a gap is refused as damaged.
    private func compareLost(_ position: LogPosition, _ reader: LogReader) throws(BrokenPromise) {
        do throws(LogError) {
            _ = try reader.record(at: position)
        } catch {
            if case .damaged = error { return }
            throw BrokenPromise(description: "\(position) is in a gap; alone: \(error)")
        }
        throw BrokenPromise(description: "\(position) is in a gap and is served alone")
    }
}

extension [Range<UInt64>] {
    /// The first offset that none of `others` holds; nil when all are covered.
    func firstOffset(outside others: [Range<UInt64>]) -> UInt64? {
        let others = others.sorted { $0.lowerBound < $1.lowerBound }
        for range in self {
            var offset = range.lowerBound
            for other in others where other.contains(offset) { offset = other.upperBound }
            if offset < range.upperBound { return offset }
        }
        return nil
    }
}
