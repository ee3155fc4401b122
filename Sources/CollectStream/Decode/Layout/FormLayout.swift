import CollectModel

/// How the responses of a form are usually laid out, learned from responses that were parsed.
///
/// Shape: some variants (clients differ, and fields are left out) of what stands before the answers, of each question's answer and of what stands
/// behind the answers.
/// Bound: `mostVariants` of each, of at most `mostBytes`; some 800 bytes a question.
/// Isolation: one decoder's own.
final class FormLayout {
    private static let mostVariants = 4
    private static let mostBytes = 4096
    /// Lines of a form that may be learned from: whoever never writes the same way twice must not cost the learning each time.
    private static let mostLessons = 256

    let form: FormEntry
    /// The same without its reference, which would be counted with every line.
    let unowned: Unmanaged<FormEntry>
    private var heads: [LayoutStretch] = []
    private var tails: [LayoutStretch] = []
    /// By the question's number.
    private var answers: [[LayoutStretch]] = []
    /// Questions in the order of the questionnaire, as far as lines have shown it: their numbers have the order in which they were first answered.
    private var order: [Int] = []
    /// The same, to be compared with.
    private(set) var table = LayoutTable(heads: [], answers: [], tails: [])
    /// Labels differ from response to response: they are values like others.
    private var labelsDiffer = false
    private var lessons = 0

    init(form: FormEntry) {
        self.form = form
        unowned = .passUnretained(form)
    }

    deinit { table.free() }

    /// Takes up what a line shows that was not known; the line has been decoded as a response of this form.
    func learn(from line: UnsafeRawBufferPointer) {
        guard lessons < Self.mostLessons else { return }
        lessons += 1
        var lesson = LayoutLesson(line: line, form: form, labelsDiffer: labelsDiffer)
        guard lesson.read() else { return }
        Self.add(lesson.head, to: &heads)
        Self.add(lesson.tail, to: &tails)
        for answer in lesson.answers { add(answer) }
        learnOrder(from: lesson.answers)
        table.free()
        let known = order.filter { $0 < answers.count }
        table = LayoutTable(heads: heads, answers: known.map { answers[$0] }, tails: tails)
    }

    /// Puts questions that are new behind the one that stood before them.
    ///
    /// Why: where an optional question was first left out, a reader that looks for it by its number would try all questions behind it, and then all from
    /// the first one on.
    private func learnOrder(from answers: [LayoutStretch]) {
        var place = 0
        for answer in answers {
            let question = Int(answer.traits.question)
            if let known = order.firstIndex(of: question) {
                place = known + 1
            } else {
                order.insert(question, at: place)
                place += 1
            }
        }
    }

    private static func add(_ stretch: LayoutStretch, to list: inout [LayoutStretch]) {
        guard stretch.literals.count <= mostBytes, !list.contains(stretch) else { return }
        // The newest first: clients are replaced by newer ones.
        list.insert(stretch, at: 0)
        if list.count > mostVariants { list.removeLast() }
    }

    private func add(_ stretch: LayoutStretch) {
        guard stretch.literals.count <= Self.mostBytes else { return }
        let question = Int(stretch.traits.question)
        while answers.count <= question { answers.append([]) }
        if answers[question].contains(stretch) { return }
        if answers[question].count < Self.mostVariants {
            answers[question].append(stretch)
        } else if labelsDiffer {
            answers[question][0] = stretch
        } else {
            labelsDiffer = true
            answers = []
        }
    }
}
