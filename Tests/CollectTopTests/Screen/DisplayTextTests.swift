import Testing

@testable import collect_top

/// What strangers might type, and what must never come out.
nonisolated enum HostileCorpus {
    static let texts: [String] = [
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{07}", "\u{9B}31m", "a\u{0}b\u{7F}c", "col\tcol\r\nnext\u{08}\u{08}",
        "\u{202E}gnp.exe\u{202C}", "\u{2066}x\u{2069}\u{200F}\u{200E}\u{061C}", "z\u{200B}e\u{2060}r\u{FEFF}o\u{AD}",
        "e" + String(repeating: "\u{301}", count: 5_000), "\u{301}\u{302}lone", "a\u{200D}\u{200D}\u{200C}b",
        "👨" + String(repeating: "\u{200D}👨", count: 3_000), String(repeating: "🇩", count: 101),
        "\u{E0041}\u{E0042}tag", String(decoding: [0xEF, 0xBF, 0xBF, 0xEF, 0xB7, 0x90], as: UTF8.self),
        "\u{3164}\u{115F}", "<b>&amp;\"'[red]{{x}}",
        String(repeating: "x", count: 70_000), "日\u{FE0F}\u{20DD}本", "\u{1F3FF}\u{1F3FF}", "",
    ]

    /// Whether a scalar may stand in anything that we show; a line's end and ESC are judged by the caller.
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        return value >= 0x20 && !(0x7F..<0xA0).contains(value) && !(0x202A...0x202E).contains(value)
            && !(0x2066...0x2069).contains(value) && ![0x200B, 0x200E, 0x200F, 0x2060, 0x61C, 0xFEFF].contains(value)
    }
}

struct DisplayTextTests {
    @Test(arguments: HostileCorpus.texts)
    func `hostile text comes out harmless and measured`(_ raw: String) {
        let text = DisplayText(raw)
        #expect(text.string.unicodeScalars.allSatisfy(HostileCorpus.isHarmless))
        #expect(text.width == cells(of: text))
        #expect(DisplayText(text.string) == text, "cleaning twice changes nothing")
        for cap in [0, 1, 2, 3, 7, 80] {
            let cut = DisplayText(raw, maxCells: cap)
            #expect(cut.width <= cap)
            #expect(cut.width == cells(of: cut))
            #expect(cut.string == text.truncated(to: cap).string)
            let fitted = text.fitted(to: cap, alignment: .centre)
            #expect(fitted.width == cap && cells(of: fitted) == cap)
        }
    }

    @Test(arguments: [
        ("\u{1B}[2J", "␛[2J", 4), ("a\tb\nc\r", "a→b↵c␍", 6), ("\u{7F}", "␡", 1), ("\u{85}", "\u{FFFD}", 1),
        ("\u{202E}abc", "abc", 3), ("e\u{301}\u{302}\u{303}\u{304}\u{305}", "e\u{301}\u{302}\u{303}\u{304}", 1),
        ("\u{301}", "◌\u{301}", 1), ("a\u{200D}b", "ab", 2), ("\u{A0}|\u{3000}", " |\u{3000}", 4),
    ])
    func `control characters stay visible and the rest goes`(_ raw: String, _ shown: String, _ width: Int) {
        let text = DisplayText(raw)
        #expect(Array(text.string.unicodeScalars) == Array(shown.unicodeScalars))
        #expect(text.width == width)
    }

    @Test(arguments: [
        ("Straße ß", 8), ("日本語", 6), ("हिन्दी", 5), ("العربية", 7), ("አማርኛ", 4), ("Tiếng Việt", 10), ("한국어", 6),
        ("می\u{200C}خواهم", 7), ("👍", 2), ("👍🏽", 2), ("👨\u{200D}👩\u{200D}👧\u{200D}👦", 2), ("🇿🇦", 2), ("🇿🇦🇰🇪", 4),
        ("שָׁלוֹם", 4), ("ｱ", 1), ("Ａ", 2),
    ])
    func `the world's scripts stay as they are`(_ raw: String, _ width: Int) {
        let text = DisplayText(raw)
        #expect(Array(text.string.unicodeScalars) == Array(raw.unicodeScalars))
        #expect(text.width == width)
    }

    @Test func `a variation selector goes and its emoji stays`() {
        #expect(DisplayText("❤\u{FE0F}").string == "❤")
        #expect(DisplayText("1\u{FE0F}\u{20E3}").width == 1)
    }

    @Test func `bytes that are no UTF-8 become replacement characters`() {
        #expect(DisplayText(bytes: [0x61, 0xFF, 0xC3, 0x28, 0xE2, 0x80]).string == "a\u{FFFD}\u{FFFD}(\u{FFFD}")
        #expect(DisplayText(bytes: [0xC0, 0x80]).string == "\u{FFFD}\u{FFFD}")
    }

    @Test func `the ellipsis is counted and no wide glyph is halved`() {
        #expect(DisplayText("household").truncated(to: 5).string == "house".dropLast() + "…")
        #expect(DisplayText("日本語").truncated(to: 6).string == "日本語")
        #expect(DisplayText("日本語").truncated(to: 5).string == "日本…")
        #expect(DisplayText("日本語").truncated(to: 4).string == "日…")
        #expect(DisplayText("日本語").truncated(to: 1).string == "…")
        #expect(DisplayText("日本語").truncated(to: 0).isEmpty)
    }

    @Test func `text scrolled sideways keeps its columns`() {
        let text = DisplayText("a日b🇿🇦c")
        let wanted = ["a日b🇿🇦c", "日b🇿🇦c", " b🇿🇦c", "b🇿🇦c", "🇿🇦c", " c", "c", "", ""]
        #expect((0...8).map { text.dropping($0).string } == wanted)
        for cells in 0...8 { #expect(text.dropping(cells).width == max(0, 7 - cells)) }
    }

    @Test func `long text is broken at spaces and loses nothing else`() {
        let text = DisplayText("The borehole broke in 2024 日本語の回答 supercalifragilistic")
        #expect(
            text.lines(width: 12).map(\.string) == [
                "The borehole", "broke in", "2024", "日本語の回答", "supercalifra", "gilistic",
            ])
        #expect(DisplayText.empty.lines(width: 5) == [.empty])
        #expect(DisplayText("日本").lines(width: 1).map(\.string) == ["…", "…"])
        for raw in HostileCorpus.texts where raw.utf8.count < 2_000 {
            for width in 2...20 {
                let lines = DisplayText(raw).lines(width: width)
                #expect(lines.allSatisfy { $0.width <= width && $0.width == cells(of: $0) })
                let joined = lines.map(\.string).joined().filter { $0 != " " }
                #expect(joined == DisplayText(raw).string.filter { $0 != " " })
            }
        }
    }

    @Test func `joining measures what merges across the seam`() {
        #expect((DisplayText("🇿") + DisplayText("🇦")).width == 2)
        #expect((DisplayText("👍") + DisplayText("🏽")).width == 2)
        #expect((DisplayText("a") + DisplayText("\u{301}")).width == 2)
        for left in HostileCorpus.texts {
            for right in HostileCorpus.texts where left.utf8.count + right.utf8.count < 1_000 {
                let joined = DisplayText(left) + DisplayText(right)
                #expect(joined.width == cells(of: joined))
            }
        }
    }

    @Test func `the width table agrees with the standard at its edges`() {
        let wanted: [(UInt32, Int)] = [
            (0x2FF, 1), (0x300, 0), (0x36F, 0), (0x370, 1), (0x10FF, 1), (0x1100, 2), (0x115F, 2), (0x1160, 0),
            (0x2500, 1), (0x28FF, 1), (0x3042, 2), (0xAC00, 2), (0xD7A3, 2), (0xFF01, 2), (0xFF61, 1), (0x1F600, 2),
            (0x1F5FF, 2), (0x93F, 1), (0x94D, 0), (0x20000, 2), (0x10FFFD, 1),
        ]
        for (scalar, width) in wanted {
            #expect(CellWidth.of(scalar) == width, "U+\(String(scalar, radix: 16))")
        }
    }

    private func cells(of text: DisplayText) -> Int {
        var scanner = GlyphScanner(text.string.unicodeScalars)
        var width = 0
        while let glyph = scanner.next() { width += glyph.width }
        return width
    }
}
