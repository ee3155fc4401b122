import CollectModel

/// Durations, ages and times of day.
nonisolated extension Words {
    private static let second: Int64 = 1_000
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000
    private static let year = 365 * day

    /// From one moment to another; never negative, and no pair of times makes it overflow. Units: ms.
    static func elapsed(from start: Int64, to end: Int64) -> Int64 {
        let (difference, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? (end > start ? .max : 0) : max(0, difference)
    }

    /// Two units at most: `0.4 s`, `12 s`, `4 m 12 s`, `3 h 05 m`, `2 d 4 h`, `6 y 12 d`.
    static func duration(ms: Int64) -> DisplayText {
        let ms = max(0, ms)
        if ms < 10 * second { return ascii(fixed(Double(ms) / 1000, places: 1) + " s") }
        if ms < minute { return ascii("\(ms / second) s") }
        if ms < hour { return ascii("\(ms / minute) m \(two(ms % minute / second)) s") }
        if ms < day { return ascii("\(ms / hour) h \(two(ms % hour / minute)) m") }
        if ms < 1000 * day { return ascii("\(ms / day) d \(ms % day / hour) h") }
        if ms >= 1000 * year { return "999 y" }
        return ascii("\(ms / year) y \(ms % year / day) d")
    }

    /// One unit, at most five cells: `12 s`, `42 m`, `3 h`, `12 d`, `2 y`.
    static func span(ms: Int64) -> DisplayText {
        switch max(0, ms) {
        case ..<minute: ascii("\(max(0, ms) / second) s")
        case ..<(100 * minute): ascii("\(ms / minute) m")
        case ..<(48 * hour): ascii("\(ms / hour) h")
        case ..<(1000 * day): ascii("\(ms / day) d")
        default: ascii("\(min(ms / year, 999)) y")
        }
    }

    /// `2 m ago`; `now` within the last second.
    static func age(of ms: Int64, nowMs: Int64) -> DisplayText {
        let passed = elapsed(from: ms, to: nowMs)
        return passed < second ? "now" : span(ms: passed) + " ago"
    }

    /// `14:05:33`
    static func clock(_ ms: Int64, offsetSeconds: Int) -> DisplayText {
        let time = local(ms, offsetSeconds: offsetSeconds)
        return ascii("\(two(time.hour)):\(two(time.minute)):\(two(time.second))")
    }

    /// `14:05:33` today, `23 Nov 14:05` this year, `2025-11-23 14:05` before.
    static func moment(_ ms: Int64, nowMs: Int64, offsetSeconds: Int) -> DisplayText {
        let time = local(ms, offsetSeconds: offsetSeconds)
        let now = local(nowMs, offsetSeconds: offsetSeconds)
        if time.dayNumber == now.dayNumber { return clock(ms, offsetSeconds: offsetSeconds) }
        let clock = "\(two(time.hour)):\(two(time.minute))"
        if time.year == now.year { return ascii("\(time.day) \(months[time.month - 1]) \(clock)") }
        return ascii("\(time.year)-\(two(Int64(time.month)))-\(two(Int64(time.day))) \(clock)")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private struct LocalTime {
        var dayNumber: Int64
        var year: Int64
        var month: Int
        var day: Int
        var hour: Int64
        var minute: Int64
        var second: Int64
    }

    private static func local(_ ms: Int64, offsetSeconds: Int) -> LocalTime {
        let far: Int64 = 8_000_000_000_000_000
        let clamped = min(max(ms, -far), far)
        let seconds = Timestamp.floor(clamped, to: 1000) / 1000 + Int64(min(max(offsetSeconds, -86_400), 86_400))
        let day = Timestamp.floor(seconds, to: 86_400) / 86_400
        let clock = seconds - day * 86_400
        let date = Timestamp.civil(day)
        return LocalTime(
            dayNumber: day, year: date.year, month: Int(date.month), day: Int(date.day), hour: clock / 3600,
            minute: clock % 3600 / 60, second: clock % 60)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
