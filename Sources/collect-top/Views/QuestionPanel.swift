import CollectModel

/// The answers to one question: a card among others, or the whole area.
///
/// Shape: a heading on a rule (number, label, type, answered and missing), then what belongs to the type.
/// Access: every answer that is shown went through the mask, and counts under five only appear where the mask allows.
nonisolated struct QuestionPanel: Sendable {
    var question: QuestionReport
    /// The place in the questionnaire, from 1.
    var number: Int
    var isSelected: Bool
    var context: ViewContext

    /// Rows of a list in a card; the zoomed panel shows all.
    static let cardRows = 6

    /// Height of the card in rows, with its heading.
    static func cardHeight(_ question: QuestionReport, width: Int) -> Int {
        if question.answered == 0 { return 2 }
        switch question.statistics {
        case .options(let options): return 1 + max(1, min(options.count, cardRows))
        case .number: return width >= 40 ? 6 : 5
        case .text(let text): return 2 + min(text.top.count, 4)
        case .phone(let phone): return 2 + min(phone.countries.count, 4)
        case .location(let location): return location.cells.isEmpty ? 2 : 7
        case .dates: return 5
        case .times, .media, .matrix, .other: return 2
        }
    }

    /// How many lines the list of the zoomed question has: what scrolling goes through.
    static func listLength(_ question: QuestionReport) -> Int {
        switch question.statistics {
        case .options(let options): options.count
        case .number(let number): number.histogram.count
        case .text(let text): text.top.count
        case .phone(let phone): phone.countries.count
        case .location(let location): location.cells.count
        case .dates(let dates): dates.perDay.count
        case .times, .media, .matrix, .other: 0
        }
    }

    func drawCard(in area: Rect, on frame: inout Frame) {
        drawHeading(in: area.row(0), on: &frame)
        let height = QuestionPanel.cardHeight(question, width: area.width) - 1
        let body = area.inset(left: 2, top: 1)
        if isSelected {
            let line: Unicode.Scalar = context.symbols == .ascii ? "|" : "┃"
            frame.fill(Rect(x: area.x, y: area.y + 1, width: 1, height: height), with: line, role: .borderFocus)
        }
        drawBody(in: Rect(x: body.x, y: body.y, width: body.width, height: min(height, body.height)), on: &frame)
    }

    func drawZoomed(in area: Rect, scroll: Int, on frame: inout Frame) {
        drawHeading(in: area.row(0), on: &frame)
        drawEffort(in: area.inset(left: 2).row(1), on: &frame)
        let body = area.inset(left: 2, top: 3)
        guard question.answered > 0, !isTooFew, context.mask.showsStatistics(of: question) else {
            return drawBody(in: body, on: &frame)
        }
        switch question.statistics {
        case .options(let options): drawOptions(options, in: body, first: scroll, isWhole: true, on: &frame)
        case .number(let number): drawNumberZoomed(number, in: body, first: scroll, on: &frame)
        case .text(let text): drawText(text, in: body, first: scroll, on: &frame)
        case .phone(let phone): drawPhone(phone, in: body, first: scroll, on: &frame)
        case .location(let location): drawLocation(location, in: body, first: scroll, on: &frame)
        case .dates(let dates): drawDatesZoomed(dates, in: body, first: scroll, on: &frame)
        case .times, .media, .matrix, .other: drawBody(in: body, on: &frame)
        }
    }

    /// How many were asked, how long answering took, how evenly a choice was made, from when to when it was asked.
    private func drawEffort(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        if question.asked > 0 { line.figure("asked", AnswerWords.count(question.asked), on: &frame) }
        if context.mask.showsCell(of: Int(clamping: question.dwell.count)), let p50 = question.dwell.p50,
            let p95 = question.dwell.p95
        {
            let spans = AnswerWords.span(Int64(p50)) + " / " + AnswerWords.span(Int64(p95))
            line.figure("time taken p50 / p95", spans, on: &frame)
        }
        if let choice = question.choice {
            line.figure("entropy", AnswerWords.number(choice.entropy) + " bits", on: &frame)
            if let unlisted = choice.unlisted { drawSuspects([("unlisted", unlisted)], on: &line, &frame) }
        }
        if let days = question.seenDays {
            let (first, last) = (Timestamp.formatDay(days.lowerBound), Timestamp.formatDay(days.upperBound))
            line.figure("seen", DisplayText(first == last ? first : first + " – " + last), on: &frame)
        }
    }

    /// So few answers that any figure about them is one person's. Options hide their counts themselves.
    private var isTooFew: Bool {
        if case .options = question.statistics { return false }
        return !context.mask.showsCell(of: Int(clamping: question.answered))
    }

    private func drawBody(in area: Rect, on frame: inout Frame) {
        guard question.answered > 0 else {
            frame.put("nobody has answered this yet", in: area.row(0), role: .missing)
            return
        }
        guard !isTooFew else {
            frame.put("fewer than 5 answers: hidden", in: area.row(0), role: .masked)
            return
        }
        guard context.mask.showsStatistics(of: question) else {
            frame.put("hidden: the catalogue calls this sensitive", in: area.row(0), role: .masked)
            return
        }
        switch question.statistics {
        case .options(let options): drawOptions(options, in: area, first: 0, isWhole: false, on: &frame)
        case .number(let number): drawNumber(number, in: area, on: &frame)
        case .text(let text): drawText(text, in: area, first: 0, on: &frame)
        case .phone(let phone): drawPhone(phone, in: area, first: 0, on: &frame)
        case .location(let location): drawLocation(location, in: area, first: 0, on: &frame)
        case .dates(let dates): drawDates(dates, in: area, on: &frame)
        case .times(let times):
            var line = AnswerLine(area.row(0))
            line.figure("from", DisplayText(times.minMs.map(TimeStatistics.clock) ?? "–"), on: &frame)
            line.figure("to", DisplayText(times.maxMs.map(TimeStatistics.clock) ?? "–"), on: &frame)
        case .media(let media):
            var line = AnswerLine(area.row(0))
            line.figure("present", Words.grouped(media.present) + " of " + Words.grouped(media.expected), on: &frame)
            line.figure("bytes", Words.grouped(media.bytes), on: &frame)
            drawSuspects([("the very same file", media.repeats.answers.value)], on: &line, &frame)
        case .matrix(let matrix):
            var line = AnswerLine(area.row(0))
            line.figure("rows answered", Words.grouped(matrix.rows), on: &frame)
            let straight = Words.grouped(matrix.straight) + " of " + Words.grouped(matrix.judged)
            line.figure("the same in all rows", straight, on: &frame)
        case .other(let distinct):
            var line = AnswerLine(area.row(0))
            line.figure("distinct", AnswerWords.estimate(distinct), on: &frame)
            line.figure("", "kept as given, not described further", role: .dim, on: &frame)
        }
    }

    // MARK: Heading

    /// `── 3 Age (months) ───────────── Number · 12,002 answered · 343 missing`
    private func drawHeading(in area: Rect, on frame: inout Frame) {
        let rule = AnswerMarks.rule(context.symbols, isHeavy: isSelected)
        let ruleRole: Role = isSelected ? .borderFocus : .border
        frame.fill(area, with: rule, role: ruleRole)
        let label = question.name
        let title = DisplayText("\(number) ") + DisplayText(label, maxCells: 200)
        let note = heading(room: area.width, title: title.width)
        let room = area.width - 3 - (note.isEmpty ? 2 : note.width + 4)
        let cut = title.truncated(to: max(0, room))
        frame.put(" " + cut + " ", x: area.x + 1, y: area.y, role: isSelected ? .title : .heading, clip: area)
        guard !note.isEmpty else { return }
        frame.put(" " + note + " ", x: area.right - note.width - 3, y: area.y, role: .dim, clip: area)
    }

    /// As much about type and response as the label leaves, which comes first up to half of the row.
    private func heading(room: Int, title: Int) -> DisplayText {
        let dot = AnswerMarks.dot(context.symbols)
        let type = DisplayText(question.type, maxCells: 16)
        let answered = AnswerWords.count(question.answered) + " answered"
        let total = question.answered + question.missing
        let share = Scale.share(of: Double(question.missing), top: Double(total))
        let missing = AnswerWords.count(question.missing) + " missing"
        let long = type + dot + answered + dot + missing + " (" + AnswerWords.share(share) + ")"
        let candidates = [long, type + dot + answered + dot + missing, answered + dot + missing, answered]
        return candidates.first { $0.width + 7 <= room - min(title, room / 2) } ?? .empty
    }
}
