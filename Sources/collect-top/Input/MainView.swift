/// The views that have a number key.
nonisolated enum MainView: Int, Sendable, CaseIterable {
    case overview = 1
    case form, stream, alerts

    var title: DisplayText {
        switch self {
        case .overview: "Overview"
        case .form: "Form"
        case .stream: "Stream"
        case .alerts: "Alerts"
        }
    }

    /// What `:view` takes.
    var name: String {
        switch self {
        case .overview: "overview"
        case .form: "form"
        case .stream: "stream"
        case .alerts: "alerts"
        }
    }
}
