/// Text that is safe to show: the only text that can be drawn.
///
/// Why: answers come from strangers. An escape sequence in one must not reach a terminal, a bidirectional override must
/// not reorder a row, and a pile of combining marks must not run over the rows above. `DisplayText` can only be made by
/// the sanitiser, so nothing else can be drawn.
/// Shape: UTF-8 without C0, C1, DEL, bidirectional controls, variation selectors or lone joiners; at most four marks a
/// base. Control characters stay visible as control pictures, tab as "→", a line's end as "↵".
/// Units: `width` in cells.
/// Invariant: cutting `string` with `GlyphScanner` gives glyphs that fill exactly `width` cells.
///
/// Example:
/// ```swift
/// DisplayText("\u{1B}[31mred").string == "␛[31mred"
/// ```
nonisolated struct DisplayText: Sendable, Hashable {
    /// The clean text.
    let string: String

    /// How many cells it fills.
    let width: Int

    static let empty = DisplayText(clean: "", width: 0)

    /// Cleans text of unknown origin.
    ///
    /// - Parameter maxCells: if given, longer text ends in "…" within that many cells, and the rest is not looked at.
    /// Cost: a few ns per byte for ASCII, some tens for other scripts.
    init(_ raw: String, maxCells: Int? = nil) {
        self = TextSanitiser.clean(raw, maxCells: maxCells)
    }

    /// Cleans bytes that may not even be UTF-8; each broken sequence becomes U+FFFD.
    init(bytes: some Collection<UInt8>, maxCells: Int? = nil) {
        self = TextSanitiser.clean(String(decoding: bytes, as: UTF8.self), maxCells: maxCells)
    }

    /// The program's own words, which the compiler has seen.
    init(literal: StaticString) {
        self = TextSanitiser.clean(literal.description, maxCells: nil)
    }

    /// `string` must be what the sanitiser produces, `width` what the scanner measures.
    init(clean string: String, width: Int) {
        self.string = string
        self.width = width
    }

    var isEmpty: Bool { string.isEmpty }

    /// Whether every byte is one cell. Any other glyph takes more bytes than cells.
    var isASCII: Bool { string.utf8.count == width }

    /// This text in at most `cells` cells; if something had to go, the last cell is "…".
    func truncated(to cells: Int) -> DisplayText {
        if width <= cells { return self }
        guard cells > 0 else { return .empty }
        let head = prefix(cells - 1)
        return DisplayText(clean: head.string + "…", width: head.width + 1)
    }

    /// The glyphs that fit whole into `cells` cells, without an ellipsis.
    func prefix(_ cells: Int) -> DisplayText {
        if width <= cells { return self }
        guard cells > 0 else { return .empty }
        if isASCII { return DisplayText(clean: String(string.prefix(cells)), width: cells) }
        var scanner = GlyphScanner(string.unicodeScalars)
        var end = string.unicodeScalars.startIndex
        var used = 0
        while let glyph = scanner.next(), used + glyph.width <= cells {
            end = glyph.range.upperBound
            used += glyph.width
        }
        return DisplayText(clean: String(string.unicodeScalars[..<end]), width: used)
    }

    /// This text in exactly `cells` cells: cut with an ellipsis, or filled up with spaces on the side away from `alignment`.
    func fitted(to cells: Int, alignment: Alignment = .leading) -> DisplayText {
        let cut = truncated(to: cells)
        let missing = max(0, cells - cut.width)
        guard missing > 0 else { return cut }
        let before =
            switch alignment {
            case .leading: 0
            case .centre: missing / 2
            case .trailing: missing
            }
        let string =
            String(repeating: " ", count: before) + cut.string + String(repeating: " ", count: missing - before)
        return DisplayText(clean: string, width: cells)
    }

    /// Joins two texts. Between two that are not ASCII the seam is measured anew: half a flag may meet its other half.
    static func + (left: DisplayText, right: DisplayText) -> DisplayText {
        let string = left.string + right.string
        if left.isASCII || right.isASCII { return DisplayText(clean: string, width: left.width + right.width) }
        return TextSanitiser.clean(string, maxCells: nil)
    }

    static func += (left: inout DisplayText, right: DisplayText) {
        left = left + right
    }
}

nonisolated extension DisplayText: ExpressibleByStringLiteral {
    /// Only a literal can come this way: the literal's type is `StaticString`, which no running program can build.
    init(stringLiteral literal: StaticString) {
        self.init(literal: literal)
    }
}

nonisolated extension DisplayText: CustomStringConvertible {
    var description: String { string }
}

/// Where text stands in cells that it does not fill.
nonisolated enum Alignment: Sendable {
    case leading, centre, trailing
}
