import CollectModel
import Testing

@testable import collect_top

/// Every size a terminal can have, for the views of forms, streams and responses.
struct FormViewSizeTests {
    /// All small sizes, where layouts break, and some of the others up to the largest.
    private static let sizes: [(width: Int, height: Int)] = {
        let widths = Array(1...44) + [60, 79, 80, 81, 99, 100, 101, 120, 200, 300]
        let heights = Array(1...16) + [23, 24, 40, 61, 100]
        return widths.flatMap { width in heights.map { (width, $0) } }
    }()

    /// Draws into an area in the middle of a frame full of marks, and looks at the marks around it.
    private func check(_ width: Int, _ height: Int, _ draw: (Rect, inout Frame) -> Void) {
        var frame = Frame(width: width + 4, height: height + 2)
        frame.fill(frame.bounds, with: "@", role: .badge)
        let area = Rect(x: 2, y: 1, width: width, height: height)
        draw(area, &frame)
        var touched = 0
        for y in 0..<frame.height {
            for x in 0..<frame.width where !area.contains(x: x, y: y) {
                if frame.glyph(frame[x, y]) != "@" { touched += 1 }
            }
        }
        #expect(touched == 0, "\(width) × \(height)")
    }

    private func question(_ id: String, isZoomed: Bool) -> FormViewState {
        var state = FormViewState()
        state.selected = SampleForm.questions.first { $0.questionID == id }.map(QuestionRef.init)
        state.isZoomed = isZoomed
        return state
    }

    @Test(arguments: SymbolSet.allCases)
    func `the form view is total and stays in its area`(_ symbols: SymbolSet) {
        let context = SampleResponses.context(symbols: symbols)
        let snapshot = SampleResponses.snapshot(entries: 0..<1)
        for (width, height) in Self.sizes {
            let id = SampleForm.questions[(width + height) % SampleForm.questions.count].questionID
            for isZoomed in [false, true] {
                check(width, height) { area, frame in
                    FormView.draw(snapshot, question(id, isZoomed: isZoomed), context, in: area, on: &frame)
                }
            }
        }
    }

    @Test func `the stream is total and stays in its area`() {
        let snapshot = SampleResponses.snapshot(entries: 0..<120)
        let context = SampleResponses.context()
        var states = [StreamState(), StreamState(), StreamState()]
        _ = states[1].handle(.pageUp, snapshot: snapshot, context: context)
        for key in ["/", "a", "g", "e"] as [Character] {
            _ = states[2].handle(.character(key), snapshot: snapshot, context: context)
        }
        for (width, height) in Self.sizes {
            check(width, height) { area, frame in
                StreamView.draw(snapshot, states[(width + height) % 3], context, in: area, on: &frame)
            }
        }
    }

    @Test(arguments: InspectorState.Tab.allCases)
    func `the inspector is total and stays in its area`(_ tab: InspectorState.Tab) {
        let context = SampleResponses.context()
        var state = InspectorState(formID: "f", responseID: "r", load: .loaded(SampleResponses.detail))
        for _ in 0..<tab.rawValue { _ = state.handle(.tab, snapshot: Snapshot(), context: context) }
        for (width, height) in Self.sizes {
            check(width, height) { area, frame in InspectorView.draw(state, context, in: area, on: &frame) }
        }
    }

    @Test func `a form of sixty questions shows each one when it is selected`() {
        let questions = (0..<60).map { number in
            var question = SampleForm.questions[number % SampleForm.questions.count]
            question.questionID = "n\(number)"
            question.key = "Item \(number) ends"
            return question
        }
        var snapshot = SampleResponses.snapshot(entries: 0..<1)
        snapshot.focus = SampleForm.form(questions)
        for (width, height) in [(80, 21), (120, 37), (60, 14)] {
            for question in questions {
                var state = FormViewState()
                state.selected = QuestionRef(question)
                var frame = Frame(width: width, height: height)
                FormView.draw(snapshot, state, SampleResponses.context(), in: frame.bounds, on: &frame)
                #expect(FrameWriter.text(frame).contains(question.key))
            }
        }
    }
}
