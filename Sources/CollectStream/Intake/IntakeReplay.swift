import CollectModel

/// What the intake has to know of a log when it opens it: every response's newest version, and what has expired.
struct IntakeReplay {
    private(set) var admission = Admission()
    private(set) var expired: ExpiredResponses

    /// - Cost: one pass over the log; `progress` is called with the records read so far.
    init(_ reader: LogReader, logID: LogID, progress: (Int) -> Void) throws(LogError) {
        expired = ExpiredResponses(logID)
        var read = 0
        for (partition, begin) in try reader.begin().next.enumerated() {
            var offset = begin
            while true {
                let batches = try reader.read(partition: partition, from: offset, maxBytes: 8 << 20)
                guard !batches.isEmpty else { break }
                for batch in batches {
                    try enter(batch, reader)
                    offset = batch.nextOffset
                    read += batch.records.count
                }
                progress(read)
            }
        }
        expired.settle()
    }

    private mutating func enter(_ batch: LogBatch, _ reader: LogReader) throws(LogError) {
        var summaries: [(form: String, summary: RetentionSummary)] = []
        batch.bytes.withUnsafeBytes { bytes in
            for (i, record) in batch.records.enumerated() {
                if record.op != .control {
                    enter(record, at: batch.position(i), bytes)
                } else if let summary = RetentionSummary(payload: bytes[record.payload]) {
                    summaries.append((batch.formID(record), summary))
                }
            }
        }
        for (form, summary) in summaries { try enter(summary, form: form, partition: batch.partition, reader) }
    }

    private mutating func enter(_ record: LogRecordHeader, at position: LogPosition, _ bytes: UnsafeRawBufferPointer) {
        let replaces = record.replaces.map {
            LogVersions.place(LogPosition(partition: position.partition, offset: $0))
        }
        admission.restore(
            hash: Self.identity(record, bytes), place: LogVersions.place(position), version: record.version,
            replaces: replaces, isDeleted: record.op == .delete)
    }

    /// The hash by which the response of a record is known.
    static func identity(_ record: LogRecordHeader, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        ResponseDecoder.identity(
            form: UnsafeRawBufferPointer(rebasing: bytes[record.formID]),
            responseID: UnsafeRawBufferPointer(rebasing: bytes[record.responseID]))
    }

    /// Forgets the responses that are said to have expired and still stand in the log, because nobody has come to remove them.
    private mutating func enter(
        _ summary: RetentionSummary, form: String, partition: Int, _ reader: LogReader
    ) throws(LogError) {
        expired.note(summary, form: form, partition: partition)
        for response in summary.responses {
            let position = LogPosition(partition: partition, offset: summary.offset(of: response))
            guard let record = try reader.recordIfKept(at: position) else { continue }
            admission.expire(hash: record.identity, place: LogVersions.place(position))
        }
    }
}

extension LogRecordData {
    /// The hash by which its response is known.
    var identity: UInt64 {
        Array(formID.utf8).withUnsafeBytes { form in
            Array(responseID.utf8).withUnsafeBytes { ResponseDecoder.identity(form: form, responseID: $0) }
        }
    }
}
