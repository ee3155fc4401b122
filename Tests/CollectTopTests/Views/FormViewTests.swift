import Testing

@testable import CollectModel
@testable import collect_top

struct FormViewTests {
    private func frame(
        _ snapshot: Snapshot, _ state: FormViewState = FormViewState(), width: Int, height: Int,
        _ context: ViewContext = SampleResponses.context()
    ) -> Frame {
        var frame = Frame(width: width, height: height)
        FormView.draw(snapshot, state, context, in: frame.bounds, on: &frame)
        return frame
    }

    private func selected(_ id: String, isZoomed: Bool = false) -> FormViewState {
        var state = FormViewState()
        state.selected = SampleForm.questions.first { $0.questionID == id }.map(QuestionRef.init)
        state.isZoomed = isZoomed
        return state
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 10)])
    func `a form looks as in its golden frame`(_ width: Int, _ height: Int) {
        let snapshot = SampleResponses.snapshot()
        FrameSnapshot.expect(frame(snapshot, width: width, height: height), "form-\(width)x\(height)")
    }

    @Test(arguments: ["q5", "q7", "q8"])
    func `the selected question is in view`(_ id: String) {
        let shown = frame(SampleResponses.snapshot(), selected(id), width: 80, height: 24)
        FrameSnapshot.expect(shown, "form-selected-\(id)-80x24")
    }

    @Test(arguments: ["q1", "q3", "q4", "q5", "q8", "q9"])
    func `a zoomed question has the whole area`(_ id: String) {
        let shown = frame(SampleResponses.snapshot(), selected(id, isZoomed: true), width: 80, height: 24)
        FrameSnapshot.expect(shown, "form-zoomed-\(id)-80x24")
    }

    @Test func `without colours or braille the form still says the same`() {
        let shown = frame(
            SampleResponses.snapshot(), selected("q3"), width: 80, height: 24, SampleResponses.context(symbols: .ascii))
        FrameSnapshot.expect(shown, "form-ascii-80x24")
        #expect(FrameWriter.text(shown).contains("Age (months)"))
    }

    @Test func `an empty form waits, and a form that is still being read says how far it is`() {
        var snapshot = SampleResponses.snapshot(hasForm: false)
        #expect(FrameWriter.text(frame(snapshot, width: 60, height: 12)).contains("no form is open"))
        var empty = SampleForm.form([])
        empty.counts = FormCounts()
        empty.perHour = []
        snapshot.focus = empty
        FrameSnapshot.expect(frame(snapshot, width: 80, height: 24), "form-empty-80x24")
        snapshot.freshness = Freshness(folded: 250, known: 1000)
        #expect(FrameWriter.text(frame(snapshot, width: 60, height: 12)).contains("catching up: 25.0 %"))
    }

    @Test func `keys walk through the questions, zoom one, and come back`() {
        let snapshot = SampleResponses.snapshot()
        let context = SampleResponses.context()
        var state = FormViewState()
        func press(_ keys: Key...) {
            for key in keys { #expect(state.handle(key, snapshot: snapshot, context: context) == []) }
        }
        press(.character("j"), .character("]"), .down)
        #expect(state.selected?.questionID == "q4")
        press(.character("k"), .character("["))
        #expect(state.selected?.questionID == "q2")
        press(.character("G"))
        #expect(state.selected?.questionID == "q10")
        press(.pageUp, .up)
        #expect(state.selected?.questionID == "q4")
        press(.enter, .character("j"), .character("j"))
        #expect(state.isZoomed && state.zoomScroll == 2 && state.holdsEscape)
        press(.character("]"))
        #expect(state.isZoomed && state.selected?.questionID == "q5" && state.zoomScroll == 0)
        press(.end)
        #expect(state.zoomScroll == 7)
        press(.escape)
        #expect(!state.isZoomed && !state.holdsEscape)
    }

    @Test func `the selection stays on its question when others come before it`() {
        var snapshot = SampleResponses.snapshot()
        var state = selected("q3")
        snapshot.focus = SampleForm.form(
            [SampleForm.question("q0", "New", "Text", .other(distinct: Estimate(value: 1, error: 0)))]
                + SampleForm.questions)
        #expect(state.index(in: snapshot.focus?.questions ?? []) == 3)
        _ = state.handle(.down, snapshot: snapshot, context: SampleResponses.context())
        #expect(state.selected?.questionID == "q4")
    }

    @Test func `masked answers and small counts are shown to nobody who may not see them`() {
        let snapshot = SampleResponses.snapshot()
        for question in SampleForm.questions {
            for isZoomed in [false, true] {
                let state = selected(question.questionID, isZoomed: isZoomed)
                let analyst = SampleResponses.context(Mask(role: .analyst, reveal: false))
                let text = FrameWriter.text(frame(snapshot, state, width: 120, height: 60, analyst))
                #expect(!text.contains("Aisha Bello") && !text.contains("Aisha"), "\(question.key)")
                let operations = SampleResponses.context(Mask(role: .operations, reveal: false))
                let hidden = FrameWriter.text(frame(snapshot, state, width: 120, height: 60, operations))
                #expect(
                    !hidden.contains("Girl") && !hidden.contains("s1xpz") && !hidden.contains("5.2 →"),
                    "\(question.key)"
                )
            }
        }
        let clear = SampleResponses.context(Mask(role: .manager, reveal: true))
        let revealed = FrameWriter.text(frame(snapshot, selected("q1", isZoomed: true), width: 120, height: 60, clear))
        #expect(revealed.contains(SampleResponses.secretName))
        let analyst = SampleResponses.context(Mask(role: .analyst, reveal: false))
        let cells = FrameWriter.text(frame(snapshot, selected("q5", isZoomed: true), width: 120, height: 60, analyst))
        #expect(cells.contains("<5"))
    }

    @Test func `three answers are too few for everyone but managers`() {
        var ages = NumberStatistics()
        ages.count = 3
        (ages.min, ages.max, ages.mean, ages.sd) = (811, 877, 847, 33.2)
        (ages.p5, ages.p25, ages.p50, ages.p75, ages.p95) = (811, 811, 853, 877, 877)
        ages.histogram = [HistogramBin(lo: 810, hi: 880, count: 3)]
        let days = [TimeBucket(startMs: 1_638_316_800_000, count: 2), TimeBucket(startMs: 1_638_489_600_000, count: 1)]
        let dates = DateStatistics(minMs: 1_638_316_800_000, maxMs: 1_638_489_600_000, perDay: days)
        var snapshot = SampleResponses.snapshot()
        snapshot.focus = SampleForm.form([
            SampleForm.question("n", "Weight", "Number", answered: 3, .number(ages)),
            SampleForm.question("d", "Visit", "Date", answered: 3, .dates(dates)),
            SampleForm.question(
                "c", "Sex", "Choice", answered: 3, SampleForm.options([("Girl", 2), ("Boy", 1)], of: 3)),
        ])
        for isZoomed in [false, true] {
            for id in ["n", "d", "c"] {
                var state = FormViewState()
                state.selected = snapshot.focus?.questions.first { $0.questionID == id }.map(QuestionRef.init)
                state.isZoomed = isZoomed
                let analyst = SampleResponses.context(Mask(role: .analyst, reveal: false))
                let text = FrameWriter.text(frame(snapshot, state, width: 80, height: 60, analyst))
                for secret in ["811", "877", "847", "853", "33.2", "66.7", "33.3", "2021-12"] {
                    #expect(!text.contains(secret), "\(id) shows \(secret)")
                }
                let manager = FrameWriter.text(frame(snapshot, state, width: 80, height: 60))
                #expect(["853", "2021-12", "66.7 %"].contains { manager.contains($0) })
            }
        }
    }

    @Test func `hostile labels and answers cannot leave their cells`() {
        let evil = "\u{1B}]0;owned\u{07}\u{202E}evil\n\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}"
        let question = SampleForm.question(
            "q\u{1B}[2J", evil, evil,
            SampleForm.options([(evil, 900), (String(repeating: "日", count: 400), 80)], of: 980))
        var snapshot = SampleResponses.snapshot()
        var form = SampleForm.form([question])
        form.title = evil + String(repeating: "🏥", count: 200)
        snapshot.focus = form
        let shown = frame(snapshot, width: 80, height: 24)
        FrameSnapshot.expect(shown, "form-hostile-80x24")
        #expect(
            FrameWriter.text(shown).unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x202E) }
        )
    }
}
