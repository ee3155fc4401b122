/// Masks telephone numbers: country code, dots, and the last two to four digits, as support needs them to find a caller.
enum PhoneMask {
    static func whole(_ value: String) -> Masked {
        let scalars = Array(value.unicodeScalars.prefix(200))
        return .masked(masked(scalars[...]))
    }

    /// Masks one number that may be written with any separators and in any script's digits.
    static func masked(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        let digits = scalars.compactMap(\.decimalDigit)
        guard digits.count >= 5 else { return Masked.hidden.text }
        let isInternational = scalars.contains { $0 == "+" || $0 == "\u{FF0B}" }
        let code = isInternational ? countryCode(scalars, digits) : []
        let national = digits.count - code.count
        let kept = national >= 9 ? 4 : national >= 7 ? 3 : national >= 5 ? 2 : 0
        let dots = String(repeating: "•", count: min(12, max(2, national - kept)))
        return (code.isEmpty ? "" : "+" + text(code)) + dots + text(digits.suffix(kept))
    }

    /// The digits in `(+27)`, or those that the numbering plan sets apart.
    private static func countryCode(_ scalars: ArraySlice<Unicode.Scalar>, _ digits: [Int]) -> [Int] {
        let afterPlus = scalars.drop { $0 != "+" && $0 != "\u{FF0B}" }.dropFirst()
        let leading = afterPlus.compactMap(\.decimalDigit)
        // Digits before the plus mean that this is no plain number: then nothing is given away in front.
        guard leading.count == digits.count, let first = digits.first, first != 0 else { return [] }
        if first == 1 || first == 7 { return [first] }
        return Array(digits.prefix(twoDigitCodes.contains(first * 10 + digits[1]) ? 2 : 3))
    }

    /// - Source: ITU-T E.164, annex: assigned country codes of two digits.
    private static let twoDigitCodes: Set<Int> = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,
        62, 63, 64, 65, 66,
        81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ]

    private static func text(_ digits: some Sequence<Int>) -> String {
        digits.map(String.init).joined()
    }
}

/// Masks e-mail addresses: the first letter and the domain stay.
enum EmailMask {
    static func whole(_ value: String) -> Masked {
        let scalars = Array(value.unicodeScalars.prefix(400))
        guard let at = scalars.lastIndex(where: \.isAt), at > 0 else { return .hidden }
        let domain = scalars[(at + 1)...]
        guard domain.contains("."), domain.allSatisfy(\.isDomainPart) else { return .hidden }
        return .masked(FreeTextMask.scrub(masked(local: scalars[..<at], domain: domain)).text)
    }

    static func masked(local: ArraySlice<Unicode.Scalar>, domain: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        // A single letter would be the whole name.
        if local.count > 1, let first = local.first, first.properties.isAlphabetic { text.unicodeScalars.append(first) }
        text += "•••@"
        text.unicodeScalars.append(contentsOf: domain)
        return text
    }
}

/// Masks names: the first letter, with its marks, and four dots whatever the length.
enum NameMask {
    static func whole(_ value: String) -> Masked {
        guard let letter = value.prefix(200).first(where: \.isLetter),
            value.contains(where: { $0 != letter && !$0.isWhitespace })
        else {
            return .hidden
        }
        var text = String(String.UnicodeScalarView(letter.unicodeScalars.prefix(4).filter { $0.decimalDigit == nil }))
        text += "••••"
        return .masked(text)
    }
}

extension Unicode.Scalar {
    /// 0 … 9 for a decimal digit of any script.
    var decimalDigit: Int? {
        properties.numericType == .decimal ? properties.numericValue.map { Int($0) } : nil
    }

    var isAt: Bool { self == "@" || self == "\u{FF20}" || self == "\u{FE6B}" }

    var isDomainPart: Bool { properties.isAlphabetic || decimalDigit != nil || self == "." || self == "-" }

    var isLocalPart: Bool { isDomainPart || self == "_" || self == "+" || self == "%" }

    /// What may stand between the digits of one number: spaces, punctuation, signs, marks and invisible characters, but no letters.
    var isNumberSeparator: Bool {
        switch properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .dashPunctuation,
            .openPunctuation, .closePunctuation,
            .otherPunctuation, .connectorPunctuation, .initialPunctuation, .finalPunctuation, .mathSymbol,
            .modifierSymbol, .nonspacingMark,
            .enclosingMark:
            true
        default: false
        }
    }
}
