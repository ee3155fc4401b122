import CollectModel

/// The engine's state: the folds of all partitions, and what is known of the recent past.
struct EngineCore {
    private let directory: String
    private let options: StreamEngine.Options
    private let reader: LogReader
    private let writer: WriterPresence
    private var folds: [PartitionFold] = []
    /// By partition.
    private var finders: [FactsFinder] = []
    private var forms = LiveForms()
    private var recent = RecentResponses()
    private var devices = DeviceClocks()
    private var alerts: AlertWatch
    private var catalogue: CatalogueWatch
    private var focusID: String?
    private var focus = FocusReport()
    private var sequence: UInt64 = 0
    private var known: Int64 = 0
    private var lagSinceMs: Int64?
    /// Folds begun anew since the last one that caught up.
    private var restarts = 0
    /// As often as retention may come between; after that something else is wrong.
    private static let mostRestarts = 5
    /// One of the platform's own records was folded, which may change any form of its partition.
    private var hasControl = false
    /// Something was folded since the last snapshot.
    private(set) var isChanged = false

    init(directory: String, options: StreamEngine.Options) throws(LogError) {
        self.directory = directory
        self.options = options
        reader = try LogReader(directory: directory)
        writer = WriterPresence(directory: directory)
        alerts = AlertWatch(rules: options.rules)
        catalogue = CatalogueWatch(directory: directory)
    }

    mutating func focus(_ formID: String?) { focusID = formID }

    /// Folds some megabytes of each partition. True when there is more to fold at once.
    ///
    /// What retention has removed before it could be taken back is not guessed: everything is folded anew from what the log holds.
    mutating func foldSome() throws(LogError) -> Bool {
        do throws(LogError) {
            let hasMore = try foldNext()
            if !hasMore { restarts = 0 }
            return hasMore
        } catch {
            guard case .expired = error, restarts < Self.mostRestarts else { throw error }
            restarts += 1
            folds = []
            finders = []
            forms = LiveForms()
            recent = RecentResponses()
            devices = DeviceClocks()
            isChanged = true
            return true
        }
    }

    private mutating func foldNext() throws(LogError) -> Bool {
        let end = try reader.durableEnd().next
        if folds.count < end.count {
            let begin = try reader.begin().next
            while folds.count < end.count {
                let fold = PartitionFold(partition: folds.count, begin: begin[folds.count])
                finders.append(try FactsFinder(reader, partition: fold.partition, forms: fold.forms))
                folds.append(fold)
            }
        }
        known = end.reduce(0) { $0 + Int64($1) }
        var hasMore = false
        lagSinceMs = nil
        for fold in folds where fold.next < end[fold.partition] {
            // What the screen shows of single responses is read from the log; twice as many, because records of the platform are among them.
            let past = end[fold.partition] - min(end[fold.partition], 2 * UInt64(Snapshot.recentLimit))
            if let facts = finders[fold.partition].facts(holding: fold.next, below: past) {
                lagSinceMs = min(lagSinceMs ?? .max, facts.row(at: fold.next).receivedMs)
                try self.fold(facts, into: fold)
            } else {
                for batch in try reader.read(partition: fold.partition, from: fold.next, maxBytes: 1 << 20) {
                    try self.fold(batch, into: fold)
                    lagSinceMs = min(lagSinceMs ?? .max, batch.appendedMs)
                }
            }
            if hasControl { forms.touchAll(of: fold) }
            hasControl = false
            if fold.next < end[fold.partition] { hasMore = true }
        }
        if !hasMore { lagSinceMs = nil }
        return hasMore
    }

    private mutating func fold(_ batch: LogBatch, into fold: PartitionFold) throws(LogError) {
        isChanged = true
        try fold.fold(batch, reader: reader) { record, index, effect in
            let form = effect.form?.name ?? batch.formID(record)
            let record = BatchRecord(group: batch, record: record)
            guard note(record, of: form, at: batch.position(index), effect, fold) else { return }
            recent.append(index, of: batch, effect: effect)
        }
    }

    private mutating func fold(_ facts: SegmentFacts, into fold: PartitionFold) throws(LogError) {
        isChanged = true
        try fold.fold(facts, reader: reader) { record, offset, effect in
            let position = LogPosition(partition: fold.partition, offset: offset)
            if note(record, of: record.form.name, at: position, effect, fold) { recent.pass() }
        }
    }

    /// What a record that was folded changes. - Returns: whether it is one of a response that may be shown.
    private mutating func note(
        _ record: some FoldedRecord, of form: String, at position: LogPosition, _ effect: PartitionFold.Effect,
        _ fold: PartitionFold
    ) -> Bool {
        guard record.op != .control else {
            hasControl = true
            return false
        }
        guard !form.hasPrefix("__") else { return false }
        let backfill = record.flags.contains(.backfill)
        if record.op == .create {
            forms.arrive(form, at: record.receivedMs, isLate: effect.facts?.isLate ?? false, isBackfill: backfill)
        }
        forms.touch(form, entry: effect.form, fold: fold)
        if let facts = effect.facts, facts.deviceHash != 0, !backfill, let synced = effect.syncedMs {
            devices.note(facts.deviceHash, receivedMs: record.receivedMs, sentMs: synced, place: position)
        }
        return true
    }

    /// Everything a screen may know, at `nowMs`.
    mutating func snapshot(nowMs: Int64) throws(LogError) -> Snapshot {
        var snapshot = Snapshot()
        sequence += 1
        snapshot.sequence = sequence
        snapshot.atMs = nowMs
        snapshot.freshness = freshness(nowMs)
        if catalogue.look(nowMs: nowMs) {
            forms.title(catalogue.catalogue.titles)
            focus.describe(by: catalogue.catalogue)
        }
        snapshot.personalTags = catalogue.catalogue.personalTags
        snapshot.warnings = catalogue.problem.map { [$0] } ?? []
        snapshot.forms = forms.summaries(nowMs: nowMs)
        for form in snapshot.forms { snapshot.totals.merge(form.counts) }
        for fold in folds { snapshot.totals.rejected += fold.shard.rejectedWithoutForm }
        snapshot.rates = forms.rates(nowMs: nowMs)
        snapshot.perMinute = forms.perMinute(nowMs: nowMs)
        let (folds, reader, isCaughtUp) = (folds, reader, snapshot.freshness.isCaughtUp)
        snapshot.focus = try focus.report(of: focusID.flatMap { forms.tally($0) }, nowMs: nowMs) {
            tally throws(LogError) in
            guard isCaughtUp, tally.hasLostExtremes else { return }
            let partition = murmur2Partition(tally.formID, partitions: folds.count)
            try folds[partition].findExtremes(of: tally, reader: reader)
        }
        snapshot.recent = recent.entries()
        snapshot.streamed = recent.appended
        if snapshot.freshness.isCaughtUp {
            alerts.evaluate(nowMs: nowMs) {
                AlertSignals(forms: forms.signals(nowMs: nowMs), devices: devices.signals(reader: reader))
            }
        }
        snapshot.alerts = alerts.book.instances
        snapshot.alertHistory = alerts.book.history
        isChanged = false
        return snapshot
    }

    private func freshness(_ nowMs: Int64) -> Freshness {
        let folded = folds.reduce(0) { $0 + Int64($1.next) }
        return Freshness(
            folded: folded, known: known, lagMs: lagSinceMs.map { max(0, nowMs - $0) } ?? 0,
            hasWriter: writer.isPresent(nowMs: nowMs), gaps: folds.flatMap { $0.gaps.map(\.description) })
    }
}
