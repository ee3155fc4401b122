import CollectModel

/// The rows of the forms table: kept, and made anew only for forms that changed.
struct LiveForms {
    private struct Row {
        var tally: FormTally?
        var pulse = FormPulse()
        var summary: FormSummary?
        var isDirty = true
    }

    private var rows: [String: Row] = [:]
    private var order: [String] = []
    private var titles: [String: String] = [:]
    private var all = RateWindow()
    private var allRefreshedMs = Int64.min

    /// Counts the arrival of a new response.
    mutating func arrive(_ form: String, at ms: Int64, isLate: Bool, isBackfill: Bool) {
        all.add(ms)
        rows[form, default: Row()].pulse.arrive(atMs: ms, isLate: isLate, isBackfill: isBackfill)
    }

    /// Marks a form whose tally changed.
    mutating func touch(_ form: String, entry: FormEntry?, fold: PartitionFold) {
        rows[form, default: Row()].isDirty = true
        if rows[form]?.tally == nil, let entry { rows[form]?.tally = fold.shard.tally(of: entry) }
    }

    /// Marks every form of a partition: a control record may have counted for any of them.
    mutating func touchAll(of fold: PartitionFold) {
        for tally in fold.shard.tallies where !tally.formID.hasPrefix("__") {
            rows[tally.formID, default: Row()].tally = tally
            rows[tally.formID]?.isDirty = true
        }
    }

    /// Gives the forms their titles.
    mutating func title(_ titles: [String: String]) {
        self.titles = titles
        for form in rows.keys { rows[form]?.isDirty = true }
    }

    func tally(_ form: String) -> FormTally? { rows[form]?.tally }

    /// A row for every form, by id. Forms that did not change are looked at once a second, because their rates decay.
    mutating func summaries(nowMs: Int64) -> [FormSummary] {
        let refreshAll = allRefreshedMs == .min || nowMs - allRefreshedMs >= 1000 || nowMs < allRefreshedMs
        if refreshAll { allRefreshedMs = nowMs }
        if order.count != rows.count { order = rows.keys.sorted() }
        return order.compactMap { form in
            guard var row = rows[form], let tally = row.tally else { return nil }
            let isQuiet = row.pulse.lastMs.map { nowMs - $0 > 3_660_000 } ?? true
            if row.isDirty || row.summary == nil || (refreshAll && !isQuiet) {
                row.summary = tally.summary(pulse: row.pulse, nowMs: nowMs)
                row.summary?.title = titles[form]
                row.isDirty = false
                rows[form] = row
            }
            return row.summary
        }
    }

    func rates(nowMs: Int64) -> Rates { all.rates(now: nowMs) }

    func perMinute(nowMs: Int64) -> [Int64] { all.perMinute(now: nowMs, minutes: 60) }

    /// What alert rules look at.
    mutating func signals(nowMs: Int64) -> [FormSignal] {
        order.compactMap { form in
            guard let live = rows[form]?.tally?.counts.live else { return nil }
            return rows[form]?.pulse.signal(formID: form, title: titles[form], live: live, now: nowMs)
        }
    }
}
