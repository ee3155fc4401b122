/// What one collector sent with one device: live responses only, so that edits, deletions and expiry take back exactly what they change.
///
/// Why the pair: collectors, devices and teams are sums of pairs, so that each response is counted once in each of them.
/// Cost: some 700 bytes, and 48 for each ten minutes of the last day in which it sent a place.
public struct SenderTally: Sendable {
    /// Below this much time an answer nobody has read the questions. Units: ms.
    static let hastyAnswerMs: Int64 = 1_000

    var live: Int64 = 0
    var late: Int64 = 0
    var clockSkewed: Int64 = 0
    /// Responses that are not what was sent first.
    var edited: Int64 = 0
    /// Responses that took less than a second an answer.
    var hasty: Int64 = 0
    var duration = BriefSpans(shortestMs: 500)
    /// How long responses waited in the device; weeks where there is no network.
    var delay = BriefSpans(shortestMs: 8_000)
    /// By the server's time.
    var hours = RecentUnits<24>(.hour)
    var days = RecentUnits<14>(.day)
    /// When it was last heard of, whether what it sent then is live or not. Units: ms since 1970.
    var lastReceivedMs = Int64.min
    var track = Track()
    /// The version of its form that came last, and when; of several at one time the greatest.
    private(set) var formVersion = ""
    private var versionMs = Int64.min

    mutating func apply(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, sign: Int64) {
        live += sign
        if facts.flags.contains(.edited) { edited += sign }
        if facts.isLate { late += sign }
        if facts.flags.contains(.clockSkewed) { clockSkewed += sign }
        if facts.flags.contains(.hasDuration) {
            duration.add(facts.durationMs, change: sign)
            if facts.answerCount > 0, facts.durationMs < Int64(facts.answerCount) * Self.hastyAnswerMs { hasty += sign }
        }
        if let waited = facts.syncDelayMs { delay.add(waited, change: sign) }
        hours.add(facts.receivedMs, change: Int32(sign))
        days.add(facts.receivedMs, change: Int32(sign))
        lastReceivedMs = max(lastReceivedMs, facts.receivedMs)
        track.hear(atMs: facts.receivedMs)
        if let place = batch.place(of: facts, entry: entry) {
            track.add(
                latitude: place.latitude, longitude: place.longitude, atMs: facts.eventMs, change: Int32(sign))
        }
        if !facts.formVersion.isEmpty, facts.receivedMs >= versionMs {
            see(batch.string(of: facts.formVersion), atMs: facts.receivedMs)
        }
    }

    private mutating func see(_ version: String, atMs ms: Int64) {
        if (ms, version) > (versionMs, formVersion) { (versionMs, formVersion) = (ms, version) }
    }

    mutating func merge(_ other: SenderTally) {
        live += other.live
        late += other.late
        clockSkewed += other.clockSkewed
        hasty += other.hasty
        duration.merge(other.duration)
        delay.merge(other.delay)
        hours.merge(other.hours)
        days.merge(other.days)
        lastReceivedMs = max(lastReceivedMs, other.lastReceivedMs)
        edited += other.edited
        track.merge(other.track)
        see(other.formVersion, atMs: other.versionMs)
    }

    func writeState(to writer: inout StateWriter) {
        for count in [live, late, clockSkewed, edited, hasty, lastReceivedMs] { writer.write(count) }
        duration.writeState(to: &writer)
        delay.writeState(to: &writer)
        for count in hours.counts(last: 24, nowMs: lastReceivedMs) + days.counts(last: 14, nowMs: lastReceivedMs) {
            writer.write(count)
        }
        track.writeState(to: &writer)
        writer.write(formVersion.utf8)
    }
}

extension FactBatch {
    /// The first place of the globe that a response names; nil where it names none. A device that says (0, 0) knows no place: nobody went there and came
    /// back within the hour.
    fileprivate func place(of facts: ResponseFacts, entry: FormEntry) -> (latitude: Double, longitude: Double)? {
        let first = Int(facts.answerStart)
        for i in first..<first + Int(facts.answerCount) where self[i].flags.isSuperset(of: [.active, .hasValue]) {
            guard entry.questions[Int(self[i].question)].kind == .location else { continue }
            let (latitude, longitude) = (self[i].latitude, self[i].longitude)
            if latitude != 0 || longitude != 0 { return (latitude, longitude) }
        }
        return nil
    }
}

/// Spans of time in little memory: count and mean are exact, quantiles to a fifth.
///
/// Shape: 40 buckets, two an octave, from the shortest span that is told apart to a million times that. Units: ms.
public struct BriefSpans: Sendable {
    /// How far a quantile may be off, as a share of it.
    public static let relativeError = 0.19

    private var sum: Int128 = 0
    private(set) var count: Int64 = 0
    private var buckets = InlineArray<40, Int32>(repeating: 0)
    private let shortestMs: Double

    /// - Parameter shortestMs: shorter spans count as this long where quantiles are asked for.
    init(shortestMs: Double) { self.shortestMs = shortestMs }

    mutating func add(_ ms: Int64, change: Int64) {
        sum += Int128(ms) * Int128(change)
        count += change
        buckets[bucket(ms)] &+= Int32(change)
    }

    mutating func merge(_ other: BriefSpans) {
        sum += other.sum
        count += other.count
        for i in buckets.indices { buckets[i] &+= other.buckets[i] }
    }

    func writeState(to writer: inout StateWriter) {
        writer.write(sum)
        for i in buckets.indices { writer.write(Int64(buckets[i])) }
    }

    var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }

    /// The middle span, within `relativeError` of it where that is told apart; nil without spans.
    var median: Double? {
        guard count > 0 else { return nil }
        var left = (count - 1) / 2
        for i in buckets.indices {
            left -= Int64(buckets[i])
            if left < 0 { return middle(of: i) }
        }
        return nil
    }

    private func bucket(_ ms: Int64) -> Int {
        guard ms > Int64(shortestMs) else { return 0 }
        // Half octaves by comparison with √2: no logarithm whose last bit differs between machines.
        let ratio = Double(ms) / shortestMs
        let half = ratio.significand >= 2.0.squareRoot() ? 1 : 0
        return min(39, 2 * Int(ratio.exponent) + half)
    }

    private func middle(of bucket: Int) -> Double {
        let octave = Double(sign: .plus, exponent: bucket / 2, significand: shortestMs)
        return octave * (bucket % 2 == 0 ? 1 : 2.0.squareRoot()) * 2.0.squareRoot().squareRoot()
    }
}
