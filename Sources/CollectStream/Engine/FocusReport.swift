import CollectModel

/// The full statistics of the form that is looked at: made anew when the form changed, but under load at most once a second; and once a minute, because
/// who was heard of in the last hour changes by itself.
///
/// Why: sorting thousands of values five times a second costs more than folding the responses that changed them.
struct FocusReport {
    private static let everyMs: Int64 = 1000
    private static let oldestMs: Int64 = 60_000
    private var report: FormReport?
    /// When the report was looked at last, and when it was made.
    private var seenMs = Int64.min
    private var madeMs = Int64.min
    private var catalogue = FormCatalogue()

    /// Another catalogue is in force: the next report is made under its names.
    mutating func describe(by catalogue: FormCatalogue) {
        self.catalogue = catalogue
        report = nil
    }

    /// - Parameter findExtremes: is called before a report is made; it may look for what edits have taken back.
    mutating func report(
        of tally: FormTally?, nowMs: Int64, findExtremes: (FormTally) throws(LogError) -> Void
    ) throws(LogError) -> FormReport? {
        guard let tally else {
            report = nil
            return nil
        }
        let isOfForm = report?.formID == tally.formID
        if !isOfForm || nowMs - seenMs >= Self.everyMs || nowMs < seenMs {
            if !isOfForm || report?.counts != tally.counts || nowMs - madeMs >= Self.oldestMs || nowMs < madeMs {
                try findExtremes(tally)
                report = tally.report(by: .received, atMs: nowMs, catalogue: catalogue)
                madeMs = nowMs
            }
            seenMs = nowMs
        }
        return report
    }
}
