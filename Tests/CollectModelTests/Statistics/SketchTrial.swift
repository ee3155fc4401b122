@testable import CollectModel

/// One random history of a sketch: values of one distribution, in one to three parts that are merged, half of them taken back, all in random order;
/// and what is wrong with the result beside the values that remain, sorted.
struct SketchTrial {
    /// What could be wrong in a sketch, to prove that the comparison would notice.
    enum Mistake: CaseIterable {
        case none
        case takesBackFromTheNextBucket
        case losesWhatIsTakenBackBeforeItIsAdded
        case mergesAPartTwice
        case countsSmallAsZero
        case cutsLargeOff
        case mistakesTheSign
    }

    struct Findings {
        var buckets: [String] = []
        var quantiles: [String] = []
        var all: [String] { buckets + quantiles }
    }

    static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]

    let values: [Double]
    private let kept: [Double]
    private let merged: QuantileSketch

    init(seed: UInt64, mistake: Mistake = .none) {
        var random = Repeatable(seed: seed)
        let values = SketchValues.draw(using: &random)
        let marked = values.shuffled(using: &random)
        let passing = marked.prefix(values.count / 2)
        self.values = values
        kept = Array(marked.dropFirst(passing.count))

        let changes: [(Double, Int64)] =
            Bool.random(using: &random)
            ? (values.map { ($0, 1) } + passing.map { ($0, -1) }).shuffled(using: &random)
            : values.map { ($0, 1) } + passing.shuffled(using: &random).map { ($0, -1) }
        var parts = [QuantileSketch](repeating: QuantileSketch(), count: Int.random(in: 1...3, using: &random))
        for (value, change) in changes {
            // A part may have to take back what another one added.
            let part = parts.indices.randomElement(using: &random) ?? 0
            if mistake == .losesWhatIsTakenBackBeforeItIsAdded, parts[part].count + change < 0 { continue }
            parts[part].add(Self.told(value, change, mistake), change: change)
        }
        parts.shuffle(using: &random)
        var merged = parts[0]
        for part in parts.dropFirst() { merged.merge(part) }
        if mistake == .mergesAPartTwice, let last = parts.last { merged.merge(last) }
        self.merged = merged
    }

    /// What a sketch with this mistake would make of a value.
    private static func told(_ value: Double, _ change: Int64, _ mistake: Mistake) -> Double {
        switch mistake {
        case .takesBackFromTheNextBucket where change < 0: value * 1.0203
        case .countsSmallAsZero where value.magnitude < 1e-9: 0
        case .cutsLargeOff: min(max(value, -1e15), 1e15)
        case .mistakesTheSign where value.magnitude == value: -value
        default: value
        }
    }

    /// All that is not as it must be.
    var findings: Findings {
        var findings = Findings()
        let sorted = kept.sorted()
        if merged.count != Int64(kept.count) {
            findings.buckets.append("\(kept.count) values, counted \(merged.count)")
        }
        if Self.buckets(merged) != Self.buckets(sorted) {
            findings.buckets.append("other buckets than of what is left")
        }
        for q in Self.shares {
            let found = merged.quantile(q)
            if sorted.isEmpty {
                if found != nil { findings.quantiles.append("a quantile of nothing") }
            } else if let wrong = Self.judge(found, q, of: sorted) {
                findings.quantiles.append(wrong)
            }
        }
        return findings
    }

    private struct Bucket: Equatable {
        var value: Double
        var count: Int64
    }

    private static func buckets(_ sketch: QuantileSketch) -> [Bucket] {
        var list: [Bucket] = []
        sketch.forEachBucket { list.append(Bucket(value: $0, count: $1)) }
        return list
    }

    private static func buckets(_ values: [Double]) -> [Bucket] {
        var sketch = QuantileSketch()
        for value in values { sketch.add(value) }
        return buckets(sketch)
    }

    /// Between two values, definition 7; the error is of these two, which may have different signs. Sums are of shares, so that the largest doubles fit.
    private static func judge(_ found: Double?, _ q: Double, of sorted: [Double]) -> String? {
        let place = q * Double(sorted.count - 1)
        let (rank, share) = (Int(place), place - place.rounded(.down))
        let (low, high) = (sorted[rank], sorted[min(rank + 1, sorted.count - 1)])
        let exact = (1 - share) * low + share * high
        let size = (1 - share) * low.magnitude + share * high.magnitude
        // Rounding, and numbers that are too small to be normal.
        let slack = 1e-12 * size + .leastNormalMagnitude
        if let found, (found - exact).magnitude <= QuantileSketch.relativeError * size + slack { return nil }
        return "q \(q): expected about \(exact), found \(found.map { "\($0)" } ?? "nothing")"
    }
}
