/// A form in one row: what the forms table shows, and what alert rules look at.
public struct FormSummary: Sendable, Equatable, Identifiable {
    public var id: String { formID }
    public var formID: String
    public var title: String?
    public var counts: FormCounts
    public var rates: Rates
    public var devices: Estimate
    public var collectors: Estimate
    public var lastReceivedMs: Int64?
    /// Arrivals of each of the last 60 minutes, the oldest first.
    public var perMinute: [Int64]

    public init(
        formID: String, title: String? = nil, counts: FormCounts, rates: Rates, devices: Estimate, collectors: Estimate,
        lastReceivedMs: Int64?, perMinute: [Int64]
    ) {
        self.formID = formID
        self.title = title
        self.counts = counts
        self.rates = rates
        self.devices = devices
        self.collectors = collectors
        self.lastReceivedMs = lastReceivedMs
        self.perMinute = perMinute
    }
}

/// How far a reader is through what the log holds.
public struct Freshness: Sendable, Equatable {
    /// Records folded, and records that the log is known to hold.
    public var folded: Int64
    public var known: Int64
    /// Age of the oldest record that is not folded yet; 0 when all are. Units: ms.
    public var lagMs: Int64
    /// A writer holds the log: new responses can arrive and alerts are delivered.
    public var hasWriter: Bool
    /// Parts of the log that are damaged and therefore missing from every figure.
    public var gaps: [String]

    public init(folded: Int64 = 0, known: Int64 = 0, lagMs: Int64 = 0, hasWriter: Bool = false, gaps: [String] = []) {
        self.folded = folded
        self.known = known
        self.lagMs = lagMs
        self.hasWriter = hasWriter
        self.gaps = gaps
    }

    public var isCaughtUp: Bool { folded >= known }
}

/// All that a screen may know, at one moment: immutable, newest wins.
///
/// Why: the engine goes on while a view draws; a slow view skips snapshots, never responses.
/// Shape: a row for every form, the full statistics of the form in focus, and the newest `recentLimit` stream entries.
/// Cost: sharing; publishing copies the rows of forms that changed.
public struct Snapshot: Sendable {
    /// The most stream entries held.
    public static let recentLimit = 1_000

    /// Grows with each snapshot.
    public var sequence: UInt64 = 0
    /// The time for which rates and ages hold. Units: ms since 1970.
    public var atMs: Int64 = 0
    public var freshness = Freshness()
    public var totals = FormCounts()
    public var rates = Rates()
    /// Arrivals of all forms in each of the last 60 minutes, the oldest first.
    public var perMinute: [Int64] = []
    /// By form id.
    public var forms: [FormSummary] = []
    /// The form in focus, when there is one.
    public var focus: FormReport?
    /// The newest entries, the oldest first.
    public var recent: [StreamEntry] = []
    /// All entries there have been, so that a frozen view can say how many are new.
    public var streamed: Int64 = 0
    /// Alerts that are pending, firing, recovering or lately resolved, the most urgent first.
    public var alerts: [AlertInstance] = []
    /// What somebody should mend, such as a catalogue that cannot be read.
    public var warnings: [String] = []
    /// What the catalogue says about the answers to questions: the mask needs it.
    public var personalTags = PersonalTags()
    /// What alerts did, the oldest first.
    public var alertHistory: [AlertTransition] = []

    public init() {}
}

extension FormTally {
    /// The form's row at `nowMs`.
    public func summary(pulse: FormPulse, nowMs: Int64) -> FormSummary {
        FormSummary(
            formID: formID, counts: counts, rates: pulse.rates(now: nowMs), devices: devices.distinct,
            collectors: collectors.distinct, lastReceivedMs: lastReceivedMs,
            perMinute: pulse.perMinute(now: nowMs, minutes: 60))
    }
}
