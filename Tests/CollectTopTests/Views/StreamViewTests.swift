import CollectModel
import Testing

@testable import collect_top

struct StreamViewTests {
    private let context = SampleResponses.context()

    private func frame(
        _ snapshot: Snapshot, _ state: StreamState = StreamState(), width: Int = 80, height: Int = 24,
        _ context: ViewContext = SampleResponses.context()
    ) -> Frame {
        var frame = Frame(width: width, height: height)
        StreamView.draw(snapshot, state, context, in: frame.bounds, on: &frame)
        return frame
    }

    /// The lines without the status line, which counts.
    private func lines(_ snapshot: Snapshot, _ state: StreamState, height: Int = 24) -> [Substring] {
        Array(FrameWriter.text(frame(snapshot, state, height: height)).split(separator: "\n").dropFirst(1))
    }

    @discardableResult
    private func press(_ state: inout StreamState, _ snapshot: Snapshot, _ keys: Key...) -> [AppEffect] {
        keys.flatMap { state.handle($0, snapshot: snapshot, context: context) }
    }

    private func type(_ state: inout StreamState, _ snapshot: Snapshot, _ text: String) {
        press(&state, snapshot, .character("/"))
        for character in text { press(&state, snapshot, .character(character)) }
    }

    // MARK: Looks

    @Test(arguments: [(80, 24), (120, 40), (40, 10)])
    func `the stream looks as in its golden frame`(_ width: Int, _ height: Int) {
        FrameSnapshot.expect(
            frame(SampleResponses.snapshot(), width: width, height: height), "stream-\(width)x\(height)")
    }

    @Test func `a scrolled, a frozen and a filtered stream look as in their golden frames`() {
        let early = SampleResponses.snapshot(entries: 0..<1000)
        let late = SampleResponses.snapshot(entries: 900..<1900)
        var scrolled = StreamState()
        press(&scrolled, early, .up, .up, .up)
        FrameSnapshot.expect(frame(late, scrolled), "stream-scrolled-80x24")
        var frozen = StreamState()
        press(&frozen, early, .character(" "))
        FrameSnapshot.expect(frame(late, frozen, width: 120, height: 12), "stream-frozen-120x12")
        var filtered = StreamState()
        type(&filtered, early, "musa")
        FrameSnapshot.expect(frame(early, filtered), "stream-filter-none-80x24")
        press(&filtered, early, .escape)
        type(&filtered, early, "girl")
        press(&filtered, early, .enter, .up, .up)
        FrameSnapshot.expect(frame(early, filtered), "stream-filter-80x24")
    }

    @Test func `an empty stream waits for the first response`() {
        FrameSnapshot.expect(frame(SampleResponses.snapshot(entries: 0..<0)), "stream-empty-80x24")
        var state = StreamState()
        let effects = press(
            &state, SampleResponses.snapshot(entries: 0..<0), .up, .down, .pageUp, .enter, .character("g"),
            .character("y"))
        #expect(effects == [])
    }

    // MARK: Following, scrolled, frozen

    @Test func `scrolling up stops following, and F, G and End follow again`() {
        let snapshot = SampleResponses.snapshot()
        for key in [Key.character("F"), .character("G"), .end] {
            var state = StreamState()
            press(&state, snapshot, .up)
            #expect(state.mode == .scrolled)
            #expect(state.selected == snapshot.recent.last?.place)
            press(&state, snapshot, key)
            #expect(state == StreamState())
        }
    }

    @Test func `new lines and eviction never move what is being read`() {
        let early = SampleResponses.snapshot(entries: 0..<1000)
        var state = StreamState()
        press(&state, early, .up, .up, .pageUp)
        let before = lines(early, state)
        for end in [1001, 1500, 2000, 2001, 9000] {
            let later = SampleResponses.snapshot(entries: (end - 1000)..<end)
            state.absorb(later, context: context)
            #expect(lines(later, state) == before)
            #expect(state.newCount(later) == Int64(end - 1000))
        }
    }

    @Test func `what came since can be scrolled to, and stays when it is evicted in turn`() {
        var state = StreamState()
        press(&state, SampleResponses.snapshot(entries: 0..<1000), .up)
        let later = SampleResponses.snapshot(entries: 500..<1500)
        for _ in 0..<40 { press(&state, later, .pageDown) }
        #expect(state.selected == later.recent.last?.place)
        let before = lines(later, state)
        #expect(lines(SampleResponses.snapshot(entries: 4000..<5000), state) == before)
    }

    @Test func `lines that came and went unseen are told as a gap`() {
        var state = StreamState()
        press(&state, SampleResponses.snapshot(entries: 0..<1000), .up)
        let later = SampleResponses.snapshot(entries: 4000..<5000)
        press(&state, later, .down)
        let text = FrameWriter.text(frame(later, state))
        #expect(text.contains("3,000 responses came and went unseen here"))
        for _ in 0..<100 { press(&state, later, .pageDown) }
        #expect(state.selected == later.recent.last?.place)
    }

    @Test func `a frozen stream counts what comes and shows none of it`() {
        let early = SampleResponses.snapshot(entries: 0..<1000)
        let later = SampleResponses.snapshot(entries: 1234..<2234)
        var state = StreamState()
        press(&state, early, .character(" "))
        let before = lines(early, state)
        #expect(lines(later, state) == before)
        #expect(FrameWriter.text(frame(later, state)).contains("FROZEN +1,234"))
        press(&state, later, .character("G"))
        #expect(state.mode == .frozen)
        #expect(state.selected == early.recent.last?.place)
        press(&state, later, .character(" "))
        #expect(state == StreamState())
    }

    @Test func `another source that counts from zero ends the hold`() {
        var state = StreamState()
        press(&state, SampleResponses.snapshot(entries: 0..<1000), .up)
        state.absorb(SampleResponses.snapshot(entries: 0..<10), context: context)
        #expect(state.mode == .following)
    }

    @Test func `Enter opens the selected line, and its row is still there afterwards`() {
        let snapshot = SampleResponses.snapshot()
        var state = StreamState()
        let newest = SampleResponses.entry(999)
        #expect(
            press(&state, snapshot, .enter) == [
                .openResponse(formID: newest.formID, responseID: newest.responseID, place: newest.place)
            ])
        #expect(state.mode == .scrolled)
        let above = SampleResponses.entry(998)
        #expect(
            press(&state, snapshot, .up, .enter) == [
                .openResponse(formID: above.formID, responseID: above.responseID, place: above.place)
            ])
        #expect(press(&state, snapshot, .character("y")) == [.copy(above.responseID)])
    }

    // MARK: Filter

    @Test func `a filter finds what is shown, in any case, and with a bang what is not`() {
        let snapshot = SampleResponses.snapshot()
        var state = StreamState()
        type(&state, snapshot, "CLINIC-stock")
        #expect(state.isTyping && state.mode == .following)
        let found = state.filteredRows(state.window(snapshot), forms: snapshot.forms, mask: context.mask)
        #expect(found == (0..<1000).filter { $0 % 4 == 1 })
        press(&state, snapshot, .enter, .escape)
        #expect(!state.isTyping && state.filter.isEmpty)
        type(&state, snapshot, "!clinic")
        let others = state.filteredRows(state.window(snapshot), forms: snapshot.forms, mask: context.mask)
        #expect(others == (0..<1000).filter { $0 % 4 != 1 })
    }

    @Test func `a filter cannot find what the mask hides`() {
        let snapshot = SampleResponses.snapshot()
        for secret in ["Aisha Bello", "803123", "musa ibrahim"] {
            var state = StreamState()
            type(&state, snapshot, secret)
            #expect(state.filteredRows(state.window(snapshot), forms: snapshot.forms, mask: context.mask) == [])
            let clear = Mask(role: .manager, reveal: true)
            let found = state.filteredRows(state.window(snapshot), forms: snapshot.forms, mask: clear)
            #expect(found?.isEmpty == false, "\(secret) is there to be found")
        }
    }

    @Test func `a tag that comes while a filter stands hides what the filter found`() throws {
        let snapshot = SampleResponses.snapshot()
        var state = StreamState()
        let before = SampleResponses.context(Mask(role: .manager, reveal: false))
        let found = snapshot.recent.lazy.flatMap { entry in entry.answers.map { (entry.formID, $0) } }.first {
            $0.1.type == "Choice" && $0.1.shown.count > 3
        }
        let (form, choice) = try #require(found)
        type(&state, snapshot, choice.shown.lowercased())
        state.absorb(snapshot, context: before)
        let window = state.window(snapshot)
        let shown = state.filteredRows(window, forms: snapshot.forms, mask: before.mask) ?? []
        #expect(!shown.isEmpty)
        let questions = [CatalogueQuestion(id: choice.questionID, personal: .sensitive)]
        let tags = FormCatalogue(forms: [CatalogueForm(id: form, questions: questions)]).personalTags
        let tagged = Mask(role: .manager, reveal: false, tags: tags)
        let left = state.filteredRows(window, forms: snapshot.forms, mask: tagged) ?? []
        #expect(left.count < shown.count)
    }

    @Test func `filtering piece by piece finds the same as filtering at once`() {
        var state = StreamState()
        type(&state, SampleResponses.snapshot(entries: 0..<100), "collector-43")
        for end in stride(from: 130, through: 2500, by: 130) {
            let snapshot = SampleResponses.snapshot(entries: max(0, end - 1000)..<end)
            state.absorb(snapshot, context: context)
            let window = state.window(snapshot)
            let fresh = StreamMatches(filter: state.filter, mask: context.mask)
                .rows(in: window, forms: snapshot.forms, mask: context.mask)
            #expect(state.filteredRows(window, forms: snapshot.forms, mask: context.mask) == fresh)
        }
    }

    @Test func `the selection passes over what the filter hides`() {
        let snapshot = SampleResponses.snapshot()
        var state = StreamState()
        type(&state, snapshot, "clinic-stock")
        press(&state, snapshot, .enter, .up, .up)
        #expect(state.selected == SampleResponses.entry(993).place)
        press(&state, snapshot, .escape)
        #expect(state.mode == .scrolled && state.selected == SampleResponses.entry(993).place)
    }

    // MARK: Days

    @Test func `lines that are not of today say their day`() {
        var snapshot = SampleResponses.snapshot(entries: 960..<1000)
        for (index, days) in [(20, 1), (21, 1), (22, 0)] as [(Int, Int64)] {
            snapshot.recent[index].receivedMs -= days * 86_400_000
        }
        snapshot.recent[0].receivedMs -= 86_400_000
        let text = FrameWriter.text(frame(snapshot))
        #expect(text.contains("11-11 12:59") && text.contains("12:59:"))
        FrameSnapshot.expect(frame(snapshot), "stream-days-80x24")
        for index in snapshot.recent.indices { snapshot.recent[index].receivedMs -= 400 * 86_400_000 }
        #expect(FrameWriter.text(frame(snapshot)).contains("2025-10-08 12:59"))
    }

    @Test func `a filter says how many lines it has searched`() {
        var state = StreamState()
        let later = SampleResponses.snapshot(entries: 900..<1900)
        type(&state, later, "clinic")
        #expect(FrameWriter.text(frame(later, state)).contains("250 of the newest 1,000"))
        let all = SampleResponses.snapshot(entries: 0..<40)
        var first = StreamState()
        type(&first, all, "clinic")
        #expect(FrameWriter.text(frame(all, first)).contains("10 of 40"))
    }

    // MARK: Bounds

    @Test func `hostile text stays in its row`() {
        var snapshot = SampleResponses.snapshot(entries: 0..<20)
        let evil = "\u{1B}[2J\u{202E}gnp.exe\r\n" + String(repeating: "\u{301}", count: 30)
        snapshot.recent[19].content.formID = evil
        snapshot.recent[19].content.responseID = evil
        snapshot.recent[19].content.device = evil
        snapshot.recent[18].content.answers = [
            Answer(questionID: evil, key: evil, type: evil, text: evil + String(repeating: "日", count: 50))
        ]
        let shown = frame(snapshot, width: 120, height: 24)
        FrameSnapshot.expect(shown, "stream-hostile-120x24")
        #expect(
            FrameWriter.text(shown).unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x202E) }
        )
    }
}
