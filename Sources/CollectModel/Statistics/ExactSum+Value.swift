/// Reading the sum: rounded once, at the end.
extension ExactSum {
    /// The sum, rounded to the nearest double. Cost: about 100 ns.
    public var value: Double {
        let digits = normalized()
        guard let top = digits.limbs.last else { return 0 }
        var wide: UInt128 = 0
        var sticky = false
        for offset in 0..<4 {
            wide <<= 32
            if let limb = digits.limbs.last(where: { $0.place == top.place - offset }) { wide |= UInt128(limb.sum) }
        }
        for limb in digits.limbs where limb.place < top.place - 3 && limb.sum != 0 { sticky = true }
        if sticky { wide |= 1 }
        let magnitude = scale(Double(wide), by: 32 * (top.place - 3))
        return digits.negative ? -magnitude : magnitude
    }

    /// Mean and sample standard deviation of `count` values of which `sum` and `squares` are the exact sums.
    ///
    /// The textbook formula subtracts two large numbers; here the deviations from the rounded mean are summed exactly and the
    /// remaining error of the mean is taken off, so that values such as 1e9 and 1e9 + 1 keep their deviation.
    /// Shape: `sd` is nil below two values.
    public static func meanAndDeviation(count: Int64, sum: ExactSum, squares: ExactSum) -> (mean: Double, sd: Double?) {
        guard count > 0 else { return (.nan, nil) }
        let mean = sum.value / Double(count)
        guard count > 1, mean.isFinite else { return (mean, nil) }
        var deviations = squares
        for (part, times) in sum.parts() { deviations.addProduct(-2 * mean, part, times: times) }
        deviations.addProduct(mean, mean, times: count)
        var rest = sum
        rest.add(-mean, times: count)
        let shift = rest.value / Double(count)
        let total = max(0, deviations.value - Double(count) * shift * shift)
        return (mean, (total / Double(count - 1)).squareRoot())
    }

    /// Adds the exact product of two doubles: the rounded product and what the rounding lost.
    private mutating func addProduct(_ a: Double, _ b: Double, times: Int64) {
        let product = a * b
        guard product.isFinite else { return }
        add(product, times: times)
        add((-product).addingProduct(a, b), times: times)
    }

    /// The sum as doubles, each of at most 32 bits, so that products with them are exact.
    private func parts() -> [(part: Double, times: Int64)] {
        let digits = normalized()
        return digits.limbs.map { (scale(Double($0.sum), by: 32 * $0.place), digits.negative ? -1 : 1) }
    }

    /// The sum as sign and limbs of 32 bits, lowest place first, none of them zero.
    private func normalized() -> (negative: Bool, limbs: [Limb]) {
        let plain = carried(negated: false)
        if let top = plain.last, top.sum < 0 { return (true, carried(negated: true)) }
        return (false, plain)
    }

    private func carried(negated: Bool) -> [Limb] {
        var result: [Limb] = []
        var carry: Int128 = 0
        var place = limbs.first?.place ?? 0
        var rest = limbs[...]
        while !rest.isEmpty || carry != 0 {
            if carry == 0, let next = rest.first { place = next.place }
            var sum = carry
            if let next = rest.first, next.place == place {
                sum += negated ? -next.sum : next.sum
                rest = rest.dropFirst()
            }
            // A negative rest with nothing above it would carry −1 for ever: it stays as the sign.
            if rest.isEmpty, sum < 0, sum >= -(1 << 32) {
                result.append(Limb(place: place, sum: sum))
                return result
            }
            let low = sum & 0xFFFF_FFFF
            if low != 0 { result.append(Limb(place: place, sum: low)) }
            carry = sum >> 32
            place += 1
        }
        return result
    }

    private func scale(_ value: Double, by exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: value)
    }
}
