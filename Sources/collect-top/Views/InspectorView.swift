import CollectModel

/// One response: who sent it and when, what it says, how it came to be, and what its device sent around it.
///
/// Why: support's question is always about one response, and it is answered with times, versions and neighbours.
/// Cost: the visible lines, except for JSON, which is read whole (20 µs a KB).
nonisolated enum InspectorView {
    static func draw(_ state: InspectorState, _ context: ViewContext, in area: Rect, on frame: inout Frame) {
        guard !area.isEmpty else { return }
        var canvas = Frame(width: area.width, height: area.height)
        let inside = canvas.bounds.inset(left: 1, right: 1)
        if let detail = state.detail, let version = state.shown {
            draw(state, detail, version, context, in: inside, on: &canvas)
        } else {
            drawNothing(state, in: inside, on: &canvas)
        }
        frame.put(canvas, x: area.x, y: area.y)
    }

    private static func drawNothing(_ state: InspectorState, in area: Rect, on canvas: inout Frame) {
        let id = DisplayText(state.responseID, maxCells: max(8, area.width))
        let words: DisplayText =
            state.load == .loading
            ? "looking for the response in the log" : "not in this log: never received, or expired"
        FormView.drawNothing([words, id], in: area, on: &canvas)
    }

    private static func draw(
        _ state: InspectorState, _ detail: ResponseDetail, _ version: ResponseVersion, _ context: ViewContext,
        in area: Rect, on canvas: inout Frame
    ) {
        // On a low screen the answers matter more than where they came from.
        let headerRows = min(InspectorHeader.height, max(1, area.height / 3))
        let parts = area.rows([.fixed(headerRows), .fixed(area.height >= 14 ? 2 : 1), .flexible(1)])
        InspectorHeader(state: state, detail: detail, version: version, context: context)
            .draw(in: parts[0], on: &canvas)
        drawTabs(state, detail, context, in: parts[1].row(parts[1].height - 1), on: &canvas)
        let body = InspectorBody(state: state, detail: detail, version: version, context: context)
        switch state.tab {
        case .answers: body.drawAnswers(in: parts[2], on: &canvas)
        case .timeline: body.drawTimeline(in: parts[2], on: &canvas)
        case .versions: body.drawVersions(in: parts[2], on: &canvas)
        case .json: body.drawJSON(in: parts[2], on: &canvas)
        case .neighbours: body.drawNeighbours(in: parts[2], on: &canvas)
        }
    }

    private static func drawTabs(
        _ state: InspectorState, _ detail: ResponseDetail, _ context: ViewContext, in area: Rect,
        on canvas: inout Frame
    ) {
        canvas.fill(area, with: AnswerMarks.rule(context.symbols), role: .border)
        var line = AnswerLine(area.inset(left: 1))
        for tab in InspectorState.Tab.allCases {
            let name = name(tab, state, detail)
            guard name.width + 3 <= line.room else { return }
            let isOpen = tab == state.tab
            // Brackets, so that the open part is seen without colour as well.
            line.put(isOpen ? "[" : " ", isOpen ? .title : .dim, on: &canvas)
            line.put(name, isOpen ? .title : .dim, on: &canvas)
            line.put(isOpen ? "]" : " ", isOpen ? .title : .dim, on: &canvas)
            line.space()
        }
    }

    private static func name(_ tab: InspectorState.Tab, _ state: InspectorState, _ detail: ResponseDetail)
        -> DisplayText
    {
        switch tab {
        case .answers: "Answers " + AnswerWords.count(Int64(state.shown?.response?.answers.count ?? 0))
        case .timeline: "Timeline"
        case .versions: "Versions " + AnswerWords.count(Int64(detail.versions.count))
        case .json: "JSON"
        case .neighbours: "Same device " + AnswerWords.count(Int64(detail.neighbours.count))
        }
    }
}
