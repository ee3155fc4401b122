import CollectModel

/// What the intake has to know of a log when it opens it: every response's newest version, what has expired, and the devices' clocks.
struct IntakeReplay {
    private(set) var admission: Admission
    private(set) var expired: ExpiredResponses
    private(set) var clocks = ClockEvidence()
    private let decoder = ResponseDecoder()
    private let facts = FactBatch()
    /// Of so many of each partition's last records the devices' clocks are looked at again.
    private static let recordsForClocks: UInt64 = 20_000

    /// - Parameter identities: what is known already; nil where only the log is to be believed.
    /// - Parameter keeps: whether what is read may be moved to disk: that is the writer's right.
    /// - Cost: one pass over the log behind what `identities` cover; `progress` is called with the records read so far.
    init(
        _ reader: LogReader, logID: LogID, _ identities: IdentityStore?, keeps: Bool, progress: (Int) -> Void
    ) throws(LogError) {
        let loaded = try identities?.load(reader) ?? IdentityStore.Loaded()
        admission = Admission(known: loaded.known)
        expired = ExpiredResponses(logID, fingerprints: loaded.fingerprints, summarised: loaded.summarised)
        let (begin, end) = (try reader.begin().next, try reader.durableEnd().next)
        var next = loaded.covered.isEmpty ? begin : zip(loaded.covered, begin).map(max)
        var read = 0
        for partition in end.indices {
            let clocksBegin = end[partition] - min(end[partition], Self.recordsForClocks)
            var offset = max(begin[partition], min(next[partition], clocksBegin))
            while offset < end[partition] {
                let batches = try reader.read(partition: partition, from: offset, maxBytes: 8 << 20)
                guard !batches.isEmpty else { break }
                for batch in batches {
                    if batch.nextOffset > next[partition] {
                        try enter(batch, from: next[partition], reader)
                        next[partition] = batch.nextOffset
                    }
                    if batch.nextOffset > clocksBegin { noteClocks(of: batch) }
                    offset = batch.nextOffset
                    read += batch.records.count
                }
                if keeps { identities?.keep(&admission.known, &expired, upTo: next) { _ in true } }
                progress(read)
            }
        }
    }

    private mutating func enter(_ batch: LogBatch, from first: UInt64, _ reader: LogReader) throws(LogError) {
        var summaries: [(form: String, summary: RetentionSummary)] = []
        for (i, record) in batch.records.enumerated() where batch.position(i).offset >= first {
            if record.op != .control {
                let hash = batch.bytes.withUnsafeBytes { Self.identity(record, $0) }
                try enter(record, hash, at: batch.position(i))
            } else if let summary = batch.bytes.withUnsafeBytes({ RetentionSummary(payload: $0[record.payload]) }) {
                summaries.append((batch.formID(record), summary))
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

    private mutating func enter(
        _ record: LogRecordHeader, _ hash: UInt64, at position: LogPosition
    ) throws(LogError) {
        func place(_ offset: UInt64) -> UInt64 { LogPosition(partition: position.partition, offset: offset).place }
        if let newest = record.supersededBy {
            try admission.restoreLate(
                hash: hash, place: position.place, version: record.version, newest: place(newest))
        } else {
            try admission.restore(
                hash: hash, place: position.place, version: record.version, replaces: record.replaces.map(place),
                operation: record.op)
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
            admission.expire(hash: record.identity, place: position.place)
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
