import CollectModel

/// What the intake has to know of a log when it opens it: every response's newest version, and what has expired.
struct IntakeReplay {
    private(set) var admission = Admission()
    private(set) var expired: ExpiredResponses
    private(set) var clocks = ClockEvidence()
    private let decoder = ResponseDecoder()
    private let facts = FactBatch()
    /// Of so many of each partition's last records the devices' clocks are looked at again.
    private static let recordsForClocks: UInt64 = 20_000

    /// - Cost: one pass over the log; `progress` is called with the records read so far.
    init(_ reader: LogReader, logID: LogID, progress: (Int) -> Void) throws(LogError) {
        expired = ExpiredResponses(logID)
        var read = 0
        let end = try reader.durableEnd().next
        for (partition, begin) in try reader.begin().next.enumerated() {
            var offset = begin
            while true {
                let batches = try reader.read(partition: partition, from: offset, maxBytes: 8 << 20)
                guard !batches.isEmpty else { break }
                for batch in batches {
                    try enter(batch, reader)
                    if batch.nextOffset + Self.recordsForClocks > end[partition] { noteClocks(of: batch) }
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

    private mutating func noteClocks(of batch: LogBatch) {
        for record in batch.records where record.op == .create || record.op == .update {
            if record.flags.contains(.backfill) { continue }
            facts.removeAll()
            batch.withPayload(of: record) { payload in
                let line = try? decoder.decode(
                    line: payload, receivedMs: record.receivedMs, fallbackMs: record.receivedMs, into: facts)
                guard let line, let response = line.facts else { return }
                clocks.note(facts.responses[response], syncedMs: line.syncedMs)
            }
        }
    }

    private mutating func enter(_ record: LogRecordHeader, at position: LogPosition, _ bytes: UnsafeRawBufferPointer) {
        func place(_ offset: UInt64) -> UInt64 {
            LogVersions.place(LogPosition(partition: position.partition, offset: offset))
        }
        let hash = Self.identity(record, bytes)
        if let newest = record.supersededBy {
            admission.restoreLate(
                hash: hash, place: place(position.offset), version: record.version, newest: place(newest))
        } else {
            admission.restore(
                hash: hash, place: place(position.offset), version: record.version,
                replaces: record.replaces.map(place), operation: record.op)
        }
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
