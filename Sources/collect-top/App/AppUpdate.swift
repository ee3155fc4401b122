import CollectModel

/// The whole logic of the screen: what a message changes, and what is asked of the world.
///
/// Why pure: every rule of the keys, of freezing and of selecting is tested without a terminal, a log or a clock.
/// Cost: a snapshot sorts the forms at most once a second; a key is O(forms) where it moves the selection.
///
/// Example:
/// ```swift
/// var state = AppState(context: context)
/// updateApp(&state, .key(.character("q"))) == [.quit]
/// ```
nonisolated func updateApp(_ state: inout AppState, _ message: AppMessage) -> [AppEffect] {
    var effects: [AppEffect] = []
    switch message {
    case .key(let key):
        state.expireToast(byKey: true)
        state.overview.touch(nowMs: state.nowMs)
        effects = state.press(key)
    case .snapshot(let snapshot):
        state.nowMs = max(state.nowMs, snapshot.atMs)
        state.context.mask.tags = snapshot.personalTags
        if state.feed.take(snapshot) {
            state.overview.refresh(snapshot, nowMs: state.nowMs)
            state.stream.absorb(snapshot, context: state.heldContext)
        }
    case .resized(let width, let height):
        (state.width, state.height) = (max(0, width), max(0, height))
        effects = [.redraw]
    case .tick(let nowMs):
        state.nowMs = nowMs
        state.expireToast()
    case .responseLoaded(let detail): state.inspector?.load = .loaded(detail)
    case .loadFailed(let reason):
        guard let inspector = state.inspector else { break }
        // Of an id that is wrong there is nothing to look at; a response that was on the screen is still told to have been there.
        if inspector.isTyped { effects = [.closeResponse] } else { state.inspector?.load = .missing }
        state.show(DisplayText(reason, maxCells: 200))
    case .themes(let names, let current): (state.themeNames, state.themeName) = (names, current)
    case .notice(let text): state.show(text)
    case .signal, .closed: effects = [.quit]
    }
    return state.finish(effects)
}

nonisolated extension AppState {
    /// Carries out the effects that concern the screen alone, scrolls to what is selected, and tells the engine what is looked at.
    fileprivate mutating func finish(_ wanted: [AppEffect]) -> [AppEffect] {
        var effects: [AppEffect] = []
        for effect in wanted {
            switch effect {
            case .toast(let text): show(text)
            case .openResponse(let formID, let responseID, let place):
                let title = snapshot.forms.first { $0.formID == formID }?.title
                inspector = InspectorState(
                    formID: formID, responseID: responseID, formTitle: title, isTyped: place == nil)
                effects.append(effect)
            case .closeResponse:
                inspector = nil
                effects.append(effect)
            case .copy(let text):
                show("copied " + DisplayText(text, maxCells: 60))
                effects.append(effect)
            case .setTheme(let name):
                themeName = name
                effects.append(effect)
            default: effects.append(effect)
            }
        }
        overview.settle(height: OverviewLayout(in: layout.body).tableRows)
        stream.pageRows = StreamView.rows(in: layout.body)
        alerts.settle(snapshot, mask: context.mask, height: AlertsLayout(in: layout.body).tableRows)
        if focused != formID {
            focused = formID
            effects.append(.focus(formID: formID))
        }
        return effects
    }

    /// A key goes to the innermost of what is open.
    fileprivate mutating func press(_ key: Key) -> [AppEffect] {
        // These work whatever is open: nobody may be locked in.
        switch key {
        case .control("c"): return [.quit]
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        default: break
        }
        if command != nil { return typeCommand(key) }
        if help != nil { return pressInHelp(key) }
        if themePicker != nil { return pressInThemes(key) }
        if overview.sortMenu != nil {
            overview.chooseSort(key, snapshot: snapshot, nowMs: nowMs)
            return []
        }
        if let effects = typeInPane(key) { return effects }
        guard let action = KeyMap.action(for: key, in: scope, actsOnAlerts: actsOnAlerts) else {
            return passOn(key)
        }
        return perform(action, key: key)
    }

    private mutating func pressInHelp(_ key: Key) -> [AppEffect] {
        guard var help else { return [] }
        let view = HelpView(state: self, help: help)
        let stays = help.handle(key, lines: view.lines.count, page: HelpView.page(in: layout.body))
        self.help = stays ? help : nil
        return []
    }

    private mutating func pressInThemes(_ key: Key) -> [AppEffect] {
        switch themePicker?.handle(key) {
        case .shows(let name): return [.setTheme(name)]
        case .closes(let name):
            themePicker = nil
            return name == themeName ? [] : [.setTheme(name)]
        case .stays, nil: return []
        }
    }

    /// Nil unless the pane in force takes letters.
    private mutating func typeInPane(_ key: Key) -> [AppEffect]? {
        switch scope {
        case .overview where overview.isTyping:
            overview.type(key, snapshot: snapshot)
            return []
        case .alerts where alerts.isTyping || alerts.note != nil: return alerts.type(key)
        case .form where form.isTyping, .stream where stream.isTyping: return passOn(key)
        case .inspector where inspector?.isTyping == true: return passOn(key)
        default: return nil
        }
    }

    /// Gives the key to a view that reads its keys itself.
    mutating func passOn(_ key: Key) -> [AppEffect] {
        let (shown, context) = (snapshot, heldContext)
        switch scope {
        case .form: return form.handle(key, snapshot: shown, context: context)
        case .stream: return stream.handle(key, snapshot: shown, context: context)
        case .inspector: return inspector?.handle(key, snapshot: shown, context: context) ?? []
        case .overview, .alerts, .everywhere: return []
        }
    }

    private mutating func perform(_ action: Action, key: Key) -> [AppEffect] {
        switch action {
        case .quit: return [.quit]
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .help: help = HelpState()
        case .command: command = CommandLine()
        case .colours: chooseTheme()
        case .freeze: toggleFreeze()
        case .view(let view):
            let effects = closing()
            go(to: view)
            return effects
        case .back: return back()
        case .escape: return escape(key)
        case .open: return open()
        default:
            if scope == .overview {
                let layout = OverviewLayout(in: layout.body)
                return overview.perform(action, snapshot: snapshot, context: context, layout: layout)
            }
            let page = AlertsLayout(in: layout.body).tableRows
            return alerts.perform(action, snapshot: snapshot, mask: context.mask, page: page)
        }
        return []
    }
}
