import CollectModel

/// What is known about a response besides its answers: identity, origin, and its times on both axes.
nonisolated struct InspectorHeader: Sendable {
    /// Rows that it fills where there is room.
    static let height = 5

    var state: InspectorState
    var detail: ResponseDetail
    var version: ResponseVersion
    var context: ViewContext

    func draw(in area: Rect, on frame: inout Frame) {
        drawTitle(in: area.row(0), on: &frame)
        drawIdentity(in: area.row(1), on: &frame)
        let response = version.response ?? detail.versions.first { $0.response != nil }?.response
        guard let response else { return }
        drawOrigin(response, in: area.row(2), on: &frame)
        drawDevice(response, in: area.row(3), on: &frame)
        drawServer(response, in: area.row(4), on: &frame)
    }

    private func drawTitle(in area: Rect, on frame: inout Frame) {
        let mark = AnswerMarks.mark(version.operation, symbols: context.symbols)
        let count = "version " + AnswerWords.count(Int64(version.version)) + " of "
        let badge: DisplayText =
            count + AnswerWords.count(Int64(detail.versions.map(\.version).max() ?? 0))
            + AnswerMarks.dot(context.symbols)
            + AnswerMarks.word(version.operation)
        let shown = badge.truncated(to: area.width)
        var line = AnswerLine(area.inset(right: shown.width + 2))
        let title = state.formTitle ?? state.formID
        line.put(DisplayText(title, maxCells: 120), .strong, on: &frame)
        frame.put(shown, in: area, alignment: .trailing, role: version.operation == .create ? .dim : mark.role)
    }

    private func drawIdentity(in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.figure("response", DisplayText(state.responseID, maxCells: max(8, area.width - 10)), on: &frame)
        let formID = state.formID.isEmpty ? detail.versions.lazy.compactMap { $0.response?.formID }.first : state.formID
        if let formID, !formID.isEmpty {
            line.figure("form", DisplayText(formID, maxCells: max(8, line.room - 7)), on: &frame)
        }
        let place = "\(version.place.partition):\(version.place.offset)"
        line.figure("in log", DisplayText(place), on: &frame)
    }

    private func drawOrigin(_ response: FormResponse, in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        put("device", response.device.map(context.mask.identifier), on: &line, &frame)
        if let collector = response.collector {
            put("collector", context.mask.collector(collector), on: &line, &frame)
        }
        line.figure("client", DisplayText(response.client ?? "–", maxCells: 24), on: &frame)
        if let ip = response.ip { put("ip", context.mask.address(ip), on: &line, &frame) }
    }

    /// What may say who sent it, as it may be seen.
    private func put(_ label: DisplayText, _ value: Masked?, on line: inout AnswerLine, _ frame: inout Frame) {
        let role: Role = value?.isMasked == true ? .masked : .text
        line.figure(label, DisplayText(value?.text ?? "–", maxCells: 40), role: role, on: &frame)
    }

    /// The device's clock: begun, submitted, how long it took, and sent.
    private func drawDevice(_ response: FormResponse, in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.put("device clock ", .axis, on: &frame)
        // The day is told where it changes.
        var day = AnswerWords.full(version.receivedMs, context).prefix(10)
        func time(_ ms: Int64) -> DisplayText {
            let full = AnswerWords.full(ms, context)
            defer { day = full.prefix(10) }
            return full.prefix(10) == day ? AnswerWords.clock(ms, context) : full
        }
        if let created = response.createdMs { put("begun", time(created), .text, on: &line, &frame) }
        if let submitted = response.submittedMs { put("submitted", time(submitted), .text, on: &line, &frame) }
        let taken = response.totalTimeMs ?? difference(response.submittedMs, response.createdMs)
        if let taken { put("took", AnswerWords.span(taken), .strong, on: &line, &frame) }
        if let synced = response.syncedMs { put("sent", time(synced), .text, on: &line, &frame) }
    }

    /// The server's clock: received, and what the two clocks say about each other.
    private func drawServer(_ response: FormResponse, in area: Rect, on frame: inout Frame) {
        var line = AnswerLine(area)
        line.put("server clock ", .axis, on: &frame)
        let full = AnswerWords.full(version.receivedMs, context)
        let isToday = full.prefix(10) == AnswerWords.full(context.nowMs, context).prefix(10)
        put("received", isToday ? AnswerWords.clock(version.receivedMs, context) : full, .text, on: &line, &frame)
        // Later versions arrive when somebody edits; only the first tells how long a response was on its way.
        if let first = detail.versions.last, let delay = difference(first.receivedMs, response.submittedMs) {
            let isLate = delay > InspectorHeader.lateMs
            let mark = isLate ? " " + context.glyphs.glyph(.late, symbols: context.symbols) + " late" : .empty
            put("delay", AnswerWords.span(delay) + mark, isLate ? .late : .text, on: &line, &frame)
        }
        // A restored version was not sent again.
        if version.operation == .create || version.operation == .update, let synced = response.syncedMs,
            let off = difference(synced, version.receivedMs), off.magnitude > InspectorHeader.skewMs
        {
            let direction: DisplayText = off > 0 ? " ahead " : " behind "
            let text = AnswerWords.span(Int64(clamping: off.magnitude)) + direction + AnswerMarks.skew(context.symbols)
            put("clock", text, .warn, on: &line, &frame)
        }
    }

    /// The first figure stands beside the row's name, the others two cells apart.
    private func put(
        _ label: DisplayText, _ value: DisplayText, _ role: Role, on line: inout AnswerLine, _ frame: inout Frame
    ) {
        guard line.x > line.area.x + 13 else {
            line.put(label + " ", .dim, on: &frame)
            return line.put(value, role, on: &frame)
        }
        line.figure(label, value, role: role, on: &frame)
    }

    /// What a slow network can explain is no wrong clock.
    private static let skewMs: UInt64 = 60_000

    /// DESIGN section 5: received more than this after it was submitted is late.
    private static let lateMs: Int64 = 15 * 60_000

    private func difference(_ a: Int64?, _ b: Int64?) -> Int64? {
        guard let a, let b else { return nil }
        let (value, overflow) = a.subtractingReportingOverflow(b)
        return overflow ? nil : value
    }
}
