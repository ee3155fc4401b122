import CollectModel

/// The open alerts, the gravest first: with their sentence where there is room, else in a line each.
nonisolated struct OverviewAlerts: Sendable {
    let snapshot: Snapshot
    /// The selected alert while the pane has the keys, else nil.
    let selected: String?
    /// Alerts are looked for only once the log has been read; until then their absence means nothing.
    let isWaiting: Bool
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let open = snapshot.alerts.filter(\.isOpen)
        let note: DisplayText = open.isEmpty ? .empty : Words.grouped(Int64(open.count)) + " open"
        let inside = Border(title: "Alerts", note: note, isFocused: selected != nil, symbols: context.symbols)
            .draw(in: area, on: &frame).inset(left: 1, right: 1)
        guard !inside.isEmpty else { return }
        guard !open.isEmpty else {
            drawNone(in: inside, on: &frame)
            return
        }
        // A list of many is read in lines, one of few in sentences.
        let lines = min(max(1, inside.height / open.count), 4)
        let visible = max(1, inside.height / lines)
        let index = selected.map { id in open.firstIndex { $0.id == id } ?? 0 }
        let first = Move.scroll(0, toShow: index, count: open.count, height: visible)
        let titles = FormTitles(snapshot.forms, mask: context.mask)
        for (offset, alert) in open.dropFirst(first).prefix(visible).enumerated() {
            let block = inside.inset(top: offset * lines, bottom: inside.height - (offset + 1) * lines)
            draw(alert, titles: titles, in: block, on: &frame)
            if first + offset == index { frame.restyle(block.row(0), role: .selection) }
        }
        drawRest(open.count - first - visible, in: inside, on: &frame)
    }

    private func drawNone(in area: Rect, on frame: inout Frame) {
        var line = TextLine(separator: " ")
        if isWaiting {
            line.add("checked when the log has been read", .dim)
        } else {
            line.add(context.glyph(.good), .good)
            line.add("no open alerts", .dim)
        }
        line.draw(in: area.row((area.height - 1) / 2), alignment: .centre, on: &frame)
    }

    private func draw(_ alert: AlertInstance, titles: FormTitles, in area: Rect, on frame: inout Frame) {
        let role = AlertWords.role(alert.severity)
        let age = Words.span(ms: Words.elapsed(from: alert.sinceMs, to: context.nowMs))
        frame.put(AlertWords.mark(alert.severity, context), in: area, role: role)
        let line = area.row(0).inset(left: 2)
        frame.put(age, in: line, alignment: .trailing, role: .dim)
        var text = TextLine(separator: "  ")
        text.add(DisplayText(titles[alert.subject], maxCells: 120), alert.acknowledged == nil ? .strong : .text)
        if alert.state == .recovering { text.add("recovering", .good) }
        if alert.acknowledged != nil { text.add("seen", .info) }
        if alert.isSnoozed(atMs: context.nowMs) { text.add("snoozed", .dim) }
        if area.height == 1 { text.add(AlertWords.rule(alert.rule), .dim) }
        text.draw(in: line.inset(right: age.width + 1), on: &frame)
        if area.height > 1 { drawWords(alert, in: area.inset(left: 2, top: 1), on: &frame) }
    }

    /// The sentence; where it would be cut to its beginning, the rule and its figures say more.
    private func drawWords(_ alert: AlertInstance, in area: Rect, on frame: inout Frame) {
        let message = DisplayText(AlertWords.message(alert, mask: context.mask), maxCells: 400)
        guard message.width <= area.width || area.height >= 2 && message.width <= area.width * 5 else {
            let finding = AlertWords.finding(alert.value, limit: alert.threshold, rule: alert.rule)
            return frame.put(finding, in: area, role: .text)
        }
        let lines = message.lines(width: area.width)
        for (row, line) in lines.prefix(area.height).enumerated() {
            let isCut = row == area.height - 1 && lines.count > area.height
            let shown = isCut ? (line + (context.symbols == .ascii ? "..." : "…")).truncated(to: area.width) : line
            frame.put(shown, in: area.row(row), role: .dim)
        }
    }

    /// What does not fit is counted on the pane's lower line.
    private func drawRest(_ count: Int, in inside: Rect, on frame: inout Frame) {
        guard count > 0, inside.width > 12 else { return }
        let text = " +" + Words.grouped(Int64(count)) + " more "
        frame.put(text, x: inside.right - text.width - 1, y: inside.bottom, role: .dim)
    }
}
