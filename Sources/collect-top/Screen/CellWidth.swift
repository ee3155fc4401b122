import CollectModel

/// How many cells one scalar takes on a terminal.
///
/// Why: every column of every table depends on it, and libc answers differently in each locale.
/// Units: cells; 0 for marks that sit on the glyph before them, 1, or 2.
/// Cost: one comparison for Latin text, one look into a table of 64 KB for the rest of the basic plane, else two binary searches in about
/// 400 ranges.
nonisolated enum CellWidth {
    static let zeroWidthJoiner: UInt32 = 0x200D
    static let zeroWidthNonJoiner: UInt32 = 0x200C

    /// The width of a scalar by itself; sequences are measured by `GlyphScanner`.
    static func of(_ scalar: UInt32) -> Int {
        if scalar < 0x300 { return 1 }
        // Box drawing, blocks and braille are most of what the dashboard draws beyond ASCII.
        if scalar >= 0x2500, scalar < 0x25FD { return 1 }
        if scalar >= 0x2800, scalar < 0x2900 { return 1 }
        if scalar < 0x10000 { return Int(basicPlane[Int(scalar)]) }
        return searched(scalar)
    }

    /// Laid out at the first use, which takes a millisecond.
    private static let basicPlane: [UInt8] = (0..<0x10000).map { UInt8(searched($0)) }

    private static func searched(_ scalar: UInt32) -> Int {
        if contains(CellWidthTable.zero, scalar) { return 0 }
        return contains(CellWidthTable.wide, scalar) ? 2 : 1
    }

    static func isRegionalIndicator(_ scalar: UInt32) -> Bool {
        scalar >= 0x1F1E6 && scalar <= 0x1F1FF
    }

    static func isSkinTone(_ scalar: UInt32) -> Bool {
        scalar >= 0x1F3FB && scalar <= 0x1F3FF
    }

    /// Whether a scalar can be one part of an emoji that a zero-width joiner binds together.
    static func isPictograph(_ scalar: UInt32) -> Bool {
        if scalar >= 0x1F000 { return scalar < 0x1FB00 }
        return scalar >= 0x2190 && scalar < 0x2BFF && Unicode.Scalar(scalar)?.properties.isEmoji == true
    }

    private static func contains(_ table: [UInt32], _ scalar: UInt32) -> Bool {
        table.withUnsafeBufferPointer { pairs in
            let range = (0..<pairs.count / 2).partitionPoint { pairs[$0 * 2 + 1] >= scalar }
            return range * 2 < pairs.count && pairs[range * 2] <= scalar
        }
    }
}
