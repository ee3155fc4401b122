import CollectModel

/// The figures of a form above its questions.
///
/// Shape: from the most to the least important line; what the height does not hold is left out from the end, so that
/// at least half of the area stays for the questions.
nonisolated struct FormViewBand: Sendable {
    var form: FormReport
    var summary: FormSummary?
    var snapshot: Snapshot
    var context: ViewContext

    /// Draws the band from the top of `area` and returns what is left below it.
    ///
    /// - Parameter isBrief: only title and counts, for a zoomed question.
    func draw(in area: Rect, isBrief: Bool, on frame: inout Frame) -> Rect {
        var height = 0
        /// The next `rows` lines, or nil where the questions need the room.
        func take(_ rows: Int) -> Rect? {
            guard height + rows <= max(1, area.height / 2) else { return nil }
            defer { height += rows }
            return Rect(x: area.x, y: area.y + height, width: area.width, height: rows)
        }
        if let line = take(1) { drawTitle(in: line, on: &frame) }
        if let line = take(1) { drawCounts(in: line, on: &frame) }
        if !isBrief {
            if let line = take(1) { drawSources(in: line, on: &frame) }
            if form.counts.created > 0 {
                if let lines = take(area.height >= 36 ? 5 : 4) { drawCharts(in: lines, on: &frame) }
                let rows = form.clockSkew.count > 0 && area.height >= 30 ? 4 : 3
                if let lines = take(rows) { drawSpans(in: lines, on: &frame) }
                if !form.versions.isEmpty, area.height >= 30, let line = take(1) { drawVersions(in: line, on: &frame) }
            }
        }
        return area.inset(top: height)
    }

    // MARK: Lines

    private func drawTitle(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        let seen = seen(room: area.width)
        let room = area.width - (area.width >= 40 ? seen.width + 2 : 0)
        if let title = form.title, !title.isEmpty {
            line.put(DisplayText(title, maxCells: max(1, room)), .strong, on: &frame)
            line.space(2)
            line.put(DisplayText(form.formID, maxCells: max(0, room - line.x + area.x)), .dim, on: &frame)
        } else {
            line.put(DisplayText(form.formID, maxCells: max(1, room)), .strong, on: &frame)
        }
        if area.width >= 40 { frame.put(seen, in: area, alignment: .trailing, role: .dim) }
    }

    /// When the first and the last response came, as far as the title leaves room.
    private func seen(room: Int) -> DisplayText {
        guard let last = form.lastReceivedMs else { return .empty }
        let newest = "last " + AnswerWords.age(last, context)
        guard let first = form.firstReceivedMs else { return newest }
        let whole = "since " + AnswerWords.moment(first, context) + AnswerMarks.dot(context.symbols) + newest
        let title = DisplayText(form.title ?? form.formID, maxCells: 200).width + form.formID.utf8.count + 4
        return title + whole.width <= room ? whole : newest
    }

    private func drawCounts(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        let counts = form.counts
        line.figure("live", AnswerWords.count(counts.live), role: .strong, on: &frame)
        line.figure("created", AnswerWords.count(counts.created), on: &frame)
        line.figure("edited", AnswerWords.count(counts.updated), on: &frame)
        line.figure("deleted", AnswerWords.count(counts.deleted), on: &frame)
        if let goal = form.goal {
            let isBehind = goal.isBehind(live: counts.live, atMs: context.nowMs)
            line.figure(
                "target reached", AnswerWords.share(goal.share(of: counts.live)), role: isBehind ? .warn : .text,
                on: &frame)
        }
        drawTrouble("rejected", counts.rejected, on: &line, &frame)
        drawTrouble("conflicts", counts.conflicts, on: &line, &frame)
    }

    /// Data that was refused; nothing is said while there is none.
    private func drawTrouble(
        _ label: DisplayText, _ value: Int64, on line: inout AnswerLine, _ frame: inout Frame
    ) {
        guard value > 0 else { return }
        let mark = context.glyphs.glyph(.warn, symbols: context.symbols)
        line.figure(label, AnswerWords.count(value) + mark, role: .warn, on: &frame)
    }

    private func drawSources(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.figure("devices", AnswerWords.estimate(form.devices), on: &frame)
        line.figure("collectors", AnswerWords.estimate(form.collectors), on: &frame)
        if let tooFast = form.tooFast, tooFast.count > 0 {
            line.figure("too fast", AnswerWords.count(tooFast.count), role: .warn, on: &frame)
        }
        let late = form.counts.late
        let lateMark = late > 0 ? context.glyphs.glyph(.late, symbols: context.symbols) : .empty
        line.figure("late", AnswerWords.count(late) + lateMark, role: late > 0 ? .late : .text, on: &frame)
        let skewed = form.counts.clockSkewed
        let skewMark = skewed > 0 ? AnswerMarks.skew(context.symbols) : .empty
        line.figure("clock wrong", AnswerWords.count(skewed) + skewMark, on: &frame)
        let corrected = form.counts.clockCorrected
        if corrected > 0 { line.figure("put right", AnswerWords.count(corrected), on: &frame) }
        // Retries are a field's daily bread: worth a figure, not a warning.
        line.figure("duplicates", AnswerWords.count(form.counts.duplicates), on: &frame)
        let lately = AnswerWords.count(form.activeDevices.lastHour.value)
        line.figure("active in 1 h", lately, on: &frame)
        if form.counts.expired > 0 { line.figure("expired", AnswerWords.count(form.counts.expired), on: &frame) }
    }

    // MARK: Charts

    /// Arrivals of the last hour and of all hours, side by side, each under its own caption. Of a form that has been still for longer than
    /// a day the hour would say nothing: its other hours have the whole width.
    private func drawCharts(in area: Rect, on frame: inout Frame) {
        let body = area.inset(top: 1)
        guard newestHourMs == nil else { return drawHours(in: body, on: &frame) }
        let halves = body.columns([.flexible(1), .flexible(1)], gap: 3)
        drawMinutes(in: halves[0], on: &frame)
        drawHours(in: halves[1], on: &frame)
    }

    /// Where the chart of a form ends that has been still for longer than a day; nil: now.
    private var newestHourMs: Int64? {
        guard let newest = form.perHour.last?.startMs else { return nil }
        return Words.elapsed(from: newest, to: context.nowMs) > 86_400_000 ? newest : nil
    }

    /// All rates in one unit, as in the overview: only then does a glance tell whether it speeds up.
    private func drawMinutes(in area: Rect, on frame: inout Frame) {
        var caption = AnswerLine(area.row(0))
        caption.put("/min", .dim, on: &frame)
        for span in RateSpan.allCases {
            let rate = Words.perMinute(span.rate(summary?.rates ?? Rates()))
            caption.figure(span.label, rate, role: span == .minute ? .strong : .text, on: &frame)
        }
        let minutes = (summary?.perMinute ?? []).map { Double($0) }
        let chart = area.inset(top: 1)
        drawFloor(in: chart, on: &frame)
        // One column a minute, stretched evenly where the area is wider than that.
        Sparkline(values: Stretch.columns(minutes, to: capacity(chart)), symbols: context.symbols)
            .draw(in: chart, on: &frame)
    }

    private func drawHours(in area: Rect, on frame: inout Frame) {
        let chart = area.inset(top: 1)
        let end = newestHourMs
        let hours = FormViewBand.hours(form.perHour, until: end ?? context.nowMs, count: capacity(chart))
        let length = AnswerWords.span(Int64(hours.count) * 3_600_000)
        var caption = AnswerLine(area.row(0))
        if let end {
            caption.figure("per hour,", length + " until " + AnswerWords.moment(end + 3_600_000, context), on: &frame)
        } else {
            caption.figure("per hour, last", length, on: &frame)
        }
        let top = DisplayText(AnswerWords.grouped(Int64(Scale.top(hours))))
        caption.figure("most", top, on: &frame)
        drawFloor(in: chart, on: &frame)
        Sparkline(values: hours, role: .barAlt, symbols: context.symbols).draw(in: chart, on: &frame)
    }

    /// A quiet line at a chart's foot: silence is seen as silence, not as a missing chart.
    private func drawFloor(in chart: Rect, on frame: inout Frame) {
        guard context.symbols != .ascii else { return }
        frame.fill(chart.row(chart.height - 1), with: context.symbols == .braille ? "⣀" : "▁", role: .barTrack)
    }

    private func capacity(_ area: Rect) -> Int {
        Sparkline.capacity(width: area.width, symbols: context.symbols)
    }

    /// The consecutive hours that end with the one that holds `ms`, empty ones as 0; at most as many as there have been.
    static func hours(_ buckets: [TimeBucket], until ms: Int64, count: Int) -> [Double] {
        let last = Timestamp.floor(ms, to: 3_600_000)
        guard let first = buckets.first?.startMs, count > 0, first <= last else { return [] }
        // Division before comparison: a hostile first hour may be an age ago.
        let length = min(Int64(count), max(24, last / 3_600_000 - first / 3_600_000 + 1))
        var hours = [Double](repeating: 0, count: Int(min(length, Int64(count))))
        for bucket in buckets.reversed() {
            let place = Int64(hours.count) - 1 - (last / 3_600_000 - bucket.startMs / 3_600_000)
            if place < 0 { break }
            if place < hours.count { hours[Int(place)] = Double(bucket.count) }
        }
        return hours
    }

    // MARK: Durations

    private func drawSpans(in area: Rect, on frame: inout Frame) {
        let table = SpanTable(context: context)
        table.drawHeader(in: area.row(0), on: &frame)
        table.draw("completion", form.duration, in: area.row(1), on: &frame)
        table.draw("sync delay", form.syncDelay, in: area.row(2), on: &frame)
        if area.height > 3 { table.draw("clock slow", form.clockSkew, in: area.row(3), on: &frame) }
    }

    /// Which versions of the form the live responses come from, the most used first.
    private func drawVersions(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.put("versions", .dim, on: &frame)
        for version in form.versions {
            let name = DisplayText(version.value, maxCells: 16)
            guard line.figure(name + ":", AnswerWords.count(version.count), on: &frame) else { return }
        }
    }
}

/// Spreads values over a number of columns.
nonisolated enum Stretch {
    /// Each value over an equal share of `columns`; more values than columns are added together.
    static func columns(_ values: [Double], to columns: Int) -> [Double] {
        guard !values.isEmpty, columns > 0 else { return [] }
        if values.count <= columns { return (0..<columns).map { values[$0 * values.count / columns] } }
        return (0..<columns).map { column in
            values[(column * values.count / columns)..<((column + 1) * values.count / columns)].reduce(0, +)
        }
    }
}
