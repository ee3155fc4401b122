/// Days of the week.
public struct Weekdays: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// As the file names them, Monday first; bit n is day n.
    public static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    public static let all = Weekdays(rawValue: 0x7F)

    /// The weekday of a day counted from 1970-01-01, which was a Thursday.
    public init(ofDay day: Int64) { self.init(rawValue: 1 << UInt8(((day + 3) % 7 + 7) % 7)) }
}

/// When a form's teams work.
///
/// Why: a form that is silent at night is asleep, not broken; and a target is reached in working hours.
/// Shape: one span a day, by the form's own clock. A span that ends before it begins goes over midnight and belongs to the day on which it
/// begins. Units: minutes of the day, minutes east of UTC.
/// Invariant: 0 ≤ from < 1440, 0 < until ≤ 1440, from ≠ until, at least one day.
///
///     ActiveHours(fromMinute: 420, untilMinute: 1140, days: .all, utcOffsetMinutes: 180).isActive(atMs: nowMs)
public struct ActiveHours: Sendable, Equatable {
    public let fromMinute: Int
    /// Exclusive; 1440 is the end of the day.
    public let untilMinute: Int
    public let days: Weekdays
    public let utcOffsetMinutes: Int

    public init(fromMinute: Int, untilMinute: Int, days: Weekdays = .all, utcOffsetMinutes: Int = 0) {
        precondition((0..<1440).contains(fromMinute), "active hours begin within a day")
        precondition((1...1440).contains(untilMinute) && untilMinute != fromMinute, "active hours are a span")
        precondition(!days.isEmpty, "active hours need a day")
        self.fromMinute = fromMinute
        self.untilMinute = untilMinute
        self.days = days
        self.utcOffsetMinutes = utcOffsetMinutes
    }

    private static let minuteMs: Int64 = 60_000
    private static let dayMs: Int64 = 86_400_000

    /// Minutes of one span.
    private var lengthMinutes: Int {
        untilMinute > fromMinute ? untilMinute - fromMinute : untilMinute + 1440 - fromMinute
    }

    /// Whether teams work at this time. Cost: some nanoseconds.
    public func isActive(atMs ms: Int64) -> Bool {
        let local = ms + Int64(utcOffsetMinutes) * Self.minuteMs
        let day = Timestamp.floor(local, to: Self.dayMs) / Self.dayMs
        // Over midnight the span of the day before may still last.
        return span(ofDay: day).contains(local) || span(ofDay: day - 1).contains(local)
    }

    /// How long teams work within a span of time. Units: ms. Cost: O(days), some ns each.
    public func activeMs(from startMs: Int64, until endMs: Int64) -> Int64 {
        guard startMs < endMs else { return 0 }
        let offset = Int64(utcOffsetMinutes) * Self.minuteMs
        let (start, end) = (startMs + offset, endMs + offset)
        let first = Timestamp.floor(start, to: Self.dayMs) / Self.dayMs - 1
        let last = Timestamp.floor(end, to: Self.dayMs) / Self.dayMs
        return (first...last).reduce(0) { sum, day in
            let span = span(ofDay: day).clamped(to: start..<end)
            return sum + span.upperBound - span.lowerBound
        }
    }

    /// The span that begins on a day, by the form's clock; empty on other days than the working ones.
    private func span(ofDay day: Int64) -> Range<Int64> {
        let start = day * Self.dayMs + Int64(fromMinute) * Self.minuteMs
        let isWorked = !days.isDisjoint(with: Weekdays(ofDay: day))
        return start..<start + (isWorked ? Int64(lengthMinutes) * Self.minuteMs : 0)
    }
}
