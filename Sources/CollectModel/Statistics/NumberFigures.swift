/// The figures of a number question, from how often each value was given.
struct NumberFigures {
    private let list: [ValueTimes]
    private let all: NumberSums
    private let isExact: Bool

    /// - Parameter list: values, or the buckets of a sketch, in ascending order. - Parameter all: totals of the same numbers.
    init(_ list: [ValueTimes], _ all: NumberSums, isExact: Bool) {
        self.list = list
        self.all = all
        self.isExact = isExact
    }

    /// - Parameter scale: from the worst to the best of a rating.
    func statistics(scale: ClosedRange<Double>?) -> NumberStatistics {
        let (mean, sd) = ExactSum.meanAndDeviation(count: all.count, sum: all.sum, squares: all.squares)
        guard all.count > 0, let low = (isExact ? nil : all.extremes.minimum) ?? list.first?.value,
            let high = (isExact ? nil : all.extremes.maximum) ?? list.last?.value
        else { return NumberStatistics() }
        let quantiles = Quantiles(of: list, count: all.count, low: low, high: high)
        let median = quantiles[0.5]
        var statistics = NumberStatistics(
            count: all.count, min: low, max: high, mean: mean, sd: sd,
            p5: quantiles[0.05], p25: quantiles[0.25], p50: median, p75: quantiles[0.75], p95: quantiles[0.95],
            error: isExact ? 0 : QuantileSketch.relativeError,
            histogram: Histogram.bins(of: list, low: low, high: high))
        statistics.mad = medianDistance(from: median)
        statistics.zeros = all.zeros
        statistics.negatives = all.negatives
        statistics.heaping = NumberStatistics.Heaping(whole: all.whole, round: all.round)
        statistics.outliers = outliers(lower: quantiles[0.25], upper: quantiles[0.75])
        if isExact, let scale { statistics.rating = rating(on: scale) }
        return statistics
    }

    /// The median of the distances from `median`: the spread that single wrong numbers do not change.
    ///
    /// Cost: one walk from the middle outwards, over half of the values. - Source: Hampel, "The Influence Curve and its Role in Robust
    /// Estimation" (Journal of the American Statistical Association, 1974).
    private func medianDistance(from median: Double) -> Double {
        let place = QuantilePlace(0.5, of: all.count)
        var right = list.partitionPoint { $0.value > median }
        var left = right - 1
        var seen: Int64 = 0
        var below: Double?
        while left >= 0 || right < list.count {
            let toLeft = left >= 0 ? median - list[left].value : .infinity
            let toRight = right < list.count ? list[right].value - median : .infinity
            let isLeft = toLeft <= toRight && left >= 0
            seen += list[isLeft ? left : right].count
            let distance = min(isLeft ? toLeft : toRight, .greatestFiniteMagnitude)
            if isLeft { left -= 1 } else { right += 1 }
            if let below { return place.between(below, distance) }
            if seen > place.rank + 1 || place.share == 0 && seen > place.rank { return distance }
            if seen > place.rank { below = distance }
        }
        return below ?? 0
    }

    /// - Source: Tukey, "Exploratory Data Analysis" (1977), inner and outer fences.
    private func outliers(lower: Double, upper: Double) -> NumberStatistics.Outliers {
        let range = upper - lower
        var outliers = NumberStatistics.Outliers()
        for entry in list {
            let (value, count) = (entry.value, entry.count)
            if value < lower - 1.5 * range || value > upper + 1.5 * range { outliers.outside += count }
            if value < lower - 3 * range || value > upper + 3 * range { outliers.far += count }
        }
        return outliers
    }

    private func rating(on scale: ClosedRange<Double>) -> NumberStatistics.Rating {
        var rating = NumberStatistics.Rating(lowest: scale.lowerBound, highest: scale.upperBound)
        var (promoters, detractors) = (Int64(0), Int64(0))
        for entry in list where scale.contains(entry.value) {
            rating.count += entry.count
            if entry.value >= scale.upperBound - 1 { rating.top2 += entry.count }
            if entry.value <= scale.lowerBound + 1 { rating.bottom2 += entry.count }
            if entry.value >= 9 { promoters += entry.count }
            if entry.value <= 6 { detractors += entry.count }
        }
        if scale == 0...10, rating.count > 0 {
            rating.netPromoterScore = 100 * Double(promoters - detractors) / Double(rating.count)
        }
        return rating
    }
}
