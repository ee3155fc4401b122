import Testing

@testable import CollectModel

/// What the sketch promises, for every finite value and whatever is taken back. The seed of a failing run is printed.
@Suite struct SketchProofTests {
    /// Drawn anew for each run, and printed with what fails.
    private static let firstSeed = UInt64.random(in: 0..<1 << 40)
    private static let trials: UInt64 = 10_000

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `ten thousand histories leave what their remaining values give`(part: UInt64) {
        for n in 0..<Self.trials / 10 {
            let seed = Self.firstSeed &+ part &* 1_000_000 &+ n
            let trial = SketchTrial(seed: seed)
            let findings = trial.findings.all
            if !findings.isEmpty {
                let first = findings.prefix(4).joined(separator: "\n")
                Issue.record("seed \(seed), \(trial.values.count) values: \(first)")
            }
        }
    }

    @Test(arguments: SketchTrial.Mistake.allCases)
    func `the comparison notices planted mistakes, in buckets and in quantiles`(mistake: SketchTrial.Mistake) {
        var buckets = 0
        var quantiles = 0
        for seed: UInt64 in 0..<200 {
            let findings = SketchTrial(seed: seed, mistake: mistake).findings
            if !findings.buckets.isEmpty { buckets += 1 }
            if !findings.quantiles.isEmpty { quantiles += 1 }
        }
        #expect(mistake == .none ? buckets == 0 : buckets >= 30, "\(mistake): \(buckets) of 200")
        #expect(mistake == .none ? quantiles == 0 : quantiles >= 20, "\(mistake): \(quantiles) of 200")
    }

    @Test func `the first and the last value of each bucket are within one percent of its middle`() {
        var worst = 0.0
        for bucket in 0..<QuantileSketch.buckets {
            let first = QuantileSketch.bound(bucket)
            let last =
                bucket + 1 < QuantileSketch.buckets
                ? QuantileSketch.bound(bucket + 1).nextDown : Double.greatestFiniteMagnitude
            for value in [first, first.nextUp, last.nextDown, last] {
                let middle = QuantileSketch.middle(of: QuantileSketch.bucket(of: value))
                worst = max(worst, (middle - value).magnitude / value)
            }
        }
        #expect(worst <= QuantileSketch.relativeError)
        #expect(worst > 0.0099, "the bound is used, or the sketch is larger than it need be")
    }

    @Test func `every bucket of every magnitude is that of the same value between one and two`() {
        var random = Repeatable(seed: 5)
        for _ in 0..<100_000 {
            let significand = Double.random(in: 1..<2, using: &random)
            let exponent = Int.random(in: -1022...1023, using: &random)
            let value = Double(sign: .plus, exponent: exponent, significand: significand)
            #expect(QuantileSketch.bucket(of: value) == QuantileSketch.bucket(of: significand) + 35 * exponent)
        }
    }

    @Test func `values far apart take pages, not what lies between`() {
        var sketch = QuantileSketch()
        for _ in 0..<1000 {
            for value in [1e-300, 1e300, -1e-300, -1e300, 5, 6, 7] { sketch.add(value) }
        }
        #expect(sketch.bytesHeld < 4000)
        #expect(sketch.quantile(0.5).map { abs($0 - 5) <= 0.05 } ?? false)
    }

    @Test func `no values whatever take more than a megabyte and a half`() {
        var sketch = QuantileSketch()
        for bucket in (0..<QuantileSketch.buckets).shuffled() {
            let value = QuantileSketch.middle(of: bucket)
            sketch.add(value)
            sketch.add(-value)
        }
        var buckets = 0
        sketch.forEachBucket { _, count in buckets += count == 1 ? 1 : 0 }
        #expect(buckets == 2 * QuantileSketch.buckets)
        #expect(sketch.bytesHeld <= 1_500_000)
    }

    @Test func `an outlier that comes first does not keep the others from lying together`() {
        var sketch = QuantileSketch()
        sketch.add(1e250)
        for value in 1...10_000 { sketch.add(Double(value)) }
        var other = QuantileSketch()
        for value in 1...10_000 { other.add(Double(value)) }
        #expect(sketch.bytesHeld < other.bytesHeld + 1000)
    }
}
