/// Rows under a header, one of them selected by its identity.
///
/// Why by identity: rows move when counts change, and the selection must stay on the form, not on the line.
/// Shape: `rows` in the order to be shown; only those that are visible are drawn.
/// Cost: proportional to the visible rows; finding the selected one is a pass over the ids.
nonisolated struct Table<ID: Hashable & Sendable>: Sendable {
    struct Row: Sendable {
        let id: ID
        let cells: [TableCell]
        /// Colours the cells that have no role of their own.
        var role: Role = .text

        init(id: ID, cells: [TableCell], role: Role = .text) {
            self.id = id
            self.cells = cells
            self.role = role
        }
    }

    var columns: [TableColumn]
    var rows: [Row]
    var selected: ID?
    /// The first row shown last time; it moves only as far as the selection demands.
    var scroll = 0
    var emptyText: DisplayText = "nothing yet"
    var symbols: SymbolSet = .braille

    private let gap = 1

    init(
        columns: [TableColumn], rows: [Row], selected: ID? = nil, scroll: Int = 0,
        emptyText: DisplayText = "nothing yet", symbols: SymbolSet = .braille
    ) {
        self.columns = columns
        self.rows = rows
        self.selected = selected
        self.scroll = scroll
        self.emptyText = emptyText
        self.symbols = symbols
    }

    /// The first row to show in `height` rows of cells so that the selection is visible and no room is wasted.
    func scrollPosition(height: Int) -> Int {
        let visible = max(1, height - 1)
        var first = min(max(0, scroll), max(0, rows.count - visible))
        if let selected, let index = rows.firstIndex(where: { $0.id == selected }) {
            first = min(max(first, index - visible + 1), index)
        }
        return first
    }

    /// Draws header and rows; returns the scroll position to keep for the next frame.
    @discardableResult
    func draw(in area: Rect, on frame: inout Frame) -> Int {
        guard !area.isEmpty else { return scroll }
        let body = area.inset(top: 1)
        let isScrollable = rows.count > body.height && area.width > 2
        let content = isScrollable ? area.inset(right: 1) : area
        let layout = TableColumn.layout(columns, in: content, gap: gap)
        drawHeader(layout, row: area.y, on: &frame)
        let first = scrollPosition(height: area.height)
        guard !rows.isEmpty else {
            let line = body.row(body.height / 2)
            frame.put(emptyText, in: line, alignment: .centre, role: .dim)
            return first
        }
        for (offset, row) in rows.dropFirst(first).prefix(body.height).enumerated() {
            let line = Rect(x: content.x, y: body.y + offset, width: content.width, height: 1)
            draw(row, layout: layout, line: line, on: &frame)
        }
        if isScrollable { drawScrollBar(first: first, in: body, on: &frame) }
        return first
    }

    private func drawHeader(_ layout: [(index: Int, area: Rect)], row: Int, on frame: inout Frame) {
        for (index, area) in layout {
            let column = columns[index]
            var title = column.title
            if let sort = column.sort {
                let mark: DisplayText =
                    switch (sort, symbols) {
                    case (.ascending, .ascii): "^"
                    case (.descending, .ascii): "v"
                    case (.ascending, _): "▴"
                    case (.descending, _): "▾"
                    }
                title = title.truncated(to: max(0, area.width - 1)) + mark
            }
            frame.put(title, in: area.row(0), alignment: column.alignment, role: .header)
        }
    }

    private func draw(
        _ row: Row, layout: [(index: Int, area: Rect)], line: Rect, on frame: inout Frame
    ) {
        for (index, area) in layout where index < row.cells.count {
            let cellArea = Rect(x: area.x, y: line.y, width: area.width, height: 1)
            switch row.cells[index] {
            case .text(let text, let role):
                frame.put(text, in: cellArea, alignment: columns[index].alignment, role: role ?? row.role)
            case .sparkline(let values, let role):
                Sparkline(values: values, role: role, symbols: symbols).draw(in: cellArea, on: &frame)
            case .bar(let share, let role):
                Bar(share: share, role: role, symbols: symbols).draw(in: cellArea, on: &frame)
            }
        }
        if row.id == selected { frame.restyle(line, role: .selection) }
    }

    /// Where in the whole the visible rows lie: a thumb of at least one cell.
    private func drawScrollBar(first: Int, in body: Rect, on frame: inout Frame) {
        guard body.height > 0 else { return }
        let thumb = max(1, body.height * body.height / rows.count)
        let range = max(1, rows.count - body.height)
        let start = (body.height - thumb) * min(first, range) / range
        let bar = Rect(x: body.right - 1, y: body.y, width: 1, height: body.height)
        frame.fill(bar, with: symbols == .ascii ? "|" : "│", role: .border)
        frame.fill(
            Rect(x: bar.x, y: bar.y + start, width: 1, height: thumb), with: symbols == .ascii ? "#" : "┃",
            role: .border)
    }
}

/// What stands in one cell of a table.
nonisolated enum TableCell: Sendable {
    /// Without a role the row's role is taken.
    case text(DisplayText, Role? = nil)
    case sparkline([Double], Role = .sparkline)
    case bar(Double, Role = .bar)
}
