/// How many responses a form is to have, and in which days.
///
/// Shape: whole days by the form's clock; the last one belongs to the span; nil where there is no hurry.
/// Units: days since 1970-01-01.  Invariant: `responses` > 0.
public struct ResponseTarget: Sendable, Equatable {
    public let responses: Int64
    public let days: ClosedRange<Int64>?

    public init(responses: Int64, days: ClosedRange<Int64>? = nil) {
        precondition(responses > 0, "a target is a number of responses")
        self.responses = responses
        self.days = days
    }

    /// How many responses there should be by now, at an even pace over the working hours, or over the whole days where there are none.
    ///
    /// 0 before the first day, `responses` after the last one; nil where the target has no days. Cost: O(days).
    public func expected(atMs ms: Int64, hours: ActiveHours?) -> Double? {
        guard let days else { return nil }
        let offsetMs = Int64(hours?.utcOffsetMinutes ?? 0) * 60_000
        let startMs = days.lowerBound * 86_400_000 - offsetMs
        let endMs = (days.upperBound + 1) * 86_400_000 - offsetMs
        let nowMs = min(max(ms, startMs), endMs)
        var (done, whole) = (nowMs - startMs, endMs - startMs)
        // Where not one working hour lies in the span, the days alone have to do.
        if let hours, case let active = hours.activeMs(from: startMs, until: endMs), active > 0 {
            (done, whole) = (hours.activeMs(from: startMs, until: nowMs), active)
        }
        return Double(responses) * Double(done) / Double(whole)
    }
}
