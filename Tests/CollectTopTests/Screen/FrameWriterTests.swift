import Testing

@testable import collect_top

struct FrameWriterTests {
    @Test func `colours start where they change and end with the row`() throws {
        var frame = Frame(width: 6, height: 2)
        frame.put("ab", x: 0, y: 0, role: .critical)
        frame.put("c", x: 2, y: 0, role: .critical, emphasis: .underline)
        let text = "[styles]\n\"status.critical\" = { fg = \"#ff0000\", bg = \"blue\", attrs = [\"bold\"] }"
        let theme = ThemeLibrary.theme(name: "t", files: [try ThemeFile(text: text, file: "t")])
        // Red on blue cannot be read, so the guard makes the foreground white.
        #expect(theme[.critical].foreground == .exact(.white, named: 15))
        let rest = "   \n      \n"
        #expect(
            FrameWriter.ansi(frame, theme: theme, depth: .ansi16)
                == "\u{1B}[0;1;97;44mab\u{1B}[0;1;4;97;44mc\u{1B}[0m" + rest)
        #expect(
            FrameWriter.ansi(frame, theme: theme, depth: .indexed256)
                == "\u{1B}[0;1;38;5;231;44mab\u{1B}[0;1;4;38;5;231;44mc\u{1B}[0m" + rest)
        #expect(
            FrameWriter.ansi(frame, theme: theme, depth: .truecolor)
                == "\u{1B}[0;1;38;2;255;255;255;44mab\u{1B}[0;1;4;38;2;255;255;255;44mc\u{1B}[0m" + rest)
        #expect(
            FrameWriter.ansi(frame, theme: theme, depth: .mono) == "\u{1B}[0;1mab\u{1B}[0;1;4mc\u{1B}[0m" + rest)
    }

    @Test func `no control character of an answer reaches any output`() throws {
        let theme = try ThemeTests.library.load("dark")
        var frame = Frame(width: 60, height: HostileCorpus.texts.count)
        for (row, text) in HostileCorpus.texts.enumerated() {
            frame.put(DisplayText(text), x: 1, y: row, role: Role.series[row % 6], maxWidth: 58)
        }
        let plain = FrameWriter.text(frame)
        #expect(plain.unicodeScalars.allSatisfy { $0 == "\n" || HostileCorpus.isHarmless($0) })
        let svg = FrameWriter.svg(frame, theme: theme, title: DisplayText("</text><script>\u{1B}"))
        #expect(svg.unicodeScalars.allSatisfy { $0 == "\n" || HostileCorpus.isHarmless($0) })
        #expect(!svg.contains("<b>") && !svg.contains("<script>") && svg.contains("&lt;b&gt;&amp;amp;"))
        for depth in ColorDepth.allCases {
            var rest = FrameWriter.ansi(frame, theme: theme, depth: depth)
            rest.replace((/\u{1B}\[[0-9;]*m/).matchingSemantics(.unicodeScalar), with: "")
            #expect(rest.unicodeScalars.allSatisfy { $0 == "\n" || HostileCorpus.isHarmless($0) })
            #expect(rest.split(separator: "\n").count == frame.height)
        }
    }

    @Test func `a picture keeps wide glyphs and runs on the grid of cells`() {
        var frame = Frame(width: 8, height: 1)
        frame.put("a日本b", x: 0, y: 0, role: .text)
        frame.put("⣿", x: 7, y: 0, role: .selection)
        let svg = FrameWriter.svg(frame, theme: .plain)
        for part in [
            "<text x=\"16\" y=\"43.5\" textLength=\"8.4\"", "<text x=\"24.4\" y=\"43.5\" textLength=\"16.8\"",
            "<text x=\"41.2\" y=\"43.5\" textLength=\"16.8\"", "<text x=\"74.8\" y=\"43.5\" textLength=\"8.4\"",
            "<rect x=\"74.8\" y=\"30\" width=\"8.4\" height=\"18\"", ">日</text>", ">⣿</text>",
        ] {
            #expect(svg.contains(part), "\(part)\n\(svg)")
        }
    }

    @Test func `the golden form shows roles, second halves and emphasis`() {
        var frame = Frame(width: 5, height: 1)
        frame.put("日x", x: 0, y: 0, role: .title)
        #expect(FrameGolden.text(frame) == "日x\n---\nT<T..\n")
        frame.put("y", x: 4, y: 0, role: .warn, emphasis: .bold)
        #expect(FrameGolden.text(frame) == "日x y\n---\nT<T.w\n---\n....b\n")
    }
}
