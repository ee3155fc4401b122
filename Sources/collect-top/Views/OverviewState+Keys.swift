import CollectModel

/// What the keys of the overview do.
nonisolated extension OverviewState {
    /// A key of the filter that is being typed; what it lets through changes with each letter.
    mutating func type(_ key: Key, snapshot: Snapshot) {
        switch filter.handle(key) {
        case .edited: break
        case .accepted: isTyping = false
        case .cancelled:
            isTyping = false
            filter = TextField()
        case .ignored: return
        }
        applyFilter(snapshot)
        // What Enter will open must be among what is seen.
        if let selected, !rows.contains(selected), let first = rows.first { self.selected = first }
    }

    /// `layout` tells how many rows a page has and which panes there are to go to.
    mutating func perform(
        _ action: Action, snapshot: Snapshot, context: ViewContext, layout: OverviewLayout
    ) -> [AppEffect] {
        switch action {
        case .move(let move): self.move(move, snapshot: snapshot, page: layout.tableRows)
        case .nextPane: step(1, through: layout.panes)
        case .previousPane: step(-1, through: layout.panes)
        case .filter:
            pane = .forms
            isTyping = true
        case .sortMenu: sortMenu = FormSort.Column.allCases.firstIndex(of: sort.column) ?? 0
        case .sortNext, .sortPrevious:
            sort.step(action == .sortNext ? 1 : -1)
            resort(snapshot, nowMs: context.nowMs)
        case .reverse:
            sort.isDescending.toggle()
            resort(snapshot, nowMs: context.nowMs)
        case .rateSpan:
            span = span.next
            if sort.column == .rate { resort(snapshot, nowMs: context.nowMs) }
        case .copy: return copied(snapshot, mask: context.mask)
        default: break
        }
        return []
    }

    /// A key of the open sort menu.
    mutating func chooseSort(_ key: Key, snapshot: Snapshot, nowMs: Int64) {
        let columns = FormSort.Column.allCases
        guard let index = sortMenu else { return }
        switch key {
        case .enter, .character(" "):
            sort.choose(columns[min(max(0, index), columns.count - 1)])
            sortMenu = nil
            resort(snapshot, nowMs: nowMs)
        case .escape, .character("q"), .character("s"): sortMenu = nil
        case .character("r"):
            sort.isDescending.toggle()
            resort(snapshot, nowMs: nowMs)
        default:
            guard case .move(let move)? = KeyMap.action(for: key, in: .overview, actsOnAlerts: false) else { return }
            sortMenu = move.target(from: index, count: columns.count, page: columns.count)
        }
    }

    /// Ends the filter; false if there is none.
    mutating func clearFilter(_ snapshot: Snapshot) -> Bool {
        guard !filter.isEmpty else { return false }
        filter = TextField()
        applyFilter(snapshot)
        return true
    }

    private mutating func move(_ move: Move, snapshot: Snapshot, page: Int) {
        switch pane {
        case .forms:
            let index = selected.flatMap { rows.firstIndex(of: $0) }
            guard let target = move.target(from: index, count: rows.count, page: page) else { return }
            if rows[target] != selected { firstQuestion = 0 }
            selected = rows[target]
        case .alerts:
            let open = snapshot.alerts.filter(\.isOpen)
            let index = selectedAlert.flatMap { id in open.firstIndex { $0.id == id } }
            selectedAlert = move.target(from: index, count: open.count, page: page).map { open[$0].id }
        case .answers:
            let count = snapshot.focus.map { $0.formID == selected ? OverviewAnswers.charted($0).count : 0 } ?? 0
            firstQuestion = move.target(from: firstQuestion, count: count, page: 3) ?? 0
        }
    }

    private mutating func step(_ offset: Int, through panes: [OverviewPane]) {
        let index = panes.firstIndex(of: pane) ?? 0
        pane = panes[(index + offset + panes.count) % panes.count]
    }

    private func copied(_ snapshot: Snapshot, mask: Mask) -> [AppEffect] {
        guard pane == .alerts else { return selected.map { [.copy($0)] } ?? [] }
        guard let alert = snapshot.alerts.first(where: { $0.id == selectedAlert }) else { return [] }
        return [.copy(AlertWords.id(alert, mask: mask))]
    }
}
