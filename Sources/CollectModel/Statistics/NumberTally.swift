/// The distribution of a number: n, mean, sd, extremes, quantiles and a histogram.
///
/// Shape: a count for each distinct value as long as no more than `exactValues` have ever been seen; everything follows from these, exactly. Beyond
/// that exact sums of values and squares, extremes, and a sketch of relative error 1 % for quantiles and histogram.
final class NumberTally: AnswerTally {
    static let exactValues = 4096

    private var exact = KeyCounts(limit: exactValues)
    /// Nil while `exact` says it all.
    private var sums: NumberSums?

    func expect(_ fact: AnswerFact) {
        if sums == nil { exact.expect(key: NumberKey.of(fact.number == 0 ? 0 : fact.number)) }
    }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        let value = fact.number == 0 ? 0 : fact.number
        if sums == nil {
            if exact.addIfExact(key: NumberKey.of(value), change: sign) { return }
            // Everything counted so far goes into the sums, which is the same as if it had been there from the start.
            sums = NumberSums(of: exact)
            exact = KeyCounts(limit: Self.exactValues)
        }
        sums?.add(value, times: sign)
    }

    var hasLostExtremes: Bool { sums?.extremes.isLost ?? false }
    func forgetExtremes() { sums?.extremes.forget() }
    func noteExtremes(_ fact: AnswerFact) {
        if fact.flags.contains(.hasValue) { sums?.extremes.add(fact.number == 0 ? 0 : fact.number) }
    }

    var bytesHeld: Int { exact.bytesHeld + (sums?.bytesHeld ?? 0) }

    func writeState(to writer: inout StateWriter) {
        writer.write(exact)
        guard let sums else { return }
        writer.write(sums.count)
        writer.write(sums.sum)
        writer.write(sums.squares)
        writer.write(sums.sketch)
        writer.write(sums.extremes)
        writer.write(sums.zeros)
        writer.write(sums.negatives)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? NumberTally else { preconditionFailure("tallies of two kinds are not added") }
        if other.sums == nil, sums == nil {
            var together = exact
            together.merge(other.exact)
            if together.level == 0 {
                exact = together
                return
            }
        }
        var all = sums ?? NumberSums(of: exact)
        all.merge(other.sums ?? NumberSums(of: other.exact))
        sums = all
        exact = KeyCounts(limit: Self.exactValues)
    }

    /// Distinct values (or buckets of the sketch) in ascending order, each with its count.
    private var distribution: [(value: Double, count: Int64)] {
        var list: [(value: Double, count: Int64)] = []
        if let sums {
            sums.sketch.forEachBucket { list.append(($0, $1)) }
        } else {
            exact.forEach { key, held, _ in list.append((NumberKey.number(key), held)) }
            list.sort { $0.value < $1.value }
        }
        return list
    }

    func statistics(answered: Int64, names: OptionNames?) -> QuestionStatistics {
        let list = distribution
        let all = sums ?? NumberSums(totalsOf: exact)
        let (mean, sd) = ExactSum.meanAndDeviation(count: all.count, sum: all.sum, squares: all.squares)
        guard all.count > 0, let low = (sums == nil ? nil : all.extremes.minimum) ?? list.first?.value,
            let high = (sums == nil ? nil : all.extremes.maximum) ?? list.last?.value
        else { return .number(NumberStatistics()) }
        let quantiles = Quantiles(of: list, count: all.count, low: low, high: high)
        var statistics = NumberStatistics(
            count: all.count, min: low, max: high, mean: mean, sd: sd,
            p5: quantiles[0.05], p25: quantiles[0.25], p50: quantiles[0.5], p75: quantiles[0.75],
            p95: quantiles[0.95],
            error: sums == nil ? 0 : QuantileSketch.relativeError,
            histogram: Histogram.bins(of: list, low: low, high: high))
        statistics.zeros = all.zeros
        statistics.negatives = all.negatives
        statistics.outliers = Self.outliers(of: list, lower: quantiles[0.25], upper: quantiles[0.75])
        return .number(statistics)
    }

    /// - Source: Tukey, "Exploratory Data Analysis" (1977), inner and outer fences.
    private static func outliers(
        of list: [(value: Double, count: Int64)], lower: Double, upper: Double
    ) -> NumberStatistics.Outliers {
        let range = upper - lower
        var outliers = NumberStatistics.Outliers()
        for (value, count) in list {
            if value < lower - 1.5 * range || value > upper + 1.5 * range { outliers.outside += count }
            if value < lower - 3 * range || value > upper + 3 * range { outliers.far += count }
        }
        return outliers
    }
}

/// A finite number as the key of a table, and back.
enum NumberKey {
    /// Only what is no number would have the key 0, which tables take for none.
    private static let none = ByteHash.mix(Double.nan.bitPattern)

    static func of(_ value: Double) -> UInt64 { ByteHash.mix(value.bitPattern) ^ none }
    static func number(_ key: UInt64) -> Double { Double(bitPattern: ByteHash.unmix(key ^ none)) }
}

/// What is kept of numbers of which too many are different.
struct NumberSums {
    private(set) var count: Int64 = 0
    private(set) var sum = ExactSum()
    private(set) var squares = ExactSum()
    private(set) var sketch = QuantileSketch()
    var extremes = ExtremeCounts()
    private(set) var zeros: Int64 = 0
    private(set) var negatives: Int64 = 0

    init() {}

    /// The sums of all numbers that a table has counted.
    init(of values: KeyCounts) {
        values.forEach { key, count, _ in add(NumberKey.number(key), times: count) }
    }

    /// The same without quantiles and extremes, which follow from values that are known one by one.
    init(totalsOf values: KeyCounts) {
        values.forEach { key, times, _ in
            addTotals(NumberKey.number(key), times)
        }
    }

    private mutating func addTotals(_ value: Double, _ times: Int64) {
        count += times
        sum.add(value, times: times)
        squares.addSquare(value, times: times)
        if value == 0 { zeros += times }
        if value < 0 { negatives += times }
    }

    mutating func add(_ value: Double, times: Int64) {
        addTotals(value, times)
        sketch.add(value, change: times)
        extremes.add(value, change: times)
    }

    var bytesHeld: Int { sum.bytesHeld + squares.bytesHeld + sketch.bytesHeld + extremes.bytesHeld }

    mutating func merge(_ other: NumberSums) {
        zeros += other.zeros
        negatives += other.negatives
        count += other.count
        sum.merge(other.sum)
        squares.merge(other.squares)
        sketch.merge(other.sketch)
        extremes.merge(other.extremes)
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

    func between(_ low: Double, _ high: Double) -> Double {
        let gap = high - low
        // The largest double of each sign are farther apart than a double can say.
        return gap.isFinite ? low + share * gap : low * (1 - share) + high * share
    }
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
