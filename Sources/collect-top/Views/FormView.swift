import CollectModel

/// One form: its counts and rates, how long it takes, how late it comes, and what was answered to every question.
///
/// Why: the field lead's question, "is the data any good?", is answered by looking through the distributions once a day.
/// Shape: a band of figures, then a card for each question in the questionnaire's order; zoomed, one question alone.
/// Cost: only the cards that are visible are drawn.
nonisolated enum FormView {
    /// Below this width cards stand in one column.
    static let twoColumnWidth = 100

    static func draw(
        _ snapshot: Snapshot, _ state: FormViewState, _ context: ViewContext, in area: Rect, on frame: inout Frame
    ) {
        guard !area.isEmpty else { return }
        // A canvas of its own: nothing can be drawn beside the area, and cards cut by its edges need no special care.
        var canvas = Frame(width: area.width, height: area.height)
        if let form = snapshot.focus {
            draw(form, snapshot, state, context, on: &canvas)
        } else {
            drawNothing(["no form is open", "choose one in the Overview and press Enter"], on: &canvas)
        }
        frame.put(canvas, x: area.x, y: area.y)
    }

    private static func draw(
        _ form: FormReport, _ snapshot: Snapshot, _ state: FormViewState, _ context: ViewContext,
        on canvas: inout Frame
    ) {
        let summary = snapshot.forms.first { $0.formID == form.formID }
        let isZoomed = state.isZoomed && !form.questions.isEmpty
        let band = FormViewBand(form: form, summary: summary, snapshot: snapshot, context: context)
        let body = band.draw(in: canvas.bounds.inset(left: 1, right: 1), isBrief: isZoomed, on: &canvas)
        guard !body.isEmpty else { return }
        if form.questions.isEmpty {
            drawWaiting(snapshot, in: body, on: &canvas)
        } else if isZoomed {
            let panel = panel(form, index: state.index(in: form.questions), isSelected: true, context: context)
            panel.drawZoomed(in: body, scroll: state.zoomScroll, on: &canvas)
        } else {
            drawCards(form, state, context, in: body, on: &canvas)
        }
    }

    // MARK: Cards

    private static func panel(
        _ form: FormReport, index: Int, isSelected: Bool, context: ViewContext
    ) -> QuestionPanel {
        QuestionPanel(
            question: form.questions[index], number: index + 1, isSelected: isSelected, context: context)
    }

    /// Cards in rows of one or two. How far they are scrolled follows from the selection alone: the selected card lies
    /// at a third of the height, as far as the ends allow.
    private static func drawCards(
        _ form: FormReport, _ state: FormViewState, _ context: ViewContext, in area: Rect, on canvas: inout Frame
    ) {
        let columns = area.width >= twoColumnWidth ? 2 : 1
        let widths = area.columns(Array(repeating: .flexible(1), count: columns), gap: 3)
        let selected = state.index(in: form.questions)
        var tops: [Int] = []
        var total = 0
        for start in stride(from: 0, to: form.questions.count, by: columns) {
            tops.append(total)
            let heights = form.questions[start..<min(start + columns, form.questions.count)]
                .map { QuestionPanel.cardHeight($0, width: widths[0].width) }
            total += heights.max() ?? 0
        }
        tops.append(total)
        let row = selected / columns
        let wanted = tops[row] - max(0, area.height - (tops[row + 1] - tops[row])) / 3
        let skipped = min(max(0, wanted), max(0, total - area.height))
        let needsBar = total > area.height
        var strip = Frame(width: area.width - (needsBar ? 2 : 0), height: area.height)
        for row in 0..<(tops.count - 1) where tops[row + 1] > skipped && tops[row] < skipped + area.height {
            for column in 0..<columns where row * columns + column < form.questions.count {
                let index = row * columns + column
                let width = columns == 1 ? strip.width : widths[column].width - (needsBar && column == 1 ? 2 : 0)
                var card = Frame(width: width, height: tops[row + 1] - tops[row])
                panel(form, index: index, isSelected: index == selected, context: context)
                    .drawCard(in: card.bounds, on: &card)
                strip.put(card, x: widths[column].x - area.x, y: tops[row] - skipped)
            }
        }
        canvas.put(strip, x: area.x, y: area.y)
        if needsBar {
            let bar = Rect(x: area.right - 1, y: area.y, width: 1, height: area.height)
            drawScrollBar(first: skipped, total: total, in: bar, context, on: &canvas)
        }
    }

    /// Where in the whole the visible lines lie: a thumb of at least one cell.
    static func drawScrollBar(
        first: Int, total: Int, in bar: Rect, _ context: ViewContext, on frame: inout Frame
    ) {
        guard total > bar.height, bar.height > 0 else { return }
        let thumb = max(1, bar.height * bar.height / total)
        let start = (bar.height - thumb) * min(first, total - bar.height) / (total - bar.height)
        let isASCII = context.symbols == .ascii
        frame.fill(bar, with: isASCII ? "|" : "│", role: .border)
        frame.fill(
            Rect(x: bar.x, y: bar.y + start, width: 1, height: thumb), with: isASCII ? "#" : "┃", role: .border)
    }

    // MARK: Nothing to show

    private static func drawWaiting(_ snapshot: Snapshot, in area: Rect, on canvas: inout Frame) {
        let freshness = snapshot.freshness
        if freshness.isCaughtUp {
            drawNothing(["no responses yet", "waiting for the first one"], in: area, on: &canvas)
        } else {
            let share = Scale.share(of: Double(freshness.folded), top: Double(freshness.known))
            let progress = "read " + AnswerWords.count(freshness.folded) + " of " + AnswerWords.count(freshness.known)
            drawNothing(["catching up: " + AnswerWords.share(share), progress], in: area, on: &canvas)
        }
    }

    private static func drawNothing(_ lines: [DisplayText], on canvas: inout Frame) {
        drawNothing(lines, in: canvas.bounds, on: &canvas)
    }

    /// A sentence in the middle, and beneath it what to do about it.
    static func drawNothing(_ lines: [DisplayText], in area: Rect, on canvas: inout Frame) {
        let top = max(0, (area.height - lines.count) / 2)
        for (offset, line) in lines.enumerated() {
            canvas.put(line, in: area.row(top + offset), alignment: .centre, role: offset == 0 ? .text : .dim)
        }
    }
}
