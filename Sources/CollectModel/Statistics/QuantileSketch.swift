import CExpect

/// Quantiles within 1 % of the value, from counts that can be merged and taken back.
///
/// Why: durations, delays and numbers come by the million; an edit must be able to take its old value out again, which KLL and
/// t-digest cannot.
/// Shape: counts over buckets whose bounds grow by at most 2.02 %; one window of buckets for positive values, one for negative ones,
/// and a count of zeros.
/// Units: the values' own. Error: `relativeError` of the value for magnitudes from 1e-9 to 1e15; smaller ones count as zero, larger ones go
/// to the last bucket.
/// Cost: about 4 ns an update; 8 bytes for each bucket between the smallest and largest (factor 10: 117 buckets).
/// - Source: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees" (VLDB 2019), with
///   the cubic interpolation of the logarithm, which needs no library function and so gives the same buckets on every machine.
public struct QuantileSketch: Sendable {
    /// The largest relative error of a quantile.
    public static let relativeError = 0.01
    /// Buckets for each doubling of the value. The cubic is never flatter than 10/7 per e-fold of the value, so a bucket's bounds differ
    /// by at most exp(0.7 / 35) = 1.0202, and its middle is within tanh(0.01) < 1 % of everything in it.
    private static let perDoubling = 35.0
    private static let smallest = 1e-9
    private static let largest = 1e15

    private var positive = Window()
    private var negative = Window()
    private var zeros: Int64 = 0
    public private(set) var count: Int64 = 0

    /// Counts in a window of consecutive buckets.
    private struct Window: Sendable {
        var first = 0
        var counts: [Int64] = []

        @inline(__always)
        mutating func add(_ bucket: Int, _ change: Int64) {
            let place = bucket - first
            if place >= 0, place < counts.count {
                counts[place] &+= change
            } else {
                widen(bucket)
                counts[bucket - first] &+= change
            }
        }

        private mutating func widen(_ bucket: Int) {
            if counts.isEmpty {
                first = bucket - 8
                counts = Array(repeating: 0, count: 16)
            } else if bucket < first {
                let more = max(first - bucket, 16)
                counts.insert(contentsOf: repeatElement(0, count: more), at: 0)
                first -= more
            } else {
                let more = max(bucket - first - counts.count + 1, 16)
                counts.append(contentsOf: repeatElement(0, count: more))
            }
        }

        mutating func merge(_ other: Window) {
            for (i, count) in other.counts.enumerated() where count != 0 { add(other.first + i, count) }
        }
    }

    public init() {}

    /// Adds `change` times `value`; a negative change takes it back. A value that is not finite is ignored.
    @inline(__always)
    public mutating func add(_ value: Double, change: Int64 = 1) {
        guard value.isFinite else { return }
        count &+= change
        let magnitude = value.magnitude
        if magnitude < Self.smallest {
            zeros &+= change
        } else if value > 0 {
            positive.add(Self.bucket(magnitude), change)
        } else {
            negative.add(Self.bucket(magnitude), change)
        }
    }

    /// Has the counts of positive values fetched, as far as there are few of them: waiting for each line of them was a fortieth of a report.
    @inline(__always)
    func expect() {
        positive.counts.withUnsafeBytes { counts in
            for at in stride(from: 0, to: min(counts.count, Self.mostExpected), by: 64) {
                counts.baseAddress.map { cex_expect($0 + at) }
            }
        }
    }

    private static let mostExpected = 4096

    /// Adds everything that `other` counted.
    public mutating func merge(_ other: QuantileSketch) {
        positive.merge(other.positive)
        negative.merge(other.negative)
        zeros += other.zeros
        count += other.count
    }

    /// The value below which the share `q` of the values lies, between two of them in proportion; nil without values.
    public func quantile(_ q: Double) -> Double? {
        guard count > 0 else { return nil }
        let place = QuantilePlace(q, of: count)
        guard let low = value(at: place.rank) else { return nil }
        guard place.share > 0, let high = value(at: place.rank + 1) else { return low }
        return place.between(low, high)
    }

    /// The value of this rank, from 0.
    private func value(at rank: Int64) -> Double? {
        var left = rank
        for i in negative.counts.indices.reversed() {
            left -= negative.counts[i]
            if left < 0 { return -Self.middle(of: negative.first + i) }
        }
        left -= zeros
        if left < 0 { return 0 }
        for i in positive.counts.indices {
            left -= positive.counts[i]
            if left < 0 { return Self.middle(of: positive.first + i) }
        }
        return nil
    }

    /// How many values are smaller than `limit`, give or take those within `relativeError` of it. `limit` is positive.
    public func count(below limit: Double) -> Int64 {
        var found: Int64 = 0
        forEachBucket { value, count in if value < limit { found += count } }
        return found
    }

    /// Every bucket that holds something, from the lowest value to the highest: its middle and its count.
    public func forEachBucket(_ body: (_ value: Double, _ count: Int64) -> Void) {
        for i in negative.counts.indices.reversed() where negative.counts[i] != 0 {
            body(-Self.middle(of: negative.first + i), negative.counts[i])
        }
        if zeros != 0 { body(0, zeros) }
        for i in positive.counts.indices where positive.counts[i] != 0 {
            body(Self.middle(of: positive.first + i), positive.counts[i])
        }
    }

    @inline(__always)
    private static func bucket(_ magnitude: Double) -> Int {
        let value = min(magnitude, largest)
        let exponent = Double(Int(value.exponentBitPattern) - 1023)
        let s = value.significand - 1
        let place = perDoubling * (exponent + curve(s))
        // Rounding down by hand: without newer processors' instructions it would be a call.
        let whole = Int(place)
        return Double(whole) > place ? whole - 1 : whole
    }

    /// The cubic that stands for log2(1 + s) between 0 and 1.
    @inline(__always)
    private static func curve(_ s: Double) -> Double { ((6.0 / 35 * s - 3.0 / 5) * s + 10.0 / 7) * s }

    /// The value from which both bounds of a bucket differ by the same share.
    private static func middle(of bucket: Int) -> Double {
        let low = bound(bucket)
        let high = bound(bucket + 1)
        return 2 * low * high / (low + high)
    }

    /// The lower bound of a bucket.
    private static func bound(_ bucket: Int) -> Double {
        let (octave, part) = bucket.quotientAndRemainder(dividingBy: Int(perDoubling))
        let (exponent, place) = part < 0 ? (octave - 1, part + Int(perDoubling)) : (octave, part)
        return Double(sign: .plus, exponent: exponent, significand: significands[place])
    }

    /// Where the buckets of one doubling begin: the inverse of the curve, found by halving.
    private static let significands: [Double] = (0..<Int(perDoubling)).map { place in
        let wanted = Double(place) / perDoubling
        var low = 0.0
        var high = 1.0
        for _ in 0..<52 {
            let half = (low + high) / 2
            if curve(half) < wanted { low = half } else { high = half }
        }
        return 1 + low
    }
}
