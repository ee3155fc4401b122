/// How much an alert matters.
public enum AlertSeverity: Int, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case info, warning, critical

    public static func < (a: AlertSeverity, b: AlertSeverity) -> Bool { a.rawValue < b.rawValue }
}

/// When to raise an alert, and when to take it back.
public struct AlertRule: Sendable, Hashable, Codable, Identifiable {
    /// What is looked for.
    public enum Kind: Sendable, Hashable, Codable {
        /// No arrival for the longer of `floorMs` and `gaps` times the form's median gap.
        case formSilent(floorMs: Int64, gaps: Double)
        /// On-time arrivals of five minutes that chance explains with less than `tail`, and that are at least `ratio` times the
        /// expected, of which there must be `fewest`.
        case rateSurge(tail: Double, ratio: Double, fewest: Double)
        /// A device's clock is off by more than this, in either direction.
        case clockSkew(warnMs: Int64, criticalMs: Int64)
    }

    /// What an open alert does when its subject has no data.
    public enum NoData: Sendable, Hashable, Codable {
        /// Stay as it is.
        case keep
        /// As if all were well.
        case clear
        /// As if the condition held.
        case raise
    }

    public var id: String
    public var kind: Kind
    /// The severity at which it fires; a rule may raise it by what it finds.
    public var severity: AlertSeverity
    /// How long the condition must hold before it fires.
    public var holdMs: Int64
    /// How long all must be well before it counts as resolved.
    public var recoverMs: Int64
    /// Hysteresis: an alert clears only below this part of the threshold.
    public var clearShare: Double
    /// Responses or posts below which the rule says nothing.
    public var minimumSample: Int
    public var noData: NoData

    public init(
        id: String, kind: Kind, severity: AlertSeverity, holdMs: Int64 = 0, recoverMs: Int64 = 60_000,
        clearShare: Double = 0.8,
        minimumSample: Int, noData: NoData = .keep
    ) {
        self.id = id
        self.kind = kind
        self.severity = severity
        self.holdMs = holdMs
        self.recoverMs = recoverMs
        self.clearShare = clearShare
        self.minimumSample = minimumSample
        self.noData = noData
    }

    /// The rules that are switched on where nobody wrote any. `silenceFloorMs` is shorter in a demonstration, where nobody waits half an hour.
    public static func builtIn(silenceFloorMs: Int64 = 30 * 60_000) -> [AlertRule] {
        [
            AlertRule(
                id: "form-silent", kind: .formSilent(floorMs: silenceFloorMs, gaps: 6), severity: .critical,
                recoverMs: 0,
                clearShare: 0.5, minimumSample: 20),
            AlertRule(
                id: "rate-surge", kind: .rateSurge(tail: 1e-4, ratio: 1.5, fewest: 5), severity: .warning,
                holdMs: 30_000,
                recoverMs: 120_000, minimumSample: 20),
            AlertRule(
                id: "clock-skew", kind: .clockSkew(warnMs: 5 * 60_000, criticalMs: 24 * 3_600_000), severity: .warning,
                minimumSample: 3),
        ]
    }
}
