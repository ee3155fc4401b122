/// Pieces of text in a row, each with its role.
///
/// Why: status lines say several things, and where room is short whole things are left out, not halves.
/// Shape: pieces in order; those of one `group` stay or go together, and the groups at the end go first.
nonisolated struct TextLine: Sendable {
    private struct Piece: Sendable {
        let text: DisplayText
        let role: Role
    }

    private var groups: [[Piece]] = []
    /// Stands between two groups, dimmed.
    let separator: DisplayText

    init(separator: DisplayText = "  ") {
        self.separator = separator
    }

    /// Begins a group.
    mutating func add(_ text: DisplayText, _ role: Role = .text) {
        guard !text.isEmpty else { return }
        groups.append([Piece(text: text, role: role)])
    }

    /// Adds to the last group.
    mutating func join(_ text: DisplayText, _ role: Role = .text) {
        guard !text.isEmpty else { return }
        if groups.isEmpty { groups.append([]) }
        groups[groups.count - 1].append(Piece(text: text, role: role))
    }

    var width: Int { width(of: groups[...]) }

    private func width(of groups: ArraySlice<[Piece]>) -> Int {
        let text = groups.joined().reduce(0) { $0 + $1.text.width }
        return text + max(0, groups.count - 1) * separator.width
    }

    /// Draws the groups that fit on the first row of `area`, the first one in any case; returns the column after them.
    @discardableResult
    func draw(in area: Rect, alignment: Alignment = .leading, on frame: inout Frame) -> Int {
        guard !area.isEmpty else { return area.x }
        var shown = groups[...]
        while shown.count > 1, width(of: shown) > area.width { shown.removeLast() }
        let missing = max(0, area.width - width(of: shown))
        var x = area.x + (alignment == .leading ? 0 : alignment == .centre ? missing / 2 : missing)
        for (index, group) in shown.enumerated() {
            if index > 0 { x = frame.put(separator, x: x, y: area.y, role: .dim, clip: area) }
            for piece in group {
                let room = max(0, area.right - x)
                x = frame.put(piece.text, x: x, y: area.y, role: piece.role, maxWidth: room, clip: area)
            }
        }
        return min(x, area.right)
    }
}
