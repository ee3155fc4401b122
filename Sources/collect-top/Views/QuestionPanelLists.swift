import CollectModel

/// Values with their counts: the options of a choice, the words of a text, the countries of numbers.
nonisolated extension QuestionPanel {
    /// One row of a list.
    struct Entry: Sendable {
        var label: Masked
        var count: Int64
        /// 0...1; nil where the count alone speaks.
        var share: Double?
        /// Not an answer: what the list leaves out.
        var isRest = false
    }

    func drawOptions(
        _ options: [OptionCount], in area: Rect, first: Int, isWhole: Bool, on frame: inout Frame
    ) {
        guard !options.isEmpty else {
            frame.put("no option was chosen", in: area.row(0), role: .missing)
            return
        }
        let isMulti = [.multiChoice, .ranking].contains(QuestionKind(typeName: question.type))
        var area = area
        if isWhole {
            var line = AnswerLine(area.row(0))
            line.figure("options", AnswerWords.count(Int64(options.count)), on: &frame)
            let basis: DisplayText =
                isMulti ? "shares of respondents, may add up to more than 100 %" : "shares of answers"
            line.figure("", basis, role: .dim, on: &frame)
            if isMulti {
                let chosen = options.reduce(0) { $0 + $1.count }
                let mean = Double(chosen) / Double(max(1, question.answered))
                line.figure("chosen, mean", AnswerWords.number(mean), on: &frame)
            }
            area = area.inset(top: 2)
        }
        let entries = options.map { option in
            Entry(label: shown(option.value), count: option.count, share: option.share)
        }
        draw(QuestionPanel.cut(entries, first: first, rows: area.height, isWhole: isWhole), in: area, on: &frame)
    }

    func drawText(_ text: TextStatistics, in area: Rect, first: Int, on frame: inout Frame) {
        var line = AnswerLine(area.row(0))
        line.figure("distinct", AnswerWords.estimate(text.distinct), on: &frame)
        let lengths =
            AnswerWords.count(text.lengthMin) + " / " + AnswerWords.number(text.lengthMean) + " / "
            + AnswerWords.count(text.lengthP95)
        line.figure("length min/mean/p95", lengths, on: &frame)
        if text.blank > 0 { line.figure("blank", AnswerWords.count(text.blank), on: &frame) }
        let entries = text.top.map { entry in
            Entry(label: shown(entry.value), count: entry.count, share: share(entry.count))
        }
        draw(Array(entries.dropFirst(first)), in: area.inset(top: 1), isRelative: true, on: &frame)
    }

    func drawPhone(_ phone: PhoneStatistics, in area: Rect, first: Int, on frame: inout Frame) {
        var line = AnswerLine(area.row(0))
        line.figure("valid numbers", AnswerWords.cell(phone.valid, mask: context.mask), on: &frame)
        if context.mask.showsCell(of: Int(clamping: phone.valid)) {
            line.figure("", AnswerWords.share(share(phone.valid)), on: &frame)
        }
        drawSuspects([("shared", phone.shared)], on: &line, &frame)
        // A country's code says nothing about a person; the numbers themselves are not here.
        let entries = phone.countries.map { entry in
            Entry(
                label: Masked.plain(entry.value, mask: context.mask), count: entry.count, share: share(entry.count))
        }
        draw(Array(entries.dropFirst(first)), in: area.inset(top: 1), on: &frame)
    }

    /// An answer to this question, as it may be seen.
    func shown(_ value: String) -> Masked {
        context.mask.text(value, of: question)
    }

    func share(_ count: Int64) -> Double {
        Scale.share(of: Double(count), top: Double(question.answered))
    }

    /// What fits into `rows`; in a card the last row says what had to go.
    static func cut(_ entries: [Entry], first: Int, rows: Int, isWhole: Bool) -> [Entry] {
        if isWhole { return Array(entries.dropFirst(first).prefix(rows)) }
        guard entries.count > rows, rows > 0 else { return entries }
        let rest = entries.dropFirst(rows - 1)
        let words = Masked.ownWords("\(rest.count) more options")
        return entries.prefix(rows - 1) + [Entry(label: words, count: rest.reduce(0) { $0 + $1.count }, isRest: true)]
    }

    /// Label, bar, count and share in columns that stand at the same place in every row.
    ///
    /// - Parameter isRelative: the first bar is full; for lists of many small shares, whose bars would all look empty.
    func draw(_ entries: [Entry], in area: Rect, isRelative: Bool = false, on frame: inout Frame) {
        let visible = entries.prefix(area.height)
        guard let widest = visible.map({ DisplayText($0.label.text, maxCells: 40).width }).max() else { return }
        let label = min(max(widest, 8), max(4, area.width * 2 / 5))
        let hasShare = area.width >= 30
        let columns = area.columns(
            [.fixed(label), .fixed(9)] + (hasShare ? [.fixed(7)] : []) + [.atLeast(0, weight: 1)], gap: 1)
        // Bars longer than 60 cells show nothing that 60 do not.
        let wide = columns[columns.count - 1]
        let bar = Rect(x: wide.x + 1, y: wide.y, width: min(wide.width - 1, 60), height: 1)
        let top = isRelative ? Scale.top(entries.compactMap(\.share)) : 1
        for (offset, entry) in visible.enumerated() {
            let y = area.y + offset
            func cell(_ column: Rect) -> Rect { Rect(x: column.x, y: y, width: column.width, height: 1) }
            let role: Role = entry.isRest ? .dim : entry.label.isMasked ? .masked : .text
            let text = DisplayText(entry.label.text, maxCells: 200)
            frame.put(text.isEmpty ? "(empty)" : text, in: cell(columns[0]), role: role)
            let isShown = context.mask.showsCell(of: Int(clamping: entry.count))
            let count = AnswerWords.cell(entry.count, mask: context.mask)
            frame.put(
                count, in: cell(columns[1]), alignment: .trailing, role: isShown && !entry.isRest ? .text : .dim)
            guard isShown, let share = entry.share else { continue }
            if hasShare {
                frame.put(AnswerWords.share(share), in: cell(columns[2]), alignment: .trailing, role: .dim)
            }
            Bar(share: Scale.share(of: share, top: top), symbols: context.symbols)
                .draw(in: Rect(x: bar.x, y: y, width: bar.width, height: 1), on: &frame)
        }
    }
}

nonisolated extension Masked {
    /// Words of ours that stand where an answer could; a manager who reveals everything changes nothing about them.
    static func ownWords(_ words: String) -> Masked {
        Mask(role: .manager, reveal: true).text(words, type: "Text", key: "", tag: PersonalTag.none)
    }

    /// A value that describes many answers, such as a country code: shown to everyone but those who see no answers.
    static func plain(_ value: String, mask: Mask) -> Masked {
        mask.text(value, type: "Choice", key: "", tag: nil)
    }
}
