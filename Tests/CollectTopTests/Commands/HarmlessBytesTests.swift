import Testing

@testable import collect_top

@Suite struct HarmlessBytesTests {
    private func shown(_ text: String) -> String {
        String(decoding: HarmlessBytes.of(Array(text.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        ("\u{1B}[2J", #"\u001b[2J"#), ("\u{9B}31m", #"\u009b31m"#), ("\u{7F}\u{0}\r", #"\u007f\u0000\u000d"#),
        ("\u{202E}x\u{2066}\u{200F}", #"\u202ex\u2066\u200f"#),
    ]) func `what steers a terminal is spelled`(_ text: String, _ expected: String) {
        #expect(shown(text) == expected)
    }

    @Test(arguments: ["a,b\nc\td", "ß 日本 हिन्दी العربية 👩🏾‍⚕️ …", ""]) func `all else stays`(_ text: String) {
        #expect(shown(text) == text)
    }

    @Test func `no scalar of those is left anywhere, whatever stands around it`() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let steers =
                value < 0x20 && value != 9 && value != 10 || (0x7F...0x9F).contains(value)
                || [0x200E, 0x200F].contains(value)
                || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
            #expect(shown("é\(scalar)x").unicodeScalars.contains(scalar) != steers, "\(value)")
        }
    }

    @Test func `bytes that are cut off stay as they are`() {
        #expect(HarmlessBytes.of([0xE2, 0x80]) == [0xE2, 0x80])
        #expect(HarmlessBytes.of([0xC2]) == [0xC2])
    }
}
