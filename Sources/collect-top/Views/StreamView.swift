import CollectModel

/// The live tail of responses: what came in, from where, and what it says.
///
/// Why: aggregates say that something is odd, single lines say what; both live, in one place.
/// Cost: proportional to the visible lines; without a filter nothing else is looked at.
nonisolated enum StreamView {
    /// Lines that `area` shows.
    static func rows(in area: Rect) -> Int { max(1, area.height - 2) }

    static func draw(
        _ snapshot: Snapshot, _ state: StreamState, _ context: ViewContext, in area: Rect, on frame: inout Frame
    ) {
        guard !area.isEmpty else { return }
        var canvas = Frame(width: area.width, height: area.height)
        let inside = canvas.bounds.inset(left: 1, right: 1)
        let window = state.window(snapshot)
        let filtered = state.filteredRows(window, forms: snapshot.forms, mask: context.mask)
        let status = StreamStatus(snapshot: snapshot, state: state, window: window, filtered: filtered)
        status.draw(in: inside.row(0), context, on: &canvas)
        let body = inside.inset(top: 2)
        if filtered?.isEmpty ?? (window.count == 0) {
            drawNothing(snapshot, state, in: body, on: &canvas)
        } else {
            let ends = [window.entry(0), window.entry(window.count - 1)]
            let span = ends.compactMap { $0?.receivedMs }
            let row = StreamRow(context: context, forms: snapshot.forms, span: span, area: inside)
            if inside.height > 1 { row.drawHeader(y: 1, on: &canvas) }
            drawRows(state, window, filtered, row, in: body, on: &canvas)
        }
        frame.put(canvas, x: area.x, y: area.y)
    }

    private static func drawRows(
        _ state: StreamState, _ window: StreamWindow, _ filtered: [Int]?, _ row: StreamRow, in area: Rect,
        on canvas: inout Frame
    ) {
        let shown = VisibleRows(state: state, window: window, filtered: filtered, height: area.height)
        let highlight = Highlight(state.filter)
        for (offset, index) in shown.rows.enumerated() {
            let line = area.row(offset)
            switch window[index] {
            case .gap(let count):
                let words = AnswerWords.count(count) + " responses came and went unseen here"
                canvas.put(words, in: line, alignment: .centre, role: .warn)
            case .entry(let entry, _):
                row.draw(entry, y: line.y, on: &canvas)
                let isSelected = entry.place == state.selected
                if isSelected { canvas.restyle(line, role: .selection) }
                highlight?.mark(line, isSelected: isSelected, on: &canvas)
            }
        }
    }

    private static func drawNothing(
        _ snapshot: Snapshot, _ state: StreamState, in area: Rect, on canvas: inout Frame
    ) {
        if !state.filter.isEmpty {
            let filter = DisplayText(state.filter.text, maxCells: 40)
            return FormView.drawNothing(["nothing matches /" + filter, "Esc clears the filter"], in: area, on: &canvas)
        }
        guard snapshot.freshness.isCaughtUp else {
            let share = Scale.share(of: Double(snapshot.freshness.folded), top: Double(snapshot.freshness.known))
            return FormView.drawNothing(["catching up: " + AnswerWords.share(share)], in: area, on: &canvas)
        }
        FormView.drawNothing(["no responses yet", "waiting for the first one"], in: area, on: &canvas)
    }
}

/// Which rows lie in the view: they end with the state's last visible line, and hold the selection.
nonisolated struct VisibleRows: Sendable {
    let rows: [Int]

    init(state: StreamState, window: StreamWindow, filtered: [Int]?, height: Int) {
        let count = filtered?.count ?? window.count
        /// The place, among what is shown, of the last row that is not after `row`.
        func place(_ row: Int) -> Int {
            guard let filtered else { return row }
            return max(0, filtered.partitionPoint { $0 > row } - 1)
        }
        var bottom = count - 1
        if state.mode != .following, let last = state.bottom.flatMap({ window.row(of: $0) }) { bottom = place(last) }
        if let selected = state.selected.flatMap({ window.row(of: $0) }) {
            let chosen = place(selected)
            bottom = min(max(bottom, chosen), chosen + max(1, height) - 1)
        }
        // A view that has room shows more of what follows instead of nothing.
        bottom = min(max(bottom, height - 1), count - 1)
        let top = max(0, bottom - height + 1)
        guard height > 0, bottom >= top else {
            rows = []
            return
        }
        rows = filtered.map { Array($0[top...bottom]) } ?? Array(top...bottom)
    }
}

/// The line above the stream: what it is doing, how much there is, and the filter.
nonisolated struct StreamStatus: Sendable {
    var snapshot: Snapshot
    var state: StreamState
    var window: StreamWindow
    var filtered: [Int]?

    func draw(in area: Rect, _ context: ViewContext, on frame: inout Frame) {
        var line = AnswerLine(area)
        let (badge, role) = badge(context)
        line.put(badge, role, on: &frame)
        if state.isTyping || !state.filter.text.isEmpty {
            line.space(2)
            drawFilter(&line, on: &frame)
        } else {
            let kept = AnswerWords.count(Int64(window.entryCount))
            line.figure("", kept + " of " + AnswerWords.count(snapshot.streamed), role: .dim, on: &frame)
            line.figure("", "since start", role: .dim, on: &frame)
        }
    }

    private func badge(_ context: ViewContext) -> (DisplayText, Role) {
        let new = state.newCount(snapshot)
        switch state.mode {
        case .following: return (context.glyphs.glyph(.live, symbols: context.symbols) + " FOLLOWING", .live)
        case .scrolled: return (" SCROLLED +" + AnswerWords.count(new) + " new ", .badge)
        case .frozen:
            let glyph = context.glyphs.glyph(.frozen, symbols: context.symbols)
            return (" " + glyph + " FROZEN +" + AnswerWords.count(new) + " ", .frozen)
        }
    }

    private func drawFilter(_ line: inout AnswerLine, on frame: inout Frame) {
        let entries = filtered.map { rows in rows.count { window.entry($0) != nil } } ?? window.entryCount
        // Only the newest lines are kept: what is not found may have been there.
        let isAll = Int64(window.entryCount) >= snapshot.streamed
        let of: DisplayText = isAll ? " of " : " of the newest "
        let count = AnswerWords.count(Int64(entries)) + of + AnswerWords.count(Int64(window.entryCount))
        line.put("/", .key, on: &frame)
        let text = DisplayText(state.filter.text, maxCells: max(4, line.room - count.width - 4))
        line.put(text, state.isTyping ? .input : .match, on: &frame)
        if state.isTyping { line.put(" ", .selection, on: &frame) }
        line.space(state.isTyping ? 1 : 2)
        line.put(count, .dim, on: &frame)
        if state.filter.isInverted { line.figure("", "without it", role: .dim, on: &frame) }
    }
}

/// Marks what the filter looks for, on what is drawn: nothing that is hidden can light up.
nonisolated struct Highlight: Sendable {
    private let needle: [UInt32]

    /// Nil where there is nothing to mark.
    init?(_ filter: StreamFilter) {
        guard !filter.isEmpty, !filter.isInverted else { return nil }
        needle = DisplayText(filter.needle).string.unicodeScalars.map(\.value)
        if needle.isEmpty { return nil }
    }

    func mark(_ line: Rect, isSelected: Bool, on frame: inout Frame) {
        guard line.height == 1, line.width >= needle.count else { return }
        // Wide glyphs have a second cell without a glyph; they are passed over.
        var cells: [(x: Int, glyph: UInt32)] = []
        cells.reserveCapacity(line.width)
        for x in line.x..<line.right where frame[x, line.y].width > 0 {
            cells.append((x, Highlight.lower(frame[x, line.y].glyph)))
        }
        var start = 0
        while start + needle.count <= cells.count {
            guard needle.indices.allSatisfy({ cells[start + $0].glyph == needle[$0] }) else {
                start += 1
                continue
            }
            let last = cells[start + needle.count - 1].x
            let width = last - cells[start].x + Int(frame[last, line.y].width)
            let found = Rect(x: cells[start].x, y: line.y, width: width, height: 1)
            frame.restyle(found, role: isSelected ? nil : .match, adding: isSelected ? [.bold, .underline] : [])
            start += needle.count
        }
    }

    private static func lower(_ glyph: UInt32) -> UInt32 {
        if glyph < 0x80 { return glyph >= 0x41 && glyph <= 0x5A ? glyph + 0x20 : glyph }
        guard let lower = Unicode.Scalar(glyph)?.properties.lowercaseMapping.unicodeScalars, lower.count == 1 else {
            return glyph
        }
        return lower.first?.value ?? glyph
    }
}
