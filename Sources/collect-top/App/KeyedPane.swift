import CollectModel

/// What the shell asks of a view that reads its keys itself.
nonisolated protocol KeyedPane: Sendable, Equatable {
    /// Keys are letters of a text here: none of them is a command.
    var isTyping: Bool { get }
    /// Escape closes something inside (a filter, a zoom) before it leaves the view.
    var holdsEscape: Bool { get }
    /// The keys that do something, the most important first.
    static var hints: [(key: DisplayText, label: DisplayText)] { get }

    mutating func handle(_ key: Key, snapshot: Snapshot, context: ViewContext) -> [AppEffect]
}

nonisolated extension KeyedPane {
    var isTyping: Bool { false }
    var holdsEscape: Bool { false }
}

nonisolated extension FormViewState: KeyedPane {}
nonisolated extension StreamState: KeyedPane {}
nonisolated extension InspectorState: KeyedPane {}
