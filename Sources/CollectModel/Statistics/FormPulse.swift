/// How a form's responses arrive now: rates, the usual gap, and what alert rules need.
///
/// Why apart from `FormTally`: these speak of the recent past by the server's time and of the moment of asking, the tally of everything
/// that is live.
/// Bound: 3 KB a form.
public struct FormPulse: Sendable {
    private var all = RateWindow()
    private var onTime = RateWindow()
    private var backlog = RateWindow()
    /// The newest gaps between arrivals, a ring. Units: ms.
    private var gaps: [Int64] = []
    private var gapCount = 0
    /// The first and the last arrival that were no history, and how many there were.
    private var firstLiveMs: Int64?
    private var lastLiveMs: Int64?
    private var liveCount = 0
    private(set) public var lastMs: Int64?
    /// The longest gap that ended since it was last asked for.
    private var ended: FormSignal.Gap?

    private static let gapsKept = 31

    public init() {}

    /// Counts an arrival. History that was loaded later (`isBackfill`) fills charts, but is neither on time nor a backlog.
    public mutating func arrive(atMs ms: Int64, isLate: Bool, isBackfill: Bool) {
        all.add(ms)
        if let last = lastMs, ms >= last { endGap(from: last, to: ms, isNews: !isBackfill && last == lastLiveMs) }
        lastMs = max(lastMs ?? ms, ms)
        if !isBackfill {
            if isLate { backlog.add(ms) } else { onTime.add(ms) }
            firstLiveMs = min(firstLiveMs ?? ms, ms)
            lastLiveMs = max(lastLiveMs ?? ms, ms)
            liveCount += 1
        }
    }

    /// A gap in history that was loaded later, or between it and the first arrival of one's own, is part of what is usual, and no news.
    private mutating func endGap(from last: Int64, to ms: Int64, isNews: Bool) {
        if gaps.count < Self.gapsKept { gaps.append(ms - last) } else { gaps[gapCount % Self.gapsKept] = ms - last }
        gapCount += 1
        guard isNews else { return }
        if ended.map({ ms - last > $0.toMs - $0.fromMs }) ?? true { ended = FormSignal.Gap(fromMs: last, toMs: ms) }
    }

    public func rates(now: Int64) -> Rates { all.rates(now: now) }

    public func perMinute(now: Int64, minutes: Int) -> [Int64] { all.perMinute(now: now, minutes: minutes) }

    /// The usual time between two arrivals; nil below five gaps. Units: ms.
    public var medianGapMs: Int64? {
        guard gaps.count >= 5 else { return nil }
        return gaps.sorted()[gaps.count / 2]
    }

    /// What alert rules look at; takes the longest ended gap with it. A form of which only history was loaded has never sent anything.
    public mutating func signal(formID: String, title: String?, live: Int64, now: Int64) -> FormSignal {
        defer { ended = nil }
        let recent = onTime.count(lastSeconds: 300, now: now)
        let hour = onTime.count(lastSeconds: 3600, now: now)
        let known = firstLiveMs.map { now - $0 >= 3_600_000 } ?? false
        return FormSignal(
            formID: formID, title: title, live: min(Int(live), liveCount), lastReceivedMs: lastLiveMs,
            medianGapMs: medianGapMs,
            endedGap: ended,
            onTime5m: Int(recent),
            backlog5m: Int(backlog.count(lastSeconds: 300, now: now)),
            expected5m: known ? Double(max(0, hour - recent)) / 11 : nil)
    }
}
