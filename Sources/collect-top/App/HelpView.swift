/// The help: the keys of the place where one is first, then those that work everywhere, then the commands and the marks.
nonisolated struct HelpView: Sendable {
    private static let width = 64
    private static let keyWidth = 12

    struct Line: Sendable {
        let key: DisplayText
        let text: DisplayText
        let isHeading: Bool
    }

    /// Sentences that are longer than the pane go on in the next line.
    let lines: [Line]
    private let help: HelpState

    init(state: AppState, help: HelpState) {
        self.help = help
        let filter = TextFilter(help.filter.text)
        var lines: [Line] = []
        for (title, entries) in Self.sections(state) {
            let found = entries.filter { filter.matches([$0.key.string, $0.text.string]) }
            guard !found.isEmpty else { continue }
            if !lines.isEmpty { lines.append(Line(key: .empty, text: .empty, isHeading: false)) }
            lines.append(Line(key: .empty, text: title, isHeading: true))
            lines += found.flatMap { Self.wrapped($0, width: Self.textWidth(in: state.layout.body)) }
        }
        self.lines = lines
    }

    /// What the popup's lines, its margins and the keys leave for sentences.
    private static func textWidth(in body: Rect) -> Int { min(width, body.width - 4) - keyWidth }

    private static func wrapped(_ line: Line, width: Int) -> [Line] {
        line.text.lines(width: width).enumerated().map { row, text in
            Line(key: row == 0 ? line.key : .empty, text: text, isHeading: false)
        }
    }

    private static func sections(_ state: AppState) -> [(DisplayText, [Line])] {
        func line(_ binding: KeyBinding) -> Line {
            Line(key: binding.shown, text: binding.meaning, isHeading: false)
        }
        let own = KeyMap.bindings(of: state.scope, actsOnAlerts: state.actsOnAlerts).map(line) + hints(of: state.scope)
        let general = KeyMap.bindings(of: .everywhere, actsOnAlerts: state.actsOnAlerts).map(line)
        let commands = Command.table.map { entry in
            let name = ":" + DisplayText(entry.names[0])
            return Line(
                key: name, text: entry.argument.isEmpty ? entry.meaning : entry.argument + ": " + entry.meaning,
                isHeading: false)
        }
        let title: DisplayText = state.inspector == nil ? state.view.title : "One response"
        let marks = MarkLegend.entries(state.context).map { Line(key: $0.mark, text: $0.meaning, isHeading: false) }
        return [(title, own), ("Everywhere", general), ("Commands", commands), ("Marks", marks)]
    }

    private static func hints(of scope: KeyScope) -> [Line] {
        let hints: [(key: DisplayText, label: DisplayText)] =
            switch scope {
            case .form: FormViewState.hints
            case .stream: StreamState.hints
            case .inspector: InspectorState.hints
            case .overview, .alerts, .everywhere: []
            }
        return hints.map { Line(key: $0.key, text: $0.label, isHeading: false) }
    }

    /// How many lines are seen in a body of this size.
    static func page(in body: Rect) -> Int { max(1, min(body.height, 30) - 2) }

    func draw(_ context: ViewContext, in area: Rect, on frame: inout Frame) {
        let page = Self.page(in: area)
        let height = min(max(lines.count, 1), page)
        let title: DisplayText = help.filter.isEmpty ? "Help" : "Help /" + DisplayText(help.filter.text, maxCells: 24)
        let inside = Popup(title: title, width: Self.width, height: height, symbols: context.symbols)
            .draw(in: area, on: &frame)
        guard !lines.isEmpty else {
            frame.put("nothing is called that", in: inside, role: .dim)
            return
        }
        let first = min(max(0, help.scroll), max(0, lines.count - height))
        for (row, line) in lines.dropFirst(first).prefix(inside.height).enumerated() {
            let place = inside.row(row)
            if line.isHeading {
                frame.put(line.text, in: place, role: .heading)
            } else {
                frame.put(line.key, in: place.inset(left: 1), role: .key)
                frame.put(line.text, in: place.inset(left: Self.keyWidth), role: .text)
            }
        }
        let rest = lines.count - first - inside.height
        guard rest > 0 else { return }
        let more = " " + Words.grouped(Int64(rest)) + " more "
        frame.put(more, x: inside.right - more.width, y: inside.bottom, role: .dim, clip: area)
    }
}
