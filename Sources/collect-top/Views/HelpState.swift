/// What the help remembers: how far it is scrolled and what is searched for.
nonisolated struct HelpState: Sendable, Equatable {
    var scroll = 0
    var filter = TextField()
    var isTyping = false

    /// False when the key closes the help. `lines` is how many there are, `page` how many are seen.
    mutating func handle(_ key: Key, lines: Int, page: Int) -> Bool {
        if isTyping {
            switch filter.handle(key) {
            case .edited: scroll = 0
            case .accepted: isTyping = false
            case .cancelled:
                isTyping = false
                filter = TextField()
            case .ignored: break
            }
            return true
        }
        switch key {
        case .character("/"): isTyping = true
        case .escape where !filter.isEmpty: filter = TextField()
        case .escape, .character("q"), .character("?"), .function(1), .enter: return false
        default:
            guard case .move(let move)? = KeyMap.action(for: key, in: .overview, actsOnAlerts: false) else { break }
            // The list is scrolled, not walked through: a step moves what is seen.
            let positions = max(1, lines - page + 1)
            scroll = move.target(from: scroll, count: positions, page: page) ?? 0
        }
        return true
    }
}
