/// Whole numbers as decimal digits, without a string between.
enum Digits {
    /// The most bytes that a number takes without a width: a sign and the nineteen digits of 2^63.
    static let most = 20

    /// Writes `value` at `start`, with zeros in front up to `width` digits; a minus sign is not one of them. Gives how many bytes it took.
    @inline(__always)
    static func write(_ value: Int64, width: Int = 1, at start: UnsafeMutablePointer<UInt8>) -> Int {
        if value >= 0, value < 10, width == 1 {
            start[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)
            return 1
        }
        return writeLong(value, width: width, at: start)
    }

    private static func writeLong(_ value: Int64, width: Int, at start: UnsafeMutablePointer<UInt8>) -> Int {
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        // The longest has nineteen digits, and 10^19 is within 64 bits.
        while digits < 19, rest >= bound {
            digits += 1
            bound &*= 10
        }
        let first = value < 0 ? 1 : 0
        let end = first + max(digits, width)
        if value < 0 { start[0] = UInt8(ascii: "-") }
        var place = end
        while place > first {
            place -= 1
            let (tens, ones) = rest.quotientAndRemainder(dividingBy: 10)
            start[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: ones)
            rest = tens
        }
        return end
    }
}
