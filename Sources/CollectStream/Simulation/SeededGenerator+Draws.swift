import Glibc

/// The few distributions that field work needs. Plain arithmetic where it is close enough, so that a million responses take seconds.
extension SeededGenerator {
    /// A number in 0 ..< 1.
    @inline(__always)
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// True with the given probability.
    @inline(__always)
    mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// A whole number in 0 ..< bound. The bias of the multiplication is below bound / 2^32.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        Int(((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A whole number in the closed range.
    @inline(__always)
    mutating func whole(_ low: Int, _ high: Int) -> Int {
        low + below(high - low + 1)
    }

    /// A standard normal deviate, from four uniform ones: never beyond 3.46, which is what a plausible answer should do anyway.
    @inline(__always)
    mutating func normal() -> Double {
        let bits = next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        return (Double(sum) / 65536 - 2) * 1.7320508
    }

    /// A log-normal deviate around `median`; `sigma` is the spread of its logarithm.
    @inline(__always)
    mutating func logNormal(median: Double, sigma: Double) -> Double {
        median * exp(sigma * normal())
    }

    /// The waiting time to the next of events that come at random, `mean` apart.
    @inline(__always)
    mutating func exponential(mean: Double) -> Double {
        -mean * log(1 - unit())
    }
}
