nonisolated extension FrameWriter {
    /// Sizes of the picture, in SVG user units.
    private enum Metrics {
        static let cellWidth = 8.4
        static let cellHeight = 18.0
        static let fontSize = 14.0
        static let baseline = 13.5
        static let padding = 16.0
        static let titleBar = 30.0
        static let radius = 10.0
    }

    /// The colours where a theme leaves them to the terminal.
    private enum Unthemed {
        static let dark = (ink: RGB(red: 216, green: 220, blue: 228), paper: RGB(red: 20, green: 23, blue: 28))
        static let light = (ink: RGB(red: 30, green: 35, blue: 43), paper: RGB.white)
    }

    /// A picture of the frame, in a window with rounded corners.
    ///
    /// Why `x` and `textLength` on each run: viewers have other fonts, and columns must stay columns in all of them.
    /// Shape: one `<text>` for each word of equal style, so that Arabic and Devanagari letters join, and columns begin where they
    /// should in viewers that know no `textLength`; one for each wide glyph and each drawing symbol; bars are rectangles, because
    /// fonts leave gaps between blocks.
    static func svg(_ frame: Frame, theme: Theme, title: DisplayText = .empty) -> String {
        let natural = theme.variant == .light ? Unthemed.light : Unthemed.dark
        let colors = Ink(text: natural.ink, paper: theme.background.rgb ?? natural.paper)
        let width = Double(frame.width) * Metrics.cellWidth + 2 * Metrics.padding
        let height = Double(frame.height) * Metrics.cellHeight + Metrics.titleBar + Metrics.padding
        var output = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
            viewBox="0 0 \(number(width)) \(number(height))">
            <rect width="100%" height="100%" rx="\(number(Metrics.radius))" fill="\(colors.paper.hex)"/>
            <circle cx="20" cy="15" r="5" fill="#ff5f57"/><circle cx="38" cy="15" r="5" fill="#febc2e"/>\
            <circle cx="56" cy="15" r="5" fill="#28c840"/>
            <text x="\(number(width / 2))" y="19" text-anchor="middle" font-family="sans-serif" font-size="12" \
            fill="\(colors.text.hex)" opacity="0.7">\(escaped(title.string))</text>
            <g font-family="'JetBrains Mono','DejaVu Sans Mono','Noto Sans Mono',Menlo,Consolas,monospace" \
            font-size="\(number(Metrics.fontSize))" xml:space="preserve">

            """
        let styles = StyleTable(theme: theme, depth: .truecolor)
        for y in 0..<frame.height {
            for run in runs(frame, row: y, styles: styles) { write(run, row: y, colors: colors, to: &output) }
        }
        output += "</g>\n</svg>\n"
        return output
    }

    private struct Ink {
        let text: RGB
        let paper: RGB
    }

    private struct Run {
        let column: Int
        var cells: Int
        var text: String
        let style: SentStyle
        let isAlone: Bool

        /// Two spaces end a column: what comes behind them begins anew.
        func isFollowed(by glyph: String) -> Bool { glyph != " " && text.hasSuffix("  ") }
    }

    /// Box drawing, blocks and braille: anchored one by one.
    private static func isSymbol(_ glyph: String) -> Bool {
        guard let scalar = glyph.unicodeScalars.first else { return false }
        return (0x2500...0x259F).contains(scalar.value) || (0x2800...0x28FF).contains(scalar.value)
    }

    /// The part of a cell that a block element fills, as shares of its width and height from the top left.
    /// - Source: Unicode, Block Elements, U+2581 to U+258F.
    private static func block(_ text: String) -> (x: Double, y: Double, width: Double, height: Double)? {
        guard text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first else { return nil }
        switch scalar.value {
        case 0x2581...0x2588:
            let height = Double(scalar.value - 0x2580) / 8
            return (0, 1 - height, 1, height)
        case 0x2589...0x258F: return (0, 0, Double(0x2590 - scalar.value) / 8, 1)
        default: return nil
        }
    }

    private static func runs(_ frame: Frame, row: Int, styles: StyleTable) -> [Run] {
        var runs: [Run] = []
        var current: Run?
        for x in 0..<frame.width {
            let cell = frame[x, row]
            if cell.width == 0 { continue }
            let style = styles[cell]
            let glyph = frame.glyph(cell)
            let isAlone = cell.width == 2 || isSymbol(glyph)
            if var run = current, run.style == style, !run.isAlone, !isAlone, !run.isFollowed(by: glyph) {
                run.cells += 1
                run.text += glyph
                current = run
            } else {
                if let current { runs.append(current) }
                current = Run(
                    column: x, cells: Int(cell.width), text: glyph, style: style, isAlone: isAlone)
            }
        }
        if let current { runs.append(current) }
        return runs
    }

    private static func write(_ run: Run, row: Int, colors: Ink, to output: inout String) {
        var ink = rgb(run.style.foreground) ?? colors.text
        var paper = rgb(run.style.background) ?? colors.paper
        if run.style.attributes.contains(.reverse) { swap(&ink, &paper) }
        let x = Metrics.padding + Double(run.column) * Metrics.cellWidth
        let y = Metrics.titleBar + Double(row) * Metrics.cellHeight
        let width = Double(run.cells) * Metrics.cellWidth
        if paper != colors.paper {
            output +=
                "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
                + "height=\"\(number(Metrics.cellHeight))\" fill=\"\(paper.hex)\"/>\n"
        }
        guard run.text.utf8.contains(where: { $0 != 0x20 }) else { return }
        if let block = block(run.text) {
            output +=
                "<rect shape-rendering=\"crispEdges\" x=\"\(number(x + block.x * width))\" y=\"\(number(y + block.y * Metrics.cellHeight))\" "
                + "width=\"\(number(block.width * width))\" height=\"\(number(block.height * Metrics.cellHeight))\" "
                + "fill=\"\(ink.hex)\"/>\n"
            return
        }
        var attributes = ""
        if run.style.attributes.contains(.bold) { attributes += " font-weight=\"bold\"" }
        if run.style.attributes.contains(.italic) { attributes += " font-style=\"italic\"" }
        if run.style.attributes.contains(.underline) { attributes += " text-decoration=\"underline\"" }
        if run.style.attributes.contains(.dim) { attributes += " opacity=\"0.65\"" }
        output +=
            "<text x=\"\(number(x))\" y=\"\(number(y + Metrics.baseline))\" textLength=\"\(number(width))\" "
            + "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(ink.hex)\"\(attributes)>\(escaped(run.text))</text>\n"
    }

    private static func rgb(_ color: SentColor) -> RGB? {
        switch color {
        case .terminal: nil
        case .indexed(let index): Palette256.rgb(index)
        case .rgb(let rgb): rgb
        }
    }

    /// `DisplayText` has no character that XML forbids; only XML's own marks are left.
    private static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    /// One decimal, without Foundation's formatter.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
