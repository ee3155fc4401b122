import CollectModel

/// The full statistics of the form that is looked at: made anew when the form changed, but under load at most once a second.
///
/// Why: sorting thousands of values five times a second costs more than folding the responses that changed them.
struct FocusReport {
    private static let everyMs: Int64 = 1000
    private var report: FormReport?
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
        if !isOfForm || nowMs - madeMs >= Self.everyMs || nowMs < madeMs {
            if !isOfForm || report?.counts != tally.counts {
                try findExtremes(tally)
                report = tally.report(by: .received, catalogue: catalogue)
            }
            madeMs = nowMs
        }
        return report
    }
}
