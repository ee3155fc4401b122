/// A grid of amounts, such as hour by weekday: darker to brighter, or in shades where there is no colour.
///
/// Shape: `values[row][column]`, rows may differ in length; nil is "no data", which is not zero.
/// Units: cells of `cellWidth`; `top` is the amount of the strongest step, nil takes the largest.
nonisolated struct HeatMap: Sendable {
    var values: [[Double?]]
    var rowLabels: [DisplayText] = []
    var top: Double?
    var cellWidth = 2
    var symbols: SymbolSet = .braille

    private static let shades: [Unicode.Scalar] = ["░", "▒", "▓", "█", "█"]
    private static let asciiShades: [Unicode.Scalar] = [".", ":", "+", "*", "#"]

    func draw(in area: Rect, on frame: inout Frame) {
        let cellWidth = max(1, cellWidth)
        let labelWidth = min((rowLabels.map(\.width).max() ?? -1) + 1, area.width)
        let top = self.top ?? Scale.top(values.joined().compactMap(\.self))
        for (row, line) in values.prefix(area.height).enumerated() {
            if row < rowLabels.count {
                frame.put(rowLabels[row], x: area.x, y: area.y + row, role: .axis, clip: area)
            }
            for (column, value) in line.enumerated() {
                let x = area.x + labelWidth + column * cellWidth
                guard x + cellWidth <= area.right else { break }
                draw(value, top: top, in: Rect(x: x, y: area.y + row, width: cellWidth, height: 1), on: &frame)
            }
        }
    }

    private func draw(_ value: Double?, top: Double, in area: Rect, on frame: inout Frame) {
        guard let value, value.isFinite else { return }
        let share = Scale.share(of: value, top: top)
        guard share > 0 else {
            frame.fill(area, with: symbols == .ascii ? "." : "·", role: .barTrack)
            return
        }
        let step = min(Int(share * 5), 4)
        frame.fill(
            area, with: symbols == .ascii ? HeatMap.asciiShades[step] : HeatMap.shades[step], role: Role.heat[step])
    }
}
