/// Numbers as nearly all clients write them: digits, perhaps a sign and a fraction.
///
/// Why: of these few rules a reader needs a few nanoseconds, and gives the same double as a parser that knows them all; everything else is
/// left to that parser.
enum PlainNumber {
    /// A number that stands only as text, such as "26" or "-3.5": decimal digits, no spaces, no hexadecimal, nothing behind it.
    static func ofText(_ text: FieldBytes) -> Double? {
        guard text.count > 0, text.count <= 40,
            text.allSatisfy({
                ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E || $0 | 0x20 == 0x65
            })
        else { return nil }
        return Double(String(decoding: text, as: UTF8.self))
    }

    /// A whole number or a fraction of JSON.
    struct Token {
        var mantissa: Int64
        /// Digits behind the point; 0 for a whole number.
        var fractionDigits: Int
        var isNegative: Bool
        /// Where it ends.
        var end: UnsafePointer<UInt8>

        /// The nearest double: both numbers of the division are exact, so that it is rounded once.
        /// - Source: Clinger, "How to Read Floating Point Numbers Accurately" (PLDI 1990).
        @inline(__always)
        var value: Double {
            guard fractionDigits > 0 else { return Double(isNegative ? -mantissa : mantissa) }
            let value = Double(mantissa) / PlainNumber.powers[fractionDigits]
            return isNegative ? -value : value
        }

        var isWhole: Bool { fractionDigits == 0 }
    }

    private static let powers: [19 of Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]
    /// Doubles hold every whole number up to here.
    private static let exact: Int64 = 1 << 53

    /// The number at `start`; nil where it is not one that the fast rules cover. Stops at the first byte that is no part of it; a zero or
    /// any other such byte stands before the end of the readable memory.
    /// - Source: RFC 8259, section 6.
    @inline(__always)
    static func token(_ start: UnsafePointer<UInt8>) -> Token? {
        var at = start
        let isNegative = at[0] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let firstDigit = at
        var mantissa: Int64 = 0
        while let digit = digit(at[0]) {
            mantissa = mantissa &* 10 &+ digit
            at += 1
        }
        let whole = at - firstDigit
        guard whole >= 1, whole <= 18, whole == 1 || firstDigit[0] != UInt8(ascii: "0") else { return nil }
        var fractionDigits = 0
        if at[0] == UInt8(ascii: ".") {
            at += 1
            while let digit = digit(at[0]) {
                mantissa = mantissa &* 10 &+ digit
                at += 1
                fractionDigits += 1
            }
            guard fractionDigits >= 1, whole + fractionDigits <= 18, mantissa <= exact else { return nil }
        } else if isNegative, mantissa == 0 {
            return nil
        }
        guard at[0] | 0x20 != UInt8(ascii: "e") else { return nil }
        return Token(mantissa: mantissa, fractionDigits: fractionDigits, isNegative: isNegative, end: at)
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> Int64? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? Int64(value) : nil
    }
}
