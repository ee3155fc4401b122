import Testing

@testable import collect_top

struct WordsTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func `counts are grouped in threes`(_ number: Int64, _ text: String) {
        #expect(Words.grouped(number).string == text)
    }

    @Test(arguments: [
        (999, "999"), (1_000, "1.0k"), (12_345, "12.3k"), (99_949, "99.9k"), (99_950, "100k"), (999_499, "999k"),
        (999_500, "1.0M"), (Int64.max, "9.2E"), (-1_500, "-1.5k"),
    ])
    func `compact counts take at most six cells`(_ number: Int64, _ text: String) {
        #expect(Words.compact(number).string == text)
    }

    @Test(arguments: [
        (0, "0/s"), (11.83, "11.8/s"), (120, "120/s"), (0.05, "3.0/min"), (0.001, "3.6/h"), (15_000, "15.0k/s"),
        (.nan, "0/s"), (-3, "0/s"), (.infinity, "0/s"),
    ])
    func `rates take the unit in which they are at least one`(_ rate: Double, _ text: String) {
        #expect(Words.rate(rate).string == text)
    }

    @Test(arguments: [
        (0, "0.0 s"), (400, "0.4 s"), (12_000, "12 s"), (252_000, "4 m 12 s"), (11_100_000, "3 h 05 m"),
        (187_200_000, "2 d 4 h"), (189_221_000_123, "6 y 0 d"), (Int64.max, "999 y"), (-5, "0.0 s"),
    ])
    func `durations have two units`(_ ms: Int64, _ text: String) {
        #expect(Words.duration(ms: ms).string == text)
    }

    @Test(arguments: [
        (59_999, "59 s"), (60_000, "1 m"), (5_999_999, "99 m"), (6_000_000, "1 h"), (172_800_000, "2 d"),
        (Int64.max, "999 y"), (Int64.min, "0 s"),
    ])
    func `spans have one unit`(_ ms: Int64, _ text: String) {
        #expect(Words.span(ms: ms).string == text)
    }

    @Test(arguments: [
        (0, "0 %"), (0.0001, "<1 %"), (0.43, "43 %"), (0.999, "99 %"), (1, "100 %"), (1.7, "170 %"), (.nan, "0 %"),
    ])
    func `a share is never rounded to nothing or to all`(_ share: Double, _ text: String) {
        #expect(Words.percent(share).string == text)
    }

    @Test func `times are local, and the day is named where it is another one`() {
        let now = SampleSnapshot.nowMs
        let moment = { (ms: Int64) in Words.moment(ms, nowMs: now, offsetSeconds: 7_200).string }
        #expect(moment(now) == "16:05:33")
        #expect(moment(now - 17 * 3_600_000) == "22 Nov 23:05")
        #expect(moment(now - 400 * 86_400_000) == "2025-10-19 16:05")
        #expect(Words.clock(-1, offsetSeconds: 0).string == "23:59:59")
        #expect(Words.moment(951_782_400_000, nowMs: 0, offsetSeconds: 0).string == "2000-02-29 00:00")
        #expect(!Words.moment(.min, nowMs: .max, offsetSeconds: .max).isEmpty)
        #expect(Words.elapsed(from: .min, to: .max) == .max)
        #expect(Words.age(of: now - 130_000, nowMs: now).string == "2 m ago")
    }

    @Test(arguments: [
        (0, "0"), (18.34, "18.3"), (12_345, "12,345"), (0.042, "0.04"), (0.0004, "0.0004"), (-3.5, "-3.5"),
        (250.6, "251"), (4.2e9, "4.2G"), (.nan, "?"), (1e300, "9.0E"),
    ])
    func `numbers of any size stay short`(_ value: Double, _ text: String) {
        #expect(Words.number(value).string == text)
    }

    @Test(arguments: [
        ("form-silent", 371_000, 90_000, "silent 6 m 11 s, limit 1 m 30 s"),
        ("rate-surge", 489, 166, "489 in 5 min, limit 166"),
        ("clock-skew", 189_216_000_000, 86_400_000, "off by 6 y 0 d, limit 1 d 0 h"),
        ("new-rule", 3, 2, "new rule 3, limit 2"),
    ])
    func `an alert says what was found and what is allowed`(
        _ rule: String, _ value: Double, _ limit: Double, _ text: String
    ) {
        #expect(AlertWords.finding(value, limit: limit, rule: rule).string == text)
    }

    @Test(arguments: [
        (0, "0"), (0.0005, "<0.1"), (0.05, "3.0"), (11.8, "708.0"), (16.66, "999.6"), (200, "12,000"), (1e6, "60.0M"),
        (.nan, "0"),
    ])
    func `rates side by side are all per minute`(_ perSecond: Double, _ text: String) {
        #expect(Words.perMinute(perSecond).string == text)
    }

    @Test func `a series keeps its mean at any width`() {
        let values: [Int64] = (0..<60).map { $0 * $0 % 17 }
        let mean = Double(values.reduce(0, +)) / 60
        for width in [1, 2, 7, 24, 59, 60, 61, 90, 240] {
            let fitted = Series.fitted(values, to: width)
            #expect(fitted.count == width)
            #expect(abs(fitted.reduce(0, +) / Double(width) - mean) < 1e-9)
        }
        #expect(Series.fitted(values, to: 60) == values.map(Double.init))
        #expect(Series.fitted([], to: 5).isEmpty && Series.fitted(values, to: 0).isEmpty)
    }
}
