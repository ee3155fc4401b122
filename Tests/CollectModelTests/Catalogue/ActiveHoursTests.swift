import CollectModel
import Testing

/// When teams work, and how many responses there should be by then.
@Suite struct ActiveHoursTests {
    private func ms(_ text: String) throws -> Int64 { try #require(Timestamp.parse(text)) }

    private let weekdays = ActiveHours(
        fromMinute: 7 * 60, untilMinute: 19 * 60, days: Weekdays(rawValue: 0b001_1111), utcOffsetMinutes: 180)
    /// Friday and Saturday nights.
    private let nights = ActiveHours(fromMinute: 20 * 60, untilMinute: 4 * 60, days: Weekdays(rawValue: 0b011_0000))

    // 2026-11-02 is a Monday.
    @Test(arguments: [
        ("2026-11-02T07:00:00+03:00", true), ("2026-11-02T06:59:59+03:00", false), ("2026-11-02T18:59:59+03:00", true),
        ("2026-11-02T19:00:00+03:00", false), ("2026-11-02T04:00:00Z", true), ("2026-11-07T12:00:00+03:00", false),
        ("2026-11-06T12:00:00+03:00", true), ("1969-12-31T12:00:00+03:00", true), ("1970-01-03T12:00:00+03:00", false),
    ])
    func `a time is within the hours of its own clock`(time: String, isActive: Bool) throws {
        #expect(weekdays.isActive(atMs: try ms(time)) == isActive)
    }

    @Test(arguments: [
        ("2026-11-06T20:00:00Z", true), ("2026-11-07T03:59:59Z", true), ("2026-11-07T04:00:00Z", false),
        ("2026-11-08T01:00:00Z", true), ("2026-11-08T20:00:00Z", false), ("2026-11-06T02:00:00Z", false),
    ])
    func `a night belongs to the day on which it begins`(time: String, isActive: Bool) throws {
        #expect(nights.isActive(atMs: try ms(time)) == isActive)
    }

    @Test func `what lies within a span is counted minute by minute`() throws {
        let (start, end) = (try ms("2026-11-05T11:17:00Z"), try ms("2026-11-19T02:03:00Z"))
        for hours in [weekdays, nights] {
            let counted = stride(from: start, to: end, by: 60_000).count { hours.isActive(atMs: $0) }
            #expect(hours.activeMs(from: start, until: end) == Int64(counted) * 60_000)
            #expect(hours.activeMs(from: end, until: start) == 0)
        }
    }

    @Test func `the pace is even over the working hours`() throws {
        let first = try ms("2026-11-02T00:00:00Z") / 86_400_000
        let target = ResponseTarget(responses: 120, days: first...first + 1)
        func expected(_ time: String, _ hours: ActiveHours?) throws -> Double? {
            target.expected(atMs: try ms(time), hours: hours)
        }
        #expect(try expected("2026-11-01T12:00:00Z", nil) == 0)
        #expect(try expected("2026-11-03T00:00:00Z", nil) == 60)
        #expect(try expected("2026-12-01T00:00:00Z", nil) == 120)
        #expect(try expected("2026-11-02T07:00:00+03:00", weekdays) == 0)
        #expect(try expected("2026-11-02T13:00:00+03:00", weekdays) == 30)
        #expect(try expected("2026-11-03T05:00:00+03:00", weekdays) == 60)
        #expect(try expected("2026-11-03T19:00:00+03:00", weekdays) == 120)
        // Monday and Tuesday have no nights of the weekend: then whole days count.
        #expect(try expected("2026-11-03T00:00:00Z", nights) == 60)
        #expect(ResponseTarget(responses: 10).expected(atMs: 0, hours: nil) == nil)
    }
}
