import CollectModel
import Testing

@Suite struct RecentUnitsTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the newest units hold what a dictionary holds, in any order and split`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let day = TimeUnit.day.ms
        var parts = [RecentUnits<14>(.day), RecentUnits<14>(.day)]
        var naive: [Int64: Int64] = [:]
        var newest = Int64.min
        for _ in 0..<Int.random(in: 1...120, using: &random) {
            let number = Int64.random(in: -30...30, using: &random)
            let change: Int32 = Int.random(in: 0..<4, using: &random) == 0 ? -1 : 1
            naive[number, default: 0] += Int64(change)
            newest = max(newest, number)
            parts[Int.random(in: 0...1, using: &random)].add(number * day + 1, change: change)
        }
        parts[0].merge(parts[1])
        let now = newest + Int64.random(in: -3...20, using: &random)
        let expected = (now - 13...now).map { $0 <= newest && newest - $0 < 14 ? naive[$0, default: 0] : 0 }
        #expect(parts[0].counts(last: 14, nowMs: now * day) == expected, "seed \(seed)")
    }

    @Test func `times years apart cost nothing`() {
        var recent = RecentUnits<24>(.hour)
        recent.add(0, change: 1)
        recent.add(4_000_000_000_000, change: 1)
        #expect(recent.count(last: 24, nowMs: 4_000_000_000_000) == 1)
        #expect(recent.count(last: 24, nowMs: 0) == 0)
    }
}
