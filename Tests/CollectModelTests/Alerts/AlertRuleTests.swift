import Testing

@testable import CollectModel

private let minute: Int64 = 60_000
private let start: Int64 = 1_795_435_200_000

/// The three built-in rules, each through the book as the engine uses it.
@Suite struct AlertRuleTests {
    private func form(
        _ id: String = "f", live: Int = 100, last: Int64 = start, gap: Int64? = minute, ended: FormSignal.Gap? = nil,
        onTime: Int = 0,
        backlog: Int = 0, expected: Double? = nil, active: Bool = true
    ) -> FormSignal {
        FormSignal(
            formID: id, title: "Clinic stock", live: live, lastReceivedMs: last, medianGapMs: gap, endedGap: ended,
            onTime5m: onTime,
            backlog5m: backlog, expected5m: expected, isInActiveHours: active)
    }

    private func evaluate(_ book: inout AlertBook, _ forms: FormSignal..., at minutes: Int64) -> [AlertTransition] {
        book.evaluate(AlertSignals(forms: forms), nowMs: start + minutes * minute)
    }

    // MARK: Silence

    @Test func `a form that stops sending fires after half an hour and resolves with the next response`() throws {
        var book = AlertBook(rules: AlertRule.builtIn())
        #expect(evaluate(&book, form(), at: 30).isEmpty)
        let fired = evaluate(&book, form(), at: 31)
        #expect(fired.map(\.to) == [.firing])
        #expect(fired.first?.severity == .critical)
        #expect(fired.first?.atMs == start + 30 * minute)
        let alert = try #require(book.instance("form-silent:f"))
        #expect(alert.message.hasPrefix("No response to Clinic stock for 31 min; usually one comes every 60 s."))
        #expect(evaluate(&book, form(), at: 45).isEmpty)
        let resolved = evaluate(&book, form(last: start + 50 * minute), at: 50)
        #expect(resolved.map(\.to) == [.recovering, .resolved])
        #expect(book.instance("form-silent:f")?.resolvedMs == start + 50 * minute)
    }

    @Test(arguments: [(10, 60), (2, 30), (60, 360)] as [(Int64, Int64)])
    func `a form that seldom sends is given six of its usual gaps`(gapMinutes: Int64, limit: Int64) {
        let gap = gapMinutes * minute
        var book = AlertBook(rules: AlertRule.builtIn())
        #expect(evaluate(&book, form(gap: gap), at: limit).isEmpty)
        #expect(evaluate(&book, form(gap: gap), at: limit + 1).map(\.to) == [.firing])
    }

    @Test func `a form with few responses, an idle hour or no response is not called silent`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        let never = FormSignal(formID: "n", live: 50, lastReceivedMs: nil, medianGapMs: nil)
        #expect(evaluate(&book, form(live: 19), form("g", active: false), never, at: 600).isEmpty)
        #expect(book.instances.isEmpty)
    }

    @Test func `a silence that began and ended between two evaluations is fired and resolved`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        #expect(evaluate(&book, form(), at: 1).isEmpty)
        let gap = FormSignal.Gap(fromMs: start, toMs: start + 50 * minute)
        let steps = evaluate(&book, form(last: start + 59 * minute, ended: gap), at: 60)
        #expect(steps.map(\.to) == [.firing, .recovering, .resolved])
        #expect(steps.first?.atMs == start + 30 * minute)
        // Told again, it stays quiet; so it does about a gap that was no silence.
        #expect(evaluate(&book, form(last: start + 59 * minute, ended: gap), at: 61).isEmpty)
        let short = FormSignal.Gap(fromMs: start + 59 * minute, toMs: start + 89 * minute)
        #expect(evaluate(&book, form(last: start + 89 * minute, ended: short), at: 90).isEmpty)
    }

    @Test func `the floor of silence can be shortened for a demonstration`() {
        var book = AlertBook(rules: AlertRule.builtIn(silenceFloorMs: 2 * minute))
        #expect(evaluate(&book, form(gap: 1000), at: 3).map(\.to) == [.firing])
    }

    // MARK: Surge

    @Test func `a surge fires when it lasts and resolves well below the threshold`() throws {
        var book = AlertBook(rules: AlertRule.builtIn())
        let signal = { (onTime: Int) in form(last: start, onTime: onTime, expected: 20) }
        let limit = PoissonTail.threshold(mean: 20, tail: 1e-4)
        #expect(evaluate(&book, signal(limit - 1), at: 0).isEmpty)
        #expect(evaluate(&book, signal(limit), at: 1).map(\.to) == [.pending])
        #expect(evaluate(&book, signal(limit + 5), at: 2).map(\.to) == [.firing])
        let message = try #require(book.instance("rate-surge:f")).message
        #expect(message.contains("received \(limit + 5) responses in 5 min where about 20 are usual."))
        // Between the clearing line and the threshold it stays: no flapping.
        for minutes: Int64 in 3..<20 {
            #expect(evaluate(&book, signal(minutes % 2 == 0 ? limit + 1 : limit - 3), at: minutes).isEmpty)
        }
        #expect(evaluate(&book, signal(20), at: 20).map(\.to) == [.recovering])
        #expect(evaluate(&book, signal(20), at: 22).map(\.to) == [.resolved])
    }

    @Test func `a phone's backlog is no surge`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        let burst = form(onTime: 21, backlog: 400, expected: 20)
        for minutes: Int64 in 0..<5 { #expect(evaluate(&book, burst, at: minutes).isEmpty) }
        #expect(burst.count5m == 421)
    }

    @Test func `chance, little experience and small growth are no surge`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        for minutes: Int64 in 0..<3 {
            let steps = evaluate(
                &book, form("few", onTime: 40, expected: 4.9), form("new", live: 19, onTime: 400, expected: 20),
                form("unknown", onTime: 400, expected: nil), form("chance", onTime: 35, expected: 20),
                // Beyond chance, but only by a fifth: nobody needs to be woken.
                form("busy", onTime: 12_000, expected: 10_000), form("broken", onTime: 12_000, expected: .nan),
                at: minutes)
            #expect(steps.isEmpty)
        }
    }

    @Test(
        arguments: [
            (1, 1.0, 0.632120558829), (5, 1.0, 0.00365984682734), (10, 5.0, 0.0318280573062), (3, 5.0, 0.875347980517),
            (40, 20.0, 5.32020251125e-05),
            (1, 1000.0, 1.0), (1000, 1000.0, 0.50420524418), (0, 5.0, 1.0), (5, 0.0, 0.0),
            (1150, 1000.0, 1.9026762039e-06),
        ] as [(Int, Double, Double)])
    func `the Poisson tail agrees with tables`(count: Int, mean: Double, expected: Double) {
        #expect(
            abs(PoissonTail.atLeast(count, mean: mean) - expected) <= expected * 1e-9,
            "\(PoissonTail.atLeast(count, mean: mean))")
    }

    @Test func `the Poisson tail agrees with a plain sum and its threshold is the first below`() {
        for mean in [0.5, 3, 17.2, 60] {
            var (term, below) = (exponential(-mean), 0.0)
            for count in 0..<120 {
                #expect(abs(PoissonTail.atLeast(count, mean: mean) - (1 - below)) < 1e-9)
                below += term
                term *= mean / Double(count + 1)
            }
            let limit = PoissonTail.threshold(mean: mean, tail: 1e-4)
            #expect(PoissonTail.atLeast(limit, mean: mean) < 1e-4 && PoissonTail.atLeast(limit - 1, mean: mean) >= 1e-4)
        }
    }

    /// e^x by its series, to stay independent of the code under test.
    private func exponential(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for n in 1..<400 {
            term *= abs(x) / Double(n)
            sum += term
        }
        return x < 0 ? 1 / sum : sum
    }

    // MARK: Clocks

    @Test(
        arguments: [
            (300_000, nil), (300_001, .warning), (-360_000, .warning), (90_000_000, .critical),
            (-94_608_000_000, .critical),
            (Int64.min, .critical), (0, nil),
        ] as [(Int64, AlertSeverity?)])
    func `a device's clock counts in both directions`(skew: Int64, severity: AlertSeverity?) {
        var book = AlertBook(rules: AlertRule.builtIn())
        let steps = book.evaluate(
            AlertSignals(devices: [DeviceSignal(device: "d", skewMs: skew, posts: 3)]), nowMs: start)
        #expect(steps.map(\.severity) == (severity.map { [$0] } ?? []))
        #expect(steps.first?.message.contains(skew > 0 ? "behind" : "ahead") ?? true)
    }

    @Test func `a clock needs three posts as evidence and clears below four minutes`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        let evaluate = { (skew: Int64?, posts: Int, minutes: Int64) in
            book.evaluate(
                AlertSignals(devices: [DeviceSignal(device: "d", skewMs: skew, posts: posts)]),
                nowMs: start + minutes * minute
            ).map(\.to)
        }
        #expect(evaluate(9 * minute, 2, 0) == [])
        #expect(evaluate(9 * minute, 3, 1) == [.firing])
        #expect(evaluate(4 * minute + 1, 4, 2) == [])
        #expect(evaluate(nil, 0, 3) == [])
        #expect(evaluate(1000, 5, 4) == [.recovering])
        #expect(evaluate(1000, 5, 5) == [.resolved])
    }
}
