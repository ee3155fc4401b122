import CollectModel

/// How the bins of a number's histogram are called.
///
/// Why: of a rating somebody wants to read `1 … 5`, the answers that were given, and not the borders of the intervals around them.
nonisolated struct HistogramBins: Sendable {
    private let bins: [HistogramBin]
    /// Every bin holds a single value: its lower border.
    let isOneValueEach: Bool

    init(_ number: NumberStatistics, type: String) {
        bins = number.histogram
        isOneValueEach = number.histogram.allSatisfy { $0.hi - $0.lo == 1 } && Self.isWhole(number, type: type)
    }

    /// Quantiles of whole numbers are whole or lie between two of them; an approximate one says nothing.
    private static func isWhole(_ number: NumberStatistics, type: String) -> Bool {
        if type == "Rating" { return true }
        let quantiles = [number.min, number.p5, number.p25, number.p50, number.p75, number.p95, number.max]
        let known = quantiles.compactMap(\.self)
        return number.error == 0 && known.count(where: { $0 == $0.rounded() }) * 2 > quantiles.count
            && number.min == number.min?.rounded() && number.max == number.max?.rounded()
    }

    /// What stands under the bins. `name` says how a value is written.
    func names(_ name: (Double) -> DisplayText) -> Histogram.Axis {
        guard !isOneValueEach else { return .columns(bins.map { name($0.lo) }) }
        return .ends(low: bins.first.map { name($0.lo) } ?? .empty, high: bins.last.map { name($0.hi) } ?? .empty)
    }
}
