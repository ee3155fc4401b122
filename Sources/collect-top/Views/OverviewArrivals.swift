import CollectModel

/// Arrivals of the last hour over all forms, and what became of everything that ever came.
nonisolated struct OverviewArrivals: Sendable {
    private static let totalsWidth = 23

    let snapshot: Snapshot
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let hour = snapshot.perMinute.reduce(0, &+)
        let inside = Border(
            title: "Arrivals, last 60 min", note: Words.grouped(hour) + " in the hour", symbols: context.symbols
        ).draw(in: area, on: &frame).inset(left: 1, right: 1)
        guard inside.height >= 2 else { return }
        let hasTotals = inside.width >= 64
        let chart = hasTotals ? inside.inset(right: Self.totalsWidth + 2) : inside
        drawChart(in: chart, on: &frame)
        if hasTotals {
            drawTotals(
                in: Rect(
                    x: inside.right - Self.totalsWidth, y: inside.y, width: Self.totalsWidth, height: inside.height),
                on: &frame)
        }
    }

    private func drawChart(in area: Rect, on frame: inout Frame) {
        let top = snapshot.perMinute.max() ?? 0
        guard top > 0 else {
            frame.put("nothing in the last hour", in: area.row(area.height / 2), alignment: .centre, role: .dim)
            return
        }
        let scale = Words.compact(top) + "/min"
        let labels = min(max(scale.width, 6) + 1, area.width / 2)
        let plot = area.inset(left: labels, bottom: 1)
        frame.put(
            scale, in: Rect(x: area.x, y: area.y, width: labels - 1, height: 1), alignment: .trailing, role: .axis)
        frame.put(
            "0", in: Rect(x: area.x, y: plot.bottom - 1, width: labels - 1, height: 1), alignment: .trailing,
            role: .axis)
        Sparkline(
            values: Series.fitted(
                snapshot.perMinute, to: Sparkline.capacity(width: plot.width, symbols: context.symbols)),
            symbols: context.symbols
        ).draw(in: plot, on: &frame)
        let axis = Rect(x: plot.x, y: plot.bottom, width: plot.width, height: 1)
        frame.put("60 min ago", in: axis, role: .axis)
        if axis.width >= 34 { frame.put("30", in: axis, alignment: .centre, role: .axis) }
        if axis.width >= 16 { frame.put("now", in: axis, alignment: .trailing, role: .axis) }
    }

    private func drawTotals(in area: Rect, on frame: inout Frame) {
        let totals = snapshot.totals
        let rows: [(DisplayText, Int64, Role)] = [
            ("live", totals.live, .strong), ("created", totals.created, .text), ("updated", totals.updated, .text),
            ("deleted", totals.deleted, .text), ("late", totals.late, .late), ("duplicates", totals.duplicates, .text),
            ("rejected", totals.rejected, .warn), ("conflicts", totals.conflicts, .warn),
            ("clock skewed", totals.clockSkewed, .text), ("expired", totals.expired, .text),
        ]
        for (index, (label, count, role)) in rows.prefix(area.height).enumerated() {
            frame.put(label, in: area.row(index), role: .dim)
            frame.put(
                Words.count(count, cells: 10), in: area.row(index), alignment: .trailing, role: count == 0 ? .dim : role
            )
        }
    }
}
