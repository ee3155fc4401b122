/// Consecutive records of one partition, as one commit wrote them; or a gap where acknowledged records are lost.
///
/// Shape: `bytes` is one allocation for all records, `paddingBytes` zeros behind them; each header names ranges in it. `records[i]`
/// has offset `baseOffset + i`. A batch with `gap != nil` has no records: report it, then go on at `nextOffset`.
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

    /// Parsers that look ahead read a payload where it stands.
    static let paddingBytes = 64

    static func padded(_ body: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: body.count + paddingBytes) { room, count in
            let raw = UnsafeMutableRawBufferPointer(room)
            raw.copyMemory(from: body)
            raw[body.count..<body.count + paddingBytes].initializeMemory(as: UInt8.self, repeating: 0)
            count = body.count + paddingBytes
        }
    }

    /// Hands out a record's payload, behind which `paddingBytes` more can be read.
    func withPayload<Result>(of record: LogRecordHeader, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[record.payload])) }
    }

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
            appendedMs: header.appendedMs, bytes: Self.padded(body), records: records, gap: nil)
    }
}
