public import CollectModel

/// Which responses are folded: all, or those of one form or of a span of time.
public struct FoldFilter: Sendable {
    public var axis: TimeAxis = .received
    public var sinceMs: Int64?
    public var untilMs: Int64?
    public var form: String?

    public init() {}

    func includes(_ facts: ResponseFacts) -> Bool {
        let time = axis == .received ? facts.receivedMs : facts.eventMs
        if let sinceMs, time < sinceMs { return false }
        if let untilMs, time >= untilMs { return false }
        return true
    }

    /// Whether counts that belong to a moment only (retries, refusals) are included.
    func includes(ms: Int64) -> Bool {
        if let sinceMs, ms < sinceMs { return false }
        if let untilMs, ms >= untilMs { return false }
        return true
    }
}

/// Folds the records of one partition: `state' = fold(state, record)`, pure, no clock.
///
/// Why: one code for live and replay; the same records give the same tallies whatever the batches or the restart points.
/// Isolation: one worker's own.
public final class PartitionFold {
    public let shard = FormShard()
    public let partition: Int
    /// The offset of the next record to fold.
    public private(set) var next: UInt64 = 0
    public private(set) var records: Int64 = 0
    public private(set) var gaps: [LogGap] = []

    private let filter: FoldFilter
    private let decoder = ResponseDecoder()
    private let batch = FactBatch()

    public init(partition: Int, filter: FoldFilter = FoldFilter()) {
        precondition(LogBatch.paddingBytes >= JSONParser.padding, "the parser reads further than batches are padded")
        self.partition = partition
        self.filter = filter
    }

    /// What a record did, for whoever follows live.
    struct Effect {
        var facts: ResponseFacts?
        var form: FormEntry?
        var submittedMs: Int64?
        var syncedMs: Int64?
    }

    /// Folds every record of a batch. Records before `next` are passed over. `reader` gives the versions that edits replace.
    func fold(
        _ group: LogBatch, reader: LogReader, observe: (_ record: LogRecordHeader, _ index: Int, Effect) -> Void
    ) throws(LogError) {
        if let gap = group.gap { gaps.append(gap) }
        for (i, record) in group.records.enumerated() {
            let offset = group.baseOffset + UInt64(i)
            guard offset >= next else { continue }
            let effect = try fold(record, of: group, reader: reader)
            records += 1
            next = offset + 1
            observe(record, i, effect)
        }
        next = max(next, group.nextOffset)
    }

    /// Folds without following.
    public func fold(_ group: LogBatch, reader: LogReader) throws(LogError) {
        try fold(group, reader: reader) { _, _, _ in }
    }

    private func fold(_ record: LogRecordHeader, of group: LogBatch, reader: LogReader) throws(LogError) -> Effect {
        if record.op == .control {
            count(record, of: group)
            return Effect()
        }
        if let form = filter.form, !group.bytes[record.formID].elementsEqual(form.utf8) { return Effect() }
        batch.removeAll()
        var effect = Effect()
        if record.op == .update || record.op == .delete, let replaces = record.replaces {
            effect = try takeBack(replaces, because: record, reader: reader)
        }
        if record.op != .delete {
            let change: FormTally.Change =
                record.op == .create ? .created : record.op == .update ? .updatedTo : .restored
            let receivedMs =
                record.op == .restore
                ? try receivedMs(restoredBy: record.replaces, reader: reader) ?? record.receivedMs : record.receivedMs
            effect = group.withPayload(of: record) { payload in
                let line = try? decoder.decode(
                    line: payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: batch)
                return apply(line, change)
            }
        }
        return effect
    }

    /// Subtracts the version that the record replaces, which was added with the time at which that version was received.
    private func takeBack(
        _ offset: UInt64, because record: LogRecordHeader, reader: LogReader
    ) throws(LogError) -> Effect {
        let old: LogRecordData
        do throws(LogError) {
            old = try reader.record(at: LogPosition(partition: partition, offset: offset))
        } catch .damaged {
            // The gap is reported where it stands; what cannot be read cannot be taken back.
            return Effect()
        }
        let receivedMs =
            old.op == .restore
            ? try receivedMs(restoredBy: old.replaces, reader: reader) ?? old.receivedMs : old.receivedMs
        let line = try? decoder.decode(
            copying: old.payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: batch)
        return apply(line, record.op == .delete ? .deleted : .updatedFrom)
    }

    /// When the version was received that a restoration of the deletion at `deletion` brings back; nil where that cannot be read.
    ///
    /// Why: a restoration takes a deletion back; the response came no later for it, and no sync was slow.
    private func receivedMs(restoredBy deletion: UInt64?, reader: LogReader) throws(LogError) -> Int64? {
        var deletion = deletion
        while let at = deletion {
            do throws(LogError) {
                let deleted = try reader.record(at: LogPosition(partition: partition, offset: at))
                guard let before = deleted.replaces else { return nil }
                let version = try reader.record(at: LogPosition(partition: partition, offset: before))
                if version.op != .restore { return version.receivedMs }
                deletion = version.replaces
            } catch .damaged {
                return nil
            }
        }
        return nil
    }

    /// Counts a decoded version. What is in the log was validated on its way in; bytes that no longer parse were reported as damage by
    /// the reader.
    private func apply(_ line: ResponseDecoder.Line?, _ change: FormTally.Change) -> Effect {
        guard let line, let index = line.facts else { return Effect() }
        let facts = batch.responses[index]
        let form = decoder.form(of: line)
        if filter.includes(facts) {
            shard.tally(of: form).apply(facts, of: batch, entry: form, change: change)
        }
        return Effect(facts: facts, form: form, submittedMs: line.submittedMs, syncedMs: line.syncedMs)
    }

    private func count(_ record: LogRecordHeader, of group: LogBatch) {
        guard let counts = IntakeCounts(payload: group.bytes[record.payload]), filter.includes(ms: record.receivedMs)
        else {
            return
        }
        let id = Array(group.bytes[record.formID])
        if id.elementsEqual(ResponseIntake.unnamedForm.utf8) {
            if filter.form == nil { shard.rejectedWithoutForm += Int64(counts.rejected) }
            return
        }
        if let form = filter.form, !id.elementsEqual(form.utf8) { return }
        let entry = id.withUnsafeBufferPointer { decoder.directory.form(id: $0) }
        shard.tally(of: entry).count(
            duplicates: Int64(counts.duplicates), conflicts: Int64(counts.conflicts), rejected: Int64(counts.rejected),
            expired: Int64(counts.lateRetries))
    }
}
