import Testing

@testable import CollectModel

@Suite struct QuantileSketchTests {
    private static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]

    private func sketch(_ values: [Double]) -> QuantileSketch {
        var sketch = QuantileSketch()
        for value in values { sketch.add(value) }
        return sketch
    }

    private func buckets(_ sketch: QuantileSketch) -> [String] {
        var list: [String] = []
        sketch.forEachBucket { list.append("\($0): \($1)") }
        return list
    }

    private func expectClose(_ values: [Double], _ what: String) {
        let sketch = sketch(values)
        let sorted = values.sorted()
        for q in Self.shares {
            let place = q * Double(sorted.count - 1)
            let (rank, share) = (Int(place), place - place.rounded(.down))
            let (low, high) = (sorted[rank], sorted[min(rank + 1, sorted.count - 1)])
            let exact = low + share * (high - low)
            let found = sketch.quantile(q) ?? .nan
            // Of the two values that it lies between: they may have different signs.
            let bound = QuantileSketch.relativeError * ((1 - share) * abs(low) + share * abs(high))
            #expect(abs(found - exact) <= bound + 1e-12 * abs(exact), "\(what), q \(q): \(found), \(exact)")
        }
    }

    @Test func `counts beyond sixteen bits are exact, and can be taken back`() {
        let values = [1.0, 1.5, 2, 1e6, 1e30, -3]
        var (all, some) = (QuantileSketch(), QuantileSketch())
        for (n, value) in values.enumerated() {
            for change in [32_767, 1, Int64(n) << 20] { all.add(value, change: change) }
            some.add(value, change: 7)
        }
        all.merge(some)
        #expect(all.count == Int64(32_775 * values.count + 15 << 20))
        for (n, value) in values.enumerated() { all.add(value, change: -(32_768 + Int64(n) << 20)) }
        #expect(buckets(all) == buckets(some))
        for value in values { all.add(value, change: -32_769 - 7) }
        #expect(buckets(all).allSatisfy { $0.hasSuffix(": -32769") })
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `quantiles are within one percent, whatever the distribution`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let unit = { Double.random(in: 0..<1, using: &random) }
        expectClose((0..<3000).map { _ in unit() * 1000 }, "uniform, seed \(seed)")
        expectClose((0..<3000).map { _ in unit() - 0.5 }, "around zero, seed \(seed)")
        expectClose(
            (0..<3000).map { _ in Double(sign: .plus, exponent: Int(unit() * 70) - 25, significand: 1 + unit()) },
            "log, seed \(seed)")
        expectClose((0..<3000).map { _ in -Double(Int(unit() * 50)) }, "negative whole, seed \(seed)")
        expectClose((0..<3000).map { _ in (unit() * 3).rounded() - 1 }, "mostly zero, seed \(seed)")
    }

    @Test func `each value up to a million and each power of two is within one percent alone`() {
        var worst = 0.0
        for value in (1...200_000).map(Double.init)
            + (-29...49).map({ Double(sign: .plus, exponent: $0, significand: 1) })
        {
            let found = sketch([value]).quantile(0.5) ?? 0
            worst = max(worst, abs(found - value) / value)
        }
        #expect(worst <= 0.01)
        #expect(worst > 0.009, "the bound is used, or the sketch is larger than it need be")
    }

    @Test func `values without a normal double count as zero, and those that are no number not at all`() {
        #expect(sketch([.leastNormalMagnitude / 4, -.leastNonzeroMagnitude, 0, -0.0]).quantile(0.5) == 0)
        var strange = sketch([1])
        strange.add(.nan)
        strange.add(.infinity)
        #expect(strange.count == 1)
    }

    @Test func `between the largest double and its opposite lies a number`() {
        let largest = Double.greatestFiniteMagnitude
        let middle = sketch([-largest, largest]).quantile(0.5) ?? .nan
        #expect(middle.isFinite)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `taking back, merging and order leave the same buckets`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let value = { Double.random(in: -1e6...1e6, using: &random) }
        let kept = (0..<200).map { _ in value() }
        let passing = (0..<200).map { _ in value() }
        var edited = sketch((kept + passing).shuffled(using: &random))
        for value in passing { edited.add(value, change: -1) }
        #expect(buckets(edited) == buckets(sketch(kept)), "seed \(seed)")
        #expect(edited.count == 200)
        var merged = sketch(Array(kept[..<50]))
        merged.merge(sketch(Array(kept[50...])))
        #expect(buckets(merged) == buckets(sketch(kept)), "seed \(seed)")
        // A part that has taken back more than it has added, as happens when another worker added it.
        var taker = QuantileSketch()
        for value in passing { taker.add(value, change: -1) }
        var giver = sketch(kept + passing)
        giver.merge(taker)
        #expect(buckets(giver) == buckets(sketch(kept)), "seed \(seed)")
    }

    @Test func `an empty sketch has no quantile`() {
        #expect(QuantileSketch().quantile(0.5) == nil)
    }
}
