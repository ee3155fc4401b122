/// Where an alert stands.
public enum AlertState: String, Sendable, Hashable, Codable, CaseIterable {
    case inactive
    /// The condition holds, but not yet long enough.
    case pending
    case firing
    /// The condition is gone, but not yet long enough.
    case recovering
    case resolved
}

/// One rule about one subject, with its present episode.
public struct AlertInstance: Sendable, Hashable, Codable, Identifiable {
    /// Stable for a rule and a subject, over episodes and restarts: `form-silent:0VHCsOl4JCjrCxwfF7G8`.
    public let id: String
    public let rule: String
    /// The form's or the device's id.
    public let subject: String
    public internal(set) var state: AlertState
    public internal(set) var severity: AlertSeverity
    /// A sentence that a person can act on.
    public internal(set) var message: String
    public internal(set) var value: Double
    public internal(set) var threshold: Double
    /// The number of its present episode, counted over all alerts of a book: it never comes again, so `id` and `episode` make a key
    /// by which a repeated notification is recognised.
    public internal(set) var episode: Int
    /// When the condition began to hold. All times: ms since 1970.
    public internal(set) var sinceMs: Int64
    public internal(set) var firedMs: Int64?
    public internal(set) var recoveringMs: Int64?
    public internal(set) var resolvedMs: Int64?
    /// Of this episode.
    public internal(set) var acknowledged: Mark?
    /// Until then nobody is to be notified; over episodes.
    public internal(set) var snoozed: Snooze?
    /// The newest `AlertBook.noteLimit`, oldest first; over episodes.
    public internal(set) var notes: [Note] = []

    public struct Mark: Sendable, Hashable, Codable {
        public let by: String
        public let atMs: Int64
    }

    public struct Snooze: Sendable, Hashable, Codable {
        public let by: String
        public let atMs: Int64
        public let untilMs: Int64
    }

    public struct Note: Sendable, Hashable, Codable {
        public let by: String
        public let atMs: Int64
        public let text: String
    }

    /// Firing or on the way back from it: what a list of open alerts shows.
    public var isOpen: Bool { state == .firing || state == .recovering }

    public func isSnoozed(atMs time: Int64) -> Bool { snoozed.map { time < $0.untilMs } ?? false }

    init(rule: String, subject: String) {
        id = Self.id(rule: rule, subject: subject)
        self.rule = rule
        self.subject = subject
        state = .inactive
        severity = .info
        message = ""
        value = 0
        threshold = 0
        episode = 0
        sinceMs = 0
    }

    static func id(rule: String, subject: String) -> String { "\(rule):\(subject)" }
}

/// One step of an alert, as it is recorded and, where it fires or resolves, sent.
public struct AlertTransition: Sendable, Hashable, Codable {
    public let id: String
    public let episode: Int
    public let from: AlertState
    public let to: AlertState
    public let severity: AlertSeverity
    public let atMs: Int64
    public let value: Double
    public let threshold: Double
    public let message: String

    /// Whether somebody is to be told: a fire, a resolve, or a firing alert whose severity rose.
    public var isNews: Bool { to == .firing && from != .recovering || to == .resolved }
}
