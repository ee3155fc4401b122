import CollectModel

/// The whole screen.
///
/// Why pure: tests, `render` and the terminal get the same picture from the same state.
/// Cost: well under 3 ms at 200 × 60.
nonisolated enum AppView {
    static func render(_ state: AppState) -> Frame {
        var frame = Frame(width: state.width, height: state.height)
        let layout = state.layout
        guard !layout.isTooSmall else {
            drawTooSmall(layout.screen, on: &frame)
            return frame
        }
        let held = state.heldContext
        drawView(state, held, in: layout.body, on: &frame)
        drawOverlays(state, held, in: layout.body, on: &frame)
        Chrome(state: state, context: held).draw(on: &frame)
        return frame
    }

    private static func drawView(_ state: AppState, _ context: ViewContext, in area: Rect, on frame: inout Frame) {
        if let inspector = state.inspector {
            InspectorView.draw(inspector, context, in: area, on: &frame)
            return
        }
        switch state.view {
        case .overview:
            OverviewView(feed: state.feed, state: state.overview, context: context).draw(in: area, on: &frame)
        case .form: FormView.draw(state.snapshot, state.form, context, in: area, on: &frame)
        case .stream: StreamView.draw(state.snapshot, state.stream, context, in: area, on: &frame)
        case .alerts:
            AlertsView(snapshot: state.snapshot, state: state.alerts, context: context).draw(in: area, on: &frame)
        }
    }

    private static func drawOverlays(_ state: AppState, _ context: ViewContext, in area: Rect, on frame: inout Frame) {
        if state.overview.sortMenu != nil, state.scope == .overview {
            SortMenu.draw(state.overview, context, in: area, on: &frame)
        }
        if let picker = state.themePicker { ThemePicker.draw(picker, context, in: area, on: &frame) }
        if let help = state.help { HelpView(state: state, help: help).draw(context, in: area, on: &frame) }
    }

    private static func drawTooSmall(_ screen: Rect, on frame: inout Frame) {
        let lines: [DisplayText] = [
            "Collect needs " + size(AppLayout.minimumWidth, AppLayout.minimumHeight),
            "this is " + size(screen.width, screen.height),
        ]
        let area = screen.centred(width: screen.width, height: 2)
        for (row, line) in lines.enumerated() {
            frame.put(line, in: area.row(row), alignment: .centre, role: row == 0 ? .strong : .dim)
        }
    }

    private static func size(_ width: Int, _ height: Int) -> DisplayText {
        Words.grouped(Int64(width)) + " x " + Words.grouped(Int64(height))
    }
}
