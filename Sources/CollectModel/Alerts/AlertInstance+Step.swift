/// The state machine: inactive → pending → firing → recovering → resolved, and back.
extension AlertInstance {
    /// Takes one reading; returns the steps that follow from it, in order.
    ///
    /// A missing reading never resets a pending alert, a good one does. An alert that goes bad again while recovering fires on without
    /// being news: that, and the clearing line below the threshold, is what keeps it from flapping.
    /// `episodes` counts the beginnings of all alerts of a book.
    mutating func step(
        _ reading: AlertReading, rule: AlertRule, nowMs: Int64, episodes: inout Int
    ) -> [AlertTransition] {
        // Told twice about a silence that is over, it must not fire twice.
        if let heldUntilMs = reading.heldUntilMs, let resolvedMs, heldUntilMs <= resolvedMs { return [] }
        return switch Self.resolve(reading.verdict, rule.noData) {
        case .bad: raise(reading, rule, nowMs, &episodes)
        case .between: hold(reading)
        case .good: settle(reading, rule, nowMs)
        case .noData: []
        }
    }

    private static func resolve(_ verdict: AlertReading.Verdict, _ noData: AlertRule.NoData) -> AlertReading.Verdict {
        guard verdict == .noData else { return verdict }
        return switch noData {
        case .keep: .noData
        case .clear: .good
        case .raise: .bad
        }
    }

    private mutating func raise(
        _ reading: AlertReading, _ rule: AlertRule, _ nowMs: Int64, _ episodes: inout Int
    ) -> [AlertTransition] {
        var steps: [AlertTransition] = []
        switch state {
        case .inactive, .resolved:
            episodes += 1
            begin(episodes, atMs: reading.atMs)
            describe(reading, rule)
            if rule.holdMs > 0 { steps.append(move(to: .pending, atMs: reading.atMs)) }
        case .firing where reading.severity > severity:
            describe(reading, rule)
            steps.append(move(to: .firing, atMs: nowMs))
        case .recovering:
            let isGraver = reading.severity > severity
            recoveringMs = nil
            steps.append(move(to: .firing, atMs: nowMs))
            describe(reading, rule)
            // Going on is no news, getting worse is: a step of its own.
            if isGraver { steps.append(move(to: .firing, atMs: nowMs)) }
        case .pending, .firing:
            describe(reading, rule)
        }
        if state != .firing, (reading.heldUntilMs ?? nowMs) - sinceMs >= rule.holdMs {
            let firesAt = sinceMs + rule.holdMs
            firedMs = firesAt
            steps.append(move(to: .firing, atMs: firesAt))
        }
        return steps
    }

    private mutating func hold(_ reading: AlertReading) -> [AlertTransition] {
        if state == .pending || state == .firing { value = reading.value }
        return []
    }

    private mutating func settle(_ reading: AlertReading, _ rule: AlertRule, _ nowMs: Int64) -> [AlertTransition] {
        switch state {
        case .inactive, .resolved: return []
        case .pending:
            return [move(to: .inactive, atMs: nowMs)]
        case .firing:
            value = reading.value
            recoveringMs = nowMs
            let steps = [move(to: .recovering, atMs: nowMs)]
            return rule.recoverMs <= 0 ? steps + [finish(atMs: nowMs)] : steps
        case .recovering:
            value = reading.value
            guard nowMs - (recoveringMs ?? nowMs) >= rule.recoverMs else { return [] }
            return [finish(atMs: nowMs)]
        }
    }

    private mutating func begin(_ number: Int, atMs time: Int64) {
        episode = number
        sinceMs = time
        firedMs = nil
        recoveringMs = nil
        resolvedMs = nil
        acknowledged = nil
        severity = .info
    }

    /// Within an episode the severity only rises: what was critical is not made small by a lucky reading.
    private mutating func describe(_ reading: AlertReading, _ rule: AlertRule) {
        severity = max(severity, reading.severity)
        value = reading.value
        threshold = reading.threshold
        message = reading.message.isEmpty ? "No data for \(subject) (\(rule.id))." : reading.message
    }

    private mutating func finish(atMs time: Int64) -> AlertTransition {
        resolvedMs = time
        return move(to: .resolved, atMs: time)
    }

    private mutating func move(to next: AlertState, atMs time: Int64) -> AlertTransition {
        defer { state = next }
        return AlertTransition(
            id: id, episode: episode, from: state, to: next, severity: severity, atMs: time, value: value,
            threshold: threshold,
            message: message)
    }
}
