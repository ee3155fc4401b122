extension LogBatch {
    /// What a damaged body still holds from offset `first` on: the next run of records whose own checksums hold, or the gap
    /// before it.
    ///
    /// Why: one flipped bit in a group of 4,096 records must cost one record.
    /// - Parameter lost: the gap from `first` to the end of the batch, for the case that nothing more can be made out.
    init(salvaging header: BatchHeader, body: UnsafeRawBufferPointer, from first: UInt64, lost: LogGap) {
        var gap = lost
        var records: [LogRecordHeader] = []
        var start = 0
        for offset in header.baseOffset..<header.endOffset {
            guard let record = LogRecordHeader(body, at: start) else { break }
            start = record.end
            guard offset >= first else { continue }
            if record.isIntact(in: body) {
                if records.isEmpty, offset > first {
                    gap.offsets = first..<offset
                    break
                }
                records.append(record)
            } else if !records.isEmpty {
                break
            }
        }
        guard !records.isEmpty else {
            self.init(gap: gap)
            return
        }
        self.init(
            partition: lost.partition, baseOffset: first, nextOffset: first + UInt64(records.count),
            appendedMs: header.appendedMs, bytes: Self.padded(body), records: records, gap: nil)
    }
}
