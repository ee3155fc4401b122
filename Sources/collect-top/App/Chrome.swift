import CollectModel

/// The lines around the view: where one is, how true it is, and which keys do something.
nonisolated struct Chrome: Sendable {
    let state: AppState
    let context: ViewContext

    func draw(on frame: inout Frame) {
        drawTop(in: state.layout.top.inset(left: 1, right: 1), on: &frame)
        FreshnessStrip(feed: state.feed, context: context).draw(in: state.layout.strip, on: &frame)
        drawBottom(in: state.layout.bottom.inset(left: 1, right: 1), on: &frame)
    }

    private func drawTop(in area: Rect, on frame: inout Frame) {
        let marks = marks(isNarrow: area.width < 60)
        let marksArea = area.inset(left: area.width - min(marks.width, area.width * 3 / 5))
        marks.draw(in: marksArea, alignment: .trailing, on: &frame)
        let rest = area.inset(right: marksArea.width + 1)
        let tabs = tabs
        (tabs.width <= rest.width ? tabs : breadcrumb).draw(in: rest, on: &frame)
    }

    /// What stands at the right; where room is short the clock goes first.
    private func marks(isNarrow: Bool) -> TextLine {
        var line = TextLine(separator: "  ")
        if context.isMasking {
            line.add(context.glyph(.masked), .masked)
            if !isNarrow || context.glyph(.masked).isEmpty { line.join(" masked", .dim) }
        } else {
            // Stands first and is never left out: whoever looks over a shoulder must see it as well.
            line.add("! REVEALED", .warn)
        }
        let open = state.snapshot.alerts.filter(\.isOpen)
        if let worst = open.map(\.severity).max() {
            line.add(AlertWords.mark(worst, context), AlertWords.role(worst))
            line.join(" " + Words.grouped(Int64(open.count)), worst == .critical ? .strong : .text)
            if !isNarrow { line.join(open.count == 1 ? " alert" : " alerts") }
        }
        // Seconds that move draw the eye, and a picture that changes costs bytes on a slow line.
        let clock = context.clock(state.nowMs)
        line.add(state.width < 100 ? clock.prefix(5) : clock, .dim)
        return line
    }

    /// The views with their keys, the present one marked, and where in it one is.
    private var tabs: TextLine {
        var line = TextLine(separator: "  ")
        line.add("Collect", .title)
        for view in MainView.allCases {
            let isPresent = view == state.view
            line.add(Words.grouped(Int64(view.rawValue)), .key)
            line.join(" ")
            line.join(view.title, isPresent ? .strong : .dim)
        }
        for step in steps { line.join("  " + context.arrow + " " + step, .text) }
        return line
    }

    /// Where there is no room for all views: the present one.
    private var breadcrumb: TextLine {
        var line = TextLine(separator: "")
        line.add("Collect ", .title)
        line.join(state.view.title, .strong)
        for step in steps { line.join(" " + context.arrow + " " + step, .text) }
        return line
    }

    /// What is open in the view.
    private var steps: [DisplayText] {
        var steps: [DisplayText] = []
        if state.view == .form, let id = state.formID { steps.append(Self.title(of: id, in: state.snapshot)) }
        if let inspector = state.inspector { steps.append(DisplayText(inspector.responseID, maxCells: 40)) }
        return steps
    }

    /// A form's title, or its id where it has none.
    static func title(of formID: String, in snapshot: Snapshot) -> DisplayText {
        DisplayText(snapshot.forms.first { $0.formID == formID }?.title ?? formID, maxCells: 120)
    }

    private func drawBottom(in area: Rect, on frame: inout Frame) {
        if let command = state.command {
            let end = command.field.draw(prompt: ":", in: area, on: &frame)
            drawCompletions(command, from: end + 2, in: area, on: &frame)
        } else if let (prompt, field) = typed {
            let end = field.draw(prompt: prompt, in: area, on: &frame)
            let hint: DisplayText = "Enter keep  Esc clear"
            if end + 2 + hint.width <= area.right {
                frame.put(hint, in: area, alignment: .trailing, role: .dim)
            }
        } else if let toast = state.toast {
            frame.put(toast.text, in: area, role: .info)
        } else {
            KeyHints(hints: hints).draw(in: area, on: &frame)
        }
    }

    private func drawCompletions(_ command: CommandLine, from x: Int, in area: Rect, on frame: inout Frame) {
        var line = TextLine(separator: "  ")
        for text in command.completions(in: state) { line.add(DisplayText(text, maxCells: 40), .dim) }
        line.draw(in: Rect(x: x, y: area.y, width: area.right - x, height: 1), on: &frame)
    }

    /// What the pane in force is being told, if it is.
    private var typed: (prompt: DisplayText, field: TextField)? {
        if let help = state.help { return help.isTyping ? ("/", help.filter) : nil }
        switch state.scope {
        case .overview where state.overview.isTyping: return ("/", state.overview.filter)
        case .alerts:
            if let note = state.alerts.note { return ("note: ", note.field) }
            return state.alerts.isTyping ? ("/", state.alerts.filter) : nil
        default: return nil
        }
    }

    private var hints: [KeyHints.Hint] {
        if state.help != nil {
            return [.init("j k", "scroll"), .init("/", "search"), .init("Esc", "close")]
        }
        if state.themePicker != nil {
            return [.init("j k", "look"), .init("Enter", "keep"), .init("Esc", "as before")]
        }
        if state.overview.sortMenu != nil {
            return [.init("j k", "choose"), .init("Enter", "sort"), .init("r", "reverse"), .init("Esc", "close")]
        }
        let own: [(key: DisplayText, label: DisplayText)] =
            switch state.scope {
            case .form: FormViewState.hints
            case .stream: StreamState.hints
            case .inspector: InspectorState.hints
            case .overview, .alerts, .everywhere: []
            }
        return KeyMap.hints(of: state.scope, actsOnAlerts: state.actsOnAlerts, own: own)
    }
}
