import CollectModel

/// Everything about one alert: its sentence, its figures, who looked at it, and what it did before.
nonisolated struct AlertDetail: Sendable {
    private static let labelWidth = 13

    let alert: AlertInstance?
    let snapshot: Snapshot
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let title =
            alert.map { DisplayText(FormTitles(snapshot.forms, mask: context.mask)[$0.subject], maxCells: 120) }
            ?? "Detail"
        let note = alert.map { AlertWords.rule($0.rule) } ?? .empty
        let inside = Border(title: title, note: note, symbols: context.symbols).draw(in: area, on: &frame)
            .inset(left: 1, right: 1)
        guard let alert, !inside.isEmpty else { return }
        var y = drawMessage(alert, in: inside, on: &frame)
        for fact in facts(alert) where y < inside.height {
            frame.put(fact.label, in: inside.row(y), role: .dim)
            frame.put(fact.text, in: inside.row(y).inset(left: Self.labelWidth), role: fact.role)
            y += 1
        }
        drawHistory(alert, in: inside.inset(top: y), on: &frame)
    }

    private func drawMessage(_ alert: AlertInstance, in area: Rect, on frame: inout Frame) -> Int {
        var state = TextLine(separator: "  ")
        state.add(AlertWords.mark(alert.severity, context), AlertWords.role(alert))
        state.join(" ")
        state.join(AlertWords.severity(alert.severity), alert.isOpen ? .strong : .dim)
        state.add(AlertWords.state(alert.state), alert.state == .recovering ? .good : .text)
        state.add("episode " + Words.grouped(Int64(alert.episode)), .dim)
        state.draw(in: area.row(0), on: &frame)
        let lines = DisplayText(AlertWords.message(alert, mask: context.mask), maxCells: 600).lines(width: area.width)
            .prefix(3)
        for (row, line) in lines.enumerated() { frame.put(line, in: area.row(row + 1), role: .text) }
        return 1 + lines.count
    }

    private struct Fact {
        let label: DisplayText
        let text: DisplayText
        var role: Role = .text
    }

    private func facts(_ alert: AlertInstance) -> [Fact] {
        var facts = [
            Fact(label: "found", text: AlertWords.finding(alert.value, limit: alert.threshold, rule: alert.rule)),
            Fact(label: "since", text: time(alert.sinceMs)),
        ]
        if let fired = alert.firedMs, fired != alert.sinceMs { facts.append(Fact(label: "fired", text: time(fired))) }
        if let resolved = alert.resolvedMs {
            facts.append(Fact(label: "resolved", text: time(resolved), role: .good))
        }
        if let mark = alert.acknowledged {
            facts.append(Fact(label: "acknowledged", text: by(mark.by) + time(mark.atMs), role: .info))
        }
        if let snoozed = alert.snoozed, alert.isSnoozed(atMs: context.nowMs) {
            facts.append(Fact(label: "snoozed", text: by(snoozed.by) + "until " + context.moment(snoozed.untilMs)))
        }
        for note in alert.notes.suffix(3).reversed() {
            facts.append(Fact(label: "note", text: by(note.by) + DisplayText(note.text, maxCells: 300)))
        }
        return facts
    }

    private func by(_ name: String) -> DisplayText { "by " + DisplayText(name, maxCells: 40) + context.dot }

    private func time(_ ms: Int64) -> DisplayText {
        context.moment(ms) + context.dot + Words.age(of: ms, nowMs: context.nowMs)
    }

    /// What it did, the newest first.
    private func drawHistory(_ alert: AlertInstance, in area: Rect, on frame: inout Frame) {
        guard area.height >= 3 else { return }
        let steps = snapshot.alertHistory.reversed().lazy.filter { $0.id == alert.id }.prefix(area.height - 2)
        guard !steps.isEmpty else { return }
        frame.put("History", in: area.row(1), role: .heading)
        for (row, step) in steps.enumerated() {
            let line = area.row(row + 2)
            frame.put(context.moment(step.atMs), in: line, role: .dim)
            var text = TextLine(separator: "  ")
            text.add(AlertWords.state(step.from), .dim)
            text.join(context.steps, .dim)
            text.join(AlertWords.state(step.to), step.to == .firing ? AlertWords.role(step.severity) : .text)
            text.add(AlertWords.finding(step.value, limit: step.threshold, rule: alert.rule), .dim)
            text.draw(in: line.inset(left: Self.labelWidth), on: &frame)
        }
    }
}
