/// What a rule finds about one subject at one moment.
struct AlertReading: Sendable, Hashable {
    enum Verdict: Sendable, Hashable {
        /// All is well, below the clearing line.
        case good
        /// Between the clearing line and the threshold: an open alert stays, none begins.
        case between
        case bad
        case noData
    }

    var verdict: Verdict
    /// When it became so, as far as the signal tells; never after the evaluation. Unit: ms since 1970.
    var atMs: Int64
    var severity: AlertSeverity
    var value: Double
    var threshold: Double
    /// For a person: what happened, how far from usual, what to look at first.
    var message: String
    /// Until when it held, if that is over already; nil: it holds at the evaluation.
    var heldUntilMs: Int64?
}

extension AlertRule {
    /// Reads a form's signal. More than one reading where a silence began and ended since the last evaluation; oldest first.
    /// Rules about devices say nothing here.
    func readings(of form: FormSignal, nowMs: Int64) -> [AlertReading] {
        switch kind {
        case .formSilent(let floorMs, let gaps): silence(form, floorMs, gaps, nowMs)
        case .rateSurge(let tail, let ratio, let fewest): [surge(form, tail, ratio, fewest, nowMs)]
        case .clockSkew: []
        }
    }

    /// Reads a device's signal; rules about forms say nothing here.
    func reading(of device: DeviceSignal, nowMs: Int64) -> AlertReading? {
        guard case .clockSkew(let warnMs, let criticalMs) = kind else { return nil }
        guard let skew = device.skewMs, device.posts >= minimumSample else { return unknown(nowMs) }
        let off = Double(skew.magnitude)
        let isCritical = off > Double(criticalMs)
        let verdict: AlertReading.Verdict =
            off > Double(warnMs) ? .bad : off > Double(warnMs) * clearShare ? .between : .good
        return AlertReading(
            verdict: verdict, atMs: nowMs, severity: isCritical ? .critical : severity, value: off,
            threshold: Double(isCritical ? criticalMs : warnMs),
            message: verdict == .good
                ? ""
                : "The clock of \(device.device) is \(AlertText.span(Int64(clamping: skew.magnitude))) \(skew > 0 ? "behind" : "ahead"). "
                    + "Its times are corrected; have somebody set the date and switch on automatic time.")
    }

    // MARK: Silence

    private func silence(_ form: FormSignal, _ floorMs: Int64, _ gaps: Double, _ nowMs: Int64) -> [AlertReading] {
        guard let last = form.lastReceivedMs, form.live >= minimumSample else { return [unknown(nowMs)] }
        let limit = max(floorMs, Int64(min(1e15, gaps * Double(form.medianGapMs ?? 0))))
        var readings: [AlertReading] = []
        if let gap = form.endedGap, gap.toMs - gap.fromMs > limit {
            var ended = silent(form, sinceMs: gap.fromMs, untilMs: gap.toMs, limit)
            ended.heldUntilMs = gap.toMs
            readings.append(ended)
        }
        let silentMs = nowMs - last
        if silentMs > limit {
            guard form.isInActiveHours else { return readings + [unknown(nowMs)] }
            readings.append(silent(form, sinceMs: last, untilMs: nowMs, limit))
        } else {
            let verdict: AlertReading.Verdict = Double(silentMs) > Double(limit) * clearShare ? .between : .good
            readings.append(
                AlertReading(
                    verdict: verdict, atMs: nowMs, severity: severity, value: Double(silentMs),
                    threshold: Double(limit), message: ""))
        }
        return readings
    }

    private func silent(_ form: FormSignal, sinceMs: Int64, untilMs: Int64, _ limit: Int64) -> AlertReading {
        let usual = form.medianGapMs.map { "; usually one comes every \(AlertText.span($0))" } ?? ""
        return AlertReading(
            verdict: .bad, atMs: sinceMs + limit, severity: severity, value: Double(untilMs - sinceMs),
            threshold: Double(limit),
            message: "No response to \(AlertText.name(form)) for \(AlertText.span(untilMs - sinceMs))\(usual). "
                + "Ask its teams whether they work and have a network; check that the form is still open.")
    }

    // MARK: Surge

    private func surge(_ form: FormSignal, _ tail: Double, _ ratio: Double, _ fewest: Double, _ nowMs: Int64)
        -> AlertReading
    {
        guard let expected = form.expected5m, expected.isFinite, expected >= fewest, form.live >= minimumSample else {
            return unknown(nowMs)
        }
        let count = Double(form.onTime5m)
        // Most forms, most of the time, have no surge: the cheap test comes first.
        let floor = max(expected * ratio * clearShare, expected)
        guard count > floor else {
            return AlertReading(
                verdict: .good, atMs: nowMs, severity: severity, value: count, threshold: expected * ratio, message: "")
        }
        let limit = max(Double(PoissonTail.threshold(mean: expected, tail: tail)), (expected * ratio).rounded(.up))
        let verdict: AlertReading.Verdict = count >= limit ? .bad : count > limit * clearShare ? .between : .good
        let late = form.backlog5m > 0 ? ", and \(form.backlog5m) late ones that do not count here" : ""
        return AlertReading(
            verdict: verdict, atMs: nowMs, severity: severity, value: count, threshold: limit,
            message: verdict == .good
                ? ""
                : "\(AlertText.name(form)) received \(form.onTime5m) responses in 5 min where about \(Int(expected.rounded())) are usual\(late). "
                    + "Look at who sends them: one device or collector points to a double upload or a script.")
    }

    func unknown(_ nowMs: Int64) -> AlertReading {
        AlertReading(verdict: .noData, atMs: nowMs, severity: severity, value: 0, threshold: 0, message: "")
    }
}

/// The words of messages.
enum AlertText {
    static func name(_ form: FormSignal) -> String { form.title ?? "form \(form.formID)" }

    /// `45 s`, `12 min`, `3 h`, `6 d`, `6 y`: one figure is enough to decide what to do.
    static func span(_ ms: Int64) -> String {
        switch ms / 1000 {
        case ..<120: "\(ms / 1000) s"
        case ..<7200: "\(ms / 60_000) min"
        case ..<172_800: "\(ms / 3_600_000) h"
        case ..<(730 * 86_400): "\(ms / 86_400_000) d"
        default: "\(ms / (365 * 86_400_000)) y"
        }
    }
}
