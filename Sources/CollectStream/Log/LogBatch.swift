/// Consecutive records of one partition, as one commit wrote them; or a gap where acknowledged records are lost.
///
/// Shape: `bytes` is one allocation for all records; each header names ranges in it. `records[i]` has offset
/// `baseOffset + i`. A batch with `gap != nil` has no records: report it, then go on at `nextOffset`.
public struct LogBatch: Sendable {
    public var partition: Int
    public var baseOffset: UInt64
    /// Where to read next.
    public var nextOffset: UInt64
    /// The server's clock at the commit, in milliseconds since 1970; never decreases within a partition.
    public var appendedMs: Int64
    public var bytes: [UInt8]
    public var records: [LogRecordHeader]
    public var gap: LogGap?

    public func formID(_ record: LogRecordHeader) -> String { String(decoding: bytes[record.formID], as: UTF8.self) }
    public func responseID(_ record: LogRecordHeader) -> String {
        String(decoding: bytes[record.responseID], as: UTF8.self)
    }
    public func position(_ index: Int) -> LogPosition {
        LogPosition(partition: partition, offset: baseOffset + UInt64(index))
    }
}

extension LogBatch {
    init(gap: LogGap) {
        self.init(
            partition: gap.partition, baseOffset: gap.offsets.lowerBound, nextOffset: gap.offsets.upperBound,
            appendedMs: 0, bytes: [], records: [], gap: gap)
    }

    /// The records of a verified body from offset `first` on; nil when the body does not hold what its header says.
    init?(_ header: BatchHeader, body: UnsafeRawBufferPointer, partition: Int, from first: UInt64) {
        var records: [LogRecordHeader] = []
        records.reserveCapacity(Int(header.count))
        var start = 0
        for _ in 0..<header.count {
            guard let record = LogRecordHeader(body, at: start) else { return nil }
            start = record.end
            records.append(record)
        }
        guard start == body.count else { return nil }
        let skipped = first > header.baseOffset ? Int(first - header.baseOffset) : 0
        if skipped > 0 { records.removeFirst(min(skipped, records.count)) }
        self.init(
            partition: partition, baseOffset: header.baseOffset + UInt64(skipped), nextOffset: header.endOffset,
            appendedMs: header.appendedMs, bytes: Array(body), records: records, gap: nil)
    }
}
