import CollectModel

/// What the alerts view remembers between two frames. The selection stays on the alert, not on the line.
nonisolated struct AlertsState: Sendable, Equatable {
    var selected: String?
    var scroll = 0
    var filter = TextField()
    var isTyping = false
    /// Leaves out what is pending or over.
    var openOnly = false
    /// The note that is being written, and the alert that it is for.
    var note: Note?

    struct Note: Sendable, Equatable {
        var alertID: String
        var field = TextField()
    }

    /// Minutes for which `z` keeps notifications back.
    static let snoozeMinutes = 60

    /// The alerts that are listed, the most urgent first.
    ///
    /// The filter sees what is shown: one that finds what the mask hides would tell it, a letter at a time.
    func rows(_ snapshot: Snapshot, mask: Mask) -> [AlertInstance] {
        let filter = TextFilter(self.filter.text)
        let shown = openOnly ? snapshot.alerts.filter(\.isOpen) : snapshot.alerts
        guard !filter.isEmpty else { return shown }
        let titles = FormTitles(snapshot.forms, mask: mask)
        return shown.filter { alert in
            filter.matches([
                alert.rule, mask.identifier(alert.subject).text, titles[alert.subject],
                AlertWords.message(alert, mask: mask), alert.state.rawValue, "\(alert.severity)",
            ])
        }
    }

    /// The alert whose detail is shown: the selected one, or the first where that is gone.
    func current(_ snapshot: Snapshot, mask: Mask) -> AlertInstance? {
        let rows = rows(snapshot, mask: mask)
        return rows.first { $0.id == selected } ?? rows.first
    }

    mutating func type(_ key: Key) -> [AppEffect] {
        if var note {
            let outcome = note.field.handle(key)
            self.note = outcome == .accepted || outcome == .cancelled ? nil : note
            guard outcome == .accepted, !note.field.isEmpty else { return [] }
            return [.note(alertID: note.alertID, text: note.field.text)]
        }
        switch filter.handle(key) {
        case .accepted: isTyping = false
        case .cancelled:
            isTyping = false
            filter = TextField()
        case .edited, .ignored: break
        }
        return []
    }

    mutating func perform(_ action: Action, snapshot: Snapshot, mask: Mask, page: Int) -> [AppEffect] {
        let rows = rows(snapshot, mask: mask)
        switch action {
        case .move(let move):
            let index = selected.flatMap { id in rows.firstIndex { $0.id == id } } ?? (rows.isEmpty ? nil : 0)
            selected = move.target(from: index, count: rows.count, page: page).map { rows[$0].id }
            return []
        case .filter: isTyping = true
        case .allAlerts: openOnly.toggle()
        default:
            guard let alert = current(snapshot, mask: mask) else { return [] }
            return act(action, on: alert, mask: mask)
        }
        return []
    }

    mutating func settle(_ snapshot: Snapshot, mask: Mask, height: Int) {
        let rows = rows(snapshot, mask: mask)
        let index = selected.flatMap { id in rows.firstIndex { $0.id == id } }
        scroll = Move.scroll(scroll, toShow: index, count: rows.count, height: height)
    }

    private mutating func act(_ action: Action, on alert: AlertInstance, mask: Mask) -> [AppEffect] {
        selected = alert.id
        switch action {
        case .copy: return [.copy(AlertWords.id(alert, mask: mask))]
        case .acknowledge:
            guard alert.isOpen || alert.state == .pending else {
                return [.toast("only an open alert can be acknowledged")]
            }
            return [.acknowledge(alertID: alert.id)]
        case .snooze: return [.snooze(alertID: alert.id, minutes: Self.snoozeMinutes)]
        case .note:
            note = Note(alertID: alert.id)
            return []
        default: return []
        }
    }
}

/// The titles of forms by id.
nonisolated struct FormTitles: Sendable {
    private let titles: [String: String]
    private let mask: Mask

    init(_ forms: [FormSummary], mask: Mask) {
        self.mask = mask
        titles = Dictionary(forms.compactMap { form in form.title.map { (form.formID, $0) } }) { first, _ in first }
    }

    /// The title, or the id where there is none; a device's id as it may be seen.
    subscript(id: String) -> String { titles[id] ?? mask.identifier(id).text }
}
