/// A share as a horizontal bar.
///
/// Units: `share` of the whole, 0...1; anything else, also what is not a number, is brought into that range.
/// Cost: one cell a column. Eighth blocks tell 8 steps a cell, ASCII one.
nonisolated struct Bar: Sendable {
    var share: Double
    var role: Role = .bar
    var trackRole: Role? = .barTrack
    var symbols: SymbolSet = .braille

    private static let eighths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// Draws on the first row of `area`. A share above 0 shows at least the smallest step.
    func draw(in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty else { return }
        if let trackRole {
            frame.fill(area.row(0), with: symbols == .ascii ? "." : "·", role: trackRole)
        }
        let clean = Scale.unit(share)
        let steps = symbols == .ascii ? 1 : 8
        var filled = Int((clean * Double(area.width * steps)).rounded())
        if clean > 0 { filled = max(1, filled) }
        let whole = filled / steps
        frame.fill(
            Rect(x: area.x, y: area.y, width: whole, height: 1), with: symbols == .ascii ? "#" : "█", role: role)
        if filled % steps > 0 {
            frame.put(symbol: Bar.eighths[filled % steps - 1], x: area.x + whole, y: area.y, role: role)
        }
    }
}

/// Brings values of unknown quality onto a scale.
nonisolated enum Scale {
    /// `value` within 0...1; what is not a number is 0.
    static func unit(_ value: Double) -> Double {
        value.isNaN ? 0 : min(max(value, 0), 1)
    }

    /// `value` as a share of `top`, or 0 where there is no scale.
    static func share(of value: Double, top: Double) -> Double {
        top > 0 && value > 0 ? unit(value / top) : 0
    }

    /// The largest finite value, at least 0.
    static func top(_ values: some Sequence<Double>) -> Double {
        values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    }
}
