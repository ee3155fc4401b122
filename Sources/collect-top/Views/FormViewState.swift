import CollectModel

/// A question by its identity: one whose type changed is two.
nonisolated struct QuestionRef: Sendable, Hashable {
    var questionID: String
    var type: String

    init(_ question: QuestionReport) {
        questionID = question.questionID
        type = question.type
    }
}

/// What the Form view remembers between frames.
///
/// Invariant: the selection is a question's identity; where that question is gone, the first one counts as selected.
nonisolated struct FormViewState: Sendable, Equatable {
    var selected: QuestionRef?
    /// The selected question has the whole area.
    var isZoomed = false
    /// First line of the zoomed question's list.
    var zoomScroll = 0

    static let hints: [(key: DisplayText, label: DisplayText)] = [
        ("j k", "question"), ("Enter", "zoom"), ("Esc", "back"), ("g G", "first, last"),
    ]

    /// How many questions a page key passes.
    private static let page = 5

    /// Whether Escape does something here; else it leaves the view.
    var holdsEscape: Bool { isZoomed }

    mutating func handle(_ key: Key, snapshot: Snapshot, context: ViewContext) -> [AppEffect] {
        guard let questions = snapshot.focus?.questions, !questions.isEmpty else {
            isZoomed = false
            return []
        }
        switch key {
        case .character("]"), .right, .character("l"): move(by: 1, in: questions)
        case .character("["), .left, .character("h"): move(by: -1, in: questions)
        case .character("j"), .down: isZoomed ? scroll(by: 1, in: questions) : move(by: 1, in: questions)
        case .character("k"), .up: isZoomed ? scroll(by: -1, in: questions) : move(by: -1, in: questions)
        case .pageDown, .control("d"):
            isZoomed ? scroll(by: 10, in: questions) : move(by: FormViewState.page, in: questions)
        case .pageUp, .control("u"):
            isZoomed ? scroll(by: -10, in: questions) : move(by: -FormViewState.page, in: questions)
        case .character("g"), .home: isZoomed ? (zoomScroll = 0) : move(by: -questions.count, in: questions)
        case .character("G"), .end:
            isZoomed ? scroll(by: .max / 2, in: questions) : move(by: questions.count, in: questions)
        case .enter, .character("z"):
            isZoomed.toggle()
            zoomScroll = 0
        case .escape: isZoomed = false
        default: break
        }
        return []
    }

    /// The place of the selected question among `questions`, which are not empty.
    func index(in questions: [QuestionReport]) -> Int {
        guard let selected else { return 0 }
        return questions.firstIndex { QuestionRef($0) == selected } ?? 0
    }

    private mutating func move(by step: Int, in questions: [QuestionReport]) {
        let index = min(max(index(in: questions) + step, 0), questions.count - 1)
        selected = QuestionRef(questions[index])
        zoomScroll = 0
    }

    private mutating func scroll(by step: Int, in questions: [QuestionReport]) {
        let last = max(0, QuestionPanel.listLength(questions[index(in: questions)]) - 1)
        zoomScroll = min(max(zoomScroll + step, 0), last)
    }
}
