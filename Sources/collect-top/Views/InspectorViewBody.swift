import CollectModel

/// The parts of the Inspector, one of which is open.
nonisolated struct InspectorBody: Sendable {
    var state: InspectorState
    var detail: ResponseDetail
    var version: ResponseVersion
    var context: ViewContext

    // MARK: Answers

    private static let answerColumns: [TableColumn] = [
        TableColumn("", width: .fixed(3), alignment: .trailing, hideOrder: 2),
        TableColumn("Question", width: .flexible(minimum: 12, weight: 3)),
        TableColumn("Type", width: .fixed(11), hideOrder: 3),
        TableColumn("", width: .fixed(1), hideOrder: 1),
        TableColumn("Answer", width: .flexible(minimum: 12, weight: 4)),
        TableColumn("Took", width: .fixed(9), alignment: .trailing, hideOrder: 4),
    ]

    func drawAnswers(in area: Rect, on frame: inout Frame) {
        guard let response = version.response, !response.answers.isEmpty else {
            return drawNoAnswers(in: area, on: &frame)
        }
        let refs = InspectorState.refs(response.answers)
        let changed = VersionHistory.changedRefs(detail, at: state.versionIndex)
        let times = AnswerTimes(response)
        let selected = state.answerIndex(response.answers)
        let footer = area.height >= 20 ? 6 : area.height >= 9 ? 3 : 0
        // The list takes what it needs; the selected answer stands whole beneath it.
        let list = Rect(
            x: area.x, y: area.y, width: area.width, height: min(area.height - footer, response.answers.count + 2))
        let table = Table(
            columns: InspectorBody.answerColumns,
            rows: response.answers.indices.map { index in
                row(response.answers[index], index, isChanged: changed.contains(refs[index]), times.dwells[index])
            }, selected: selected, scroll: max(0, selected - max(1, list.height - 1) * 2 / 3),
            symbols: context.symbols)
        table.draw(in: list, on: &frame)
        let rest = Rect(x: area.x, y: list.bottom, width: area.width, height: footer)
        drawFooter(response.answers[selected], in: rest, on: &frame)
    }

    private func row(_ answer: Answer, _ index: Int, isChanged: Bool, _ dwell: Int64?) -> Table<Int>.Row {
        let shown = context.mask.answer(answer, form: state.formID)
        let isActive = answer.state == "active"
        let value: (DisplayText, Role) =
            !isActive
            ? (DisplayText("(" + answer.state + ")", maxCells: 40), .missing)
            : shown.text.isEmpty
                ? ("no answer", .missing) : (DisplayText(shown.text, maxCells: 300), shown.isMasked ? .masked : .text)
        let isLong = (dwell ?? 0) >= AnswerTimes.longPauseMs
        return Table<Int>.Row(
            id: index,
            cells: [
                .text(AnswerWords.count(Int64(index + 1)), .dim),
                .text(DisplayText(answer.key.isEmpty ? answer.questionID : answer.key, maxCells: 200)),
                .text(DisplayText(answer.type, maxCells: 30), .dim), .text(isChanged ? "~" : "", .info),
                .text(value.0, value.1), .text(dwell.map(AnswerWords.span) ?? "–", isLong ? .warn : .dim),
            ])
    }

    /// The selected answer over several lines, with what does not fit into its row.
    private func drawFooter(_ answer: Answer, in area: Rect, on frame: inout Frame) {
        guard area.height >= 3 else { return }
        frame.fill(area.row(0), with: AnswerMarks.rule(context.symbols), role: .border)
        var about = AnswerLine(area.row(1))
        about.figure("question", DisplayText(answer.questionID, maxCells: 40), on: &frame)
        if let created = answer.createdMs { about.figure("at", AnswerWords.clock(created, context), on: &frame) }
        if let modified = answer.modifiedMs, let created = answer.createdMs, modified != created {
            about.figure("changed", AnswerWords.clock(modified, context), role: .info, on: &frame)
        }
        if let collector = answer.createdBy {
            let shown = context.mask.collector(collector)
            let role: Role = shown.isMasked ? .masked : .text
            about.figure("by", DisplayText(shown.text, maxCells: 40), role: role, on: &frame)
        }
        if context.mask.answer(answer, form: state.formID).isMasked {
            about.figure("", "masked", role: .masked, on: &frame)
        }
        let shown = context.mask.answer(answer, form: state.formID)
        var rest = DisplayText(shown.text, maxCells: area.width * (area.height - 2))
        for row in 2..<area.height where !rest.isEmpty {
            let line = row + 1 == area.height ? rest : rest.prefix(area.width)
            frame.put(line, in: area.row(row), role: shown.isMasked ? .masked : .text)
            // A glyph wider than the row would never be passed.
            guard !line.isEmpty else { return }
            let length = line.string.unicodeScalars.count
            rest = DisplayText(String(String.UnicodeScalarView(rest.string.unicodeScalars.dropFirst(length))))
        }
    }

    private func drawNoAnswers(in area: Rect, on frame: inout Frame) {
        let words: DisplayText =
            version.operation == .delete
            ? "deleted: this version has no answers" : "this version has no answers"
        FormView.drawNothing([words, "< shows the version before"], in: area, on: &frame)
    }

    // MARK: Timeline

    /// One row an answer, in the order of time: when it began, how long it took, as a bar on a common axis.
    func drawTimeline(in area: Rect, on frame: inout Frame) {
        guard let response = version.response, !response.answers.isEmpty else {
            return drawNoAnswers(in: area, on: &frame)
        }
        let times = AnswerTimes(response)
        let order = response.answers.indices.sorted {
            (times.offsets[$0] ?? .max, $0) < (times.offsets[$1] ?? .max, $1)
        }
        let columns = area.columns(
            [.fixed(9), .fixed(9), .atLeast(10, weight: 2), .atLeast(0, weight: 3)], gap: 1)
        for (title, column) in zip(["since", "took"] as [DisplayText], columns) {
            frame.put(title, in: column.row(0), alignment: .trailing, role: .header)
        }
        frame.put("question", in: columns[2].row(0), role: .header)
        frame.put(AnswerWords.span(times.totalMs), in: columns[3].row(0), alignment: .trailing, role: .axis)
        frame.put("0 s", in: columns[3].row(0), role: .axis)
        let first = min(state.scroll, max(0, order.count - max(1, area.height - 1)))
        for (offset, index) in order.dropFirst(first).prefix(max(0, area.height - 1)).enumerated() {
            let answer = response.answers[index]
            let (since, took) = (times.offsets[index], times.dwells[index])
            let isLong = (took ?? 0) >= AnswerTimes.longPauseMs
            let row = offset + 1
            frame.put(AnswerWords.span(since), in: columns[0].row(row), alignment: .trailing, role: .dim)
            frame.put(
                AnswerWords.span(took), in: columns[1].row(row), alignment: .trailing, role: isLong ? .warn : .text)
            frame.put(DisplayText(answer.key, maxCells: 200), in: columns[2].row(row), role: .text)
            guard let since, let took else { continue }
            drawBar(since, took, times.totalMs, isLong: isLong, in: columns[3].row(row), on: &frame)
        }
    }

    private func drawBar(
        _ since: Int64, _ took: Int64, _ total: Int64, isLong: Bool, in area: Rect, on frame: inout Frame
    ) {
        guard area.width > 0, total > 0 else { return }
        frame.fill(area, with: context.symbols == .ascii ? "." : "·", role: .barTrack)
        let end = Int((Scale.unit(Double(since) / Double(total)) * Double(area.width)).rounded())
        let start = Int((Scale.unit(Double(since - took) / Double(total)) * Double(area.width)).rounded())
        // The shortest answer is seen too.
        let left = min(start, area.width - 1)
        let bar = Rect(x: area.x + left, y: area.y, width: max(1, end - left), height: 1)
        frame.fill(bar, with: context.symbols == .ascii ? "#" : "━", role: isLong ? .warn : .bar)
    }

    // MARK: Versions

    func drawVersions(in area: Rect, on frame: inout Frame) {
        let lines = VersionHistory(detail, mask: context.mask).lines
        let first = min(state.scroll, max(0, lines.count - area.height))
        for (offset, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            draw(line, in: area.row(offset), on: &frame)
        }
    }

    private func draw(_ line: VersionHistory.Line, in area: Rect, on frame: inout Frame) {
        var row = AnswerLine(area)
        switch line {
        case .version(let version, let changes):
            drawVersion(version, changes, in: area, on: &frame)
        case .changed(let label, let from, let to):
            start(&row, "~", label, .info, on: &frame)
            // The old value gives way to the new one, down to half of the row.
            let wanted = DisplayText(to.text, maxCells: 200).width
            row.put(from, .dim, maxCells: max(row.room / 2 - 2, row.room - wanted - 3), on: &frame)
            row.put(AnswerMarks.arrow(context.symbols), .dim, on: &frame)
            row.put(to, .strong, on: &frame)
        case .added(let label, let value):
            start(&row, "+", label, .good, on: &frame)
            row.put(value, .strong, on: &frame)
        case .removed(let label, let value):
            start(&row, "-", label, .warn, on: &frame)
            row.put(value, .dim, on: &frame)
        case .hidden(let label, let value):
            start(&row, "~", label, .info, on: &frame)
            row.put(value, on: &frame)
            row.figure("", "changed, masked", role: .dim, on: &frame)
        }
    }

    private func start(
        _ row: inout AnswerLine, _ mark: DisplayText, _ label: String, _ role: Role, on frame: inout Frame
    ) {
        row.space(4)
        row.put(mark, role, on: &frame)
        row.space()
        let width = min(24, max(8, row.room / 3))
        row.put(DisplayText(label, maxCells: 200).fitted(to: width), .text, on: &frame)
        row.space(2)
    }

    private func drawVersion(_ version: ResponseVersion, _ changes: Int?, in area: Rect, on frame: inout Frame) {
        var row = AnswerLine(area)
        let isShown = version.version == self.version.version
        row.put(isShown ? (context.symbols == .ascii ? "> " : "▸ ") : "  ", .title, on: &frame)
        row.put("v" + AnswerWords.count(Int64(version.version)), isShown ? .title : .heading, on: &frame)
        row.space()
        let mark = AnswerMarks.mark(version.operation, symbols: context.symbols)
        row.figure("", AnswerMarks.word(version.operation), role: mark.role, on: &frame)
        row.figure("", AnswerWords.full(version.receivedMs, context), role: .dim, on: &frame)
        guard let changes else { return }
        let words: DisplayText = changes == 1 ? " change" : " changes"
        row.figure("", changes == 0 ? "no change" : AnswerWords.count(Int64(changes)) + words, role: .dim, on: &frame)
    }

    // MARK: JSON

    func drawJSON(in area: Rect, on frame: inout Frame) {
        let lines = MaskedJSON(version.json, form: state.formID, mask: context.mask).lines
        let first = min(state.scroll, max(0, lines.count - area.height))
        let body = lines.count > area.height ? area.inset(right: 2) : area
        for (offset, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            var row = AnswerLine(body.row(offset))
            row.space(min(line.depth * 2, max(0, body.width - 12)))
            for token in line.tokens {
                let role: Role =
                    switch token.kind {
                    case .mark: .dim
                    case .key: .heading
                    case .value: .text
                    case .masked: .masked
                    }
                row.put(DisplayText(token.text, maxCells: max(1, row.room)), role, on: &frame)
            }
        }
        let bar = Rect(x: area.right - 1, y: area.y, width: 1, height: area.height)
        FormView.drawScrollBar(first: first, total: lines.count, in: bar, context, on: &frame)
    }

    // MARK: The device's other responses

    func drawNeighbours(in area: Rect, on frame: inout Frame) {
        guard !detail.neighbours.isEmpty else {
            return FormView.drawNothing(["nothing else from this device around it"], in: area, on: &frame)
        }
        let times = detail.neighbours.map(\.receivedMs)
        let span = [times.min(), times.max()].compactMap(\.self)
        let row = StreamRow(context: context, forms: [], span: span, area: area)
        if area.height > 1 { row.drawHeader(y: area.y, on: &frame) }
        let body = area.inset(top: 1)
        let selected = state.neighbourIndex(detail)
        let first = min(max(0, selected - body.height * 2 / 3), max(0, detail.neighbours.count - body.height))
        for (offset, entry) in detail.neighbours.dropFirst(first).prefix(body.height).enumerated() {
            let line = body.row(offset)
            row.draw(entry, y: line.y, on: &frame)
            if first + offset == selected { frame.restyle(line, role: .selection) }
        }
    }
}
