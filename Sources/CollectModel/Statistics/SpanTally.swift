/// A duration or delay per response: exact count, mean and extremes, quantiles within 1 %.
///
/// Units: ms.
public struct SpanTally: Sendable {
    private var sum: Int128 = 0
    private var sketch = QuantileSketch()
    private var extremes = ExtremeCounts()

    public init() {}

    /// Adds (`change` 1) or takes back (−1) a span.
    public mutating func add(_ ms: Int64, change: Int64) {
        sum += Int128(ms) * Int128(change)
        sketch.add(Double(ms), change: change)
        extremes.add(Double(ms), change: change)
    }

    /// Whether an extreme has to be found again: `forgetExtremes`, and `noteExtremes` for each span that is counted.
    var hasLostExtremes: Bool { extremes.isLost }
    mutating func forgetExtremes() { extremes.forget() }
    mutating func noteExtremes(_ ms: Int64) { extremes.add(Double(ms)) }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int { sketch.bytesHeld + extremes.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        writer.write(sum)
        writer.write(sketch)
        writer.write(extremes)
    }

    /// Adds what `other` counted.
    public mutating func merge(_ other: SpanTally) {
        sum += other.sum
        sketch.merge(other.sketch)
        extremes.merge(other.extremes)
    }

    /// The greatest 64-bit numbers, as doubles, are beyond what 64 bits hold.
    private static func whole(_ ms: Double) -> Int64 { Int64(exactly: ms.rounded()) ?? (ms < 0 ? .min : .max) }

    /// The middle span, for rules such as "far too fast". Nil without spans.
    public var median: Double? { sketch.quantile(0.5) }

    /// How many spans are shorter than `ms`, give or take those within a hundredth of it.
    func count(below ms: Int64) -> Int64 { sketch.count(below: Double(ms)) }

    public var statistics: SpanStatistics {
        var result = SpanStatistics()
        result.count = sketch.count
        guard sketch.count > 0 else { return result }
        let low = extremes.minimum ?? sketch.quantile(0)
        let high = extremes.maximum ?? sketch.quantile(1)
        result.min = low.map(Self.whole)
        result.max = high.map(Self.whole)
        result.mean = Double(sum) / Double(sketch.count)
        let within = { (value: Double?) -> Double? in
            guard let value, let low, let high else { return nil }
            return Swift.min(Swift.max(value, low), high)
        }
        result.p50 = within(sketch.quantile(0.5))
        result.p95 = within(sketch.quantile(0.95))
        return result
    }
}
