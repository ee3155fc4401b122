/// How often a number fell into each interval: upright columns over an axis with its ends.
///
/// Shape: `counts` in the order of the intervals. Columns share the width evenly; where there are more intervals than
/// cells, neighbours are added together. The last row of `area` is the axis if there are two rows or more.
nonisolated struct Histogram: Sendable {
    var counts: [Double]
    var low: DisplayText = .empty
    var high: DisplayText = .empty
    var role: Role = .bar
    var symbols: SymbolSet = .braille

    func draw(in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty, !counts.isEmpty else { return }
        let hasAxis = area.height >= 2
        let chart = area.inset(bottom: hasAxis ? 1 : 0)
        var line = Sparkline(values: columns(width: chart.width), role: role)
        line.symbols = symbols == .ascii ? .ascii : .block
        line.draw(in: chart, on: &frame)
        guard hasAxis else { return }
        let axis = area.row(area.height - 1)
        frame.put(low, in: axis, role: .axis)
        if low.width + 1 + high.width <= axis.width {
            frame.put(high, in: axis, alignment: .trailing, role: .axis)
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
