/// The distribution of a number: n, mean, sd, extremes, quantiles and a histogram.
///
/// Shape: exact sums of values and squares; a count for each distinct value as long as no more than `exactValues` have ever been seen
/// (quantiles and histogram are exact then), else a sketch of relative error 1 % and exact extremes.
final class NumberTally: AnswerTally {
    static let exactValues = 4096

    private var count: Int64 = 0
    private var sum = ExactSum()
    private var squares = ExactSum()
    private var exact = SampledCounts(limit: exactValues)
    private var sketch: QuantileSketch?
    private var extremes = ExtremeCounts()

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        add(fact.x == 0 ? 0 : fact.x, times: sign)
    }

    private func add(_ value: Double, times: Int64) {
        count += times
        sum.add(value, times: times)
        squares.addSquare(value, times: times)
        extremes.add(value, change: times)
        if sketch != nil {
            sketch?.add(value, change: times)
            return
        }
        let key = ByteHash.mix(value.bitPattern)
        if exact.used < Self.exactValues || exact.holds(key: key) {
            exact.add(key: key, change: times)
        } else {
            // Everything counted so far goes into the sketch, which is the same as if it had been there from the start.
            sketch = asSketch
            sketch?.add(value, change: times)
            exact = SampledCounts(limit: Self.exactValues)
        }
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? NumberTally else { preconditionFailure("tallies of two kinds are not added") }
        count += other.count
        sum.merge(other.sum)
        squares.merge(other.squares)
        extremes.merge(other.extremes)
        if other.sketch == nil, sketch == nil {
            var together = exact
            together.merge(other.exact)
            if together.level == 0 {
                exact = together
                return
            }
        }
        var all = asSketch
        all.merge(other.asSketch)
        sketch = all
        exact = SampledCounts(limit: Self.exactValues)
    }

    private var asSketch: QuantileSketch {
        if let sketch { return sketch }
        var all = QuantileSketch()
        exact.forEach { key, held, _ in all.add(Double(bitPattern: ByteHash.unmix(key)), change: held) }
        return all
    }

    /// Distinct values (or buckets of the sketch) in ascending order, each with its count.
    private var distribution: [(value: Double, count: Int64)] {
        var list: [(value: Double, count: Int64)] = []
        if let sketch {
            sketch.forEachBucket { list.append(($0, $1)) }
        } else {
            exact.forEach { key, held, _ in list.append((Double(bitPattern: ByteHash.unmix(key)), held)) }
            list.sort { $0.value < $1.value }
        }
        return list
    }

    func statistics(answered: Int64) -> QuestionStatistics {
        let list = distribution
        let (mean, sd) = ExactSum.meanAndDeviation(count: count, sum: sum, squares: squares)
        guard count > 0, let low = extremes.minimum ?? list.first?.value,
            let high = extremes.maximum ?? list.last?.value
        else { return .number(NumberStatistics()) }
        let quantiles = Quantiles(of: list, count: count, low: low, high: high)
        return .number(
            NumberStatistics(
                count: count, min: low, max: high, mean: mean, sd: sd,
                p5: quantiles[0.05], p25: quantiles[0.25], p50: quantiles[0.5], p75: quantiles[0.75],
                p95: quantiles[0.95],
                error: sketch == nil ? 0 : QuantileSketch.relativeError,
                histogram: Histogram.bins(of: list, low: low, high: high)))
    }
}

/// Where a quantile stands among `n` values in ascending order: at a rank, or a share of the way to the next.
struct QuantilePlace {
    let rank: Int64
    let share: Double

    init(_ q: Double, of count: Int64) {
        let place = q * Double(count - 1)
        rank = Int64(place.rounded(.down))
        share = place - place.rounded(.down)
    }

    func between(_ low: Double, _ high: Double) -> Double { low + share * (high - low) }
}

/// Quantiles of counted values in ascending order.
struct Quantiles {
    private let list: [(value: Double, count: Int64)]
    private let count: Int64
    private let low: Double
    private let high: Double

    init(of list: [(value: Double, count: Int64)], count: Int64, low: Double, high: Double) {
        self.list = list
        self.count = count
        self.low = low
        self.high = high
    }

    /// The value at the place q × (n − 1), counted from 0; between two values in proportion, as R, NumPy and spreadsheets do it. Never
    /// outside the extremes.
    /// - Source: Hyndman, Fan, "Sample Quantiles in Statistical Packages" (The American Statistician, 1996), definition 7.
    subscript(q: Double) -> Double {
        let place = QuantilePlace(q, of: count)
        var seen: Int64 = 0
        var below: Double?
        for entry in list {
            seen += entry.count
            let value = Swift.min(Swift.max(entry.value, low), high)
            if let below { return place.between(below, value) }
            if seen > place.rank + 1 || place.share == 0 && seen > place.rank { return value }
            if seen > place.rank { below = value }
        }
        return below ?? high
    }

    /// The smallest value that at least the share q of the values do not exceed, for values such as lengths that have no halves.
    func whole(_ q: Double) -> Double {
        let rank = Swift.max(0, Int64((q * Double(count)).rounded(.up)) - 1)
        var seen: Int64 = 0
        for entry in list {
            seen += entry.count
            if seen > rank { return entry.value }
        }
        return high
    }
}
