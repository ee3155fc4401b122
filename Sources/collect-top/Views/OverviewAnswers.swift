import CollectModel

/// How the selected form is answered: its choices as bars, its numbers as histograms.
nonisolated struct OverviewAnswers: Sendable {
    private static let optionLimit = 5
    private static let histogramHeight = 4

    let snapshot: Snapshot
    let formID: String?
    /// The first question to show.
    let first: Int
    let isFocused: Bool
    let isFrozen: Bool
    let context: ViewContext

    /// The questions that a picture can be made of; where there are none, all.
    static func charted(_ report: FormReport) -> [QuestionReport] {
        let charted = report.questions.filter { question in
            switch question.statistics {
            case .options(let options): !options.isEmpty
            case .number(let number): number.count > 0
            case .text, .phone, .location, .dates, .times, .media, .matrix, .other: false
            }
        }
        return charted.isEmpty ? report.questions : charted
    }

    func draw(in area: Rect, on frame: inout Frame) {
        let title =
            formID.map { "Answers: " + DisplayText(FormTitles(snapshot.forms, mask: context.mask)[$0], maxCells: 120) }
            ?? "Answers"
        let report = snapshot.focus.flatMap { $0.formID == formID ? $0 : nil }
        let questions = report.map(Self.charted) ?? []
        let note: DisplayText =
            questions.isEmpty
            ? .empty
            : Words.grouped(Int64(min(first, questions.count - 1) + 1)) + "/" + Words.grouped(Int64(questions.count))
        let inside = Border(title: title, note: note, isFocused: isFocused, symbols: context.symbols)
            .draw(in: area, on: &frame).inset(left: 1, right: 1)
        guard !inside.isEmpty else { return }
        guard !questions.isEmpty else {
            frame.put(emptyText(report), in: inside.row((inside.height - 1) / 2), alignment: .centre, role: .dim)
            return
        }
        let columns = inside.columns(Array(repeating: .flexible(1), count: inside.width >= 76 ? 2 : 1), gap: 3)
        flow(questions.dropFirst(min(max(0, first), questions.count - 1)), through: columns, on: &frame)
    }

    private func emptyText(_ report: FormReport?) -> DisplayText {
        if formID == nil { return "no form is selected" }
        if report != nil { return "no question has been answered yet" }
        return isFrozen ? "not held while frozen: Space resumes" : "gathering the answers"
    }

    /// Fills one column after the other; a question that does not fit whole begins the next one, or ends the list.
    private func flow(_ questions: ArraySlice<QuestionReport>, through columns: [Rect], on frame: inout Frame) {
        var rest = questions
        for column in columns {
            var y = 0
            while let question = rest.first {
                let block = height(of: question)
                guard y == 0 || y + block <= column.height else { break }
                draw(question, in: column.inset(top: y), on: &frame)
                y += block + (column.height >= 12 ? 1 : 0)
                rest = rest.dropFirst()
                if y >= column.height { break }
            }
        }
    }

    private func height(of question: QuestionReport) -> Int {
        switch question.statistics {
        case .options(let options): 1 + min(options.count, Self.optionLimit + 1)
        case .number: 1 + Self.histogramHeight
        case .text, .phone, .location, .dates, .times, .media, .matrix, .other: 1
        }
    }

    private func draw(_ question: QuestionReport, in area: Rect, on frame: inout Frame) {
        let count = Words.grouped(question.answered)
        let answered = area.width < 44 ? "n " + count : count + (question.answered == 1 ? " answer" : " answers")
        let label = DisplayText(question.name, maxCells: 120)
        switch question.statistics {
        case .options(let options):
            heading(label, notes: [answered], in: area.row(0), on: &frame)
            drawOptions(options, of: question, in: area.inset(top: 1), on: &frame)
        case .number(let number):
            heading(label, notes: summaries(number, of: question), in: area.row(0), on: &frame)
            drawHistogram(number, of: question, in: area.inset(top: 1), on: &frame)
        case .text, .phone, .location, .dates, .times, .media, .matrix, .other:
            heading(label, notes: [answered], in: area.row(0), on: &frame)
        }
    }

    /// The first of the notes that leaves room for the label, and the label in what is left.
    private func heading(_ label: DisplayText, notes: [DisplayText], in line: Rect, on frame: inout Frame) {
        let note =
            notes.first { $0.width + max(8, min(label.width + 2, line.width / 2)) <= line.width }
            ?? notes.last { $0.width + 8 <= line.width }
        if let note { frame.put(note, in: line, alignment: .trailing, role: .dim) }
        frame.put(label, in: line.inset(right: note.map { $0.width + 2 } ?? 0), role: .heading)
    }

    /// Mean and median, from the longest to the shortest words.
    private func summaries(_ number: NumberStatistics, of question: QuestionReport) -> [DisplayText] {
        // A mean of telephone numbers is nearly one of them.
        guard context.mask.showsFigures(of: question) else { return ["hidden"] }
        guard context.mask.showsCell(of: Int(clamping: number.count)), let mean = number.mean, let median = number.p50
        else { return ["fewer than 5 answers"] }
        let approximate: DisplayText = number.error > 0 ? (context.symbols == .ascii ? "~" : "≈") : .empty
        func words(_ name: (Double) -> DisplayText) -> DisplayText {
            "mean " + name(mean) + context.dot + "median " + approximate + name(median)
        }
        let short = words { AnswerWords.number($0, cells: 5) ?? Words.number($0) }
        return [words(Words.number), short, "median " + approximate + Words.number(median)]
    }

    private func drawOptions(
        _ options: [OptionCount], of question: QuestionReport, in area: Rect, on frame: inout Frame
    ) {
        let shown = options.prefix(options.count == Self.optionLimit + 1 ? Self.optionLimit + 1 : Self.optionLimit)
        let labels = shown.map { option -> (text: DisplayText, isMasked: Bool) in
            let masked = context.mask.text(option.value, of: question)
            return (DisplayText(masked.text, maxCells: 60), masked.isMasked)
        }
        let labelWidth = min(max(labels.map(\.text.width).max() ?? 0, 9), max(6, area.width * 2 / 5))
        let line = OptionLine(labelWidth: labelWidth, context: context)
        for (row, (label, option)) in zip(labels, shown).enumerated() where row < area.height {
            line.draw(
                label.text, role: label.isMasked ? .masked : .text, count: option.count, share: option.share,
                in: area.row(row), on: &frame)
        }
        guard options.count > shown.count, shown.count < area.height else { return }
        let rest = options.dropFirst(shown.count)
        line.draw(
            "other (" + Words.grouped(Int64(rest.count)) + ")", role: .dim, count: rest.reduce(0) { $0 &+ $1.count },
            share: rest.reduce(0) { $0 + $1.share }, in: area.row(shown.count), on: &frame)
    }

    private func drawHistogram(
        _ number: NumberStatistics, of question: QuestionReport, in area: Rect, on frame: inout Frame
    ) {
        guard context.mask.showsFigures(of: question), !number.histogram.isEmpty else { return }
        let counts = number.histogram.map { bin in
            context.mask.showsCell(of: Int(clamping: bin.count)) ? Double(bin.count) : 0
        }
        let height = min(area.height, Self.histogramHeight)
        let axis = HistogramBins(number, type: question.type).names(Words.number)
        Histogram(counts: counts, axis: axis, symbols: context.symbols)
            .draw(in: Rect(x: area.x, y: area.y, width: area.width, height: height), on: &frame)
    }
}

/// One option of a choice: its label, its share as a bar and in words, its count. Small cells are hidden as the mask says.
nonisolated struct OptionLine: Sendable {
    let labelWidth: Int
    let context: ViewContext

    func draw(
        _ label: DisplayText, role: Role, count: Int64, share: Double, in line: Rect, on frame: inout Frame
    ) {
        let parts = line.columns(
            [.fixed(labelWidth), .atLeast(4, weight: 1), .fixed(5), .fixed(line.width >= 34 ? 7 : 0)], gap: 1)
        frame.put(label, in: parts[0], role: role)
        guard context.mask.showsCell(of: Int(clamping: count)) else {
            Bar(share: 0, symbols: context.symbols).draw(in: parts[1], on: &frame)
            frame.put("<5", in: parts[2], alignment: .trailing, role: .masked)
            return
        }
        Bar(share: share, symbols: context.symbols).draw(in: parts[1], on: &frame)
        frame.put(Words.percent(share), in: parts[2], alignment: .trailing, role: .text)
        frame.put(Words.count(count, cells: 7), in: parts[3], alignment: .trailing, role: .dim)
    }
}
