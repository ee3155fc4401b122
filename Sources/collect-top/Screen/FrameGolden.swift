/// A frame as a test file that people can read and compare.
///
/// Shape: the glyphs row by row (no blanks at the ends), a line `---`, then one role letter a cell (`.` is plain text,
/// `<` the second half of a wide glyph); if anything is emphasised, another `---` and one emphasis letter a cell.
/// Why: colours are left out, so a change of theme changes no golden file.
nonisolated enum FrameGolden {
    static let separator = "---\n"

    static func text(_ frame: Frame) -> String {
        var output = FrameWriter.text(frame) + separator
        appendGrid(frame, to: &output) { cell in cell.width == 0 ? "<" : cell.role.letter }
        guard frame.cells.contains(where: { !$0.emphasis.isEmpty }) else { return output }
        output += separator
        appendGrid(frame, to: &output) { cell in letter(cell.emphasis) }
        return output
    }

    private static func appendGrid(_ frame: Frame, to output: inout String, letter: (Cell) -> Character) {
        for y in 0..<frame.height {
            for x in 0..<frame.width { output.append(letter(frame[x, y])) }
            output += "\n"
        }
    }

    /// b, d, u, r, i for one attribute; the number in hexadecimal for several.
    private static func letter(_ emphasis: Emphasis) -> Character {
        switch emphasis {
        case []: "."
        case .bold: "b"
        case .dim: "d"
        case .underline: "u"
        case .reverse: "r"
        case .italic: "i"
        default: Character(String(emphasis.rawValue, radix: 32).uppercased())
        }
    }
}
