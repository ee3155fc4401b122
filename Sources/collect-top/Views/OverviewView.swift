import CollectModel

/// The face of the program: every form in a row, what needs somebody, what is answered, and how it flows.
nonisolated struct OverviewView: Sendable {
    let feed: SnapshotFeed
    let state: OverviewState
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let layout = OverviewLayout(in: area)
        let snapshot = feed.shown
        OverviewForms(snapshot: snapshot, state: state, context: context, isWaiting: feed.isEmpty)
            .draw(in: layout.forms, on: &frame)
        if let alerts = layout.alerts {
            OverviewAlerts(
                snapshot: snapshot, selected: state.pane == .alerts ? state.selectedAlert ?? "" : nil,
                isWaiting: feed.isEmpty || !snapshot.freshness.isCaughtUp && snapshot.alerts.isEmpty, context: context
            ).draw(in: alerts, on: &frame)
        }
        if let answers = layout.answers {
            OverviewAnswers(
                snapshot: snapshot, formID: state.selected, first: state.firstQuestion,
                isFocused: state.pane == .answers, isFrozen: feed.isFrozen, context: context
            ).draw(in: answers, on: &frame)
        }
        if let arrivals = layout.arrivals {
            OverviewArrivals(snapshot: snapshot, context: context).draw(in: arrivals, on: &frame)
        }
    }
}
