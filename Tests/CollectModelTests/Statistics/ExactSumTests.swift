import Testing

@testable import CollectModel

@Suite struct ExactSumTests {
    private func sum(_ values: [Double]) -> ExactSum {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum
    }

    /// Values whose exact sum fits 128-bit integers: the arithmetic to compare with.
    private func dyadic(_ random: inout Repeatable, count: Int) -> [(value: Double, exact: Int128)] {
        (0..<count).map { _ in
            let mantissa = Int64.random(in: -(1 << 53)...(1 << 53), using: &random)
            let shift = Int.random(in: 0...55, using: &random)
            return (Double(mantissa) * Double(sign: .plus, exponent: shift, significand: 1), Int128(mantissa) << shift)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `the sum equals the sum of whole numbers, rounded once`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let values = dyadic(&random, count: Int.random(in: 1...200, using: &random))
        let exact = values.reduce(Int128(0)) { $0 + $1.exact }
        #expect(sum(values.map(\.value)).value == Double(exact), "seed \(seed)")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `the sum of squares equals that of whole numbers`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let values = (0..<100).map { _ in Int64.random(in: -(1 << 53)...(1 << 53), using: &random) }
        var squares = ExactSum()
        for value in values { squares.addSquare(Double(value)) }
        let exact = values.reduce(Int128(0)) { $0 + Int128($1) * Int128($1) }
        #expect(squares.value == Double(exact), "seed \(seed)")
    }

    /// Any finite double, of all magnitudes.
    private func wild(_ random: inout Repeatable) -> Double {
        while true {
            let value = Double(bitPattern: random.next())
            if value.isFinite, abs(value) < 1e306 { return value }
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `no order and no split changes a bit`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let values = (0..<300).map { _ in wild(&random) }
        let straight = sum(values)
        #expect(sum(values.shuffled(using: &random)) == straight, "seed \(seed)")
        var merged = sum(Array(values[200...]))
        merged.merge(sum(Array(values[..<200])))
        #expect(merged == straight, "seed \(seed)")
        #expect(merged.value == straight.value)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `what was added and taken back leaves no trace`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let kept = (0..<20).map { _ in wild(&random) }
        let passing = (0..<50).map { _ in wild(&random) }
        var both = sum(kept + passing)
        for value in passing.shuffled(using: &random) { both.add(value, times: -1) }
        #expect(both == sum(kept), "seed \(seed)")
        for value in kept {
            both.add(value, times: -1)
            both.addSquare(value)
            both.addSquare(value, times: -1)
        }
        #expect(both == ExactSum(), "seed \(seed)")
        #expect(both.value == 0)
    }

    static let cancellations: [([Double], Double)] = [
        ([1e308, 1, -1e308], 1.0), ([1e16, 1, -1e16], 1), ([1e308, 1e308, -1e308, -1e308, 3], 3),
        ([0.1, 0.2, -0.3], 2.7755575615628914e-17), ([.leastNonzeroMagnitude, 1, -1], .leastNonzeroMagnitude),
        ([-.leastNonzeroMagnitude], -.leastNonzeroMagnitude),
        ([0x1p53, 1, 0x1p-60], 9_007_199_254_740_994), ([0x1p53, 1], 0x1p53),
        ([-0x1p53, -1, -0x1p-1000], -9_007_199_254_740_994),
        ([.greatestFiniteMagnitude], .greatestFiniteMagnitude), ([-0.0, 0], 0), ([], 0),
    ]

    @Test(arguments: ExactSumTests.cancellations)
    func `cancellation and ties are rounded as by hand`(values: [Double], expected: Double) {
        #expect(sum(values).value == expected)
    }

    private func deviation(_ values: [Double]) -> (mean: Double, sd: Double?) {
        var squares = ExactSum()
        for value in values { squares.addSquare(value) }
        return ExactSum.meanAndDeviation(count: Int64(values.count), sum: sum(values), squares: squares)
    }

    static let deviations: [([Double], Double)] = [
        ([1e9, 1e9 + 1, 1e9 + 2], 1.0), ([1e15, 1e15 + 1, 1e15 + 2], 1), ([-1e9, -1e9 - 1, -1e9 - 2], 1),
        ([0.1, 0.1, 0.1], 0), ([7, 7], 0), ([2, 4, 4, 4, 5, 5, 7, 9], 2.138089935299395),
    ]

    @Test(arguments: ExactSumTests.deviations)
    func `the deviation keeps its digits beside a large mean`(values: [Double], sd: Double) throws {
        let found = try #require(deviation(values).sd)
        #expect(abs(found - sd) <= 1e-12 * sd)
    }

    @Test func `one value has no deviation and none has no mean`() {
        #expect(deviation([5]).mean == 5)
        #expect(deviation([5]).sd == nil)
        #expect(deviation([]).mean.isNaN)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `mean and deviation equal those of two passes`(seed: UInt64) throws {
        var random = Repeatable(seed: seed)
        let offset = Double.random(in: -1e6...1e6, using: &random)
        let values = (0..<500).map { _ in offset + Double.random(in: -10...10, using: &random) }
        let mean = values.reduce(0, +) / 500
        let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 499).squareRoot()
        let found = deviation(values)
        #expect(abs(found.mean - mean) <= 1e-9 * abs(mean))
        #expect(abs(try #require(found.sd) - sd) <= 1e-9 * sd, "seed \(seed)")
    }
}
