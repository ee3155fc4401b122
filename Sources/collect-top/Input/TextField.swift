/// One line of text that is being typed.
///
/// Bounds: `limit` characters; control characters do not come in.
nonisolated struct TextField: Sendable, Equatable {
    static let limit = 200

    private(set) var text = ""

    enum Outcome: Sendable, Equatable {
        case edited, accepted, cancelled
        /// The key means nothing to a line of text.
        case ignored
    }

    init(_ text: String = "") {
        self.text = String(text.prefix(Self.limit))
    }

    var isEmpty: Bool { text.isEmpty }

    /// Backspace in an empty line leaves it, as in vi and less.
    mutating func handle(_ key: Key) -> Outcome {
        switch key {
        case .character(let letter):
            guard text.count < Self.limit,
                letter.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else { return .ignored }
            text.append(letter)
        case .backspace:
            if text.isEmpty { return .cancelled }
            text.removeLast()
        case .control("u"): text = ""
        case .control("w"): eraseWord()
        case .enter: return .accepted
        case .escape: return .cancelled
        default: return .ignored
        }
        return .edited
    }

    private mutating func eraseWord() {
        while text.last == " " { text.removeLast() }
        text = text.lastIndex(of: " ").map { String(text[...$0]) } ?? ""
    }

    /// Draws `prompt`, the text's end and a cursor; returns the column after them.
    @discardableResult
    func draw(prompt: DisplayText, in area: Rect, on frame: inout Frame) -> Int {
        guard !area.isEmpty else { return area.x }
        var x = frame.put(prompt, x: area.x, y: area.y, role: .key, clip: area)
        let room = max(0, area.right - x - 1)
        var shown = DisplayText(text)
        // The end is where the typing happens: what does not fit is left out in front.
        if shown.width > room { shown = DisplayText(String(text.suffix(room))).prefix(room) }
        x = frame.put(shown, x: x, y: area.y, role: .input, clip: area)
        frame.put(" ", in: Rect(x: x, y: area.y, width: min(1, max(0, area.right - x)), height: 1), role: .selection)
        return x + 1
    }
}
