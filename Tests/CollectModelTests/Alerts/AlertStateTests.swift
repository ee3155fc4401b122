import Testing

@testable import CollectModel

/// The state machine by itself, fed with readings.
@Suite struct AlertStateTests {
    private let rule = AlertRule(
        id: "r", kind: .clockSkew(warnMs: 10, criticalMs: 100), severity: .warning, holdMs: 1000, recoverMs: 2000,
        minimumSample: 1)

    private func reading(_ verdict: AlertReading.Verdict, _ atMs: Int64, _ severity: AlertSeverity = .warning)
        -> AlertReading
    {
        AlertReading(verdict: verdict, atMs: atMs, severity: severity, value: 1, threshold: 1, message: "m")
    }

    /// b bad, g good, - between, . no data, one letter a second; the states after each.
    @Test(arguments: [
        ("g", "I"), (".", "I"), ("-", "I"), ("b", "P"), ("bb", "PF"), ("bg", "PI"), ("b.b", "PPF"), ("b-b", "PPF"),
        ("b.", "PP"),
        ("bbg", "PFR"), ("bbgg", "PFRR"), ("bbggg", "PFRRX"), ("bbgb", "PFRF"), ("bbgbg", "PFRFR"),
        ("bbgbggg", "PFRFRRX"),
        ("bb-----", "PFFFFFF"), ("bb...", "PFFFF"), ("bbg-g", "PFRRX"), ("bbg..g", "PFRRRX"), ("bbgggb", "PFRRXP"),
        ("bbgggbb", "PFRRXPF"),
        ("bbgggbg", "PFRRXPI"), ("bgbgbg", "PIPIPI"),
    ])
    func `each sequence of readings leads through its states`(readings: String, states: String) {
        var instance = AlertInstance(rule: "r", subject: "s")
        var episodes = 0
        var seen = ""
        for (second, letter) in readings.enumerated() {
            let now = Int64(second) * 1000
            let verdict: AlertReading.Verdict =
                switch letter {
                case "b": .bad
                case "g": .good
                case "-": .between
                default: .noData
                }
            _ = instance.step(reading(verdict, now), rule: rule, nowMs: now, episodes: &episodes)
            seen +=
                ["inactive": "I", "pending": "P", "firing": "F", "recovering": "R", "resolved": "X"][
                    instance.state.rawValue] ?? "?"
        }
        #expect(seen == states)
    }

    @Test(arguments: [
        (AlertRule.NoData.keep, AlertState.firing), (.clear, .recovering), (.raise, .firing),
    ])
    func `without data an open alert does what its rule says`(policy: AlertRule.NoData, state: AlertState) {
        var rule = rule
        rule.noData = policy
        var instance = AlertInstance(rule: "r", subject: "s")
        var episodes = 0
        for (now, verdict) in [(0 as Int64, AlertReading.Verdict.bad), (1000, .bad), (2000, .noData)] {
            _ = instance.step(reading(verdict, now), rule: rule, nowMs: now, episodes: &episodes)
        }
        #expect(instance.state == state)
    }

    @Test func `a rise in severity is news and a fall is not`() {
        var rule = rule
        rule.holdMs = 0
        var instance = AlertInstance(rule: "r", subject: "s")
        var episodes = 0
        var steps: [AlertTransition] = []
        for (now, severity) in [(0 as Int64, AlertSeverity.warning), (1, .critical), (2, .warning), (3, .critical)] {
            steps += instance.step(reading(.bad, now, severity), rule: rule, nowMs: now, episodes: &episodes)
        }
        #expect(steps.map(\.severity) == [.warning, .critical])
        #expect(steps.filter(\.isNews).count == 2)
        #expect(instance.severity == .critical)
    }

    @Test func `firing again while recovering is no news`() {
        var instance = AlertInstance(rule: "r", subject: "s")
        var episodes = 0
        var steps: [AlertTransition] = []
        for (second, verdict) in [AlertReading.Verdict.bad, .bad, .good, .bad, .good, .bad].enumerated() {
            let now = Int64(second) * 1000
            steps += instance.step(reading(verdict, now), rule: rule, nowMs: now, episodes: &episodes)
        }
        #expect(steps.filter(\.isNews).map(\.to) == [.firing])
        #expect(episodes == 1)
    }

    @Test func `firing again more gravely while recovering is news`() {
        var instance = AlertInstance(rule: "r", subject: "s")
        var episodes = 0
        var steps: [AlertTransition] = []
        for (second, verdict) in [AlertReading.Verdict.bad, .bad, .good, .bad].enumerated() {
            let now = Int64(second) * 1000
            let severity: AlertSeverity = second == 3 ? .critical : .warning
            steps += instance.step(reading(verdict, now, severity), rule: rule, nowMs: now, episodes: &episodes)
        }
        #expect(steps.filter(\.isNews).map(\.severity) == [.warning, .critical])
    }
}
