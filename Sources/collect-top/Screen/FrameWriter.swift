/// Writes a frame as text: plain, or with ANSI colours. Pictures are in `FrameWriter+SVG`.
///
/// Why: `render` has to show a view without a terminal, in a log, a pipe or a document.
/// Invariant: apart from line ends and the writer's own SGR sequences no control character comes out.
nonisolated enum FrameWriter {
    /// The glyphs, row by row, without the blanks at the ends of rows.
    static func text(_ frame: Frame) -> String {
        var output = ""
        output.reserveCapacity(frame.cells.count + frame.height)
        for y in 0..<frame.height {
            for x in 0..<lastInk(frame, row: y) { output += frame.glyph(frame[x, y]) }
            output += "\n"
        }
        return output
    }

    /// The glyphs with the theme's colours; each row starts and ends without any attribute set.
    static func ansi(_ frame: Frame, theme: Theme, depth: ColorDepth) -> String {
        let styles = StyleTable(theme: theme, depth: depth)
        var output = ""
        output.reserveCapacity(frame.cells.count * 2)
        for y in 0..<frame.height {
            var current = SentStyle()
            for x in 0..<frame.width {
                let cell = frame[x, y]
                let style = styles[cell]
                if style != current {
                    output += sgr(style)
                    current = style
                }
                output += frame.glyph(cell)
            }
            if current != SentStyle() { output += "\u{1B}[0m" }
            output += "\n"
        }
        return output
    }

    /// The column after the last cell of a row that is not a blank.
    private static func lastInk(_ frame: Frame, row: Int) -> Int {
        var end = frame.width
        while end > 0, frame[end - 1, row].glyph == 0x20 { end -= 1 }
        return end
    }

    /// - Source: ECMA-48 8.3.117 (SGR), xterm control sequences (38;5 and 38;2).
    private static func sgr(_ style: SentStyle) -> String {
        var codes = ["0"]
        let attributes: [(Emphasis, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
        ]
        codes += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
        codes += color(style.foreground, normal: 30, bright: 90, extended: 38)
        codes += color(style.background, normal: 40, bright: 100, extended: 48)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func color(_ color: SentColor, normal: Int, bright: Int, extended: Int) -> [String] {
        switch color {
        case .terminal: []
        case .indexed(let number) where number < 8: ["\(normal + Int(number))"]
        case .indexed(let number) where number < 16: ["\(bright + Int(number) - 8)"]
        case .indexed(let number): ["\(extended);5;\(number)"]
        case .rgb(let rgb): ["\(extended);2;\(rgb.red);\(rgb.green);\(rgb.blue)"]
        }
    }
}

/// The sent style of every role, reduced once instead of once a cell.
nonisolated struct StyleTable: Sendable {
    private let styles: [SentStyle]

    init(theme: Theme, depth: ColorDepth) {
        styles = Role.allCases.map { theme.sent($0, depth: depth) }
    }

    subscript(cell: Cell) -> SentStyle {
        var style = styles[Int(cell.role.rawValue)]
        style.attributes.formUnion(cell.emphasis)
        return style
    }
}
