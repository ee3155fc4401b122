@testable import CollectModel

/// Values that a sketch may meet: what surveys give, and what nobody should send.
enum SketchValues {
    private enum Distribution: CaseIterable {
        case uniform, everyMagnitude, heavyTail, constant, twoClusters, bothSigns, zeros, whole
        case borders, extremes, tiny, ladder
    }

    static func draw(using random: inout Repeatable) -> [Double] {
        let distribution = Distribution.allCases.randomElement(using: &random) ?? .uniform
        let count = Int.random(in: 1...500, using: &random)
        let anchor = magnitude(using: &random)
        let other = magnitude(using: &random)
        return (0..<count).map { n in
            switch distribution {
            case .uniform: Double.random(in: 0...1000, using: &random)
            case .everyMagnitude: signed(magnitude(using: &random), using: &random)
            case .heavyTail: heavy(using: &random)
            case .constant: anchor
            case .twoClusters: near(Bool.random(using: &random) ? anchor : -other, using: &random)
            case .bothSigns: Double.random(in: -1...1, using: &random) * min(anchor, 1e300)
            case .zeros: [0, -0.0, 0, anchor, .leastNonzeroMagnitude].randomElement(using: &random) ?? 0
            case .whole: Double(Int.random(in: -20...20, using: &random))
            case .borders: signed(border(using: &random), using: &random)
            case .extremes: extremes[n % extremes.count]
            case .tiny: signed(Double.leastNormalMagnitude * Double.random(in: 0...4, using: &random), using: &random)
            case .ladder: Double(sign: .plus, exponent: -1022 + n * 2045 / count, significand: 1)
            }
        }
    }

    private static let extremes = [
        1e300, 1e-300, -1e300, -1e-300, Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNormalMagnitude, 1,
    ]

    private static func magnitude(using random: inout Repeatable) -> Double {
        Double(
            sign: .plus, exponent: Int.random(in: -1022...1023, using: &random),
            significand: Double.random(in: 1..<2, using: &random))
    }

    private static func signed(_ value: Double, using random: inout Repeatable) -> Double {
        Bool.random(using: &random) ? value : -value
    }

    private static func near(_ value: Double, using random: inout Repeatable) -> Double {
        // Downwards, because the largest may be meant.
        value * Double.random(in: 0.9...1, using: &random)
    }

    /// Of a Pareto distribution without a mean.
    private static func heavy(using random: inout Repeatable) -> Double {
        let share = Double.random(in: 1e-4...1, using: &random)
        return 1 / (share * share)
    }

    /// A bucket's first value, or one of its neighbours.
    private static func border(using random: inout Repeatable) -> Double {
        let bound = QuantileSketch.bound(Int.random(in: 1..<QuantileSketch.buckets, using: &random))
        return [bound.nextDown, bound, bound.nextUp].randomElement(using: &random) ?? bound
    }
}
