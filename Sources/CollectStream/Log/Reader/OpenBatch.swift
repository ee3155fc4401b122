/// A batch held in memory for looking up single records.
///
/// Why: who looks up one record mostly looks up its neighbours next: a group that is sent again came together the first time. What is durable
/// never changes, so it may be held for as long as one likes.
/// Cost: up to a batch (1 MiB), and 4 bytes a record that was passed over.
struct OpenBatch {
    /// The first offset of its segment, and where it stands there.
    let segment: UInt64
    let bytes: Range<UInt64>
    let offsets: Range<UInt64>
    private let body: [UInt8]
    /// Where records begin, as far as somebody has asked; the last one is of the next record to look at.
    private var starts: [UInt32] = [0]

    /// - Parameter body: of the batch, whether or not its checksum holds.
    init(_ header: BatchHeader, _ body: UnsafeRawBufferPointer, segment: UInt64) {
        self.segment = segment
        bytes = header.position..<header.endPosition
        offsets = header.baseOffset..<header.endOffset
        self.body = Array(body)
    }

    /// Copies a record out; nil where it is damaged, or what stands before it is.
    mutating func record(at position: LogPosition) -> LogRecordData? {
        let index = Int(position.offset - offsets.lowerBound)
        return body.withUnsafeBytes { raw in
            while starts.count <= index {
                guard let passed = LogRecordHeader(raw, at: Int(starts[starts.count - 1])) else { return nil }
                starts.append(UInt32(passed.end))
            }
            guard let record = LogRecordHeader(raw, at: Int(starts[index])), record.isIntact(in: raw) else {
                return nil
            }
            return record.data(in: raw, at: position)
        }
    }
}
