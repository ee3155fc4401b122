import CollectModel
import Testing

@testable import collect_top

struct CommandTests {
    private func run(_ text: String, keys: [Key] = [.enter]) -> (state: AppState, effects: [AppEffect]) {
        var state = ViewFixture.state()
        let effects = ([.character(":")] + ViewFixture.keys(text) + keys).flatMap { updateApp(&state, .key($0)) }
        return (state, effects)
    }

    @Test(arguments: ["form clinic", "form Clinic visits", "form f001-0VHCsOl4", "FORM  clin"])
    func `a form is found by id, title or a part that only it has`(_ text: String) {
        let (state, effects) = run(text)
        #expect(state.view == .form)
        #expect(effects == [.focus(formID: SampleSnapshot.id(1))])
    }

    @Test(arguments: [
        ("form", "needs the id"), ("form zzz", "no form has zzz"), ("form f00", "10 forms have f00"),
        ("view x", "no view x"),
        ("view", "no view"), ("theme pink", "no theme pink"), ("fly", "no command fly"), ("r", "needs the id"),
    ])
    func `what cannot be done is said in a sentence`(_ text: String, _ sentence: String) {
        let (state, effects) = run(text)
        #expect(effects.isEmpty)
        #expect(state.toast?.text.string.contains(sentence) == true)
    }

    @Test(arguments: [
        ("0b7e4c1a-55d2-4f08-9c6e-100000023757", 3), ("0023757", 3), ("3757", 3), ("…0023757", 3),
        ("0b7e4c1a-55d2-4f08-9c6e-10000", nil),
        ("757", nil), ("unknown", nil),
    ])
    func `a recent response is found by its id, or by a beginning or end that only it has`(
        _ text: String, _ number: Int?
    ) {
        var snapshot = SampleSnapshot.snapshot()
        snapshot.recent = SampleResponses.snapshot(entries: 0..<9).recent
        var state = ViewFixture.state(80, 24, snapshot)
        let effects = ([.character(":")] + ViewFixture.keys("r " + text) + [.enter]).flatMap {
            updateApp(&state, .key($0))
        }
        if let number {
            let entry = SampleResponses.entry(number)
            #expect(
                effects == [.openResponse(formID: entry.formID, responseID: entry.responseID, place: entry.place)])
        } else if text.count > 7 {
            #expect(effects.isEmpty)
            #expect(state.toast?.text.string.contains("9 recent responses begin or end with") == true)
        } else {
            #expect(effects == [.openResponse(formID: SampleSnapshot.id(3), responseID: text, place: nil)])
        }
    }

    @Test func `a version later is still one response`() {
        var snapshot = SampleSnapshot.snapshot()
        snapshot.recent = SampleResponses.snapshot(entries: 0..<3).recent
        var edited = snapshot.recent[1]
        edited.place = RecordPlace(partition: 3, offset: 99)
        snapshot.recent.append(edited)
        let id = String(edited.responseID.suffix(7))
        let response = try? WantedResponse(id, in: ViewFixture.state(80, 24, snapshot))
        #expect(response?.place == edited.place)
        #expect(throws: CommandError.noFormSelected) {
            try WantedResponse("r-1", in: AppState(context: ViewFixture.context()))
        }
    }

    @Test func `the other commands do what they say`() {
        #expect(run("q").effects == [.quit])
        #expect(run("view al").state.view == .alerts)
        #expect(run("theme nord").effects == [.setTheme("nord")])
        #expect(run("theme").state.themePicker != nil)
        #expect(run("help").state.help != nil)
        #expect(run("").effects.isEmpty)
    }

    @Test(arguments: [
        ("f", "form "), ("form cl", "form Clinic visits"), ("theme n", "theme nord"), ("view a", "view alerts"),
        ("theme d", "theme d"), ("nothing", "nothing"),
    ])
    func `Tab completes as far as all agree`(_ typed: String, _ wanted: String) {
        let text = run(typed, keys: [.tab]).state.command?.field.text
        #expect(text == (typed == "theme d" ? "theme dark" : wanted))
    }

    @Test func `Backspace in an empty line leaves it`() {
        #expect(run("a", keys: [.backspace]).state.command != nil)
        #expect(run("a", keys: [.backspace, .backspace]).state.command == nil)
        #expect(run("form  two words", keys: [.control("w")]).state.command?.field.text == "form  two ")
    }

    @Test func `no key of the table is bound twice in one place, and none is lost in another`() {
        for scope in KeyScope.allCases {
            let keys = KeyMap.bindings(of: scope, actsOnAlerts: true).flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(scope)")
        }
        #expect(KeyMap.action(for: .character("q"), in: .inspector, actsOnAlerts: false) == .back)
        #expect(KeyMap.action(for: .character("a"), in: .alerts, actsOnAlerts: false) == nil)
        #expect(KeyMap.action(for: .character("j"), in: .stream, actsOnAlerts: true) == nil)
    }
}
