import Testing

@testable import CollectModel

@Suite struct TimestampTests {
    static let spellings: [(String, Int64)] = [
        ("2022-09-24T13:36:57.239+0000", 1_664_026_617_239 as Int64),
        ("2022-09-24T13:36:57.239+00:00", 1_664_026_617_239),
        ("2022-09-24T13:36:57.239+00", 1_664_026_617_239),
        ("2022-09-24T13:36:57.239Z", 1_664_026_617_239),
        ("2022-09-24T13:36:57Z", 1_664_026_617_000),
        ("2022-09-24 13:36:57z", 1_664_026_617_000),
        ("2022-09-24T15:36:57.239+0200", 1_664_026_617_239),
        ("2022-09-24T15:36:57.239+02", 1_664_026_617_239),
        ("2022-09-24T19:06:57.239+05:30", 1_664_026_617_239),
        ("2022-09-24T08:36:57.239-0500", 1_664_026_617_239),
        ("2022-09-24T13:36:57,239+0000", 1_664_026_617_239),
        ("2022-09-24T13:36:57.2Z", 1_664_026_617_200),
        ("2022-09-24T13:36:57.23Z", 1_664_026_617_230),
        ("2022-09-24T13:36:57.239999999Z", 1_664_026_617_239),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("1970-01-01T00:00:00+0100", -3_600_000),
        ("1980-01-06T00:00:00.000+0000", 315_964_800_000),
        ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("1900-03-01T00:00:00Z", -2_203_891_200_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
    ]

    @Test(arguments: TimestampTests.spellings)
    func `a timestamp is read to the millisecond in every spelling`(text: String, ms: Int64) {
        #expect(Timestamp.parse(text) == ms)
    }

    static let nonsense: [String] = [
        "", " ", "2022", "2022-09-24", "2022-09-24T13:36:57", "2022-09-24T13:36:57.239", "2022-09-24T13:36Z",
        "2022-09-24T13:36:57.Z", "2022-09-24T13:36:57.1234567890Z", "2022-09-24T24:00:00Z", "2022-09-24T13:60:00Z",
        "2022-09-24T13:36:61Z", "2022-13-01T00:00:00Z", "2022-00-01T00:00:00Z", "2022-01-00T00:00:00Z",
        "2022-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2022-04-31T00:00:00Z", "2022-09-24T13:36:57+0",
        "2022-09-24T13:36:57+000", "2022-09-24T13:36:57+00:", "2022-09-24T13:36:57+00:0", "2022-09-24T13:36:57+1900",
        "2022-09-24T13:36:57+0060", "2022-09-24T13:36:57ZZ", "2022-09-24T13:36:57Z ", " 2022-09-24T13:36:57Z",
        "2022-09-24T13:36:57+00000", "+022-09-24T13:36:57Z", "2022-9-24T13:36:57.00Z", "2022/09/24T13:36:57Z",
        "२०२२-09-24T13:36:57Z", "now", "1664026617239", "2022-09-24T1३:36:57Z", "-001-01-01T00:00:00Z",
    ]

    @Test(arguments: TimestampTests.nonsense)
    func `what is no timestamp is none`(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test func `every day from 1600 to 2400 is read, written and counted as the calendar has it`() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var ms: Int64 = -11_676_096_000_000
        for year in 1600..<2400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                for day in 1...(lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)) {
                    let pad = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
                    let text = "\(year)-\(pad(month))-\(pad(day))T00:00:00Z"
                    guard Timestamp.parse(text) == ms, Timestamp.format(ms) == text else {
                        Issue.record("\(text) against \(ms), \(Timestamp.format(ms))")
                        return
                    }
                    ms += 86_400_000
                }
            }
        }
        #expect(ms == 13_569_465_600_000)
    }

    @Test func `what is written is read back, before 1970 too`() {
        var random = Repeatable(seed: 1)
        for _ in 0..<20_000 {
            let ms = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random)
            #expect(Timestamp.parse(Timestamp.format(ms)) == ms, "\(ms)")
        }
    }

    @Test func `milliseconds are written only where there are any`() {
        #expect(Timestamp.format(1_664_026_617_000) == "2022-09-24T13:36:57Z")
        #expect(Timestamp.format(1_664_026_617_009) == "2022-09-24T13:36:57.009Z")
        #expect(Timestamp.formatDay(-1) == "1969-12-31")
    }

    static let hours: [(Int64, Int64)] = [
        (0 as Int64, 0 as Int64), (1, 0), (3_599_999, 0), (3_600_000, 3_600_000), (-1, -3_600_000),
        (-3_600_000, -3_600_000), (-3_600_001, -7_200_000),
    ]

    @Test(arguments: TimestampTests.hours)
    func `the hour of a time begins at or before it, also before 1970`(ms: Int64, start: Int64) {
        #expect(Timestamp.floor(ms, to: 3_600_000) == start)
    }

    static let days: [(String, Int64?)] = [
        ("2024-02-29", 1_709_164_800_000 as Int64?), ("2024-02-29T99:99", 1_709_164_800_000), ("2023-02-29", nil),
        ("2024-2-29", nil), ("29.02.2024", nil), ("2024-02-2", nil), ("1969-12-31", -86_400_000),
    ]

    @Test(arguments: TimestampTests.days)
    func `a day is read from the first ten letters`(text: String, ms: Int64?) {
        var copy = text
        #expect(copy.withUTF8 { Timestamp.parseDay($0) } == ms)
    }

    @Test func `a reader that remembers the day reads what is read without it`() {
        var random = Repeatable(seed: 7)
        var reader = TimestampReader()
        let spellings = Self.spellings.map { Array($0.0.utf8) }
        var read = 0
        for _ in 0..<200_000 {
            var bytes = spellings[Int.random(in: 0..<spellings.count, using: &random)]
            if Bool.random(using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                let isDigit = bytes[at] >= 0x30 && bytes[at] <= 0x39
                bytes[at] = isDigit ? .random(in: 0x30...0x39, using: &random) : .random(in: 0...255, using: &random)
            }
            let (expected, found) = bytes.withUnsafeBufferPointer { (Timestamp.parse($0), reader.ms($0)) }
            #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self))")
            if found != nil { read += 1 }
        }
        #expect(read > 50_000)
    }
}
