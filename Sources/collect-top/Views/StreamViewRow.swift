import CollectModel

/// How a line of the stream is drawn: its columns, and what stands in them.
nonisolated struct StreamRow {
    var context: ViewContext
    var forms: [FormSummary]
    /// The labels of one drawing: a screen holds the same few dozen in hundreds of answers.
    private let labels = LabelMemo()
    private let titles: [DisplayText]
    private let columns: [(index: Int, area: Rect)]

    private enum Column: Int { case time, marks, form, id, device, collector, answers }

    /// Narrow screens lose the collector first, then the device, then the id.
    private static func layout(width: Int, time: Int) -> [TableColumn] {
        [
            TableColumn("Received", width: .fixed(time)),
            TableColumn("", width: .fixed(3)),
            TableColumn("Form", width: .flexible(minimum: 10, weight: 4), hideOrder: 1),
            TableColumn("Response", width: .fixed(8), hideOrder: 2),
            TableColumn("Device", width: .flexible(minimum: 9, weight: 1), hideOrder: 3),
            TableColumn("Collector", width: .flexible(minimum: 10, weight: 2), hideOrder: 4),
            TableColumn("Answers", width: .flexible(minimum: min(28, max(8, width * 3 / 8)), weight: 8)),
        ]
    }

    /// `span`: the first and the last time that can be scrolled to; where they are not of today, there is room for the day.
    init(context: ViewContext, forms: [FormSummary], span: [Int64], area: Rect) {
        self.context = context
        self.forms = forms
        let time = span.map { AnswerWords.stamp($0, context).width }.max() ?? 8
        let wanted = StreamRow.layout(width: area.width, time: time)
        titles = wanted.map(\.title)
        columns = TableColumn.layout(wanted, in: area, gap: 1)
    }

    func drawHeader(y: Int, on frame: inout Frame) {
        for (index, area) in columns {
            let cell = Rect(x: area.x, y: y, width: area.width, height: 1)
            frame.put(titles[index], in: cell, role: .header)
        }
    }

    func draw(_ entry: StreamEntry, y: Int, on frame: inout Frame) {
        let content = entry.content
        for (index, area) in columns {
            let cell = Rect(x: area.x, y: y, width: area.width, height: 1)
            guard let column = Column(rawValue: index) else { continue }
            draw(column, of: entry, content, in: cell, on: &frame)
        }
    }

    private func draw(
        _ column: Column, of entry: StreamEntry, _ content: StreamContent, in cell: Rect, on frame: inout Frame
    ) {
        switch column {
        case .time: frame.put(AnswerWords.stamp(entry.receivedMs, context), in: cell, role: .dim)
        case .marks: drawMarks(entry, in: cell, on: &frame)
        case .form:
            let title = forms.title(of: content.formID) ?? content.formID
            frame.put(DisplayText(title, maxCells: cell.width), in: cell, role: .text)
        case .id: frame.put(StreamRow.ending(content.responseID, cells: cell.width), in: cell, role: .dim)
        case .device:
            var line = AnswerLine(cell)
            guard let device = content.device else { return line.put("–", .dim, on: &frame) }
            line.put(context.mask.identifier(device), .dim, on: &frame)
        case .collector:
            var line = AnswerLine(cell)
            guard let collector = content.collector else { return line.put("–", .dim, on: &frame) }
            line.put(context.mask.collector(collector), .dim, on: &frame)
        case .answers: drawAnswers(content.answers, of: entry, in: cell, on: &frame)
        }
    }

    /// Three fixed places, so that a mark is found by where it stands: what happened, late, clock wrong.
    private func drawMarks(_ entry: StreamEntry, in cell: Rect, on frame: inout Frame) {
        let mark = AnswerMarks.mark(entry.operation, symbols: context.symbols)
        frame.put(mark.text, in: cell, role: mark.role)
        if entry.isLate {
            frame.put(
                context.glyphs.glyph(.late, symbols: context.symbols), in: cell.inset(left: 1), role: .late)
        }
        if entry.isClockSkewed {
            frame.put(AnswerMarks.skew(context.symbols), in: cell.inset(left: 2), role: .warn)
        }
    }

    private func drawAnswers(
        _ answers: [Answer], of entry: StreamEntry, in cell: Rect, on frame: inout Frame
    ) {
        var line = AnswerLine(cell)
        if answers.isEmpty {
            return line.put(AnswerMarks.word(entry.operation), .dim, on: &frame)
        }
        for answer in answers where answer.state == "active" {
            // A value of which nothing but its label would be seen says nothing.
            guard line.room >= 8 else { return }
            let shown = context.mask.answer(answer, form: entry.formID, labels: labels)
            if shown.text.isEmpty { continue }
            if !line.isAtStart { line.space(2) }
            line.put(DisplayText(answer.key, maxCells: 14), .dim, on: &frame)
            line.space()
            line.put(shown, maxCells: 28, on: &frame)
        }
    }

    /// The end of an id, where ids differ.
    static func ending(_ id: String, cells: Int) -> DisplayText {
        let whole = DisplayText(id, maxCells: 200)
        guard whole.width > cells, cells > 1 else { return whole }
        // Whole scalars from the end, fewer until they fit beside the ellipsis.
        let scalars = id.unicodeScalars
        for length in stride(from: cells - 1, through: 1, by: -1) {
            let end = DisplayText(String(String.UnicodeScalarView(scalars.suffix(length))))
            if end.width <= cells - 1 { return "…" + end }
        }
        return "…"
    }
}
