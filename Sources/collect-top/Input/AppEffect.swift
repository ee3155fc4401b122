import CollectModel

/// What the screen asks of the world; whoever runs the program carries it out.
///
/// Why: the logic of the screen does no input or output, so that every key can be tested without a terminal or a log.
nonisolated enum AppEffect: Sendable, Equatable {
    case quit
    /// Give the terminal back and stop, as Ctrl-Z does everywhere.
    case suspend
    /// The engine is to publish this form's full statistics.
    case focus(formID: String?)
    /// Read one response. `place` is where the newest version was seen; nil where only the id is known.
    case openResponse(formID: String, responseID: String, place: RecordPlace?)
    case closeResponse
    case acknowledge(alertID: String)
    case snooze(alertID: String, minutes: Int)
    case note(alertID: String, text: String)
    case setTheme(String)
    /// Put text on the clipboard. What is personal is masked before.
    case copy(String)
    /// Send every cell anew.
    case redraw
    case toast(DisplayText)
}
