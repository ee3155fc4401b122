import CollectModel
import Glibc

/// Durations and delays, one a row: the figures in columns, and the shape as a line on a logarithmic scale.
///
/// Why logarithmic: a delay is seconds for most and days for some; on an even scale the some would hide the most.
nonisolated struct SpanTable: Sendable {
    var context: ViewContext

    private static let titles: [DisplayText] = ["min", "p50", "mean", "p95", "max"]
    private static let labelWidth = 11
    private static let figureWidth = 10

    private func columns(_ area: Rect) -> [Rect] {
        let wanted: [Length] = Array(repeating: .fixed(SpanTable.figureWidth), count: 5)
        // The line takes what the figures leave, and a chart wider than 60 cells says nothing more.
        let rest = area.width - SpanTable.labelWidth - 5 * (SpanTable.figureWidth + 1) - 2
        let chart = rest >= 8 ? min(rest, 60) : 0
        return area.columns([.fixed(SpanTable.labelWidth)] + wanted + [.fixed(2), .fixed(chart)], gap: 1)
    }

    func drawHeader(in area: Rect, on frame: inout Frame) {
        for (title, column) in zip(SpanTable.titles, columns(area)[1...]) {
            frame.put(title, in: column, alignment: .trailing, role: .dim)
        }
    }

    func draw(_ label: DisplayText, _ span: SpanStatistics, in area: Rect, on frame: inout Frame) {
        let columns = columns(area)
        frame.put(label, in: columns[0], role: .dim)
        guard span.count > 0 else {
            frame.put("not known", in: columns[1], alignment: .trailing, role: .missing)
            return
        }
        let whole: (Double?) -> Int64? = { $0.flatMap { Int64(exactly: $0.rounded()) } }
        let figures = [span.min, whole(span.p50), whole(span.mean), whole(span.p95), span.max]
        for (index, figure) in figures.enumerated() {
            let role: Role = index == 1 ? .strong : .text
            frame.put(AnswerWords.span(figure), in: columns[index + 1], alignment: .trailing, role: role)
        }
        drawLine(span, in: columns[7], on: &frame)
    }

    /// `├──┃━◆━━┤`: from the least to the most, heavy between p50 and p95, the mean as a mark.
    private func drawLine(_ span: SpanStatistics, in area: Rect, on frame: inout Frame) {
        guard area.width >= 4, let low = span.min, let high = span.max, high > low else { return }
        let isASCII = context.symbols == .ascii
        func log(_ value: Double) -> Double { Glibc.log(max(1, value - Double(low) + 1000)) }
        let (start, end) = (log(Double(low)), log(Double(high)))
        func place(_ value: Double?) -> Int? {
            value.map {
                area.x + Int((Scale.unit((log($0) - start) / (end - start)) * Double(area.width - 1)).rounded())
            }
        }
        frame.fill(area, with: isASCII ? "-" : "─", role: .axis)
        if let p50 = place(span.p50), let p95 = place(span.p95), p95 >= p50 {
            let box = Rect(x: p50, y: area.y, width: p95 - p50 + 1, height: 1)
            frame.fill(box, with: isASCII ? "=" : "━", role: .bar)
        }
        frame.put(symbol: isASCII ? "|" : "├", x: area.x, y: area.y, role: .axis)
        frame.put(symbol: isASCII ? "|" : "┤", x: area.right - 1, y: area.y, role: .axis)
        if let mean = place(span.mean) { frame.put(symbol: isASCII ? "*" : "◆", x: mean, y: area.y, role: .barAlt) }
        if let p50 = place(span.p50) { frame.put(symbol: isASCII ? "I" : "┃", x: p50, y: area.y, role: .strong) }
    }
}
