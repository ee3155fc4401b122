import CollectModel
import Testing

@testable import collect_top

struct AppUpdateTests {
    private func pressed(_ keys: [Key], in state: AppState) -> (state: AppState, effects: [AppEffect]) {
        var state = state
        let effects = keys.flatMap { updateApp(&state, .key($0)) }
        return (state, effects)
    }

    @Test(arguments: [
        (Key.character("1"), MainView.overview), (.character("2"), .form), (.character("3"), .stream),
        (.character("4"), .alerts),
    ])
    func `number keys go to the views that exist`(_ key: Key, _ view: MainView) {
        var state = ViewFixture.state()
        state.view = .stream
        #expect(pressed([key], in: state).state.view == view)
    }

    @Test(arguments: MainView.allCases)
    func `q goes back to the overview and quits from there`(_ view: MainView) {
        var state = ViewFixture.state()
        state.view = view
        let (after, effects) = pressed([.character("q")], in: state)
        #expect(after.view == .overview)
        #expect(effects == (view == .overview ? [.quit] : []))
    }

    @Test(arguments: MainView.allCases)
    func `Escape never quits, however often it is pressed`(_ view: MainView) {
        var state = ViewFixture.state()
        state.view = view
        let (after, effects) = pressed(Array(repeating: .escape, count: 5), in: state)
        #expect(after.view == .overview)
        #expect(effects.isEmpty)
    }

    @Test(arguments: [
        [], [Key.character("?")], [.character("c")], [.character("s")], [.character(":")], [.character("/")],
        [.character("3"), .enter],
    ])
    func `Ctrl-C, Ctrl-L and Ctrl-Z work whatever is open`(_ before: [Key]) {
        let state = pressed(before, in: ViewFixture.state()).state
        #expect(pressed([.control("c")], in: state).effects == [.quit])
        #expect(pressed([.control("l")], in: state).effects == [.redraw])
        #expect(pressed([.control("z")], in: state).effects == [.suspend])
    }

    @Test func `while a filter is typed, letters are letters`() {
        let (state, effects) = pressed([.character("/")] + ViewFixture.keys("q2 c?"), in: ViewFixture.state())
        #expect(effects.isEmpty)
        #expect(state.view == .overview)
        #expect(state.overview.filter.text == "q2 c?")
        #expect(state.help == nil)
    }

    @Test func `a filter selects what it leaves, and Enter opens that`() {
        let (state, effects) = pressed(
            [.character("/")] + ViewFixture.keys("WATER") + [.enter, .enter], in: ViewFixture.state())
        #expect(state.overview.rows == [SampleSnapshot.id(2)])
        #expect(state.view == .form)
        #expect(effects.last == .focus(formID: SampleSnapshot.id(2)))
        let inverted = pressed([.character("/")] + ViewFixture.keys("!form"), in: ViewFixture.state()).state
        #expect(inverted.overview.rows.count == 12)
        #expect(
            pressed([.character("/")] + ViewFixture.keys("!e"), in: ViewFixture.state()).state.overview.rows.count == 4)
    }

    @Test func `Escape takes the filter away and leaves the selection`() {
        let state = pressed(
            [.character("/")] + ViewFixture.keys("road") + [.enter, .escape], in: ViewFixture.state()
        ).state
        #expect(state.overview.rows.count == 12)
        #expect(state.overview.selected == SampleSnapshot.id(7))
    }

    @Test func `the engine is asked for the selected form once`() {
        var state = AppState(context: ViewFixture.context())
        #expect(updateApp(&state, .snapshot(SampleSnapshot.snapshot())) == [.focus(formID: SampleSnapshot.id(3))])
        #expect(updateApp(&state, .snapshot(SampleSnapshot.snapshot())).isEmpty)
        #expect(updateApp(&state, .key(.down)) == [.focus(formID: SampleSnapshot.id(1))])
        #expect(updateApp(&state, .key(.up)) == [.focus(formID: SampleSnapshot.id(3))])
        #expect(updateApp(&state, .key(.up)).isEmpty)
    }

    @Test func `a theme is tried at each step, and Escape brings the old one back`() {
        let state = ViewFixture.state()
        let tried = pressed([.character("c"), .down, .down], in: state)
        #expect(tried.effects == [.setTheme("light"), .setTheme("nord")])
        #expect(pressed([.escape], in: tried.state).effects == [.setTheme("default")])
        let kept = pressed([.enter], in: tried.state)
        #expect(kept.effects.isEmpty)
        #expect(kept.state.themeName == "nord")
        #expect(kept.state.themePicker == nil)
    }

    @Test func `keys that act on alerts are there only where they can act`() {
        var state = pressed([.character("4")], in: ViewFixture.state()).state
        let alert = "form-silent:" + SampleSnapshot.id(3)
        #expect(pressed([.character("a"), .character("z"), .character("n")], in: state).effects.isEmpty)
        #expect(!FrameWriter.text(ViewFixture.frame(state)).contains("acknowledge"))
        state.actsOnAlerts = true
        #expect(FrameWriter.text(ViewFixture.frame(state)).contains("acknowledge"))
        #expect(
            pressed([.character("a"), .character("z")], in: state).effects == [
                .acknowledge(alertID: alert), .snooze(alertID: alert, minutes: 60),
            ])
        let noted = pressed([.character("n")] + ViewFixture.keys("called q") + [.enter], in: state)
        #expect(noted.effects == [.note(alertID: alert, text: "called q")])
        #expect(pressed([.character("n")] + ViewFixture.keys("x") + [.escape], in: state).effects.isEmpty)
    }

    @Test func `an alert leads to its form, and one step back leads to the alerts`() {
        let state = pressed([.character("4")], in: ViewFixture.state()).state
        let opened = pressed([.enter], in: state).state
        #expect(opened.view == .form)
        #expect(opened.formID == SampleSnapshot.id(3))
        for key in [Key.character("q"), .escape] {
            let back = pressed([key], in: opened).state
            #expect(back.view == .alerts)
            #expect(pressed([key], in: back).state.view == .overview)
        }
        // Who goes elsewhere by a number has left that way.
        #expect(pressed([.character("3"), .character("2"), .character("q")], in: opened).state.view == .overview)
        #expect(pressed([.character("1"), .enter, .character("q")], in: opened).state.view == .overview)
    }

    @Test func `an alert about a device leads to what the device sent`() {
        var snapshot = SampleSnapshot.focused(on: SampleSnapshot.id(3))
        snapshot.recent = SampleResponses.snapshot(entries: 0..<30).recent
        snapshot.recent[7].content.device = "dev-7f3a90"
        snapshot.streamed = 30
        let keys: [Key] = [.character("4"), .down, .down, .enter]
        let state = pressed(keys, in: ViewFixture.state(120, 40, snapshot)).state
        #expect(state.view == .stream && state.stream.filter.text == "dev-7f3a90")
        #expect(FrameWriter.text(ViewFixture.frame(state)).contains("1 of"))
        for key in [Key.character("q"), .escape] {
            let back = pressed(Array(repeating: key, count: key == .escape ? 2 : 1), in: state).state
            #expect(back.view == .alerts && back.alerts.selected == state.alerts.selected)
            #expect(pressed([.character("3")], in: back).state.stream.filter.isEmpty)
        }
    }

    @Test func `who sees personal answers in clear is told so at any width`() {
        for (width, height) in [(40, 10), (80, 24), (120, 40)] {
            var state = ViewFixture.state(width, height)
            #expect(!FrameWriter.text(ViewFixture.frame(state)).contains("REVEALED"))
            state.context.mask = Mask(role: .manager, reveal: true)
            let frame = AppView.render(state)
            let top = FrameWriter.text(frame).split(separator: "\n")[0]
            #expect(top.contains("! REVEALED") && !top.contains("masked"))
            #expect((0..<width).contains { frame[$0, 0].role == .warn })
        }
    }

    @Test func `Tab goes through the panes that are there`() {
        let wide = ViewFixture.state(120, 40)
        #expect(pressed([.tab], in: wide).state.overview.pane == .alerts)
        #expect(pressed([.tab, .tab], in: wide).state.overview.pane == .answers)
        #expect(pressed([.tab, .tab, .tab], in: wide).state.overview.pane == .forms)
        #expect(pressed([.backTab], in: wide).state.overview.pane == .answers)
        #expect(pressed([.tab], in: ViewFixture.state(60, 12)).state.overview.pane == .forms)
        let alert = pressed([.tab, .down, .down, .enter], in: wide).state
        #expect(alert.view == .alerts)
        #expect(alert.alerts.selected == SampleSnapshot.snapshot().alerts[1].id)
    }

    @Test func `a response opens, arrives and closes`() {
        var state = pressed([.character("3")], in: ViewFixture.state()).state
        let effects = pressed([.character(":")] + ViewFixture.keys("r abc") + [.enter], in: state)
        #expect(effects.effects == [.openResponse(formID: SampleSnapshot.id(3), responseID: "abc", place: nil)])
        state = effects.state
        #expect(state.inspector?.responseID == "abc")
        _ = updateApp(&state, .responseLoaded(ResponseDetail(versions: [])))
        #expect(state.inspector?.load == .loaded(ResponseDetail(versions: [])))
        #expect(pressed([.escape], in: state).effects == [.closeResponse])
        let back = pressed([.character("q")], in: state).state
        #expect(back.inspector == nil)
        #expect(back.view == .stream)
    }

    @Test func `of an id that is wrong nothing stays open, and a line that is gone says so`() {
        var typed = pressed([.character(":")] + ViewFixture.keys("r abc") + [.enter], in: ViewFixture.state()).state
        #expect(updateApp(&typed, .loadFailed("no response abc in this log")) == [.closeResponse])
        #expect(typed.inspector == nil)
        #expect(typed.toast?.text == "no response abc in this log")
        var snapshot = SampleSnapshot.snapshot()
        snapshot.recent = SampleResponses.snapshot(entries: 0..<3).recent
        var seen = pressed([.character("3"), .enter], in: ViewFixture.state(80, 24, snapshot)).state
        #expect(updateApp(&seen, .loadFailed("not in this log")).isEmpty)
        #expect(seen.inspector?.load == .missing)
        #expect(seen.toast?.text == "not in this log")
    }

    @Test func `a toast goes with its time or with the next key`() {
        var state = ViewFixture.state()
        _ = updateApp(&state, .notice("saved"))
        #expect(state.toast?.text == "saved")
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs + AppState.toastMs - 1))
        #expect(state.toast != nil)
        #expect(pressed([.down], in: state).state.toast == nil)
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs + AppState.toastMs))
        #expect(state.toast == nil)
    }

    @Test func `what is copied is said`() {
        let (state, effects) = pressed([.character("y")], in: ViewFixture.state())
        #expect(effects == [.copy(SampleSnapshot.id(3))])
        #expect(state.toast?.text.string == "copied " + SampleSnapshot.id(3))
    }

    @Test func `a signal or a lost terminal quits, a resize draws anew`() {
        var state = ViewFixture.state()
        #expect(updateApp(&state, .signal(15)) == [.quit])
        #expect(updateApp(&state, .closed) == [.quit])
        #expect(updateApp(&state, .resized(width: 100, height: 30)) == [.redraw])
        #expect(ViewFixture.frame(state).width == 100)
    }
}
