import CollectStream

/// Where `tail` begins.
nonisolated enum TailStart {
    case start
    case end
    case position(LogCursor)
    /// With what arrived then or later.
    case time(TimeArgument)

    init?(argument: String) {
        switch argument {
        case "start": self = .start
        case "end": self = .end
        default:
            if let cursor = LogCursor(token: argument) {
                self = .position(cursor)
            } else if let time = TimeArgument(argument: argument) {
                self = .time(time)
            } else {
                return nil
            }
        }
    }
}
