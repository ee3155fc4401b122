import Glibc

/// How likely chance alone is to bring so many arrivals.
///
/// - Source: Poisson distribution; the terms' logarithm by Stirling's series (Abramowitz and Stegun 6.1.41).
enum PoissonTail {
    /// P(X ≥ count) where `mean` are expected. Exact to about 1e-9 relative. Cost: about √mean terms.
    static func atLeast(_ count: Int, mean: Double) -> Double {
        guard mean > 0, mean.isFinite else { return count <= 0 ? 1 : 0 }
        guard count > 0 else { return 1 }
        // Below the mean the lower sum is the short one.
        if Double(count) <= mean { return max(0, 1 - sum(from: count - 1, step: -1, mean: mean)) }
        return min(1, sum(from: count, step: 1, mean: mean))
    }

    /// The fewest arrivals that chance explains with less than `tail`. Cost: O(log) tails.
    static func threshold(mean: Double, tail: Double) -> Int {
        var (low, high) = (Int(mean), Int(mean) + 16)
        while atLeast(high, mean: mean) >= tail { (low, high) = (high, high * 2) }
        return (low + 1..<high).partitionPoint { atLeast($0, mean: mean) < tail }
    }

    /// The sum of terms from `count` on, away from the mean, until they add nothing.
    private static func sum(from count: Int, step: Int, mean: Double) -> Double {
        var term = exp(Double(count) * log(mean) - mean - logFactorial(count))
        var total = 0.0
        var current = count
        while current >= 0, term > 0 {
            total += term
            if term < total * 1e-12 { break }
            term *= step > 0 ? mean / Double(current + 1) : Double(current) / mean
            current += step
        }
        return total
    }

    private static func logFactorial(_ n: Int) -> Double {
        if n < 16 { return (1...max(1, n)).reduce(0) { $0 + log(Double($1)) } }
        let x = Double(n + 1)
        return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + 1 / (12 * x) - 1 / (360 * x * x * x) + 1
            / (1260 * x * x * x * x * x)
    }
}
