/// Extremes and counts per day of a date question.
final class DateTally: AnswerTally {
    private var days = KeyCounts(limit: 4096)
    private var extremes = ExtremeCounts()
    private var inFuture: Int64 = 0
    /// At the receipt no place on Earth has a later date than this ahead of UTC.
    private static let aheadMs: Double = 14 * 3_600_000

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        extremes.add(fact.number, change: sign)
        if fact.number > Double(receivedMs) + Self.aheadMs { inFuture += sign }
        let day = Timestamp.floor(Int64(fact.number), to: 86_400_000) / 86_400_000
        days.add(key: ByteHash.mix(UInt64(bitPattern: day)), change: sign)
    }

    var hasLostExtremes: Bool { extremes.isLost }
    func forgetExtremes() { extremes.forget() }
    func noteExtremes(_ fact: AnswerFact) { if fact.flags.contains(.hasValue) { extremes.add(fact.number) } }

    var bytesHeld: Int { days.bytesHeld + extremes.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        writer.write(days)
        writer.write(extremes)
        writer.write(inFuture)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? DateTally else { preconditionFailure("tallies of two kinds are not added") }
        days.merge(other.days)
        extremes.merge(other.extremes)
        inFuture += other.inFuture
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        var list: [TimeBucket] = []
        days.forEach { key, count, _ in
            let day = Int64(bitPattern: ByteHash.unmix(key))
            if count > 0 { list.append(TimeBucket(startMs: day * 86_400_000, count: count)) }
        }
        list.sort { $0.startMs < $1.startMs }
        return .dates(
            DateStatistics(
                minMs: extremes.minimum.map { Int64($0) }, maxMs: extremes.maximum.map { Int64($0) }, perDay: list,
                inFuture: inFuture))
    }
}

/// Extremes and counts per hour of a question for a time of day.
final class TimeTally: AnswerTally {
    private static let minuteMs = 60_000.0

    /// By the minute: 1,440 of them, so that extremes are exact to the minute whatever is taken back.
    private var minutes = [Int64](repeating: 0, count: 1440)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        minutes[min(1439, Int(fact.number / Self.minuteMs))] += sign
    }

    var bytesHeld: Int { minutes.capacity * MemoryLayout<Int64>.stride }

    func writeState(to writer: inout StateWriter) { for count in minutes { writer.write(count) } }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? TimeTally else { preconditionFailure("tallies of two kinds are not added") }
        for minute in minutes.indices { minutes[minute] += other.minutes[minute] }
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        var statistics = TimeStatistics()
        statistics.count = minutes.reduce(0, +)
        statistics.minMs = minutes.firstIndex { $0 != 0 }.map { Int64($0) * 60_000 }
        statistics.maxMs = minutes.lastIndex { $0 != 0 }.map { Int64($0) * 60_000 }
        statistics.perHour = (0..<24).map { hour in minutes[hour * 60..<hour * 60 + 60].reduce(0, +) }
        return .times(statistics)
    }
}
