/// Whole numbers as decimal digits, without a string between.
enum Digits {
    /// Appends `value`, with zeros in front up to `width` digits; a minus sign is not one of them.
    static func append(_ value: Int64, width: Int = 1, to bytes: inout [UInt8]) {
        if value >= 0, value < 10, width == 1 {
            return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        // The longest, 2^63, has nineteen digits.
        var digits: [19 of UInt8] = .init(repeating: UInt8(ascii: "0"))
        var rest = value.magnitude
        var first = digits.count
        while rest > 0 || digits.count - first < width {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        withUnsafeBytes(of: digits) { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[first...])) }
    }
}
