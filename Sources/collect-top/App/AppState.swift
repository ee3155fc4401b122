import CollectModel

/// Everything that the screen remembers; changed only by `updateApp`.
///
/// Shape: a view, its sub-states, and what lies over it; the innermost of what is open takes the keys first.
nonisolated struct AppState: Sendable {
    static let toastMs: Int64 = 4_000

    var view: MainView = .overview
    /// The view that led to this one; one step back goes there and not to the overview.
    var origin: MainView?
    var overview = OverviewState()
    var form = FormViewState()
    var stream = StreamState()
    var alerts = AlertsState()
    /// One response, over the view.
    var inspector: InspectorState?
    var help: HelpState?
    var themePicker: ThemePickerState?
    var command: CommandLine?
    var feed = SnapshotFeed()
    private(set) var toast: Toast?
    /// The screen in cells.
    var width = 80
    var height = 24
    /// How is drawn and what may be seen; its time is the present.
    var context: ViewContext
    var themeNames: [String] = []
    var themeName = ""
    /// This program may acknowledge, snooze and write notes; keys that do it are offered only then.
    var actsOnAlerts = false
    /// The form that the engine was asked to look at last.
    var focused: String?

    struct Toast: Sendable, Equatable {
        let text: DisplayText
        let untilMs: Int64
    }

    init(context: ViewContext) {
        self.context = context
    }

    /// Units: ms since 1970.
    var nowMs: Int64 {
        get { context.nowMs }
        set { context.nowMs = newValue }
    }

    /// While frozen, ages stand still as well: they belong to the picture.
    var heldContext: ViewContext {
        var held = context
        if let frozen = feed.frozen { held.nowMs = frozen.atMs }
        return held
    }

    /// What the views show.
    var snapshot: Snapshot { feed.shown }
    var formID: String? { overview.selected }
    var layout: AppLayout { AppLayout(width: width, height: height) }

    /// Whose keys are in force.
    var scope: KeyScope {
        if inspector != nil { return .inspector }
        switch view {
        case .overview: return .overview
        case .form: return .form
        case .stream: return .stream
        case .alerts: return .alerts
        }
    }

    mutating func show(_ text: DisplayText) {
        toast = Toast(text: text, untilMs: nowMs &+ Self.toastMs)
    }

    /// The toast goes when its time is over, or with the next key.
    mutating func expireToast(byKey: Bool = false) {
        if let toast, byKey || nowMs >= toast.untilMs { self.toast = nil }
    }
}

/// The screen's lines: a title, the freshness strip, the view and the keys.
nonisolated struct AppLayout: Sendable, Equatable {
    static let minimumWidth = 40
    static let minimumHeight = 10

    let screen: Rect

    init(width: Int, height: Int) {
        screen = Rect(width: width, height: height)
    }

    var isTooSmall: Bool { screen.width < Self.minimumWidth || screen.height < Self.minimumHeight }
    var top: Rect { screen.row(0) }
    var strip: Rect { screen.row(1) }
    var body: Rect { screen.inset(top: 2, bottom: 1) }
    var bottom: Rect { screen.row(screen.height - 1) }
}
