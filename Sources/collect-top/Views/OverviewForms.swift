import CollectModel

/// The forms table: one row a form, the selected one by identity, silent ones marked.
nonisolated struct OverviewForms: Sendable {
    let snapshot: Snapshot
    let state: OverviewState
    let context: ViewContext
    /// The engine has not said anything yet.
    let isWaiting: Bool
    func draw(in area: Rect, on frame: inout Frame) {
        let inside = Border(
            title: title, note: position, isFocused: state.pane == .forms, symbols: context.symbols
        ).draw(in: area, on: &frame).inset(right: 1)
        let visible = max(1, inside.height - 1)
        // At 30 cells a minute is a column of dots, at 10 three minutes are; what that leaves is for the names.
        let places = inside.width >= 100 ? 30 : 10
        Table(
            columns: columns(places, name: inside.width >= 70 ? 24 : 16), rows: rows(visible, places: places),
            selected: state.selected,
            emptyText: emptyText,
            symbols: context.symbols
        ).draw(in: inside, on: &frame)
        ScrollThumb.draw(
            first: state.scroll, visible: visible, count: state.rows.count, pane: area, symbols: context.symbols,
            on: &frame)
    }

    private var title: DisplayText {
        var title: DisplayText = "Forms"
        if !state.filter.isEmpty { title += " /" + DisplayText(state.filter.text, maxCells: 24) }
        return title + " by " + state.sort.column.title
            + (state.sort.isDescending == state.sort.column.startsDescending ? "" : ", reversed")
    }

    /// `12/1,000`; with a filter also how many there are without it.
    private var position: DisplayText {
        guard !state.rows.isEmpty else { return .empty }
        let index = state.selected.flatMap { state.rows.firstIndex(of: $0) }
        let count = Words.grouped(Int64(state.rows.count))
        let place = index.map { Words.grouped(Int64($0 + 1)) + "/" + count } ?? count
        return state.filter.isEmpty ? place : place + " of " + Words.grouped(Int64(state.order.count))
    }

    private var emptyText: DisplayText {
        if isWaiting { return "opening the log" }
        if !snapshot.forms.isEmpty { return "no form matches; Esc clears the filter" }
        if !snapshot.freshness.hasWriter { return "no responses yet, and no writer that could bring one" }
        return "no responses yet: waiting for the first one"
    }

    /// `name`: cells that a form's name has at least; before it gets fewer, columns go.
    private func columns(_ places: Int, name: Int) -> [TableColumn] {
        func column(
            _ title: DisplayText, _ width: Int, _ hideOrder: Int, _ sort: FormSort.Column
        ) -> TableColumn {
            TableColumn(title, width: .fixed(width), alignment: .trailing, hideOrder: hideOrder, sort: mark(sort))
        }
        return [
            TableColumn(" ", width: .fixed(1), hideOrder: 0),
            TableColumn("Form", width: .flexible(minimum: name, weight: 1), hideOrder: 0, sort: mark(.name)),
            column("Live", 9, 1, .live),
            column("Last h", 6, 6, .lastHour),
            column("/min " + state.span.label, 8, 3, .rate),
            TableColumn("60 min", width: .fixed(places), hideOrder: 4),
            column("Seen", 5, 2, .seen),
            column("Late", 5, 5, .late),
            column("Devices", 8, 7, .devices),
            column("Dup", 6, 8, .duplicates),
        ]
    }

    private func mark(_ column: FormSort.Column) -> TableColumn.Sort? {
        guard state.sort.column == column else { return nil }
        return state.sort.isDescending ? .descending : .ascending
    }

    /// The rows that can be seen: a thousand rows of text each frame would cost more than the rest of it.
    private func rows(_ visible: Int, places: Int) -> [Table<String>.Row] {
        let ids = state.rows.dropFirst(state.scroll).prefix(visible)
        let wanted = Set(ids)
        let forms = Dictionary(
            snapshot.forms.lazy.filter { wanted.contains($0.formID) }.map { ($0.formID, $0) }
        ) { first, _ in first }
        let alerts = FormAlerts(snapshot.alerts)
        return ids.map { id in forms[id].map { row($0, alert: alerts[id], places: places) } ?? .init(id: id, cells: [])
        }
    }

    private func row(_ form: FormSummary, alert: AlertInstance?, places: Int) -> Table<String>.Row {
        let lastHour = form.perMinute.reduce(0, &+)
        let isQuiet = lastHour == 0
        let base: Role = isQuiet ? .dim : .text
        func figure(_ number: Int64, cells: Int, role: Role) -> TableCell {
            number == 0 ? .text(context.nothing, .dim) : .text(Words.count(number, cells: cells), role)
        }
        let mark = alert.map { AlertWords.mark($0.severity, context) } ?? (isQuiet ? context.nothing : " ")
        let rate = state.span.rate(form.rates)
        return .init(
            id: form.formID,
            cells: [
                .text(mark, alert.map { AlertWords.role($0.severity) } ?? .dim),
                .text(DisplayText(form.title ?? form.formID, maxCells: 200), alert == nil ? base : .strong),
                .text(Words.count(form.counts.live, cells: 9), base),
                figure(lastHour, cells: 6, role: .text),
                rate > 0 ? .text(Words.perMinute(rate), .text) : .text(context.nothing, .dim),
                .sparkline(hour(form, places: places)),
                .text(seen(form), seenRole(form, alert: alert)),
                figure(form.counts.late, cells: 5, role: .late),
                figure(form.devices.value, cells: 8, role: base),
                figure(form.counts.duplicates, cells: 6, role: base),
            ], role: base)
    }

    /// The hour in as many values as the column has places, so that the whole of it is seen.
    private func hour(_ form: FormSummary, places: Int) -> [Double] {
        Series.fitted(form.perMinute, to: Sparkline.capacity(width: places, symbols: context.symbols))
    }

    private func seen(_ form: FormSummary) -> DisplayText {
        form.lastReceivedMs.map { Words.span(ms: Words.elapsed(from: $0, to: context.nowMs)) } ?? context.nothing
    }

    /// How long a form has been silent is loud only where a rule says that it is too long.
    private func seenRole(_ form: FormSummary, alert: AlertInstance?) -> Role {
        guard let alert, alert.rule == "form-silent" else { return .dim }
        return AlertWords.role(alert.severity)
    }
}

/// The columns to sort by, as a menu.
nonisolated enum SortMenu {
    static func draw(_ state: OverviewState, _ context: ViewContext, in area: Rect, on frame: inout Frame) {
        let columns = FormSort.Column.allCases
        let popup = Popup(title: "Sort by", width: 24, height: columns.count, symbols: context.symbols)
        let inside = popup.draw(in: area, on: &frame)
        let first = Move.scroll(0, toShow: state.sortMenu, count: columns.count, height: inside.height)
        for (offset, column) in columns.dropFirst(first).prefix(inside.height).enumerated() {
            let line = inside.row(offset)
            frame.put(column.title, in: line.inset(left: 2), role: .text)
            if state.sort.column == column {
                let (down, up): (DisplayText, DisplayText) = context.symbols == .ascii ? ("v", "^") : ("▾", "▴")
                frame.put(state.sort.isDescending ? down : up, in: line, role: .key)
            }
            if first + offset == state.sortMenu { frame.restyle(line, role: .selection) }
        }
    }
}
