/// Makes the report over what was counted, whole or form by form.
///
/// Why form by form: the reports of ten thousand forms are larger than their tallies; written one after the other only one of them is in memory.
/// Hidden forms (`__…`) and forms of which nothing was counted are left out.
public struct ReportMaker {
    /// The report without its forms.
    private let head: Report
    private let tallies: [FormTally]
    private let catalogue: FormCatalogue

    /// - Parameter hasField: whether the counted field is part of it.
    public init(
        counted: FormTallies, generatedMs: Int64, position: [UInt64], axis: TimeAxis, sinceMs: Int64?, untilMs: Int64?,
        form: String?, catalogue: FormCatalogue = FormCatalogue(), hasField: Bool = false
    ) {
        self.catalogue = catalogue
        tallies = counted.forms.filter {
            !$0.formID.hasPrefix("__") && $0.counts != FormCounts() && (form == nil || $0.formID == form)
        }
        var totals = FormCounts()
        for tally in tallies { totals.merge(tally.counts) }
        totals.rejected += counted.rejectedWithoutForm
        var head = Report(
            generatedMs: generatedMs, position: position, axis: axis, sinceMs: sinceMs, untilMs: untilMs,
            totals: totals, forms: [])
        if hasField { head.field = counted.field.report(nowMs: generatedMs, catalogue: catalogue) }
        self.head = head
    }

    /// Whether no form is left to report on.
    public var isEmpty: Bool { tallies.isEmpty }

    /// Everything at once.
    public var report: Report {
        var report = head
        report.forms = Array(forms)
        return report
    }

    private var forms: some Sequence<FormReport> {
        tallies.lazy.map { [axis = head.axis, nowMs = head.generatedMs, catalogue] in
            $0.report(by: axis, atMs: nowMs, catalogue: catalogue)
        }
    }

    /// Writes the report's JSON; `drain` takes it in pieces of some 100 KB and empties them.
    public func writeJSON(_ drain: @escaping (inout [UInt8]) -> Void) {
        var writer = JSONWriter(drain: drain)
        head.write(forms: forms, to: &writer)
        writer.finish()
    }
}
