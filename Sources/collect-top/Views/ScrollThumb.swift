/// Where in the whole the visible rows lie, drawn on the right line of a pane so that it costs no column.
nonisolated enum ScrollThumb {
    /// `pane` is the area with its lines; nothing is drawn where all rows are seen.
    static func draw(
        first: Int, visible: Int, count: Int, pane: Rect, symbols: SymbolSet, on frame: inout Frame
    ) {
        let track = pane.height - 2
        guard count > visible, visible > 0, track >= 3, pane.width >= 2 else { return }
        let length = max(1, track * visible / count)
        let range = count - visible
        let start = (track - length) * min(max(0, first), range) / range
        frame.fill(
            Rect(x: pane.right - 1, y: pane.y + 1 + start, width: 1, height: length),
            with: symbols == .ascii ? "#" : "█", role: .borderFocus)
    }
}
