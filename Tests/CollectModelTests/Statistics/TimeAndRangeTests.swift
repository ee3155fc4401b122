import Testing

@testable import CollectModel

@Suite struct ExtremeCountsTests {
    private func extremes(_ changes: [(Double, Int64)]) -> ExtremeCounts {
        var extremes = ExtremeCounts()
        for (value, change) in changes { extremes.add(value, change: change) }
        return extremes
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `extremes are those of the values that remain, in any order and split`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let values = (0..<200).map { _ in Double(Int.random(in: -50...50, using: &random)) }
        let gone = values.prefix(30)
        let left = Array(values.dropFirst(30))
        let changes = (values.map { ($0, 1) } + gone.map { ($0, -1) }).shuffled(using: &random) as [(Double, Int64)]
        let whole = extremes(changes)
        #expect(whole.minimum == left.min(), "seed \(seed)")
        #expect(whole.maximum == left.max(), "seed \(seed)")
        var merged = extremes(Array(changes[..<90]))
        merged.merge(extremes(Array(changes[90...])))
        #expect(merged.minimum == left.min(), "seed \(seed)")
        #expect(merged.maximum == left.max(), "seed \(seed)")
    }

    /// Values that came and went filled the list, and the largest that was left was not known any more.
    @Test func `what has come and gone makes no difference`() {
        var extremes = ExtremeCounts()
        extremes.add(5)
        for value in 0..<1000 {
            extremes.add(Double(value))
            extremes.add(Double(value), change: -1)
        }
        #expect(extremes.minimum == 5 && extremes.maximum == 5)
    }

    /// Three workers once gave a wrong extreme: what one had left out, another one's deletion let through.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what workers add and take back apart is unknown or right when they are added up`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        var parts = (0..<3).map { _ in ExtremeCounts() }
        let values = (0..<300).map { Double($0) }.shuffled(using: &random)
        for value in values { parts[Int.random(in: 0..<3, using: &random)].add(value) }
        let gone = Int.random(in: 0..<140, using: &random)
        for value in values where value < Double(gone) || value >= Double(300 - gone) {
            parts[Int.random(in: 0..<3, using: &random)].add(value, change: -1)
        }
        var sum = parts[0]
        sum.merge(parts[1])
        sum.merge(parts[2])
        #expect(sum.minimum == nil || sum.minimum == Double(gone))
        #expect(sum.maximum == nil || sum.maximum == Double(299 - gone))
        #expect(sum.isLost == (sum.minimum == nil || sum.maximum == nil))
        if gone == 0 { #expect(sum.minimum == 0) }
    }

    @Test func `an extreme is unknown, never wrong, when all that were kept are taken back`() {
        var extremes = ExtremeCounts()
        for value in 0..<100 { extremes.add(Double(value)) }
        for value in 0..<31 { extremes.add(Double(value), change: -1) }
        #expect(extremes.minimum == 31)
        extremes.add(31, change: -1)
        #expect(extremes.minimum == nil)
        #expect(extremes.maximum == 99)
        #expect(ExtremeCounts().minimum == nil)
    }
}

@Suite struct TimeCountsTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func `hours hold what a dictionary holds, in any order and split`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let hour: Int64 = 3_600_000
        var naive: [Int64: Int64] = [:]
        var late: [Int64: Int64] = [:]
        var parts = [TimeCounts(unitMs: hour), TimeCounts(unitMs: hour)]
        // From an axis without holes to one of nothing else.
        let reach = [40, 2_000, 400_000][Int(seed % 3)] * hour
        for _ in 0..<300 {
            let ms = Int64.random(in: -reach...reach, using: &random)
            let change: Int64 = Int.random(in: 0..<4, using: &random) == 0 ? -1 : 1
            let isLate = Bool.random(using: &random)
            let number = Int64((Double(ms) / Double(hour)).rounded(.down))
            naive[number, default: 0] += change
            if isLate { late[number, default: 0] += change }
            parts[Int.random(in: 0...1, using: &random)].add(ms, isLate: isLate, change: change)
        }
        parts[0].merge(parts[1])
        let expected = naive.filter { $0.value != 0 || late[$0.key, default: 0] != 0 }.sorted { $0.key < $1.key }.map {
            TimeBucket(startMs: $0.key * hour, count: $0.value, late: late[$0.key, default: 0])
        }
        #expect(parts[0].buckets == expected, "seed \(seed)")
        let days = parts[0].buckets(of: TimeUnit.day.ms)
        #expect(days.allSatisfy { $0.startMs % (24 * hour) == 0 }, "seed \(seed)")
        #expect(Set(days.map(\.startMs)).count == days.count, "seed \(seed)")
        #expect(days.reduce(0) { $0 + $1.count } == naive.values.reduce(0, +), "seed \(seed)")
    }
}

@Suite struct RateWindowTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a window counts what fell into its units, whatever the order`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let now: Int64 = 1_700_000_000_000
        let times = (0..<500).map { _ in now - Int64.random(in: 0...5_000_000, using: &random) }
        var window = RateWindow()
        window.add(now)
        for time in times { window.add(time) }
        for (seconds, unit) in [(60, 5000), (300, 5000), (600, 60_000), (3600, 60_000)] as [(Int64, Int64)] {
            let first = Timestamp.floor(now, to: unit) - (seconds * 1000 / unit - 1) * unit
            let expected = (times + [now]).count { $0 >= first }
            #expect(window.count(lastSeconds: seconds, now: now) == Int64(expected), "seed \(seed), \(seconds) s")
        }
        #expect(window.count(lastSeconds: 3600, now: now + 7_200_000) == 0)
        let minutes = window.perMinute(now: now, minutes: 60)
        #expect(minutes.count == 60)
        #expect(minutes.reduce(0, +) == window.count(lastSeconds: 3600, now: now))
    }

    @Test func `an arrival that is taken back is gone, and one that is older than an hour never came`() {
        var window = RateWindow()
        window.add(10_000_000)
        window.add(10_000_000)
        window.add(10_000_000, change: -1)
        window.add(1_000_000)
        #expect(window.count(lastSeconds: 3600, now: 10_000_000) == 1)
        #expect(window.rates(now: 10_000_000) == Rates(minute: 1 / 60, fiveMinutes: 1 / 300, hour: 1 / 3600))
    }

    @Test func `times before 1970 and jumps of a year are counted like others`() {
        var window = RateWindow()
        for time in [-5 as Int64, -4000, 31_536_000_000, 31_536_001_000] { window.add(time) }
        #expect(window.count(lastSeconds: 60, now: 31_536_001_000) == 2)
        #expect(RateWindow().count(lastSeconds: 60, now: 0) == 0)
    }
}

@Suite struct HistogramTests {
    private func bins(_ values: [Double]) -> [HistogramBin] {
        var counts: [Double: Int64] = [:]
        for value in values { counts[value, default: 0] += 1 }
        let list = counts.map { ValueTimes(value: $0.key, count: $0.value) }.sorted { $0.value < $1.value }
        return Histogram.bins(of: list, low: values.min() ?? .nan, high: values.max() ?? .nan)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `every value stands in the bin whose bounds hold it`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let scale = Double(sign: .plus, exponent: Int.random(in: -30...30, using: &random), significand: 1)
        let offset = Double.random(in: -3...3, using: &random) * scale
        let values = (0..<100).map { _ in offset + Double.random(in: 0...1, using: &random) * scale }
        let bins = bins(values)
        #expect((5...26).contains(bins.count), "seed \(seed): \(bins.count)")
        #expect(bins.reduce(0) { $0 + $1.count } == 100)
        for (i, bin) in bins.enumerated() {
            let inside = values.count { $0 >= bin.lo && ($0 < bin.hi || i == bins.count - 1 && $0 <= bin.hi) }
            // A border such as 3 × 0.1 is rounded: a value within the last bit of it may stand on either side.
            #expect(abs(inside - Int(bin.count)) <= 1, "seed \(seed), bin \(i)")
            if i > 0 { #expect(bin.lo == bins[i - 1].hi) }
        }
    }

    @Test func `few whole numbers get a bin each, empty ones too`() {
        #expect(bins([1, 1, 2, 4]).map(\.count) == [2, 1, 0, 1])
        #expect(bins([1, 1, 2, 4]).map(\.lo) == [1, 2, 3, 4])
        #expect(bins([5]) == [HistogramBin(lo: 5, hi: 6, count: 1)])
    }

    static let extremes: [[Double]] = [
        [1e308, -1e308], [1e300], [0], [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude], [1, 1.0000000000000002],
        [-1e-300, 1e-300],
        [9_007_199_254_740_992, 9_007_199_254_740_994], [1e15, 1e15 + 0.25], [-0.0, 0.0],
    ]

    @Test(arguments: HistogramTests.extremes)
    func `no magnitude breaks the bins`(values: [Double]) {
        let bins = bins(values)
        #expect(bins.count <= 64)
        if !bins.isEmpty { #expect(bins.reduce(0) { $0 + $1.count } == Int64(values.count)) }
    }

    @Test func `nothing has no bins`() { #expect(bins([]).isEmpty) }
}

@Suite struct SpanTallyTests {
    @Test func `count, mean and extremes are exact, quantiles within a percent`() throws {
        var tally = SpanTally()
        for ms in 1...1000 { tally.add(Int64(ms) * 100, change: 1) }
        tally.add(77, change: 1)
        tally.add(77, change: -1)
        let found = tally.statistics
        #expect(found.count == 1000)
        #expect(found.min == 100)
        #expect(found.max == 100_000)
        #expect(found.mean == 50_050)
        #expect(abs(try #require(found.p50) - 50_000) <= 500)
        #expect(abs(try #require(found.p95) - 95_000) <= 950)
    }

    @Test func `the longest and shortest span that JSON can say are counted and harm nothing`() {
        // Once a crash: 2^63 as a double does not fit the whole numbers it came from.
        var tally = SpanTally()
        tally.add(.max, change: 1)
        tally.add(.min, change: 1)
        #expect(tally.statistics.max == .max)
        #expect(tally.statistics.min == .min)
        #expect(tally.statistics.mean == -0.5)
    }

    /// It was shown as the greatest number there is.
    @Test func `a span whose extreme is only estimated is shown as the estimate`() throws {
        var tally = SpanTally()
        for value in 1...100 { tally.add(Int64(value) * 1003, change: 1) }
        for value in 50...100 { tally.add(Int64(value) * 1003, change: -1) }
        let greatest = try #require(tally.statistics.max)
        #expect(abs(greatest - 49 * 1003) <= 49 * 1003 / 50)
    }
}
