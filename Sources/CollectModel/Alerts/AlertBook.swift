/// All alerts of one installation: rules, what they found, and what people said about it.
///
/// Why a value: it is kept in the checkpoint, copied to the screen and rebuilt by replay; the same signals at the same times give the
/// same book, in whatever order they come and however often the process was restarted in between.
/// Bounds: the newest 1,000 transitions, the newest 500 alerts that are over, 50 notes of 2,000 characters for each alert.
/// Cost of an evaluation: O(forms + devices); only what is bad or open is sorted.
///
///     var book = AlertBook(rules: AlertRule.builtIn())
///     let steps = book.evaluate(AlertSignals(forms: [signal]), nowMs: now)
///     outbox.record(steps.filter(\.isNews))
public struct AlertBook: Sendable, Hashable, Codable {
    public static let historyLimit = 1000
    public static let resolvedLimit = 500
    public static let noteLimit = 50
    public static let noteLength = 2000

    public let rules: [AlertRule]
    /// The newest transitions, oldest first.
    public private(set) var history: [AlertTransition] = []
    private var byID: [String: AlertInstance] = [:]
    private var lastMs = Int64.min
    /// How many episodes have begun, of all alerts.
    private var episodes = 0

    /// - Precondition: rule ids are unique.
    public init(rules: [AlertRule]) {
        precondition(Set(rules.map(\.id)).count == rules.count, "two alert rules have the same id")
        self.rules = rules
    }

    /// Every alert that is pending, open or over: open ones first, the gravest first, then the newest, then by id.
    public var instances: [AlertInstance] {
        byID.values.filter { $0.state != .inactive }.sorted { a, b in
            if a.isOpen != b.isOpen { return a.isOpen }
            if a.severity != b.severity { return a.severity > b.severity }
            if a.sinceMs != b.sinceMs { return a.sinceMs > b.sinceMs }
            return a.id < b.id
        }
    }

    public func instance(_ id: String) -> AlertInstance? { byID[id] }

    /// Applies every rule to every subject. A clock that goes back counts as standing still.
    /// Returns what changed, by rule, then subject, then time.
    public mutating func evaluate(_ signals: AlertSignals, nowMs: Int64) -> [AlertTransition] {
        lastMs = max(lastMs, nowMs)
        var steps: [AlertTransition] = []
        for rule in rules {
            for (subject, readings) in findings(rule, signals).sorted(by: { $0.key < $1.key }) {
                let id = AlertInstance.id(rule: rule.id, subject: subject)
                var instance = byID[id] ?? AlertInstance(rule: rule.id, subject: subject)
                for reading in readings {
                    steps += instance.step(reading, rule: rule, nowMs: lastMs, episodes: &episodes)
                }
                // What never went further than pending leaves no trace, unless somebody wrote to it.
                let isForgotten = instance.state == .inactive && instance.notes.isEmpty && instance.snoozed == nil
                byID[id] = isForgotten ? nil : instance
            }
        }
        record(steps)
        return steps
    }

    /// The readings that can change anything: what is bad, and what is about an alert that exists.
    private func findings(_ rule: AlertRule, _ signals: AlertSignals) -> [String: [AlertReading]] {
        var found: [String: [AlertReading]] = [:]
        var open = Set(
            byID.values.lazy.filter { $0.rule == rule.id && $0.state != .inactive && $0.state != .resolved }.map(
                \.subject))
        let keep = { (subject: String, readings: [AlertReading]) in
            if open.remove(subject) != nil || found[subject] != nil || readings.contains(where: { $0.canRaise(rule) }) {
                found[subject] = Self.graver(found[subject], readings)
            }
        }
        for form in signals.forms {
            let readings = rule.readings(of: form, nowMs: lastMs)
            if !readings.isEmpty { keep(form.formID, readings) }
        }
        for device in signals.devices {
            if let reading = rule.reading(of: device, nowMs: lastMs) { keep(device.device, [reading]) }
        }
        for subject in open { found[subject] = [rule.unknown(lastMs)] }
        return found
    }

    /// Of two signals about one subject the graver counts, so that their order does not.
    private static func graver(_ a: [AlertReading]?, _ b: [AlertReading]) -> [AlertReading] {
        guard let a else { return b }
        let weight = { (readings: [AlertReading]) in
            (readings.map(\.verdict.weight).max() ?? 0, readings.map(\.value).max() ?? 0, readings.last?.message ?? "")
        }
        return weight(a) >= weight(b) ? a : b
    }

    private mutating func record(_ steps: [AlertTransition]) {
        guard !steps.isEmpty else { return }
        history += steps
        history.removeFirst(max(0, history.count - Self.historyLimit))
        let over = byID.values.filter { $0.state == .resolved || $0.state == .inactive }
        guard over.count > Self.resolvedLimit else { return }
        let oldest = over.sorted { ($0.resolvedMs ?? 0, $0.id) < ($1.resolvedMs ?? 0, $1.id) }
        for instance in oldest.prefix(over.count - Self.resolvedLimit) { byID[instance.id] = nil }
    }
}

extension AlertBook {
    /// Marks the present episode as seen by somebody.
    /// - Throws: `AlertError.unknown`, `AlertError.notOpen`.
    public mutating func acknowledge(_ id: String, by: String, atMs: Int64) throws(AlertError) {
        try change(id) { (instance) throws(AlertError) in
            guard instance.isOpen || instance.state == .pending else { throw .notOpen(id: id, state: instance.state) }
            instance.acknowledged = AlertInstance.Mark(by: by, atMs: atMs)
        }
    }

    /// Keeps notifications back until `untilMs`; evaluation goes on. A time in the past ends it.
    /// - Throws: `AlertError.unknown`.
    public mutating func snooze(_ id: String, untilMs: Int64, by: String, atMs: Int64) throws(AlertError) {
        try change(id) { (instance) throws(AlertError) in
            instance.snoozed = untilMs > atMs ? AlertInstance.Snooze(by: by, atMs: atMs, untilMs: untilMs) : nil
        }
    }

    /// Adds a note; the oldest goes when there are more than `noteLimit`.
    /// - Throws: `AlertError.unknown`.
    public mutating func note(_ id: String, text: String, by: String, atMs: Int64) throws(AlertError) {
        try change(id) { (instance) throws(AlertError) in
            let cut = String(text.unicodeScalars.prefix(Self.noteLength))
            instance.notes.append(AlertInstance.Note(by: by, atMs: atMs, text: cut))
            instance.notes.removeFirst(max(0, instance.notes.count - Self.noteLimit))
        }
    }

    private mutating func change(
        _ id: String, _ body: (inout AlertInstance) throws(AlertError) -> Void
    ) throws(AlertError) {
        guard var instance = byID[id] else { throw .unknown(id: id) }
        try body(&instance)
        byID[id] = instance
    }
}

/// Why something cannot be done to an alert.
public enum AlertError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknown(id: String)
    case notOpen(id: String, state: AlertState)

    public var description: String {
        switch self {
        case .unknown(let id): "there is no alert \(id); list them with `alerts list`"
        case .notOpen(let id, let state):
            "alert \(id) is \(state.rawValue): only a pending, firing or recovering one can be acknowledged"
        }
    }
}

extension AlertReading {
    /// Whether it can begin an alert.
    fileprivate func canRaise(_ rule: AlertRule) -> Bool {
        verdict == .bad || verdict == .noData && rule.noData == .raise
    }
}

extension AlertReading.Verdict {
    fileprivate var weight: Int {
        switch self {
        case .noData: 0
        case .good: 1
        case .between: 2
        case .bad: 3
        }
    }
}
