import CollectModel

/// The line that always says how true the picture is: live or not, how fast, how far behind, and what was left out.
///
/// Why: silent lag and silent loss are the worst faults of a dashboard; what is wrong stands first and is never hidden.
nonisolated struct FreshnessStrip: Sendable {
    /// A record that waits longer than this makes the reader "catching up" and not "live". Units: ms.
    static let lagToleranceMs: Int64 = 2_000

    let feed: SnapshotFeed
    let context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        let snapshot = feed.shown
        let line = line(snapshot)
        let end = line.draw(in: area.inset(left: 1, right: 1), on: &frame)
        guard !feed.isEmpty, snapshot.perMinute.contains(where: { $0 > 0 }) else { return }
        let label: DisplayText = "last 60 min "
        let chart = context.symbols == .braille ? 30 : 20
        guard end + 3 + label.width + chart < area.right else { return }
        let x = area.right - 1 - chart
        let capacity = Sparkline.capacity(width: chart, symbols: context.symbols)
        frame.put(label, x: x - label.width, y: area.y, role: .dim)
        Sparkline(values: Series.fitted(snapshot.perMinute, to: capacity), symbols: context.symbols)
            .draw(in: Rect(x: x, y: area.y, width: chart, height: 1), on: &frame)
    }

    private func line(_ snapshot: Snapshot) -> TextLine {
        var line = TextLine(separator: context.dot)
        guard !feed.isEmpty else {
            line.add(context.symbols == .ascii ? "... " : "◌ ", .info)
            line.join("opening the log", .dim)
            return line
        }
        addState(snapshot, to: &line)
        addDamage(snapshot.freshness, to: &line)
        let totals = snapshot.totals
        line.add(Words.rate(snapshot.rates.minute), .strong)
        if snapshot.freshness.isCaughtUp || snapshot.freshness.lagMs <= Self.lagToleranceMs {
            line.add("lag ", .dim)
            line.join(Words.duration(ms: snapshot.freshness.lagMs))
        }
        for (label, count, role) in [
            ("late " as DisplayText, totals.late, Role.late), ("dup ", totals.duplicates, .text),
            ("rejected ", totals.rejected, .warn), ("conflicts ", totals.conflicts, .warn),
        ] where count > 0 || label.string != "conflicts " {
            line.add(label, .dim)
            line.join(Words.grouped(count), count > 0 ? role : .dim)
        }
        line.add(Words.grouped(totals.live))
        line.join(totals.live == 1 ? " response" : " responses", .dim)
        line.add(Words.grouped(Int64(snapshot.forms.count)))
        line.join(snapshot.forms.count == 1 ? " form" : " forms", .dim)
        return line
    }

    private func addState(_ snapshot: Snapshot, to line: inout TextLine) {
        let freshness = snapshot.freshness
        if feed.isFrozen {
            line.add(" " + context.glyph(.frozen) + " FROZEN +" + Words.grouped(feed.newSinceFrozen) + " ", .frozen)
            line.add("as of ", .dim)
            line.join(context.clock(snapshot.atMs))
        } else if !freshness.isCaughtUp, freshness.lagMs > Self.lagToleranceMs {
            let share = Double(freshness.folded) / Double(max(1, freshness.known))
            line.add(context.glyph(.info), .info)
            line.join(" catching up ", .info)
            line.join(Words.percent(share), .strong)
            line.add(Words.grouped(freshness.folded))
            line.join(" of " + Words.grouped(freshness.known), .dim)
        } else if !freshness.hasWriter {
            line.add(context.glyph(.warn), .warn)
            line.join(" no writer", .warn)
            line.join(": alerts are not delivered", .dim)
        } else {
            line.add(context.glyph(.live), .live)
            line.join(" live", .live)
        }
    }

    private func addDamage(_ freshness: Freshness, to line: inout TextLine) {
        guard !freshness.gaps.isEmpty else { return }
        let count = Words.grouped(Int64(freshness.gaps.count))
        line.add(context.glyph(.critical), .critical)
        line.join(" damage: " + count + (freshness.gaps.count == 1 ? " gap" : " gaps"), .critical)
    }
}
