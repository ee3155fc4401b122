/// Shows free text, but masks the telephone numbers and e-mail addresses that people write into it.
enum FreeTextMask {
    /// Fewer digits than any telephone number that can be dialled from outside.
    private static let fewestDigits = 7
    /// Digits further apart than this belong to different numbers.
    private static let widestGap = 4

    static func scrub(_ value: String) -> Masked {
        let hasDigits = value.unicodeScalars.contains { $0.decimalDigit != nil }
        let hasAt = value.unicodeScalars.contains(where: \.isAt)
        guard hasDigits || hasAt else { return .clear(value) }
        var scalars = Array(value.unicodeScalars)
        var isMasked = false
        if hasAt { scalars = maskingEmails(scalars, &isMasked) }
        scalars = maskingNumbers(scalars, &isMasked)
        return isMasked ? .masked(String(String.UnicodeScalarView(scalars))) : .clear(value)
    }

    /// A date answer: digits and signs in the shape of a date or a moment, else it is treated as free text.
    static func date(_ value: String) -> Masked {
        let bytes = Array(value.utf8.prefix(40))
        let isDate =
            bytes.count >= 10 && value.utf8.count <= 35 && bytes[4] == UInt8(ascii: "-")
            && bytes[7] == UInt8(ascii: "-")
            && (bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "))
            && bytes.allSatisfy { (0x30...0x39).contains($0) || "-T :.+Z".utf8.contains($0) }
        return isDate ? .clear(value) : scrub(value)
    }

    // MARK: E-mail addresses

    private static func maskingEmails(_ scalars: [Unicode.Scalar], _ isMasked: inout Bool) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var copied = 0
        for at in scalars.indices where scalars[at].isAt && at >= copied {
            // Bounds of RFC 5321 keep this linear on hostile text.
            var start = at
            while start > copied, at - start < 64, scalars[start - 1].isLocalPart { start -= 1 }
            var end = at + 1
            while end < scalars.count, end - at <= 255, scalars[end].isDomainPart { end += 1 }
            guard start < at, scalars[(at + 1)..<end].contains(".") else { continue }
            result += scalars[copied..<start]
            result += EmailMask.masked(local: scalars[start..<at], domain: scalars[(at + 1)..<end]).unicodeScalars
            copied = end
            isMasked = true
        }
        return result + scalars[copied...]
    }

    // MARK: Telephone numbers

    private static func maskingNumbers(_ scalars: [Unicode.Scalar], _ isMasked: inout Bool) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            guard scalars[index].decimalDigit != nil else {
                result.append(scalars[index])
                index += 1
                continue
            }
            let (end, digits) = numberEnd(scalars, from: index)
            if digits >= fewestDigits {
                let hasPlus = result.last == "+" || result.last == "\u{FF0B}"
                if hasPlus { result.removeLast() }
                result += PhoneMask.masked(scalars[(hasPlus ? index - 1 : index)..<end]).unicodeScalars
                isMasked = true
            } else {
                result += scalars[index..<end]
            }
            index = end
        }
        return result
    }

    /// Where the number that begins at `start` ends, and how many digits it has.
    private static func numberEnd(_ scalars: [Unicode.Scalar], from start: Int) -> (end: Int, digits: Int) {
        var (end, digits, gap) = (start, 0, 0)
        for index in start..<scalars.count {
            if scalars[index].decimalDigit != nil {
                digits += 1
                gap = 0
                end = index + 1
            } else {
                gap += 1
                guard gap <= widestGap, scalars[index].isNumberSeparator else { break }
            }
        }
        return (end, digits)
    }
}
