/// The bottom line: which keys do something here.
///
/// Shape: hints in order of importance; those that do not fit whole are left out from the end.
nonisolated struct KeyHints: Sendable {
    struct Hint: Sendable {
        let key: DisplayText
        let label: DisplayText

        init(_ key: DisplayText, _ label: DisplayText) {
            self.key = key
            self.label = label
        }
    }

    var hints: [Hint]

    func draw(in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty else { return }
        var x = area.x
        for hint in hints {
            let end = x + hint.key.width + 1 + hint.label.width
            guard end <= area.right else { return }
            x = frame.put(hint.key, x: x, y: area.y, role: .key)
            frame.put(hint.label, x: x + 1, y: area.y, role: .keyLabel)
            x = end + 2
        }
    }
}
