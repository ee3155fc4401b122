/// A pane over the middle of the screen.
///
/// Why: what lies under it is cleared, so that no old text shines through.
nonisolated struct Popup: Sendable {
    var title: DisplayText
    /// The size of what is inside, without lines.
    var width: Int
    var height: Int
    var symbols: SymbolSet = .braille

    /// Draws the empty pane in the middle of `area` and returns the area inside.
    func draw(in area: Rect, on frame: inout Frame) -> Rect {
        let pane = area.centred(width: width + 4, height: height + 2)
        frame.fill(pane, role: .text)
        let inside = Border(title: title, isFocused: true, symbols: symbols).draw(in: pane, on: &frame)
        return inside.inset(left: 1, right: 1)
    }
}
