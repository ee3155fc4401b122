/// Cells of the geohash grid with five letters, about 4.9 km a side at the equator.
/// - Source: G. Niemeyer, geohash.org (public domain); base 32 without a, i, l, o.
enum Geohash {
    private static let letters = Array("0123456789bcdefghjkmnpqrstuvwxyz".utf8)

    /// The cell's 25 bits: longitude and latitude halved in turn, longitude first. Coordinates outside the globe are clamped.
    static func cell(latitude: Double, longitude: Double) -> UInt32 {
        let x = UInt32(min(max((longitude + 180) / 360, 0), 0.999_999_999) * 8192)
        let y = UInt32(min(max((latitude + 90) / 180, 0), 0.999_999_999) * 4096)
        return spread(x) | spread(y) << 1
    }

    /// Moves bit n to bit 2n. - Source: Warren, "Hacker's Delight", 7-2 (outer perfect shuffle).
    private static func spread(_ value: UInt32) -> UInt32 {
        var v = value & 0xFFFF
        v = (v | v << 8) & 0x00FF_00FF
        v = (v | v << 4) & 0x0F0F_0F0F
        v = (v | v << 2) & 0x3333_3333
        return (v | v << 1) & 0x5555_5555
    }

    /// The cell's five letters.
    static func text(of cell: UInt32) -> String {
        String(unsafeUninitializedCapacity: 5) { bytes in
            for place in 0..<5 { bytes[place] = letters[Int(cell >> UInt32(5 * (4 - place)) & 31)] }
            return 5
        }
    }
}

/// Country calling codes: how many digits of an international number name the country.
/// - Source: ITU-T E.164 assigned country codes (list of 2016): +1 and +7 have one digit, the listed zones' pairs two, all others three.
enum CallingCode {
    /// A bit for each number of two digits that is a whole code.
    private static let twoDigits: UInt128 = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,
        62, 63,
        64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ].reduce(0) { $0 | 1 << $1 }

    /// Digits of the country code of `+…`; the text is a valid number.
    static func digits(of number: UnsafeRawBufferPointer) -> Int {
        guard number.count >= 4 else { return max(0, number.count - 1) }
        let first = number[1] &- 0x30
        if first == 1 || first == 7 { return 1 }
        return twoDigits >> (first &* 10 &+ (number[2] &- 0x30)) & 1 == 1 ? 2 : 3
    }
}
