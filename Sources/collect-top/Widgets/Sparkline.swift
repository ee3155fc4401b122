/// Counts over time in very little room.
///
/// Shape: `values` oldest first; the newest that fit are shown, flush right. Braille shows two a cell and four steps a
/// row of cells, blocks one a cell and eight steps, ASCII one a cell and four steps.
/// Units: `top` is the value of a full column; nil takes the largest one shown.
nonisolated struct Sparkline: Sendable {
    var values: [Double]
    var top: Double?
    var role: Role = .sparkline
    var symbols: SymbolSet = .braille

    /// How many values `width` cells can show.
    static func capacity(width: Int, symbols: SymbolSet) -> Int {
        max(0, width) * (symbols == .braille ? 2 : 1)
    }

    private static let asciiSteps: [Unicode.Scalar] = [" ", "_", ".", "-", "^"]
    private static let blockSteps: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    /// Dots of a braille cell from the bottom up. Source: Unicode chapter 21.1, dots 7 3 2 1 and 8 6 5 4.
    private static let leftDots: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    private static let rightDots: [UInt32] = [0x80, 0x20, 0x10, 0x08]

    /// Draws over all rows of `area`.
    func draw(in area: Rect, on frame: inout Frame) {
        let capacity = Sparkline.capacity(width: area.width, symbols: symbols)
        guard !area.isEmpty, capacity > 0 else { return }
        let shown = values.suffix(capacity)
        let top = self.top ?? Scale.top(shown)
        let steps = stepsPerCell * area.height
        // A count above zero must be seen, however small.
        var heights = shown.map { value in
            let share = Scale.share(of: value, top: top)
            return share > 0 ? max(1, Int((share * Double(steps)).rounded())) : 0
        }
        heights = Array(repeating: 0, count: capacity - heights.count) + heights
        for row in 0..<area.height {
            let base = (area.height - 1 - row) * stepsPerCell
            for column in 0..<area.width {
                let symbol = glyph(heights, column: column, base: base)
                if symbol != " " { frame.put(symbol: symbol, x: area.x + column, y: area.y + row, role: role) }
            }
        }
    }

    private var stepsPerCell: Int { symbols == .block ? 8 : 4 }

    private func glyph(_ heights: [Int], column: Int, base: Int) -> Unicode.Scalar {
        func level(_ height: Int) -> Int { min(max(height - base, 0), stepsPerCell) }
        switch symbols {
        case .block: return Sparkline.blockSteps[level(heights[column])]
        case .ascii: return Sparkline.asciiSteps[level(heights[column])]
        case .braille:
            let left = Sparkline.leftDots.prefix(level(heights[column * 2])).reduce(0, |)
            let right = Sparkline.rightDots.prefix(level(heights[column * 2 + 1])).reduce(0, |)
            return left | right == 0 ? " " : Unicode.Scalar(0x2800 + (left | right)) ?? " "
        }
    }
}
