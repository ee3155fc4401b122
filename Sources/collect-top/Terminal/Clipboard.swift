/// The clipboard of the user's terminal.
/// - Source: xterm, "Control Sequences", OSC 52; the text travels as base 64 (RFC 4648), so that nothing in it can be a command.
nonisolated enum Clipboard {
    /// Terminals drop more than about 100,000 bytes; longer text is cut.
    private static let mostBytes = 72_000
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes that make the terminal take `text`.
    static func sequence(_ text: String) -> [UInt8] {
        Array("\u{1B}]52;c;".utf8) + base64(Array(text.utf8.prefix(mostBytes))) + [0x07]
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var i = 0
        while i < bytes.count {
            let group = (0..<3).map { i + $0 < bytes.count ? UInt32(bytes[i + $0]) : 0 }
            let word = group[0] << 16 | group[1] << 8 | group[2]
            for place in 0..<4 {
                let isFilled = i + place <= bytes.count
                out.append(isFilled ? letters[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
            i += 3
        }
        return out
    }
}
