import CollectModel

/// Numbers and dates: their spread as a chart, their figures beside it.
nonisolated extension QuestionPanel {
    func drawNumber(_ number: NumberStatistics, in area: Rect, on frame: inout Frame) {
        guard showsFigures(in: area, on: &frame) else { return }
        let isBeside = area.width >= 40
        let figureWidth = isBeside ? min(48, area.width * 3 / 5) : area.width
        let parts = area.columns([.atLeast(0, weight: 1), .fixed(figureWidth)], gap: isBeside ? 2 : 0)
        if isBeside { drawHistogram(number, in: parts[0], on: &frame) }
        drawFigures(number, in: parts[1], on: &frame)
        drawHiddenNote(number.histogram.map(\.count), in: parts[1].row(4), on: &frame)
    }

    func drawNumberZoomed(_ number: NumberStatistics, in area: Rect, first: Int, on frame: inout Frame) {
        guard showsFigures(in: area, on: &frame) else { return }
        drawFigures(number, in: area, on: &frame)
        guard context.mask.showsCell(of: Int(clamping: number.count)) else { return }
        let bins = HistogramBins(number, type: question.type)
        let entries = number.histogram.map { bin in
            let name = bins.isOneValueEach ? border(bin.lo) : border(bin.lo) + " – " + border(bin.hi)
            return Entry(
                label: Masked.plain(name.string, mask: context.mask), count: bin.count, share: share(bin.count))
        }
        draw(Array(entries.dropFirst(first)), in: area.inset(top: 5), on: &frame)
    }

    /// Whether this question's figures may be seen at all; says so where they may not.
    private func showsFigures(in area: Rect, on frame: inout Frame) -> Bool {
        if context.mask.showsFigures(of: question) { return true }
        let reason: DisplayText = question.personal == nil ? "a telephone number" : "somebody's answer"
        frame.put("hidden: a figure could be " + reason, in: area.row(0), role: .masked)
        return false
    }

    /// One figure. `value` is nil where the statistics have none.
    private struct Figure {
        var label: DisplayText
        var value: Double?
        /// What the mask leaves of it, where that is not all.
        var masked: DisplayText?
    }

    /// Column by column: count and moments, the lower half, the upper half. Extremes and quantiles are single answers: they pass the
    /// mask, mean and deviation do not need to.
    private func figures(_ number: NumberStatistics) -> [[Figure]] {
        let few: DisplayText? = context.mask.showsCell(of: Int(clamping: number.count)) ? nil : "<5"
        func single(_ label: DisplayText, _ value: Double?) -> Figure {
            guard let value else { return Figure(label: label) }
            let masked = shown(AnswerWords.number(value).string)
            let hidden = masked.isMasked ? DisplayText(masked.text, maxCells: 12) : nil
            return Figure(label: label, value: value, masked: few ?? hidden)
        }
        return [
            [
                Figure(label: "n", value: Double(number.count), masked: few),
                Figure(label: "mean", value: number.mean, masked: few),
                Figure(label: "sd", value: number.sd, masked: few),
            ],
            [single("min", number.min), single("p5", number.p5), single("p25", number.p25)],
            [
                single("p50", number.p50), single("p75", number.p75), single("p95", number.p95),
                single("max", number.max),
            ],
        ]
    }

    private func drawFigures(_ number: NumberStatistics, in area: Rect, on frame: inout Frame) {
        let cells = Rect(x: area.x, y: area.y, width: min(area.width, 60), height: area.height)
            .columns(Array(repeating: .flexible(1), count: 3), gap: 2)
        for (cell, column) in zip(cells, figures(number)) {
            for (row, figure) in column.enumerated() { draw(figure, in: cell.row(row), on: &frame) }
        }
        let room = Rect(x: area.x, y: area.y, width: cells[1].right - area.x, height: area.height).row(3)
        var line = AnswerLine(room)
        drawSuspects([("outliers", number.outliers.outside)], on: &line, &frame)
        if number.error > 0, !line.figure("quantiles", AnswerWords.error(number.error), role: .dim, on: &frame) {
            line.figure("", AnswerWords.error(number.error), role: .dim, on: &frame)
        }
        let unanswered = number.noAnswers.reduce(0) { $0 + $1.count }
        drawSuspects([("no answer", unanswered), ("negative", number.negatives)], on: &line, &frame)
        if number.zeros > 0 { line.figure("zeros", AnswerWords.cell(number.zeros, mask: context.mask), on: &frame) }
    }

    /// Counts of answers that somebody should look at; nothing is said where there are none.
    func drawSuspects(_ counts: [(DisplayText, Int64)], on line: inout AnswerLine, _ frame: inout Frame) {
        for (label, count) in counts where count > 0 {
            line.figure(label, AnswerWords.cell(count, mask: context.mask), role: .warn, on: &frame)
        }
    }

    /// A figure that does not fit is rounded until it does, and left out before a digit is cut off.
    private func draw(_ figure: Figure, in cell: Rect, on frame: inout Frame) {
        let room = cell.width - figure.label.width - 1
        let plain = figure.value.map { AnswerWords.number($0, cells: room) } ?? "–"
        guard let text = figure.masked ?? plain, text.width <= room else { return }
        frame.put(figure.label, in: cell, role: .dim)
        frame.put(text, in: cell, alignment: .trailing, role: figure.masked == nil ? .text : .masked)
    }

    private func drawHistogram(_ number: NumberStatistics, in area: Rect, on frame: inout Frame) {
        // The borders of a histogram of few numbers are those numbers, nearly.
        guard context.mask.showsCell(of: Int(clamping: number.count)), !number.histogram.isEmpty else { return }
        let counts = number.histogram.map { bin in
            context.mask.showsCell(of: Int(clamping: bin.count)) ? Double(bin.count) : 0
        }
        let chart = Rect(x: area.x, y: area.y, width: min(area.width, 60), height: min(area.height, 5))
        let names = HistogramBins(number, type: question.type).names(border)
        collect_top.Histogram(counts: counts, axis: names, symbols: context.symbols).draw(in: chart, on: &frame)
    }

    /// A border of a histogram, as it may be seen.
    private func border(_ value: Double) -> DisplayText {
        let masked = shown(AnswerWords.number(value).string)
        return DisplayText(masked.text, maxCells: 12)
    }

    // MARK: Dates

    func drawDates(_ dates: DateStatistics, in area: Rect, on frame: inout Frame) {
        drawRange(dates, in: area.row(0), on: &frame)
        guard !isTooFew(dates) else { return }
        drawDays(dates, in: area.inset(top: 1), on: &frame)
    }

    func drawDatesZoomed(_ dates: DateStatistics, in area: Rect, first: Int, on frame: inout Frame) {
        drawRange(dates, in: area.row(0), on: &frame)
        guard !isTooFew(dates) else { return }
        let parts = area.inset(top: 2).rows([.fixed(min(6, area.height / 3)), .flexible(1)], gap: 1)
        drawDays(dates, in: parts[0], on: &frame)
        draw(Array(periods(dates).dropFirst(first)), in: parts[1], on: &frame)
    }

    /// Months, or what the mask leaves of a date: many days of one year that all read the same are one row.
    private func periods(_ dates: DateStatistics) -> [Entry] {
        var periods: [Entry] = []
        for day in dates.perDay {
            let date = AnswerWords.day(day.startMs)
            let masked = shown(date)
            let label = masked.isMasked ? masked : shown(String(date.dropLast(3)))
            if periods.last?.label == label {
                periods[periods.count - 1].count += day.count
            } else {
                periods.append(Entry(label: label, count: day.count))
            }
        }
        for index in periods.indices { periods[index].share = share(periods[index].count) }
        return periods
    }

    /// Fewer answers could be read as dates than may be shown.
    private func isTooFew(_ dates: DateStatistics) -> Bool {
        !context.mask.showsCell(of: Int(clamping: dates.perDay.reduce(0) { $0 + $1.count }))
    }

    private func drawRange(_ dates: DateStatistics, in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        let few = isTooFew(dates)
        for (label, ms) in [("earliest", dates.minMs), ("latest", dates.maxMs)] as [(DisplayText, Int64?)] {
            guard let ms else { continue }
            let day = shown(AnswerWords.day(ms))
            let isMasked = day.isMasked || few
            line.figure(
                label, few ? "<5" : DisplayText(day.text, maxCells: 12), role: isMasked ? .masked : .text, on: &frame)
        }
        line.figure("days", AnswerWords.count(Int64(dates.perDay.count)), on: &frame)
        drawSuspects([("in the future", dates.inFuture)], on: &line, &frame)
    }

    /// Counts per day over the whole range: many years are put together until they fit.
    private func drawDays(_ dates: DateStatistics, in area: Rect, on frame: inout Frame) {
        guard let first = dates.perDay.first, let last = dates.perDay.last, area.height >= 2 else { return }
        let chart = Rect(x: area.x, y: area.y, width: min(area.width, 72), height: area.height - 1)
        let columns = Sparkline.capacity(width: chart.width, symbols: context.symbols)
        let day: Int64 = 86_400_000
        let days = last.startMs / day - first.startMs / day + 1
        guard columns > 0, days > 0 else { return }
        let shownColumns = Int(min(Int64(columns), days))
        var counts = [Double](repeating: 0, count: shownColumns)
        for bucket in dates.perDay {
            guard context.mask.showsCell(of: Int(clamping: bucket.count)) else { continue }
            let share = Double(bucket.startMs / day - first.startMs / day) / Double(days)
            let column = min(max(Int(share * Double(shownColumns)), 0), shownColumns - 1)
            counts[column] += Double(bucket.count)
        }
        Sparkline(values: Stretch.columns(counts, to: columns), symbols: context.symbols).draw(in: chart, on: &frame)
        let axis = Rect(x: chart.x, y: area.bottom - 1, width: chart.width, height: 1)
        let ends = (shown(AnswerWords.day(first.startMs)), shown(AnswerWords.day(last.startMs)))
        frame.put(DisplayText(ends.0.text, maxCells: 12), in: axis, role: .axis)
        frame.put(DisplayText(ends.1.text, maxCells: 12), in: axis, alignment: .trailing, role: .axis)
        drawHiddenNote(dates.perDay.map(\.count), in: axis.inset(left: 14, right: 14), on: &frame)
    }

    /// Says that bars are missing on purpose.
    private func drawHiddenNote(_ counts: [Int64], in area: Rect, on frame: inout Frame) {
        guard counts.contains(where: { !context.mask.showsCell(of: Int(clamping: $0)) }) else { return }
        let note: DisplayText = "counts under 5 hidden"
        guard note.width <= area.width else { return }
        frame.put(note, in: area, alignment: .trailing, role: .masked)
    }
}
