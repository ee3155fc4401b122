/// The theme picker: each step shows the theme at once, Escape goes back to the one before.
nonisolated struct ThemePickerState: Sendable, Equatable {
    let names: [String]
    let original: String
    private(set) var index: Int

    /// Nil where there is nothing to choose from.
    init?(names: [String], current: String) {
        guard !names.isEmpty else { return nil }
        self.names = names
        original = current
        index = names.firstIndex(of: current) ?? 0
    }

    var chosen: String { names[index] }

    enum Outcome: Sendable, Equatable {
        case stays
        case shows(String)
        case closes(String)
    }

    mutating func handle(_ key: Key) -> Outcome {
        switch key {
        case .enter: return .closes(chosen)
        case .escape, .character("q"): return .closes(original)
        default:
            guard case .move(let move)? = KeyMap.action(for: key, in: .overview, actsOnAlerts: false),
                let target = move.target(from: index, count: names.count, page: 5), target != index
            else { return .stays }
            index = target
            return .shows(chosen)
        }
    }
}
