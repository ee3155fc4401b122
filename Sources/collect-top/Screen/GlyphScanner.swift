/// Cuts a run of clean scalars into the glyphs that fill cells.
///
/// Why: a terminal gives cells to scalars, not to grapheme clusters: "हिन्दी" is three clusters in five cells. Cutting
/// where the terminal cuts keeps the cursor where we believe it to be. Flags, emoji joined by U+200D and emoji with a
/// skin tone are one glyph of two cells.
/// Invariant: every glyph has one or two cells, and the glyphs together are the input.
nonisolated struct GlyphScanner<Scalars: Collection> where Scalars.Element == Unicode.Scalar {
    private let scalars: Scalars
    private var position: Scalars.Index

    init(_ scalars: Scalars) {
        self.scalars = scalars
        position = scalars.startIndex
    }

    /// The next glyph's range and its width in cells, or nil at the end.
    mutating func next() -> (range: Range<Scalars.Index>, width: Int)? {
        guard position != scalars.endIndex else { return nil }
        let start = position
        let base = scalars[position].value
        scalars.formIndex(after: &position)
        if CellWidth.isRegionalIndicator(base) {
            let width = takeSecondIndicator() ? 2 : 1
            return (start..<position, width)
        }
        var width = max(1, CellWidth.of(base))
        while position != scalars.endIndex {
            let scalar = scalars[position].value
            if scalar < 0x300 { break }
            if CellWidth.isSkinTone(scalar), width == 2, CellWidth.isPictograph(base) {
                scalars.formIndex(after: &position)
            } else if scalar == CellWidth.zeroWidthJoiner, takeJoinedPictograph(after: base) {
                width = 2
            } else if CellWidth.of(scalar) == 0 {
                scalars.formIndex(after: &position)
            } else {
                break
            }
        }
        return (start..<position, width)
    }

    private mutating func takeSecondIndicator() -> Bool {
        guard position != scalars.endIndex, CellWidth.isRegionalIndicator(scalars[position].value) else { return false }
        scalars.formIndex(after: &position)
        return true
    }

    private mutating func takeJoinedPictograph(after base: UInt32) -> Bool {
        let joined = scalars.index(after: position)
        guard joined != scalars.endIndex, CellWidth.isPictograph(base), CellWidth.isPictograph(scalars[joined].value)
        else { return false }
        position = scalars.index(after: joined)
        return true
    }
}
