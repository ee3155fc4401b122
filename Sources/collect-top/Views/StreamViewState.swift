import CollectModel

/// What the Stream view remembers between frames: a machine of three states.
///
/// - following: the newest lines are shown, nothing is held.
/// - scrolled: the lines stand still; what comes is counted, and can be scrolled to.
/// - frozen: only the lines of that moment are there; what comes is counted.
///
/// Invariant: `stop` is set in every state but following; filtering never changes the state.
/// Memory: at most two snapshots' lines.
nonisolated struct StreamState: Sendable, Equatable {
    enum Mode: Sendable { case following, scrolled, frozen }

    private(set) var mode = Mode.following
    private(set) var stop: StreamStop?
    private(set) var selected: RecordPlace?
    /// The last visible line, when the view does not follow.
    private(set) var bottom: RecordPlace?
    /// All lines there had been when the view stopped following.
    private(set) var streamedAtStop: Int64 = 0
    private(set) var filter = StreamFilter()
    /// The filter is being typed: every key is text.
    private(set) var isTyping = false
    private(set) var matches: StreamMatches?
    /// Lines that a page key passes; set by whoever lays out the view (`StreamView.rows(in:)`).
    var pageRows = 16

    static let hints: [(key: DisplayText, label: DisplayText)] = [
        ("j k", "line"), ("Enter", "open"), ("F", "follow"), ("/", "filter"), ("y", "copy id"),
    ]

    /// Whether Escape does something here; else it leaves the view.
    var holdsEscape: Bool { isTyping || !filter.text.isEmpty || mode != .following }

    /// The longest filter that can be typed.
    private static let filterLimit = 80

    // MARK: What is shown

    /// Lines that came since the view stopped following.
    func newCount(_ snapshot: Snapshot) -> Int64 {
        mode == .following ? 0 : max(0, snapshot.streamed - streamedAtStop)
    }

    func window(_ snapshot: Snapshot) -> StreamWindow {
        guard let stop else { return StreamWindow(following: snapshot) }
        return StreamWindow(stop, snapshot: mode == .frozen ? nil : snapshot)
    }

    /// The rows that the filter lets through; nil: all of them.
    func filteredRows(_ window: StreamWindow, forms: [FormSummary], mask: Mask) -> [Int]? {
        guard !filter.isEmpty else { return nil }
        if let matches, matches.holds(for: filter, mask: mask) {
            return matches.rows(in: window, forms: forms, mask: mask)
        }
        return StreamMatches(filter: filter, mask: mask).rows(in: window, forms: forms, mask: mask)
    }

    // MARK: What changes it

    /// Takes in what a new snapshot brought. Needed only for speed: the filter then looks at new lines once.
    mutating func absorb(_ snapshot: Snapshot, context: ViewContext) {
        // Another source began to count from zero: what is held belongs to the old one.
        if let stop, snapshot.streamed < stop.streamed { follow() }
        guard !filter.isEmpty else {
            matches = nil
            return
        }
        var matches =
            matches.flatMap { $0.holds(for: filter, mask: context.mask) ? $0 : nil }
            ?? StreamMatches(filter: filter, mask: context.mask)
        matches.extend(over: window(snapshot), forms: snapshot.forms, mask: context.mask)
        self.matches = matches
    }

    mutating func handle(_ key: Key, snapshot: Snapshot, context: ViewContext) -> [AppEffect] {
        absorb(snapshot, context: context)
        if isTyping { return type(key, snapshot, context) }
        switch key {
        case .up, .character("k"): move(by: -1, snapshot, context)
        case .down, .character("j"): if mode != .following { move(by: 1, snapshot, context) }
        case .pageUp, .control("u"): move(by: -pageRows, snapshot, context)
        case .pageDown, .control("d"): if mode != .following { move(by: pageRows, snapshot, context) }
        case .character("g"), .home: move(by: -.max / 2, snapshot, context)
        case .character("G"), .end: mode == .frozen ? move(by: .max / 2, snapshot, context) : follow()
        case .character("F"): follow()
        case .character(" "): mode == .frozen ? follow() : freeze(snapshot)
        case .character("/"): isTyping = true
        case .enter: return open(snapshot, context)
        case .character("y"): return current(snapshot, context).map { [.copy($0.responseID)] } ?? []
        case .escape: leaveInnermost(snapshot, context)
        default: break
        }
        return []
    }

    /// Shows the newest lines again, and lets go of all others.
    mutating func follow() {
        mode = .following
        stop = nil
        selected = nil
        bottom = nil
        streamedAtStop = 0
    }

    /// Filters for lines that show `text`, as if it had been typed.
    mutating func search(_ text: String, snapshot: Snapshot, context: ViewContext) {
        // In front an exclamation mark would turn the filter round; what follows it is found as well.
        filter.text = String(text.drop { $0 == "!" }.prefix(StreamState.filterLimit))
        isTyping = false
        absorb(snapshot, context: context)
    }

    /// Holds the lines of this moment; what comes later is only counted.
    mutating func freeze(_ snapshot: Snapshot) {
        if mode == .following {
            halt(snapshot)
        } else if mode == .scrolled {
            let window = window(snapshot)
            // Lines beyond a gap cannot be held together with those before it; the reader stands before it.
            if window.gap == 0 {
                stop = window.stop
                streamedAtStop = snapshot.streamed
            }
        }
        mode = .frozen
    }

    // MARK: Steps

    private mutating func halt(_ snapshot: Snapshot) {
        stop = StreamStop(snapshot)
        streamedAtStop = snapshot.streamed
        bottom = snapshot.recent.last?.place
    }

    /// Moves the selection among the lines that are shown, and the view as far as that demands.
    private mutating func move(by step: Int, _ snapshot: Snapshot, _ context: ViewContext) {
        guard !snapshot.recent.isEmpty || stop != nil else { return }
        if mode == .following {
            halt(snapshot)
            mode = .scrolled
        }
        let window = window(snapshot)
        let rows = filteredRows(window, forms: snapshot.forms, mask: context.mask) ?? Array(0..<window.count)
        let entries = rows.filter { window.entry($0) != nil }
        guard let last = entries.indices.last else { return }
        let from = selected.flatMap { window.row(of: $0) }
        let start =
            from.flatMap { row in entries.lastIndex { $0 <= row } } ?? (from == nil ? last + (step < 0 ? 0 : 1) : 0)
        // Without a selection the first step up selects the newest line itself.
        let target = from == nil && step == -1 ? last : start + step
        let place = min(max(target, 0), last)
        selected = window.entry(entries[place])?.place
        let bottomRow = bottom.flatMap { window.row(of: $0) }
        let bottomPlace = bottomRow.flatMap { row in entries.lastIndex { $0 <= row } } ?? last
        let newBottom = min(max(bottomPlace, place), place + max(1, pageRows) - 1)
        bottom = window.entry(entries[min(newBottom, last)])?.place
        holdOn(window, bottomRow: entries[min(newBottom, last)])
    }

    /// Once the view stands among lines that came later, those are held too, or they would be evicted while read.
    private mutating func holdOn(_ window: StreamWindow, bottomRow: Int) {
        guard mode == .scrolled, bottomRow >= window.heldCount else { return }
        // Lines above a gap that are still visible would lose their neighbours' distance.
        guard window.gap == 0 || bottomRow - pageRows > window.heldCount else { return }
        stop = window.gap == 0 ? window.stop : window.newest
    }

    private mutating func leaveInnermost(_ snapshot: Snapshot, _ context: ViewContext) {
        if !filter.text.isEmpty {
            filter.text = ""
            absorb(snapshot, context: context)
        } else {
            follow()
        }
    }

    /// The selected line, or while following the newest one that is shown.
    private func current(_ snapshot: Snapshot, _ context: ViewContext) -> StreamEntry? {
        let window = window(snapshot)
        if let selected { return window.row(of: selected).flatMap { window.entry($0) } }
        guard let rows = filteredRows(window, forms: snapshot.forms, mask: context.mask) else {
            return window.entry(window.count - 1)
        }
        return rows.last.flatMap { window.entry($0) }
    }

    private mutating func open(_ snapshot: Snapshot, _ context: ViewContext) -> [AppEffect] {
        guard let entry = current(snapshot, context) else { return [] }
        // The line should still be there when the reader comes back.
        if mode == .following {
            halt(snapshot)
            mode = .scrolled
        }
        selected = entry.place
        return [.openResponse(formID: entry.formID, responseID: entry.responseID, place: entry.place)]
    }

    private mutating func type(_ key: Key, _ snapshot: Snapshot, _ context: ViewContext) -> [AppEffect] {
        switch key {
        case .character(let character):
            if filter.text.count < StreamState.filterLimit { filter.text.append(character) }
        case .backspace:
            if filter.text.isEmpty { isTyping = false } else { filter.text.removeLast() }
        case .control("u"): filter.text = ""
        case .enter: isTyping = false
        case .escape:
            isTyping = false
            filter.text = ""
        default: break
        }
        absorb(snapshot, context: context)
        return []
    }
}
