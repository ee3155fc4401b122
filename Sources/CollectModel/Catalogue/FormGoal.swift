/// What the catalogue asks of a form, and how far its responses are.
public struct FormGoal: Sendable, Equatable {
    public var target: ResponseTarget
    public var hours: ActiveHours?

    /// How many responses there should be at this time; nil where the target has no days.
    public func expected(atMs ms: Int64) -> Double? { target.expected(atMs: ms, hours: hours) }

    /// What share of the target `live` responses are.
    public func share(of live: Int64) -> Double { Double(live) / Double(target.responses) }

    /// Whether fewer than four fifths of the responses are there that should be by now.
    public func isBehind(live: Int64, atMs ms: Int64) -> Bool {
        expected(atMs: ms).map { Double(live) < 0.8 * $0 } ?? false
    }
}
