/// A value, and how often it was given.
struct ValueTimes {
    var value: Double
    var count: Int64
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
    private let list: [ValueTimes]
    private let count: Int64
    private let low: Double
    private let high: Double

    init(of list: [ValueTimes], count: Int64, low: Double, high: Double) {
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
