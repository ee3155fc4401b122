import CollectModel

/// Where list and detail stand: side by side on a wide screen, else one above the other; on a small one the list alone.
nonisolated struct AlertsLayout: Sendable, Equatable {
    private(set) var list: Rect
    private(set) var detail: Rect?

    init(in area: Rect) {
        list = area
        if area.width >= 150, area.height >= 14 {
            let sides = area.columns([.flexible(3), .flexible(2)])
            (list, detail) = (sides[0], sides[1])
        } else if area.height >= 14 {
            let rows = area.rows([.flexible(1), .fixed(max(9, area.height * 11 / 20))])
            (list, detail) = (rows[0], rows[1])
        }
    }

    /// Rows of the list, without its lines and its header.
    var tableRows: Int { max(1, list.height - 3) }
}

/// Every alert that is pending, open or lately over, and all that is known of the selected one.
nonisolated struct AlertsView: Sendable {
    let snapshot: Snapshot
    let state: AlertsState
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let layout = AlertsLayout(in: area)
        let rows = state.rows(snapshot, mask: context.mask)
        let current = rows.first { $0.id == state.selected } ?? rows.first
        drawList(rows, current: current, in: layout.list, on: &frame)
        if let detail = layout.detail {
            AlertDetail(alert: current, snapshot: snapshot, context: context).draw(in: detail, on: &frame)
        }
    }

    private func drawList(
        _ alerts: [AlertInstance], current: AlertInstance?, in area: Rect, on frame: inout Frame
    ) {
        let open = Words.grouped(Int64(alerts.count(where: \.isOpen)))
        let note: DisplayText = alerts.isEmpty ? .empty : open + " open of " + Words.grouped(Int64(alerts.count))
        let inside = Border(title: title, note: note, isFocused: true, symbols: context.symbols)
            .draw(in: area, on: &frame)
        guard !alerts.isEmpty else {
            drawEmpty(in: inside, on: &frame)
            return
        }
        let titles = FormTitles(snapshot.forms, mask: context.mask)
        let visible = max(1, inside.height - 1)
        let rows = alerts.dropFirst(state.scroll).prefix(visible).map { row($0, titles: titles) }
        Table(columns: columns, rows: rows, selected: current?.id, symbols: context.symbols)
            .draw(in: inside.inset(right: 1), on: &frame)
        ScrollThumb.draw(
            first: state.scroll, visible: visible, count: alerts.count, pane: area, symbols: context.symbols, on: &frame
        )
    }

    private var title: DisplayText {
        var title: DisplayText = state.openOnly ? "Open alerts" : "Alerts"
        if !state.filter.isEmpty { title += " /" + DisplayText(state.filter.text, maxCells: 24) }
        return title
    }

    private func drawEmpty(in area: Rect, on frame: inout Frame) {
        var line = TextLine(separator: " ")
        if !state.filter.isEmpty {
            line.add("no alert matches; Esc clears the filter", .dim)
        } else {
            line.add(context.glyph(.good), .good)
            line.add(state.openOnly ? "no open alerts" : "no alerts: nothing has asked for you", .dim)
        }
        line.draw(in: area.row((area.height - 1) / 2), alignment: .centre, on: &frame)
    }

    private var columns: [TableColumn] {
        [
            TableColumn(" ", width: .fixed(1)),
            TableColumn("Severity", width: .fixed(8), hideOrder: 4),
            TableColumn("State", width: .fixed(10), hideOrder: 1),
            TableColumn("Subject", width: .flexible(minimum: 16, weight: 2)),
            TableColumn("Rule", width: .fixed(13), hideOrder: 2),
            TableColumn("Since", width: .fixed(6), alignment: .trailing, hideOrder: 1),
            TableColumn("Value", width: .fixed(10), alignment: .trailing, hideOrder: 3),
            TableColumn("Limit", width: .fixed(10), alignment: .trailing, hideOrder: 5),
            TableColumn("Message", width: .flexible(minimum: 24, weight: 5), hideOrder: 6),
        ]
    }

    private func row(_ alert: AlertInstance, titles: FormTitles) -> Table<String>.Row {
        let base: Role = alert.isOpen ? .text : .dim
        var state = AlertWords.state(alert.state)
        if alert.acknowledged != nil { state = "seen" }
        if alert.isSnoozed(atMs: context.nowMs) { state = "snoozed" }
        return .init(
            id: alert.id,
            cells: [
                .text(AlertWords.mark(alert.severity, context), AlertWords.role(alert)),
                .text(AlertWords.severity(alert.severity)),
                .text(state, alert.state == .recovering ? .good : nil),
                .text(DisplayText(titles[alert.subject], maxCells: 200), alert.isOpen ? .strong : .dim),
                .text(AlertWords.rule(alert.rule)),
                .text(Words.span(ms: Words.elapsed(from: alert.sinceMs, to: context.nowMs))),
                .text(AlertWords.value(alert.value, rule: alert.rule)),
                .text(AlertWords.value(alert.threshold, rule: alert.rule), .dim),
                .text(DisplayText(AlertWords.message(alert, mask: context.mask), maxCells: 400), .dim),
            ], role: base)
    }
}
