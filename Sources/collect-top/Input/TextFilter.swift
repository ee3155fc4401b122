/// What `/` selects by: every word must be found, whatever its case; `!` in front turns it round.
nonisolated struct TextFilter: Sendable, Equatable {
    private let words: [String]
    private let isInverted: Bool

    init(_ text: String) {
        isInverted = text.hasPrefix("!")
        words = (isInverted ? text.dropFirst() : text[...]).split(separator: " ").map { $0.lowercased() }
    }

    var isEmpty: Bool { words.isEmpty }

    /// Cost: linear in the length of the fields.
    func matches(_ fields: [String]) -> Bool {
        if words.isEmpty { return true }
        let lowered = fields.map { $0.lowercased() }
        let isFound = words.allSatisfy { word in lowered.contains { $0.contains(word) } }
        return isFound != isInverted
    }
}
