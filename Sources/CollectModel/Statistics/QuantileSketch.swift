/// Quantiles within 1 % of the value, from counts that can be merged and taken back.
///
/// Why: durations, delays and numbers come by the million; an edit must be able to take its old value out again, which KLL and
/// t-digest cannot.
/// Shape: counts over buckets whose bounds grow by at most 2.02 %, for positive values and for negative ones, and a count of zeros.
/// Units: the values' own. Error: `relativeError` of the value, for every finite value; what is smaller than the smallest normal double (2.2e-308)
/// counts as zero.
/// Cost: about 5 ns an update; 2 bytes for each bucket near the others (factor 10: 117 buckets), 8 where one of them counts more than 32,767; a page of
/// 32 for what lies far away. Bound: 1.5 MB, if all 143,220 buckets were used.
/// - Source: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees" (VLDB 2019), with
///   the cubic interpolation of the logarithm, which needs no library function and so gives the same buckets on every machine.
public struct QuantileSketch: Sendable {
    /// The largest relative error of a quantile.
    public static let relativeError = 0.01
    /// Buckets for each doubling of the value. The cubic is never flatter than 10/7 per e-fold of the value, so a bucket's bounds differ
    /// by at most exp(0.7 / 35) = 1.0202, and its middle is within tanh(0.01) < 1 % of everything in it.
    private static let perDoubling = 35
    /// The buckets of one sign: 2,046 doublings, from the smallest normal double on.
    static let buckets = 2046 * perDoubling

    private var positive = BucketCounts()
    private var negative = BucketCounts()
    private var zeros: Int64 = 0
    public private(set) var count: Int64 = 0

    public init() {}

    /// Adds `change` times `value`; a negative change takes it back. A value that is not finite is ignored.
    @inline(__always)
    public mutating func add(_ value: Double, change: Int64 = 1) {
        guard value.isFinite else { return }
        count &+= change
        if value.exponentBitPattern == 0 {
            zeros &+= change
        } else if value > 0 {
            positive.add(Self.bucket(of: value), change)
        } else {
            negative.add(Self.bucket(of: value), change)
        }
    }

    /// Has the counts of positive values fetched that are added to next.
    @inline(__always)
    func expect() { positive.expect() }

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
        var seen: Int64 = 0
        var (found, next): (Double?, Double?) = (nil, nil)
        walk { value, count in
            seen += count
            if found == nil, seen > place.rank { found = value }
            if seen > place.rank + 1 { next = value }
            return next == nil && (found == nil || place.share > 0)
        }
        guard place.share > 0, let low = found, let high = next else { return found }
        return place.between(low, high)
    }

    /// How many values are smaller than `limit`, give or take those within `relativeError` of it. `limit` is positive.
    public func count(below limit: Double) -> Int64 {
        var found: Int64 = 0
        forEachBucket { value, count in if value < limit { found += count } }
        return found
    }

    /// Every bucket that holds something, from the lowest value to the highest: its middle and its count.
    public func forEachBucket(_ body: (_ value: Double, _ count: Int64) -> Void) {
        walk { value, count in
            body(value, count)
            return true
        }
    }

    /// The same as long as `body` wants to see more.
    private func walk(_ body: (_ value: Double, _ count: Int64) -> Bool) {
        var more = true
        negative.walk(descending: true) { bucket, count in
            more = body(-Self.middle(of: bucket), count)
            return more
        }
        if more, zeros != 0 { more = body(0, zeros) }
        guard more else { return }
        positive.walk { bucket, count in body(Self.middle(of: bucket), count) }
    }

    /// Bytes held besides the value itself, for the memory budget.
    var bytesHeld: Int { positive.bytesHeld + negative.bytesHeld }

    /// The bucket of a value's magnitude, from 0. Twice the value is always `perDoubling` buckets further.
    @inline(__always)
    static func bucket(of value: Double) -> Int {
        let significand = Double(bitPattern: 0x3FF0_0000_0000_0000 | value.significandBitPattern)
        // The last significands may be rounded up to the next doubling, which the largest values do not have.
        let place = min(Int(Double(perDoubling) * curve(significand - 1)), perDoubling - 1)
        return (Int(value.exponentBitPattern) - 1) * perDoubling + place
    }

    /// The cubic that stands for log2(1 + s) between 0 and 1.
    @inline(__always)
    private static func curve(_ s: Double) -> Double { ((6.0 / 35 * s - 3.0 / 5) * s + 10.0 / 7) * s }

    /// The value from which both bounds of a bucket differ by the same share. Of significands, because products of the largest values have no double.
    static func middle(of bucket: Int) -> Double {
        let (octave, place) = bucket.quotientAndRemainder(dividingBy: perDoubling)
        let low = significands[place]
        let high = place + 1 < perDoubling ? significands[place + 1] : 2
        return Double(sign: .plus, exponent: octave - 1022, significand: 2 * low * high / (low + high))
    }

    /// The lower bound of a bucket.
    static func bound(_ bucket: Int) -> Double {
        let (octave, place) = bucket.quotientAndRemainder(dividingBy: perDoubling)
        return Double(sign: .plus, exponent: octave - 1022, significand: significands[place])
    }

    /// Where the buckets of one doubling begin: the inverse of the curve, found by halving.
    private static let significands: [Double] = (0..<perDoubling).map { place in
        let wanted = Double(place) / Double(perDoubling)
        var low = 0.0
        var high = 1.0
        for _ in 0..<52 {
            let half = (low + high) / 2
            if curve(half) < wanted { low = half } else { high = half }
        }
        return 1 + low
    }
}
