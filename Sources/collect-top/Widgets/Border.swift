/// A pane's frame with its titles.
///
/// Why: which pane has the keys must be seen at a glance, also without colour: the focused one has heavy lines.
/// Example: `let inside = Border(title: "Forms", isFocused: true).draw(in: area, on: &frame)`
nonisolated struct Border: Sendable {
    var title: DisplayText = .empty
    /// Shown at the right end of the top line, dimmed; left out where both do not fit.
    var note: DisplayText = .empty
    var isFocused = false
    var symbols: SymbolSet = .braille

    /// Draws the lines and returns the area inside; areas under 2 × 2 get no lines and an empty inside.
    @discardableResult
    func draw(in area: Rect, on frame: inout Frame) -> Rect {
        guard area.width >= 2, area.height >= 2 else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
        let role: Role = isFocused ? .borderFocus : .border
        let lines = self.lines
        let (right, bottom) = (area.right - 1, area.bottom - 1)
        frame.fill(Rect(x: area.x, y: area.y, width: area.width, height: 1), with: lines.horizontal, role: role)
        frame.fill(Rect(x: area.x, y: bottom, width: area.width, height: 1), with: lines.horizontal, role: role)
        frame.fill(Rect(x: area.x, y: area.y, width: 1, height: area.height), with: lines.vertical, role: role)
        frame.fill(Rect(x: right, y: area.y, width: 1, height: area.height), with: lines.vertical, role: role)
        frame.put(symbol: lines.topLeft, x: area.x, y: area.y, role: role)
        frame.put(symbol: lines.topRight, x: right, y: area.y, role: role)
        frame.put(symbol: lines.bottomLeft, x: area.x, y: bottom, role: role)
        frame.put(symbol: lines.bottomRight, x: right, y: bottom, role: role)
        drawTitles(in: area, on: &frame)
        return area.inset(by: 1)
    }

    private func drawTitles(in area: Rect, on frame: inout Frame) {
        let room = area.width - 4
        guard room >= 3 else { return }
        var used = 0
        if !title.isEmpty {
            let cut = title.truncated(to: room - 2)
            frame.put(" " + cut + " ", x: area.x + 2, y: area.y, role: .title)
            used = cut.width + 2
        }
        if !note.isEmpty, used + note.width + 3 <= room {
            frame.put(" " + note + " ", x: area.right - 4 - note.width, y: area.y, role: .dim)
        }
    }

    private struct Lines {
        let horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: Unicode.Scalar
    }

    private var lines: Lines {
        switch (symbols, isFocused) {
        case (.ascii, false):
            Lines(horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+")
        case (.ascii, true):
            Lines(horizontal: "=", vertical: "|", topLeft: "#", topRight: "#", bottomLeft: "#", bottomRight: "#")
        case (_, false):
            Lines(horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯")
        case (_, true):
            Lines(horizontal: "━", vertical: "┃", topLeft: "┏", topRight: "┓", bottomLeft: "┗", bottomRight: "┛")
        }
    }
}
