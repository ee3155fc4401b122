public import CollectModel

/// Folds the records of one partition: `state' = fold(state, record)`, pure, no clock.
///
/// Why: one code for live and replay; the same records give the same tallies whatever the batches or the restart points.
/// Isolation: one worker's own.
public final class PartitionFold {
    public let shard: FormShard
    public let partition: Int
    /// The offset of the next record to fold.
    public private(set) var next: UInt64
    public private(set) var records: Int64 = 0
    public private(set) var gaps: [LogGap] = []

    private let filter: FoldFilter
    private let decoder = ResponseDecoder()
    private let batch: FactBatch
    private var expiry: FoldExpiry

    /// - Parameter begin: where the partition begins: what stood before has expired.
    public init(partition: Int, begin: UInt64 = 0, filter: FoldFilter = FoldFilter()) {
        precondition(LogBatch.paddingBytes >= JSONParser.padding, "the parser reads further than batches are padded")
        self.partition = partition
        self.filter = filter
        shard = FormShard(filter.tallies)
        batch = FactBatch(keepsSenders: filter.tallies.countsField)
        next = begin
        expiry = FoldExpiry(begin: begin)
    }

    /// What a record did, for whoever follows live.
    struct Effect {
        var facts: ResponseFacts?
        var form: FormEntry?
        var submittedMs: Int64?
        var syncedMs: Int64?
    }

    /// Folds every record of a batch. Records before `next` are passed over. `reader` gives the versions that edits replace.
    /// - Throws: `expired` where something that was folded has to be taken back and is gone: fold anew, from where the partition begins.
    func fold(
        _ group: LogBatch, reader: LogReader, observe: (_ record: LogRecordHeader, _ index: Int, Effect) -> Void
    ) throws(LogError) {
        if let gap = group.gap { gaps.append(gap) }
        for (i, record) in group.records.enumerated() {
            let offset = group.baseOffset + UInt64(i)
            guard offset >= next else { continue }
            let effect = try fold(record, at: offset, of: group, reader: reader)
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

    /// Shows a live response to a search for its form's extremes.
    func show(
        _ record: LogRecordHeader, of group: LogBatch, to search: ExtremeSearch, reader: LogReader
    ) throws(LogError) {
        let receivedMs =
            record.op == .restore
            ? try receivedMs(restoredBy: record.replaces, reader: reader) ?? record.receivedMs : record.receivedMs
        batch.removeAll()
        group.withPayload(of: record) { payload in
            let line = try? decoder.decode(line: payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: batch)
            guard let line, let facts = facts(of: line, record.flags, eventMs: record.eventMs),
                filter.includes(facts)
            else { return }
            search.see(facts, of: batch, entry: decoder.form(of: line))
        }
    }

    private func fold(
        _ record: LogRecordHeader, at offset: UInt64, of group: LogBatch, reader: LogReader
    ) throws(LogError) -> Effect {
        if record.op == .control {
            try foldControl(record, at: offset, of: group, reader: reader)
            return Effect()
        }
        if let form = filter.form, !group.bytes[record.formID].elementsEqual(form.utf8) { return Effect() }
        batch.removeAll()
        var effect = Effect()
        if record.op == .update || record.op == .delete, let replaces = record.replaces {
            effect = try takeBack(replaces, because: record, of: group, reader: reader)
        } else if record.op == .delete {
            // It came before what it deletes.
            countDeletion(record, of: group)
        }
        if let change = FormTally.Change(adding: record) {
            let receivedMs =
                record.op == .restore
                ? try receivedMs(restoredBy: record.replaces, reader: reader) ?? record.receivedMs : record.receivedMs
            effect = group.withPayload(of: record) { payload in
                let line = try? decoder.decode(
                    line: payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: batch)
                return apply(line, change, record.flags, eventMs: record.eventMs)
            }
        }
        return effect
    }

    /// Subtracts the version that the record replaces, which was added with the time at which that version was received.
    private func takeBack(
        _ offset: UInt64, because record: LogRecordHeader, of group: LogBatch, reader: LogReader
    ) throws(LogError) -> Effect {
        guard let old = try counted(offset, of: record, in: group, reader: reader) else {
            if record.op == .delete { countDeletion(record, of: group) }
            return Effect()
        }
        return try takeBack(old, record.op == .delete ? .deleted : .updatedFrom, reader: reader)
    }

    /// The version at `offset` of the form of `record`; nil where it was never counted, because it is damaged or had expired.
    /// - Throws: `expired` where it was counted and has gone since.
    private func counted(
        _ offset: UInt64, of record: LogRecordHeader, in group: LogBatch, reader: LogReader
    ) throws(LogError) -> LogRecordData? {
        guard offset < next, let entry = entry(record, of: group), expiry.wasKept(offset, of: entry),
            !gaps.contains(where: { $0.offsets.contains(offset) })
        else { return nil }
        do throws(LogError) {
            return try reader.record(at: LogPosition(partition: partition, offset: offset))
        } catch .damaged {
            // The gap is reported where it stands; what cannot be read cannot be taken back.
            return nil
        }
    }

    /// Subtracts a version that was counted.
    private func takeBack(
        _ old: LogRecordData, _ change: FormTally.Change, reader: LogReader
    ) throws(LogError) -> Effect {
        let receivedMs =
            old.op == .restore
            ? try receivedMs(restoredBy: old.replaces, reader: reader) ?? old.receivedMs : old.receivedMs
        let line = try? decoder.decode(
            copying: old.payload, receivedMs: receivedMs, fallbackMs: receivedMs, into: batch)
        return apply(line, change, old.flags, eventMs: old.eventMs)
    }

    private func countDeletion(_ record: LogRecordHeader, of group: LogBatch) {
        guard !filter.isSpan, let entry = entry(record, of: group) else { return }
        shard.tally(of: entry).count(deleted: 1)
    }

    /// When the version was received that a restoration of the deletion at `deletion` brings back; nil where that cannot be read.
    ///
    /// Why: a restoration takes a deletion back; the response came no later for it, and no sync was slow.
    private func receivedMs(restoredBy deletion: UInt64?, reader: LogReader) throws(LogError) -> Int64? {
        var deletion = deletion
        while let at = deletion {
            guard let deleted = try reader.recordIfKept(at: LogPosition(partition: partition, offset: at)),
                let before = deleted.replaces,
                let version = try reader.recordIfKept(at: LogPosition(partition: partition, offset: before))
            else { return nil }
            if version.op != .restore { return version.receivedMs }
            deletion = version.replaces
        }
        return nil
    }

    /// Counts a decoded version. What is in the log was validated on its way in; bytes that no longer parse were reported as damage by
    /// the reader.
    private func apply(
        _ line: ResponseDecoder.Line?, _ change: FormTally.Change, _ flags: RecordFlags, eventMs: Int64
    ) -> Effect {
        guard let line, let facts = facts(of: line, flags, eventMs: eventMs) else { return Effect() }
        let form = decoder.form(of: line)
        if filter.includes(facts) {
            shard.apply(facts, of: batch, entry: form, change: change)
        }
        return Effect(facts: facts, form: form, submittedMs: line.submittedMs, syncedMs: line.syncedMs)
    }

    /// A decoded version's facts, with the time of its record where the device's clock was put right; nil where it has none.
    private func facts(of line: ResponseDecoder.Line, _ flags: RecordFlags, eventMs: Int64) -> ResponseFacts? {
        guard let index = line.facts else { return nil }
        var facts = batch.responses[index]
        if flags.contains(.clockCorrected) { facts.correctClock(eventMs: eventMs) }
        return facts
    }

    // MARK: The platform's own records

    private func foldControl(
        _ record: LogRecordHeader, at offset: UInt64, of group: LogBatch, reader: LogReader
    ) throws(LogError) {
        let payload = group.bytes[record.payload]
        switch ControlKind(payload: payload) {
        case .intakeCounts: IntakeCounts(payload: payload).map { count($0, record, of: group) }
        case .retentionSummary:
            if let summary = RetentionSummary(payload: payload) { try fold(summary, record, of: group, reader: reader) }
        case .erasedRecord:
            if let erased = ErasedRecord(payload: payload) {
                try fold(erased, record, at: offset, of: group, reader: reader)
            }
        default: break
        }
    }

    private func count(_ counts: IntakeCounts, _ record: LogRecordHeader, of group: LogBatch) {
        guard filter.includes(ms: record.receivedMs) else { return }
        var totals = RetentionSummary.Totals()
        totals.add(counts)
        count(totals, record, of: group)
    }

    private func count(_ totals: RetentionSummary.Totals, _ record: LogRecordHeader, of group: LogBatch) {
        if group.bytes[record.formID].elementsEqual(ResponseIntake.unnamedForm.utf8) {
            if filter.form == nil { shard.rejectedWithoutForm += Int64(totals.rejected) }
            return
        }
        guard let entry = entry(record, of: group) else { return }
        shard.tally(of: entry).count(totals)
    }

    /// The form of a control record; nil when it is not asked for.
    private func entry(_ record: LogRecordHeader, of group: LogBatch) -> FormEntry? {
        let id = Array(group.bytes[record.formID])
        if let form = filter.form, !id.elementsEqual(form.utf8) { return nil }
        return id.withUnsafeBufferPointer { decoder.directory.form(id: $0) }
    }

    /// Counts what stood where a response's record was erased. A span of time counts what the log still holds.
    private func fold(
        _ erased: ErasedRecord, _ record: LogRecordHeader, at offset: UInt64, of group: LogBatch, reader: LogReader
    ) throws(LogError) {
        guard let entry = entry(record, of: group) else { return }
        let tally = shard.tally(of: entry)
        // Usually it is erased too; a damaged segment keeps what it has.
        if erased.op == .update || erased.op == .delete, let replaces = record.replaces,
            let old = try counted(replaces, of: record, in: group, reader: reader)
        {
            batch.removeAll()
            _ = try takeBack(old, .updatedFrom, reader: reader)
        }
        expiry.note(erasedAt: offset, of: entry, changes: tally.responses)
        guard !filter.isSpan else { return }
        var totals = RetentionSummary.Totals()
        totals.add(erased.op, receivedMs: record.receivedMs)
        tally.count(totals)
    }

    /// Takes back the responses that expire, or adds the totals of a segment that was gone before this fold began.
    private func fold(
        _ summary: RetentionSummary, _ record: LogRecordHeader, of group: LogBatch, reader: LogReader
    ) throws(LogError) {
        if summary.segment.lowerBound < expiry.begin {
            if !filter.isSpan { count(summary.totals, record, of: group) }
            return
        }
        for response in summary.responses {
            guard let old = try counted(summary.offset(of: response), of: record, in: group, reader: reader),
                old.op != .delete
            else { continue }
            batch.removeAll()
            _ = try takeBack(old, .expired, reader: reader)
        }
    }
}

extension FormTally.Change {
    /// What the record's own facts are counted as; nil where it has none.
    fileprivate init?(adding record: LogRecordHeader) {
        let isLive = !record.flags.contains(.superseded)
        switch record.op {
        case .create: self = isLive ? .created : .createdBefore
        case .update: self = isLive ? .updatedTo : .updatedBefore
        case .restore: self = .restored
        case .delete, .control: return nil
        }
    }
}

extension FormTally {
    fileprivate func count(_ totals: RetentionSummary.Totals) {
        count(
            created: Int64(clamping: totals.created), updated: Int64(clamping: totals.updated),
            deleted: Int64(clamping: totals.deleted), receivedMs: totals.receivedMs)
        count(
            duplicates: Int64(clamping: totals.duplicates), conflicts: Int64(clamping: totals.conflicts),
            rejected: Int64(clamping: totals.rejected), expired: Int64(clamping: totals.lateRetries))
    }
}
