/// UTF-8 on its way to a terminal: what could steer one is spelled as JSON spells it, `\u001b`.
///
/// Why: JSON and CSV carry answers as they are, which is right for programs; on a terminal an answer could clear the screen. JSON means
/// the same afterwards, and CSV on a terminal is only looked at.
nonisolated enum HarmlessBytes {
    /// `bytes` without control characters but line feeds and tabs, and without what turns the direction of writing.
    static func of(_ bytes: [UInt8]) -> [UInt8] {
        var harmless: [UInt8] = []
        harmless.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if let (scalar, length) = steering(bytes[at...]) {
                let hex = String(scalar, radix: 16)
                harmless.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex).utf8)
                at += length
            } else {
                harmless.append(bytes[at])
                at += 1
            }
        }
        return harmless
    }

    /// The scalar that steers a terminal and stands first, and its length in bytes.
    private static func steering(_ bytes: ArraySlice<UInt8>) -> (UInt32, length: Int)? {
        guard let first = bytes.first else { return nil }
        let next = bytes.startIndex + 1 < bytes.endIndex ? bytes[bytes.startIndex + 1] : 0
        let third = bytes.startIndex + 2 < bytes.endIndex ? bytes[bytes.startIndex + 2] : 0
        switch (first, next, third) {
        case (0x09, _, _), (0x0A, _, _): return nil
        case (0..<0x20, _, _), (0x7F, _, _): return (UInt32(first), 1)
        // C1 controls; U+200E, U+200F, U+202A–U+202E; U+2066–U+2069.
        case (0xC2, 0x80...0x9F, _): return (UInt32(next), 2)
        case (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA6...0xA9):
            return (0x2000 | UInt32(next & 0x3F) << 6 | UInt32(third & 0x3F), 3)
        default: return nil
        }
    }
}
