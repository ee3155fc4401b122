/// Makes `DisplayText` of anything.
///
/// Why: one place decides what may reach a screen; btop and htop had to patch field after field.
/// Source: ECMA-48 (C0, C1), UAX #9 (bidirectional controls), UAX #44 (default ignorable code points).
nonisolated enum TextSanitiser {
    /// Marks kept on one base: enough for Vietnamese, Hebrew points and Tibetan, too few to climb over other rows.
    static let maxMarks = 4

    /// Scalars of one glyph, joiners included: the longest emoji in use has ten.
    static let maxGlyphScalars = 12

    /// No cap above this is needed: it is more cells than any screen has.
    static let maxCap = 1 << 20

    static func clean(_ raw: String, maxCells: Int?) -> DisplayText {
        let maxCells = maxCells.map { min(max($0, 0), maxCap) }
        if let text = cleanASCII(raw, maxCells: maxCells) { return text }
        var output = Output(maxCells: maxCells)
        let scalars = raw.unicodeScalars
        var index = scalars.startIndex
        while index != scalars.endIndex, !output.isFull {
            let scalar = scalars[index]
            scalars.formIndex(after: &index)
            if scalar.value == CellWidth.zeroWidthJoiner || scalar.value == CellWidth.zeroWidthNonJoiner {
                let next = index == scalars.endIndex ? nil : scalars[index]
                output.appendJoiner(scalar, before: next)
            } else if let shown = visible(scalar) {
                output.append(shown)
            }
        }
        return output.finished()
    }

    /// Printable ASCII is by far the most common text and needs no second look.
    private static func cleanASCII(_ raw: String, maxCells: Int?) -> DisplayText? {
        let count = raw.utf8.count
        let seen = min(count, maxCells ?? count)
        for byte in raw.utf8.prefix(seen) where byte < 0x20 || byte > 0x7E { return nil }
        if seen == count { return DisplayText(clean: raw, width: count) }
        // A mark may follow the last cell that fits; ASCII cannot be one.
        guard raw.utf8.dropFirst(seen).first.map({ $0 < 0x80 }) == true else { return nil }
        guard seen > 0 else { return .empty }
        return DisplayText(clean: String(raw.unicodeScalars.prefix(seen - 1)) + "…", width: seen)
    }

    /// What is shown for a scalar: itself, a stand-in, or nothing.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        let value = scalar.value
        if value >= 0x20, value < 0x7F { return scalar }
        switch value {
        case 0x09: return "→"
        case 0x0A, 0x2028, 0x2029: return "↵"
        case 0x00..<0x20: return Unicode.Scalar(0x2400 + value)
        case 0x7F: return "\u{2421}"
        case 0x80..<0xA0: return "\u{FFFD}"
        case 0xA0, 0x2000...0x200A, 0x202F, 0x205F: return " "
        case 0x00AD, 0x034F, 0x061C, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0xFE00...0xFE0F, 0xFEFF, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
            return nil
        // Blank letters: they look like nothing and would hide what is really there.
        case 0x115F, 0x1160, 0x3164, 0xFFA0: return "\u{FFFD}"
        case 0xFDD0...0xFDEF: return "\u{FFFD}"
        default: return value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : scalar
        }
    }
}

/// Collects clean scalars, counts marks per base and stops at the cap.
private nonisolated struct Output {
    private let maxCells: Int?
    private var text = ""
    private var previous: Unicode.Scalar?
    private var marks = 0
    private var glyphScalars = 0
    /// Upper bound of the cells so far: joined emoji are counted apart until the scanner measures them.
    private var looseCells = 0
    private(set) var isFull = false

    init(maxCells: Int?) {
        self.maxCells = maxCells
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        let width = CellWidth.of(scalar.value)
        if width == 0 {
            // A mark without a base would sit on whatever is drawn before this text.
            if previous == nil { append("◌") }
            marks += 1
            glyphScalars += 1
            guard marks <= TextSanitiser.maxMarks, glyphScalars <= TextSanitiser.maxGlyphScalars else { return }
        } else {
            marks = 0
            glyphScalars = previous?.value == CellWidth.zeroWidthJoiner ? glyphScalars + 1 : 1
            looseCells += width
        }
        text.unicodeScalars.append(scalar)
        previous = scalar
        // Joined parts count several times in `looseCells`; beyond this factor even they have filled the cap.
        if let maxCells, looseCells > (maxCells + 1) * TextSanitiser.maxGlyphScalars { isFull = true }
    }

    /// A joiner stays only where scripts need it: between two letters or marks, or between two emoji.
    mutating func appendJoiner(_ joiner: Unicode.Scalar, before next: Unicode.Scalar?) {
        guard let previous, let next, glyphScalars < TextSanitiser.maxGlyphScalars else { return }
        let joinsEmoji =
            joiner.value == CellWidth.zeroWidthJoiner && isEmojiPart(previous) && CellWidth.isPictograph(next.value)
        let joinsLetters = isScriptLetter(previous) && isScriptLetter(next)
        guard joinsEmoji || joinsLetters else { return }
        text.unicodeScalars.append(joiner)
        glyphScalars += 1
        self.previous = joiner
    }

    private func isEmojiPart(_ scalar: Unicode.Scalar) -> Bool {
        CellWidth.isPictograph(scalar.value) || CellWidth.isSkinTone(scalar.value)
    }

    /// Letters of scripts that shape by joiners all lie beyond Latin, Greek and Cyrillic.
    private func isScriptLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x600
            && (scalar.properties.isAlphabetic || scalar.properties.canonicalCombiningClass == .virama)
    }

    func finished() -> DisplayText {
        var scanner = GlyphScanner(text.unicodeScalars)
        var width = 0
        while let glyph = scanner.next() { width += glyph.width }
        let whole = DisplayText(clean: text, width: width)
        return maxCells.map { whole.truncated(to: $0) } ?? whole
    }
}
