import Testing

@testable import collect_top

struct FrameTests {
    @Test func `text is clipped at every edge and halves become spaces`() {
        for x in -8...8 {
            for y in -1...2 {
                var frame = Frame(width: 5, height: 2)
                let end = frame.put("a日b本c", x: x, y: y, role: .title)
                #expect(end == x + 7)
                expectWhole(frame)
                let left = (0..<2).contains(y) ? (0..<7).filter { (0..<5).contains($0 + x) }.count : 0
                #expect(frame.cells.filter { $0.role == .title }.count == left)
            }
        }
        var frame = Frame(width: 4, height: 1)
        frame.put("日本", x: -1, y: 0, role: .text)
        #expect(FrameWriter.text(frame) == " 本\n")
    }

    @Test func `writing over half of a wide glyph takes the other half away`() {
        for column in 0..<6 {
            for text in ["x", "日", "xy"] as [DisplayText] {
                var frame = Frame(width: 6, height: 1)
                frame.put("日本語", x: 0, y: 0, role: .text)
                frame.put(text, x: column, y: 0, role: .title)
                expectWhole(frame)
                frame.put(symbol: "│", x: column, y: 0, role: .border)
                expectWhole(frame)
                frame.fill(Rect(x: column, y: 0, width: 3, height: 1), role: .bar)
                expectWhole(frame)
            }
        }
    }

    @Test func `a frame put into another is clipped as text is`() {
        var inner = Frame(width: 6, height: 1)
        inner.put("日👍🏽語", x: 0, y: 0, role: .text)
        for x in -7...7 {
            var frame = Frame(width: 5, height: 1)
            frame.put("語語x", x: 0, y: 0, role: .dim)
            frame.put(inner, x: x, y: 0)
            expectWhole(frame)
        }
        var frame = Frame(width: 8, height: 1)
        frame.put("xx👍🏽", x: 0, y: 0, role: .dim)
        frame.put(inner, x: 1, y: 0)
        #expect(FrameWriter.text(frame) == "x日👍🏽語\n")
    }

    @Test func `clip keeps text inside its area`() {
        var frame = Frame(width: 10, height: 1)
        frame.put("0123456789", x: 0, y: 0, role: .title, clip: Rect(x: 3, y: 0, width: 4, height: 1))
        #expect(FrameWriter.text(frame) == "   3456\n")
    }

    @Test func `frames are equal when they look equal`() {
        var left = Frame(width: 4, height: 1)
        left.put("👍🏽", x: 0, y: 0, role: .text)
        var right = Frame(width: 4, height: 1)
        right.put("e\u{301}", x: 0, y: 0, role: .text)
        #expect(left != right)
        right.put("👍🏽", x: 0, y: 0, role: .text)
        #expect(left == right)
        right.restyle(right.bounds, adding: .bold)
        #expect(left != right)
    }

    @Test func `a symbol that is not one clean cell is not drawn`() {
        var frame = Frame(width: 2, height: 1)
        for symbol in ["日", "\u{301}", "\u{202E}"] as [Unicode.Scalar] {
            frame.put(symbol: symbol, x: 0, y: 0, role: .title)
            frame.fill(frame.bounds, with: symbol, role: .title)
        }
        #expect(frame == Frame(width: 2, height: 1))
    }

    @Test func `a full screen of text is built within a frame's time`() {
        let words = ["Household survey 2026 ", "日本語の回答です ", "हिन्दी ", "plain ascii text "].map { DisplayText($0) }
        let clock = ContinuousClock()
        let best = (0..<20).map { _ in
            clock.measure {
                var frame = Frame(width: 200, height: 60)
                for y in 0..<60 {
                    var x = 0
                    while x < 200 { x = frame.put(words[(x + y) % 4], x: x, y: y, role: .text) }
                }
                #expect(frame[0, 0].width > 0)
            }
        }.min()
        // Budget 3 ms; the bound leaves room for a busy machine.
        #expect(best.map { $0 < .milliseconds(3) } == true, "\(String(describing: best))")
    }

    /// Each wide glyph has its second half, and nothing else claims to be one.
    private func expectWhole(_ frame: Frame, sourceLocation: SourceLocation = #_sourceLocation) {
        for y in 0..<frame.height {
            for x in 0..<frame.width {
                let isSecond = frame[x, y].width == 0
                let followsWide = x > 0 && frame[x - 1, y].width == 2
                #expect(isSecond == followsWide, sourceLocation: sourceLocation)
            }
            #expect(frame[frame.width - 1, y].width < 2, sourceLocation: sourceLocation)
        }
    }
}
