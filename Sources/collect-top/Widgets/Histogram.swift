/// How often a number fell into each interval: upright columns over an axis with names.
///
/// Shape: `counts` in the order of the intervals. Columns share the width evenly; where there are more intervals than
/// cells, neighbours are added together. The last row of `area` is the axis if there are two rows or more.
nonisolated struct Histogram: Sendable {
    var counts: [Double]
    var axis: Axis
    var role: Role = .bar
    var symbols: SymbolSet = .braille

    /// What the axis says.
    enum Axis: Sendable {
        /// The borders at both ends.
        case ends(low: DisplayText, high: DisplayText)
        /// A name under each column, where all fit; else the first and the last.
        case columns([DisplayText])
    }

    func draw(in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty, !counts.isEmpty else { return }
        let hasAxis = area.height >= 2
        let chart = area.inset(bottom: hasAxis ? 1 : 0)
        var line = Sparkline(values: columns(width: chart.width), role: role)
        line.symbols = symbols == .ascii ? .ascii : .block
        line.draw(in: chart, on: &frame)
        guard hasAxis else { return }
        drawAxis(in: area.row(area.height - 1), on: &frame)
    }

    private func drawAxis(in line: Rect, on frame: inout Frame) {
        switch axis {
        case .ends(let low, let high): drawEnds(low, high, in: line, on: &frame)
        case .columns(let names):
            guard let first = names.first, let last = names.last else { return }
            let places = names.indices.map { Rect(spanOf: $0, of: names.count, in: line) }
            guard zip(names, places).allSatisfy({ $0.width < $1.width }) else {
                return drawEnds(first, names.count > 1 ? last : .empty, in: line, on: &frame)
            }
            for (name, place) in zip(names, places) {
                frame.put(name, in: place, alignment: .centre, role: .axis)
            }
        }
    }

    private func drawEnds(_ low: DisplayText, _ high: DisplayText, in line: Rect, on frame: inout Frame) {
        frame.put(low, in: line, role: .axis)
        if low.width + 1 + high.width <= line.width {
            frame.put(high, in: line, alignment: .trailing, role: .axis)
        }
    }

    /// One value a cell: an interval's count over all of its cells, or the sum of the intervals in one cell.
    private func columns(width: Int) -> [Double] {
        if counts.count > width {
            return (0..<width).map { column in
                counts[(column * counts.count / width)..<((column + 1) * counts.count / width)].reduce(0, +)
            }
        }
        return (0..<width).map { counts[$0 * counts.count / width] }
    }
}

nonisolated extension Rect {
    /// The cells of one of `count` columns that share a line evenly.
    fileprivate init(spanOf index: Int, of count: Int, in line: Rect) {
        // The first cell whose column this is, by the same division that fills the columns.
        func start(_ index: Int) -> Int { (index * line.width + count - 1) / count }
        self.init(x: line.x + start(index), y: line.y, width: start(index + 1) - start(index), height: line.height)
    }
}
