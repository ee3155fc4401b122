import CollectModel

/// Everything that can change what the screen shows.
nonisolated enum AppMessage: Sendable {
    case key(Key)
    case snapshot(Snapshot)
    case resized(width: Int, height: Int)
    /// Time goes on. Units: ms since 1970.
    case tick(nowMs: Int64)
    case responseLoaded(ResponseDetail)
    /// The response that was asked for cannot be shown; the sentence says why.
    case loadFailed(String)
    /// The themes there are, and the one that is on.
    case themes(names: [String], current: String)
    /// Something happened that the user should know of.
    case notice(DisplayText)
    case signal(Int32)
    /// The terminal is gone.
    case closed
}
