/// The exact sum of doubles: no rounding, whatever the order, and a value added can be taken back without a trace.
///
/// Why: sums of doubles depend on their order, so live and replay would differ in the last digits, and an edit would leave residue.
/// Shape: a double is mantissa × 2^exponent; mantissas are added into 128-bit limbs, one for each 32 exponents. Survey numbers touch
/// one to three limbs.
/// Invariant: no limb is zero; exact for up to 2^37 values. Cost: about 5 ns a value.
/// - Source: the superaccumulator of Kulisch, in the sparse form of Neal, "Fast Exact Summation Using Small and Large
///   Superaccumulators" (arXiv 1505.05571).
public struct ExactSum: Sendable, Equatable {
    struct Limb: Sendable, Equatable {
        /// The limb's unit is 2^(32 × place).
        var place: Int
        var sum: Int128
    }

    private(set) var limbs: [Limb] = []

    public init() {}

    /// Adds `value` `times` times. A value that is not finite is a broken promise of the caller.
    public mutating func add(_ value: Double, times: Int64 = 1) {
        precondition(value.isFinite, "only finite numbers are summed")
        guard value != 0 else { return }
        let (mantissa, exponent) = Self.split(value)
        addScaled(Int128(mantissa) * Int128(times), exponent: exponent)
    }

    /// Adds the exact square of `value` `times` times.
    public mutating func addSquare(_ value: Double, times: Int64 = 1) {
        precondition(value.isFinite, "only finite numbers are summed")
        guard value != 0 else { return }
        let (mantissa, exponent) = Self.split(value)
        let magnitude = UInt64(mantissa.magnitude)
        let square = magnitude.multipliedFullWidth(by: magnitude)
        // 106 bits would leave no room for the shift and for carries: the square goes in as two halves.
        addScaled(Int128(square.low & 0xFFFF_FFFF_FFFF) * Int128(times), exponent: 2 * exponent)
        let upper = UInt128(square.high) << 16 | UInt128(square.low >> 48)
        addScaled(Int128(upper) * Int128(times), exponent: 2 * exponent + 48)
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int { limbs.capacity * MemoryLayout<Limb>.stride }

    /// Adds every limb of `other`.
    public mutating func merge(_ other: ExactSum) {
        for limb in other.limbs { addToLimb(limb.place, limb.sum) }
    }

    /// The value split so that it equals mantissa × 2^exponent, the mantissa below 2^53.
    private static func split(_ value: Double) -> (mantissa: Int64, exponent: Int) {
        let biased = Int(value.exponentBitPattern)
        let fraction = Int64(value.significandBitPattern)
        let mantissa = biased == 0 ? fraction : fraction | (1 << 52)
        return (value.sign == .minus ? -mantissa : mantissa, max(biased, 1) - 1075)
    }

    private mutating func addScaled(_ value: Int128, exponent: Int) {
        let place = exponent >> 5
        addToLimb(place, value << Int128(exponent - place << 5))
    }

    private mutating func addToLimb(_ place: Int, _ value: Int128) {
        for i in limbs.indices where limbs[i].place == place {
            limbs[i].sum += value
            // What cancels leaves no trace: equal values in any order and with any detours are equal sums.
            if limbs[i].sum == 0 { limbs.remove(at: i) }
            return
        }
        let at = limbs.firstIndex { $0.place > place } ?? limbs.count
        limbs.insert(Limb(place: place, sum: value), at: at)
    }
}
