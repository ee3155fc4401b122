public import CollectModel

/// Which responses are folded, all or those of one form or of a span of time, and what is counted of them.
public struct FoldFilter: Sendable {
    public var axis: TimeAxis = .received
    public var sinceMs: Int64?
    public var untilMs: Int64?
    public var form: String?
    public var tallies = TallyOptions()

    public init() {}

    /// Whether only a part of all times is asked for.
    var isSpan: Bool { sinceMs != nil || untilMs != nil }

    func includes(_ facts: ResponseFacts) -> Bool {
        let time = axis == .received ? facts.receivedMs : facts.eventMs
        if let sinceMs, time < sinceMs { return false }
        if let untilMs, time >= untilMs { return false }
        return true
    }

    /// Whether counts that belong to a moment only (retries, refusals) are included.
    func includes(ms: Int64) -> Bool {
        if let sinceMs, ms < sinceMs { return false }
        if let untilMs, ms >= untilMs { return false }
        return true
    }
}
