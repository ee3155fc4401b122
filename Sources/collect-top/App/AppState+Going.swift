import CollectModel

/// Going from view to view, back and out, and what `:` does.
nonisolated extension AppState {
    mutating func go(to view: MainView) {
        self.view = view
        origin = nil
        inspector = nil
    }

    /// Leaves the view, for the one that led to it.
    private mutating func leave() {
        // Nobody typed the filter of a stream that an alert opened, so nobody has to take it away.
        if view == .stream, origin != nil { stream = StreamState() }
        go(to: origin ?? .overview)
    }

    /// From the form view the form that was selected stays selected.
    mutating func show(form id: String) {
        if overview.selected != id {
            overview.selected = id
            overview.firstQuestion = 0
            form = FormViewState()
        }
        go(to: .form)
    }

    /// What has to be told when the inspector goes with the view under it.
    func closing() -> [AppEffect] { inspector == nil ? [] : [.closeResponse] }

    /// One step back; from the overview it leaves the program.
    mutating func back() -> [AppEffect] {
        let holdsStream = scope == .stream && stream.holdsEscape && origin == nil
        if scope == .form && form.holdsEscape || holdsStream { return passOn(.escape) }
        if inspector != nil { return [.closeResponse] }
        if view == .overview { return [.quit] }
        leave()
        return []
    }

    /// Closes the innermost of what is open, and never the program.
    mutating func escape(_ key: Key) -> [AppEffect] {
        switch scope {
        case .inspector: return inspector?.holdsEscape == true ? passOn(key) : [.closeResponse]
        case .form where form.holdsEscape, .stream where stream.holdsEscape: return passOn(key)
        case .alerts where !alerts.filter.isEmpty: alerts.filter = TextField()
        case .overview:
            if overview.clearFilter(snapshot) { return [] }
            overview.pane = .forms
        default: leave()
        }
        return []
    }

    /// Enter: deeper into what is selected.
    mutating func open() -> [AppEffect] {
        if scope == .alerts {
            if let alert = alerts.current(snapshot, mask: context.mask) { open(alert) }
            return []
        }
        if overview.pane == .alerts {
            let open = snapshot.alerts.filter(\.isOpen)
            guard let alert = open.first(where: { $0.id == overview.selectedAlert }) ?? open.first else { return [] }
            alerts.selected = alert.id
            go(to: .alerts)
        } else if overview.selected != nil {
            go(to: .form)
        }
        return []
    }

    /// The form that the alert is about, or of a device the responses that it sent.
    private mutating func open(_ alert: AlertInstance) {
        if snapshot.forms.contains(where: { $0.formID == alert.subject }) {
            show(form: alert.subject)
        } else {
            go(to: .stream)
            stream = StreamState()
            stream.search(context.mask.identifier(alert.subject).text, snapshot: snapshot, context: heldContext)
        }
        origin = .alerts
    }

    /// Letting go shows at once what came meanwhile.
    mutating func toggleFreeze() {
        feed.toggle()
        if !feed.isFrozen { overview.refresh(feed.shown, nowMs: nowMs) }
    }

    mutating func chooseTheme() {
        themePicker = ThemePickerState(names: themeNames, current: themeName)
        if themePicker == nil { show("no themes were found; COLLECT_THEMES names their folder") }
    }

    mutating func typeCommand(_ key: Key) -> [AppEffect] {
        guard var line = command else { return [] }
        if key == .tab {
            line.complete(in: self)
            command = line
            return []
        }
        switch line.field.handle(key) {
        case .edited, .ignored: command = line
        case .cancelled: command = nil
        case .accepted:
            command = nil
            guard !line.field.isEmpty else { return [] }
            do throws(CommandError) {
                return run(try Command(parsing: line.field.text, in: self))
            } catch {
                show(error.sentence)
            }
        }
        return []
    }

    private mutating func run(_ command: Command) -> [AppEffect] {
        switch command {
        case .form(let id):
            let effects = closing()
            show(form: id)
            return effects
        case .view(let view):
            let effects = closing()
            go(to: view)
            return effects
        case .theme(let name?): return [.setTheme(name)]
        case .theme(nil): chooseTheme()
        case .response(let response): return [response.opening]
        case .help: help = HelpState()
        case .quit: return [.quit]
        }
        return []
    }
}
