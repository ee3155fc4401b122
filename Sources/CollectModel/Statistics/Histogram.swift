import Glibc

/// Bars of equal and readable width over a number's range.
enum Histogram {
    /// About twelve bins [lo, hi) whose width is 1, 2 or 5 times a power of ten, the last one closed; empty bins included. Whole numbers
    /// that span no more than twenty get a bin each.
    static func bins(of list: [ValueTimes], low: Double, high: Double) -> [HistogramBin] {
        guard !list.isEmpty, low.isFinite, high.isFinite else { return [] }
        let width = binWidth(low: low, high: high, whole: list.allSatisfy { $0.value == $0.value.rounded() })
        let start = (low / width).rounded(.down)
        let number = Int(min(64, (high / width).rounded(.down) - start + 1))
        guard number >= 1, (start * width).isFinite, ((start + Double(number)) * width).isFinite else { return [] }
        var bins = (0..<number).map { i in
            HistogramBin(lo: (start + Double(i)) * width, hi: (start + Double(i + 1)) * width, count: 0)
        }
        for entry in list {
            let value = min(max(entry.value, low), high)
            let place = Int((value / width).rounded(.down) - start)
            bins[min(max(place, 0), number - 1)].count += entry.count
        }
        return bins
    }

    private static func binWidth(low: Double, high: Double, whole: Bool) -> Double {
        let span = high - low
        if whole, span <= 20 { return 1 }
        guard span > 0, span.isFinite else { return max(1, abs(low) / 8) }
        let rough = span / 12
        let power = pow(10, (log10(rough)).rounded(.down))
        let factor = rough / power
        let nice = power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10)
        return whole ? max(1, nice) : nice
    }
}
