/// Where a key means something.
nonisolated enum KeyScope: Sendable, Hashable, CaseIterable {
    case everywhere, overview, form, stream, alerts, inspector
}

/// What a key does.
nonisolated enum Action: Sendable, Hashable {
    case quit, back, escape, help, command, freeze, colours, redraw, suspend
    case view(MainView)
    case nextPane, previousPane
    case move(Move)
    case open, filter, copy
    case sortMenu, sortNext, sortPrevious, reverse, rateSpan
    case allAlerts, acknowledge, snooze, note
}

/// A key, what it does and how that is said.
nonisolated struct KeyBinding: Sendable {
    var keys: [Key]
    /// The keys as they are written.
    var shown: DisplayText
    /// In a word, for the bottom line.
    var label: DisplayText
    /// In a sentence, for help.
    var meaning: DisplayText
    var action: Action
    var scopes: Set<KeyScope>
    /// The place in the bottom line, the lowest first; nil stands in help only.
    var rank: Int?
    /// Only where this program may act on alerts.
    var actsOnAlerts: Bool

    init(
        _ keys: [Key], _ shown: DisplayText, _ label: DisplayText, _ meaning: DisplayText, _ action: Action,
        in scopes: Set<KeyScope> = [.everywhere], rank: Int? = nil, actsOnAlerts: Bool = false
    ) {
        self.keys = keys
        self.shown = shown
        self.label = label
        self.meaning = meaning
        self.action = action
        self.scopes = scopes
        self.rank = rank
        self.actsOnAlerts = actsOnAlerts
    }
}

/// Every key of the program, in one table: what is pressed, what the bottom line offers and what help explains cannot differ.
///
/// Shape: in help's order. The form, the stream and the inspector read the keys that are theirs alone, and say so in their `hints`.
/// - Source: the conventions of less, htop, k9s and lnav.
nonisolated enum KeyMap {
    private static let lists: Set<KeyScope> = [.overview, .alerts]

    static let bindings: [KeyBinding] = [
        KeyBinding(
            [.enter], "Enter", "open form", "open the selected form; in the alert pane, the alert", .open,
            in: [.overview],
            rank: 1),
        KeyBinding(
            [.enter], "Enter", "open", "open the form that the alert is about; of a device, what it sent", .open,
            in: [.alerts], rank: 1),
        KeyBinding(
            [.character("a")], "a", "acknowledge", "say that you have seen the alert", .acknowledge, in: [.alerts],
            rank: 2, actsOnAlerts: true),
        KeyBinding(
            [.character("z")], "z", "snooze", "keep its notifications back for an hour", .snooze, in: [.alerts],
            rank: 3,
            actsOnAlerts: true),
        KeyBinding(
            [.character("n")], "n", "note", "write a note to the alert", .note, in: [.alerts], rank: 4,
            actsOnAlerts: true),
        KeyBinding(
            [.character("/")], "/", "filter", "show only what contains a text; ! in front: what does not", .filter,
            in: lists, rank: 5),
        KeyBinding([.character("s")], "s", "sort", "choose the column to sort by", .sortMenu, in: [.overview], rank: 6),
        KeyBinding([.character(">")], ">", "sort", "sort by the next column", .sortNext, in: [.overview]),
        KeyBinding([.character("<")], "<", "sort", "sort by the column before", .sortPrevious, in: [.overview]),
        KeyBinding([.character("r")], "r", "reverse", "sort the other way round", .reverse, in: [.overview]),
        KeyBinding(
            [.character("t")], "t", "window", "rates of 1 minute, 5 minutes or 1 hour", .rateSpan, in: [.overview],
            rank: 25),
        KeyBinding(
            [.character("o")], "o", "open only", "show only open alerts, or all", .allAlerts, in: [.alerts], rank: 6),
        KeyBinding([.tab], "Tab", "pane", "go to the next pane", .nextPane, in: [.overview], rank: 7),
        KeyBinding([.backTab], "Shift-Tab", "pane", "go to the pane before", .previousPane, in: [.overview]),
        KeyBinding([.down, .character("j")], "j Down", "down", "down", .move(.down), in: lists),
        KeyBinding([.up, .character("k")], "k Up", "up", "up", .move(.up), in: lists),
        KeyBinding([.home, .character("g")], "g Home", "first", "to the first", .move(.first), in: lists),
        KeyBinding([.end, .character("G")], "G End", "last", "to the last", .move(.last), in: lists),
        KeyBinding([.pageDown], "PgDn", "page", "a page down", .move(.pageDown), in: lists),
        KeyBinding([.pageUp], "PgUp", "page", "a page up", .move(.pageUp), in: lists),
        KeyBinding([.control("d")], "Ctrl-d", "half", "half a page down", .move(.halfDown), in: lists),
        KeyBinding([.control("u")], "Ctrl-u", "half", "half a page up", .move(.halfUp), in: lists),
        KeyBinding([.character("q")], "q", "quit", "quit", .back, in: [.overview], rank: 10),
        KeyBinding([.character("y")], "y", "copy id", "copy the id of what is selected", .copy, in: lists),

        KeyBinding(
            [.character(" ")], "Space", "freeze", "hold the picture still, and let it go; counting goes on", .freeze,
            rank: 8),
        KeyBinding([.character("1")], "1", "overview", "all forms", .view(.overview)),
        KeyBinding([.character("2")], "2", "form", "every question of the selected form", .view(.form)),
        KeyBinding([.character("3")], "3", "stream", "responses as they come", .view(.stream)),
        KeyBinding([.character("4")], "4", "alerts", "alerts and what they did", .view(.alerts)),
        KeyBinding([.character(":")], ":", "command", "type a command", .command, rank: 30),
        KeyBinding([.character("c")], "c", "colours", "choose a theme", .colours),
        KeyBinding([.character("?"), .function(1)], "?", "help", "this help, also F1", .help, rank: 9),
        KeyBinding([.character("q")], "q", "back", "one step back", .back, rank: 10),
        KeyBinding([.escape], "Esc", "close", "close what is innermost; never quits", .escape),
        KeyBinding([.control("c")], "Ctrl-c", "quit", "quit at once", .quit),
        KeyBinding([.control("l")], "Ctrl-l", "redraw", "draw the screen anew", .redraw),
        KeyBinding([.control("z")], "Ctrl-z", "suspend", "back to the shell; fg returns", .suspend),
    ]

    /// What a key does in a scope; the scope's own meaning goes before the general one.
    static func action(for key: Key, in scope: KeyScope, actsOnAlerts: Bool) -> Action? {
        let meant = bindings.filter { $0.keys.contains(key) && ($0.actsOnAlerts ? actsOnAlerts : true) }
        return (meant.first { $0.scopes.contains(scope) } ?? meant.first { $0.scopes.contains(.everywhere) })?.action
    }

    /// What help shows for a scope: its own keys, or those that work everywhere.
    static func bindings(of scope: KeyScope, actsOnAlerts: Bool) -> [KeyBinding] {
        bindings.filter { $0.scopes.contains(scope) && ($0.actsOnAlerts ? actsOnAlerts : true) }
    }

    /// The bottom line of a scope, the most important first. `own` are the hints of a view that reads its keys itself.
    static func hints(
        of scope: KeyScope, actsOnAlerts: Bool, own: [(key: DisplayText, label: DisplayText)] = []
    ) -> [KeyHints.Hint] {
        let special = bindings(of: scope, actsOnAlerts: actsOnAlerts)
        // A key that means something else here is not offered twice.
        let taken = Set(special.map(\.shown) + own.map(\.key))
        let general = bindings(of: .everywhere, actsOnAlerts: actsOnAlerts).filter { !taken.contains($0.shown) }
        let ranked = (special + general)
            .compactMap { binding in binding.rank.map { (rank: $0, hint: KeyHints.Hint(binding.shown, binding.label)) }
            }
            .sorted { $0.rank < $1.rank }
        return own.map { KeyHints.Hint($0.key, $0.label) } + ranked.map(\.hint)
    }
}
