extension Report {
    /// A report over what was counted; hidden forms (`__…`) and forms of which nothing was counted are left out.
    public init(
        counted: FormTallies, generatedMs: Int64, position: [UInt64], axis: TimeAxis, sinceMs: Int64?, untilMs: Int64?,
        form: String?, catalogue: FormCatalogue = FormCatalogue(), hasField: Bool = false
    ) {
        let tallies = counted.forms.filter {
            !$0.formID.hasPrefix("__") && $0.counts != FormCounts() && (form == nil || $0.formID == form)
        }
        var totals = FormCounts()
        for tally in tallies { totals.merge(tally.counts) }
        totals.rejected += counted.rejectedWithoutForm
        self.init(
            generatedMs: generatedMs, position: position, axis: axis, sinceMs: sinceMs, untilMs: untilMs,
            totals: totals,
            forms: tallies.map { $0.report(by: axis, catalogue: catalogue) })
        if hasField { field = counted.field.report(nowMs: generatedMs, catalogue: catalogue) }
    }
}
