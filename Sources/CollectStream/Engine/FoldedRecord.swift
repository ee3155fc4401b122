import CollectModel

/// A record on its way into a fold, from wherever it is read: a batch of the log, the log by its position, or a segment's facts.
protocol FoldedRecord {
    var op: LogOperation { get }
    var flags: RecordFlags { get }
    var receivedMs: Int64 { get }
    var eventMs: Int64 { get }
    /// Offset of the version that it replaces.
    var replaces: UInt64? { get }

    func isOf(form id: String) -> Bool
    func form(in directory: FormDirectory) -> FormEntry
    /// Hands out the payload of one of the platform's own records.
    func withControl<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result
    /// The facts of its response as of `receivedMs`; nil where it cannot be decoded.
    func version(receivedMs: Int64, by desk: DecodingDesk) -> FoldedVersion?
}

/// A response's facts, and where their answers stand.
struct FoldedVersion {
    var facts: ResponseFacts
    var batch: FactBatch
    var form: FormEntry
    /// When the device sent it, by its clock.
    var syncedMs: Int64?
}

/// What is needed to decode the records of a log. Isolation: one worker's own.
final class DecodingDesk {
    let decoder = ResponseDecoder()
    let batch: FactBatch

    init(keepsSenders: Bool) { batch = FactBatch(keepsSenders: keepsSenders) }

    /// A decoded version's facts, with the time of its record where the device's clock was put right.
    fileprivate func version(_ line: ResponseDecoder.Line?, _ flags: RecordFlags, eventMs: Int64) -> FoldedVersion? {
        guard let line, let index = line.facts else { return nil }
        var facts = batch.responses[index]
        if flags.contains(.clockCorrected) {
            let behindS = line.submittedMs.map {
                ResponseFacts.secondsBehind(submittedMs: $0, correctedMs: eventMs)
            }
            facts.correctClock(eventMs: eventMs, behindS: behindS)
        }
        return FoldedVersion(facts: facts, batch: batch, form: decoder.form(of: line), syncedMs: line.syncedMs)
    }
}

/// A record where it stands in a batch of the log.
struct BatchRecord: FoldedRecord {
    let group: LogBatch
    let record: LogRecordHeader

    var op: LogOperation { record.op }
    var flags: RecordFlags { record.flags }
    var receivedMs: Int64 { record.receivedMs }
    var eventMs: Int64 { record.eventMs }
    var replaces: UInt64? { record.replaces }

    func isOf(form id: String) -> Bool { group.bytes[record.formID].elementsEqual(id.utf8) }

    func form(in directory: FormDirectory) -> FormEntry {
        group.bytes.withUnsafeBufferPointer { directory.form(id: UnsafeBufferPointer(rebasing: $0[record.formID])) }
    }

    func withControl<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        group.withPayload(of: record, body)
    }

    func version(receivedMs: Int64, by desk: DecodingDesk) -> FoldedVersion? {
        group.withPayload(of: record) { payload in
            let line = try? desk.decoder.decode(
                line: payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: desk.batch)
            return desk.version(line, flags, eventMs: eventMs)
        }
    }
}

/// A record that was looked up by its position.
extension LogRecordData: FoldedRecord {
    func isOf(form id: String) -> Bool { formID.utf8.elementsEqual(id.utf8) }

    func form(in directory: FormDirectory) -> FormEntry {
        Array(formID.utf8).withUnsafeBufferPointer { directory.form(id: $0) }
    }

    func withControl<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        payload.withUnsafeBytes(body)
    }

    func version(receivedMs: Int64, by desk: DecodingDesk) -> FoldedVersion? {
        let line = try? desk.decoder.decode(
            copying: payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: desk.batch)
        return desk.version(line, flags, eventMs: eventMs)
    }
}

/// A record of which the facts are written. They are in the numbers of the directory with which they were opened.
struct FactsRecord: FoldedRecord {
    let facts: SegmentFacts
    let row: RecordRow

    init(_ facts: SegmentFacts, at offset: UInt64) {
        self.facts = facts
        row = facts.row(at: offset)
    }

    var op: LogOperation { row.op }
    var flags: RecordFlags { row.flags }
    var receivedMs: Int64 { row.receivedMs }
    var eventMs: Int64 { row.eventMs }
    var replaces: UInt64? {
        row.flags.contains(.superseded) || row.otherVersion == RecordFormat.noOffset ? nil : row.otherVersion
    }
    var form: FormEntry { facts.form(of: row) }
    var syncedMs: Int64? { row.traits.contains(.hasSynced) ? row.syncedMs : nil }

    func isOf(form id: String) -> Bool { form.withIDBytes { $0.elementsEqual(id.utf8) } }
    func form(in directory: FormDirectory) -> FormEntry { form }

    func withControl<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        facts.withPayload(of: row, body)
    }

    func version(receivedMs: Int64, by desk: DecodingDesk) -> FoldedVersion? {
        guard var found = facts.facts(of: row, receivedMs: receivedMs) else { return nil }
        facts.appendAnswers(of: row, to: &found)
        return FoldedVersion(facts: found, batch: facts.batch, form: form, syncedMs: syncedMs)
    }
}
