import CollectModel

/// The panes of the overview that take keys, in the order of Tab.
nonisolated enum OverviewPane: Sendable, CaseIterable {
    case forms, alerts, answers
}

/// What the overview remembers between two frames.
///
/// Why the order is kept: rows that move while somebody reads them cannot be read. The table sorts itself at most once a second, and
/// not within two seconds of a key; the selection stays on the form and not on the line.
/// Invariant: `rows` are the ids of `order` that the filter lets through; `scroll` shows the selected one.
nonisolated struct OverviewState: Sendable, Equatable {
    static let sortEveryMs: Int64 = 1_000
    static let restAfterKeyMs: Int64 = 2_000

    var pane: OverviewPane = .forms
    /// The form that is selected, here and for the form view.
    var selected: String?
    var sort = FormSort()
    var span: RateSpan = .minute
    /// The first row that the table shows.
    var scroll = 0
    var filter = TextField()
    var isTyping = false
    /// The line of the sort menu, while it is open.
    var sortMenu: Int?
    var selectedAlert: String?
    /// The first question that the answers pane shows.
    var firstQuestion = 0
    private(set) var order: [String] = []
    private(set) var rows: [String] = []
    private var sortedMs: Int64 = .min
    private var touchedMs: Int64 = .min

    /// Takes a new snapshot: sorts if it is time to, and puts forms that are new at the end until then.
    mutating func refresh(_ snapshot: Snapshot, nowMs: Int64) {
        let hasRested = touchedMs == .min || Words.elapsed(from: touchedMs, to: nowMs) >= Self.restAfterKeyMs
        let isDue = sortedMs == .min || Words.elapsed(from: sortedMs, to: nowMs) >= Self.sortEveryMs
        if order.isEmpty || hasRested && isDue {
            resort(snapshot, nowMs: nowMs)
        } else if order.count != snapshot.forms.count {
            let present = Set(snapshot.forms.map(\.formID))
            let known = Set(order)
            order = order.filter(present.contains) + snapshot.forms.map(\.formID).filter { !known.contains($0) }
        }
        applyFilter(snapshot)
        if selected == nil { selected = rows.first }
    }

    /// Sorts at once, as somebody who asked for it expects.
    mutating func resort(_ snapshot: Snapshot, nowMs: Int64) {
        order = sort.order(snapshot.forms, alerts: FormAlerts(snapshot.alerts), span: span)
        sortedMs = nowMs
        applyFilter(snapshot)
    }

    mutating func applyFilter(_ snapshot: Snapshot) {
        let filter = TextFilter(self.filter.text)
        guard !filter.isEmpty else {
            rows = order
            return
        }
        let titles = Dictionary(snapshot.forms.map { ($0.formID, $0.title ?? "") }) { first, _ in first }
        rows = order.filter { filter.matches([$0, titles[$0] ?? ""]) }
    }

    mutating func touch(nowMs: Int64) { touchedMs = nowMs }

    /// Scrolls so that the selected form is among `height` rows.
    mutating func settle(height: Int) {
        let index = selected.flatMap { rows.firstIndex(of: $0) }
        scroll = Move.scroll(scroll, toShow: index, count: rows.count, height: height)
    }
}
