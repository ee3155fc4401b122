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
    private let desk: DecodingDesk
    private var expiry: FoldExpiry
    /// The facts that are being folded: versions among them need not be looked up in the log.
    private var facts: SegmentFacts?
    private var waiting = RunsByForm<Waiting>()

    /// - Parameter begin: where the partition begins: what stood before has expired.
    public init(partition: Int, begin: UInt64 = 0, filter: FoldFilter = FoldFilter()) {
        precondition(LogBatch.paddingBytes >= JSONParser.padding, "the parser reads further than batches are padded")
        self.partition = partition
        self.filter = filter
        shard = FormShard(filter.tallies)
        desk = DecodingDesk(keepsSenders: filter.tallies.countsField)
        next = begin
        expiry = FoldExpiry(begin: begin)
    }

    /// The numbers of forms and questions in which facts have to be opened.
    var forms: FormDirectory { desk.decoder.directory }

    /// What a record did, for whoever follows live.
    struct Effect {
        var facts: ResponseFacts?
        var form: FormEntry?
        var syncedMs: Int64?
    }

    // MARK: From batches of the log

    /// Folds every record of a batch. Records before `next` are passed over. `reader` gives the versions that edits replace.
    /// - Throws: `expired` where something that was folded has to be taken back and is gone: fold anew, from where the partition begins.
    func fold(
        _ group: LogBatch, reader: LogReader, observe: (_ record: LogRecordHeader, _ index: Int, Effect) -> Void
    ) throws(LogError) {
        facts = nil
        if let gap = group.gap { gaps.append(gap) }
        for (i, record) in group.records.enumerated() {
            let offset = group.baseOffset + UInt64(i)
            guard offset >= next else { continue }
            let effect = try fold(BatchRecord(group: group, record: record), at: offset, reader: reader)
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

    // MARK: From facts

    /// A record of facts that waits for being counted.
    private struct Waiting: WaitingEntry {
        var form: Int32
        var newFacts: Int32?
        var offset: UInt64
    }

    /// So many records are folded at once: enough for runs of a thousand forms, few enough for a frame in between.
    static let recordsAtOnce: UInt64 = 16_384

    /// Folds the next records of a segment whose facts were opened with `forms`; `next` is one of them. All of one form are folded in their
    /// order. - Throws: as for batches.
    func fold(
        _ facts: SegmentFacts, reader: LogReader, most: UInt64 = recordsAtOnce,
        observe: (_ record: FactsRecord, _ offset: UInt64, Effect) -> Void
    ) throws(LogError) {
        self.facts = facts
        facts.batch.removeResponses()
        let end = min(facts.origin.next, next + most)
        for offset in next..<end {
            let record = FactsRecord(facts, at: offset)
            if record.op != .control, let form = filter.form, !record.isOf(form: form) { continue }
            var effect = Effect(form: record.form, syncedMs: record.syncedMs)
            effect.facts = facts.facts(of: record.row, receivedMs: record.receivedMs)
            var entry = Waiting(form: record.form.number, offset: offset)
            if record.op == .create, !record.flags.contains(.superseded) {
                guard var found = effect.facts, filter.includes(found) else {
                    observe(record, offset, effect)
                    continue
                }
                facts.appendAnswers(of: record.row, to: &found)
                entry.newFacts = Int32(facts.batch.responses.count)
                facts.batch.responses.append(found)
            }
            waiting.append(entry)
            observe(record, offset, effect)
        }
        let before = next
        next = end
        records += Int64(end - before)
        try waiting.fold(into: shard, of: facts.batch, forms: forms) { (entry) throws(LogError) in
            let answers = facts.batch.answerCount
            try fold(FactsRecord(facts, at: entry.offset), at: entry.offset, reader: reader)
            facts.batch.cut(answers: answers, textBytes: facts.batch.textBytes)
        }
    }

    // MARK: One record

    @discardableResult
    private func fold(_ record: some FoldedRecord, at offset: UInt64, reader: LogReader) throws(LogError) -> Effect {
        if record.op == .control {
            try foldControl(record, at: offset, reader: reader)
            return Effect()
        }
        if let form = filter.form, !record.isOf(form: form) { return Effect() }
        desk.batch.removeAll()
        var effect = Effect()
        if record.op == .update || record.op == .delete, let replaces = record.replaces {
            effect = try takeBack(replaces, because: record, at: offset, reader: reader)
        } else if record.op == .delete {
            // It came before what it deletes.
            countDeletion(record)
        }
        if let change = FormTally.Change(adding: record) {
            let receivedMs = try receivedMs(of: record, reader: reader)
            effect = apply(record.version(receivedMs: receivedMs, by: desk), of: record, change)
        }
        return effect
    }

    /// Subtracts the version that the record replaces, which was added with the time at which that version was received.
    private func takeBack(
        _ replaced: UInt64, because record: some FoldedRecord, at offset: UInt64, reader: LogReader
    ) throws(LogError) -> Effect {
        guard let old = try counted(replaced, of: record, at: offset, reader: reader) else {
            if record.op == .delete { countDeletion(record) }
            return Effect()
        }
        return try takeBack(old, record.op == .delete ? .deleted : .updatedFrom, reader: reader)
    }

    /// The version at `replaced` of the form of `record`, which stands at `offset`; nil where it was never counted, because it is damaged or
    /// had expired. - Throws: `expired` where it was counted and has gone since.
    private func counted(
        _ replaced: UInt64, of record: some FoldedRecord, at offset: UInt64, reader: LogReader
    ) throws(LogError) -> (any FoldedRecord)? {
        guard replaced < offset, let entry = entry(record), expiry.wasKept(replaced, of: entry),
            !gaps.contains(where: { $0.offsets.contains(replaced) })
        else { return nil }
        if let facts, facts.origin.offsets.contains(replaced) { return FactsRecord(facts, at: replaced) }
        do throws(LogError) {
            return try reader.record(at: LogPosition(partition: partition, offset: replaced))
        } catch .damaged {
            // The gap is reported where it stands; what cannot be read cannot be taken back.
            return nil
        }
    }

    /// Subtracts a version that was counted.
    private func takeBack(
        _ old: any FoldedRecord, _ change: FormTally.Change, reader: LogReader
    ) throws(LogError) -> Effect {
        apply(old.version(receivedMs: try receivedMs(of: old, reader: reader), by: desk), of: old, change)
    }

    private func countDeletion(_ record: some FoldedRecord) {
        guard !filter.isSpan, let entry = entry(record) else { return }
        shard.tally(of: entry).count(deleted: 1)
    }

    /// When the response came of which the record tells. A restoration takes a deletion back: the response came no later for it, and no sync was
    /// slow. Where the version that it brings back cannot be read, it is the restoration's own time.
    func receivedMs(of record: some FoldedRecord, reader: LogReader) throws(LogError) -> Int64 {
        var deletion = record.op == .restore ? record.replaces : nil
        while let at = deletion {
            guard let before = try recordIfKept(at: at, reader: reader)?.replaces,
                let version = try recordIfKept(at: before, reader: reader)
            else { break }
            if version.op != .restore { return version.receivedMs }
            deletion = version.replaces
        }
        return record.receivedMs
    }

    private func recordIfKept(at offset: UInt64, reader: LogReader) throws(LogError) -> (any FoldedRecord)? {
        if let facts, facts.origin.offsets.contains(offset) { return FactsRecord(facts, at: offset) }
        return try reader.recordIfKept(at: LogPosition(partition: partition, offset: offset))
    }

    /// Counts a version. What is in the log was validated on its way in; bytes that no longer parse were reported as damage by the reader.
    private func apply(
        _ version: FoldedVersion?, of record: some FoldedRecord, _ change: FormTally.Change
    ) -> Effect {
        guard var version else { return Effect() }
        if record.op == .update || record.flags.contains(.edited) { version.facts.flags.insert(.edited) }
        if filter.includes(version.facts) {
            shard.apply(version.facts, of: version.batch, entry: version.form, change: change)
        }
        return Effect(facts: version.facts, form: version.form, syncedMs: version.syncedMs)
    }

    /// Shows a live response to a search for its form's extremes.
    func show(_ record: some FoldedRecord, to search: ExtremeSearch, reader: LogReader) throws(LogError) {
        let receivedMs = try receivedMs(of: record, reader: reader)
        desk.batch.removeAll()
        guard let version = record.version(receivedMs: receivedMs, by: desk), filter.includes(version.facts) else {
            return
        }
        search.see(version.facts, of: version.batch, entry: version.form)
    }

    // MARK: The platform's own records

    private func foldControl(
        _ record: some FoldedRecord, at offset: UInt64, reader: LogReader
    ) throws(LogError) {
        let kind = record.withControl { ControlKind(payload: $0) }
        switch kind {
        case .intakeCounts: record.withControl { IntakeCounts(payload: $0) }.map { count($0, record) }
        case .retentionSummary:
            if let summary = record.withControl({ RetentionSummary(payload: $0) }) {
                try fold(summary, record, at: offset, reader: reader)
            }
        case .erasedRecord:
            if let erased = record.withControl({ ErasedRecord(payload: $0) }) {
                try fold(erased, record, at: offset, reader: reader)
            }
        default: break
        }
    }

    private func count(_ counts: IntakeCounts, _ record: some FoldedRecord) {
        guard filter.includes(ms: record.receivedMs) else { return }
        var totals = RetentionSummary.Totals()
        totals.add(counts)
        count(totals, record)
    }

    private func count(_ totals: RetentionSummary.Totals, _ record: some FoldedRecord) {
        if record.isOf(form: ResponseIntake.unnamedForm) {
            if filter.form == nil { shard.rejectedWithoutForm += Int64(totals.rejected) }
            return
        }
        guard let entry = entry(record) else { return }
        shard.tally(of: entry).count(totals)
    }

    /// The form of a record; nil when it is not asked for.
    private func entry(_ record: some FoldedRecord) -> FormEntry? {
        if let form = filter.form, !record.isOf(form: form) { return nil }
        return record.form(in: forms)
    }

    /// Counts what stood where a response's record was erased. A span of time counts what the log still holds.
    private func fold(
        _ erased: ErasedRecord, _ record: some FoldedRecord, at offset: UInt64, reader: LogReader
    ) throws(LogError) {
        guard let entry = entry(record) else { return }
        let tally = shard.tally(of: entry)
        // Usually it is erased too; a damaged segment keeps what it has.
        if erased.op == .update || erased.op == .delete, let replaces = record.replaces,
            let old = try counted(replaces, of: record, at: offset, reader: reader)
        {
            desk.batch.removeAll()
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
        _ summary: RetentionSummary, _ record: some FoldedRecord, at offset: UInt64, reader: LogReader
    ) throws(LogError) {
        if summary.segment.lowerBound < expiry.begin {
            if !filter.isSpan { count(summary.totals, record) }
            return
        }
        for response in summary.responses {
            let place = summary.offset(of: response)
            guard let old = try counted(place, of: record, at: offset, reader: reader), old.op != .delete else {
                continue
            }
            desk.batch.removeAll()
            _ = try takeBack(old, .expired, reader: reader)
        }
    }
}

extension FormTally.Change {
    /// What the record's own facts are counted as; nil where it has none.
    fileprivate init?(adding record: some FoldedRecord) {
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
