import CollectModel

/// The report for a person: a few lines a form, a line or two a question; personal answers are masked.
nonisolated enum ReportTable {
    static func write(_ report: Report, to output: inout StandardOutput) throws(CommandFailure) {
        let totals = report.totals
        try output.line(
            "\(grouped(totals.live)) live responses in \(report.forms.count) forms · created \(grouped(totals.created)) · "
                + "updated \(grouped(totals.updated)) · deleted \(grouped(totals.deleted)) · "
                + "duplicates \(grouped(totals.duplicates)) · conflicts \(grouped(totals.conflicts)) · "
                + "rejected \(grouped(totals.rejected))")
        for form in report.forms { try write(form, atMs: report.generatedMs, to: &output) }
        if let field = report.field { try FieldTable.write(field, to: &output) }
    }

    private static func write(
        _ form: FormReport, atMs nowMs: Int64, to output: inout StandardOutput
    ) throws(CommandFailure) {
        let span = [form.firstReceivedMs, form.lastReceivedMs].compactMap { $0.map(Timestamp.format) }.joined(
            separator: " … ")
        try output.line("")
        try output.line(
            "\(shown(form.title ?? form.formID, 60)) · live \(grouped(form.counts.live)) · devices \(estimate(form.devices)) · "
                + "late \(grouped(form.counts.late)) · clock wrong \(grouped(form.counts.clockSkewed)) · \(span)")
        if form.duration.count > 0, let p50 = form.duration.p50, let p95 = form.duration.p95 {
            try output.line("  completion time p50 \(seconds(p50)) · p95 \(seconds(p95))")
        }
        if let goal = form.goal {
            let expected = goal.expected(atMs: nowMs).map { " · \(grouped(Int64($0))) expected by now" } ?? ""
            try output.line(
                "  target \(grouped(goal.target.responses)) · \(percent(goal.share(of: form.counts.live))) reached\(expected)"
            )
        }
        if let tooFast = form.tooFast, tooFast.count > 0 {
            try output.line("  \(grouped(tooFast.count)) took less than the minimum of \(tooFast.minimumMs / 1000) s")
        }
        for question in form.questions {
            let name = DisplayText(question.name).fitted(to: 28).string
            let type = DisplayText(question.type).fitted(to: 12).string
            let answered = DisplayText(grouped(question.answered)).fitted(to: 9, alignment: .trailing).string
            try output.line("  \(name) \(type)\(answered)  \(figures(question))")
        }
    }

    private static func figures(_ question: QuestionReport) -> String {
        guard mask.showsStatistics(of: question) else { return Masked.hidden.text }
        return switch question.statistics {
        case .options(let options):
            list(options.map { (masked($0.value, question), "\(grouped($0.count)) (\(percent($0.share)))") }, most: 5)
        case .number(let number): mask.showsFigures(of: question) ? numberFigures(number) : Masked.hidden.text
        case .text(let text):
            "distinct \(estimate(text.distinct)) · "
                + list(text.top.map { (masked($0.value, question), grouped($0.count)) }, most: 3)
        case .phone(let phone):
            "valid \(grouped(phone.valid)) · "
                + list(phone.countries.map { (shown($0.value, 8), grouped($0.count)) }, most: 5)
        case .location(let location): list(location.cells.map { ($0.value, grouped($0.count)) }, most: 5)
        case .dates(let dates):
            [dates.minMs, dates.maxMs].compactMap { $0.map(Timestamp.formatDay) }.joined(separator: " … ")
        case .times(let times):
            [times.minMs, times.maxMs].compactMap { $0.map(TimeStatistics.clock) }.joined(separator: " … ")
        case .media(let media): "present \(grouped(media.present)) of \(grouped(media.expected))"
        case .matrix(let matrix):
            "rows \(grouped(matrix.rows)) · straight \(grouped(matrix.straight)) of \(grouped(matrix.judged))"
        case .other(let distinct): "distinct \(estimate(distinct))"
        }
    }

    private static func numberFigures(_ number: NumberStatistics) -> String {
        let figures: [(String, Double?)] = [
            ("mean", number.mean), ("sd", number.sd), ("min", number.min), ("p50", number.p50), ("p95", number.p95),
            ("max", number.max),
        ]
        return figures.compactMap { name, value in value.map { "\(name) \(rounded($0))" } }.joined(separator: " · ")
            + (number.error > 0 ? " · quantiles ±1 %" : "")
    }

    private static let mask = Mask(role: .manager, reveal: false)

    private static func masked(_ value: String, _ question: QuestionReport) -> String {
        shown(mask.text(value, of: question).text, 24)
    }

    private static func list(_ entries: [(String, String)], most: Int) -> String {
        let parts = entries.prefix(most).map { "\($0) \($1)" }
        let rest = entries.count - most
        return (parts + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: " · ")
    }

    private static func shown(_ text: String, _ cells: Int) -> String { DisplayText(text, maxCells: cells).string }
    private static func grouped(_ number: Int64) -> String { ProgressLine.grouped(number) }
    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    private static func seconds(_ ms: Double) -> String { "\(Int((ms / 1000).rounded())) s" }

    private static func estimate(_ estimate: Estimate) -> String {
        let figure = grouped(estimate.value)
        return estimate.error == 0 ? figure : "about \(figure) (±\(rounded(estimate.error * 100)) %)"
    }

    private static func rounded(_ value: Double) -> String {
        guard abs(value) < 1e15 else { return value.description }
        return JSONWriter.text(of: (value * 100).rounded() / 100)
    }
}
