import CollectModel

/// How the responses of a form are usually laid out, learned from responses that were parsed.
///
/// Shape: some variants (clients differ, and fields are left out) of what stands before the answers, of each question's answer and of what stands
/// behind the answers.
/// Bound: `mostVariants` of each, of at most `mostBytes`; some 400 bytes a question.
/// Isolation: one decoder's own.
final class FormLayout {
    private static let mostVariants = 4
    private static let mostBytes = 4096
    /// Lines of a form that may be learned from: whoever never writes the same way twice must not cost the learning each time.
    private static let mostLessons = 256

    let form: FormEntry
    private(set) var heads: [LayoutStretch] = []
    private(set) var tails: [LayoutStretch] = []
    /// `mostVariants` places for each question, those behind a question's last variant empty.
    private var answers: UnsafeMutablePointer<LayoutStretch>
    private var places = 0
    /// Labels differ from response to response: they are values like others.
    private var labelsDiffer = false
    private var lessons = 0

    init(form: FormEntry) {
        self.form = form
        answers = .allocate(capacity: 1)
    }

    deinit {
        for stretch in heads + tails { stretch.free() }
        forgetAnswers()
        answers.deallocate()
    }

    /// Takes up what a line shows that was not known; the line has been decoded as a response of this form.
    func learn(from line: UnsafeRawBufferPointer) {
        guard lessons < Self.mostLessons else { return }
        lessons += 1
        var lesson = LayoutLesson(line: line, form: form, labelsDiffer: labelsDiffer)
        guard lesson.read() else { return }
        Self.add(lesson.head, to: &heads)
        Self.add(lesson.tail, to: &tails)
        for answer in lesson.answers { add(answer) }
    }

    private static func add(_ draft: LayoutDraft, to list: inout [LayoutStretch]) {
        guard draft.literals.count <= mostBytes, !list.contains(where: { $0.equals(draft) }) else { return }
        // The newest first: clients are replaced by newer ones.
        list.insert(LayoutStretch(draft), at: 0)
        if list.count > mostVariants { list.removeLast().free() }
    }

    private func add(_ draft: LayoutDraft) {
        let first = Int(draft.traits.question) * Self.mostVariants
        guard draft.literals.count <= Self.mostBytes else { return }
        if places < first + Self.mostVariants { grow(to: first + Self.mostVariants) }
        for n in first..<first + Self.mostVariants {
            if answers[n].isEmpty {
                answers[n] = LayoutStretch(draft)
                return
            }
            if answers[n].equals(draft) { return }
        }
        if labelsDiffer {
            answers[first].free()
            answers[first] = LayoutStretch(draft)
        } else {
            labelsDiffer = true
            forgetAnswers()
        }
    }

    private func grow(to count: Int) {
        let moved = UnsafeMutablePointer<LayoutStretch>.allocate(capacity: count)
        moved.moveInitialize(from: answers, count: places)
        (moved + places).initialize(repeating: .empty, count: count - places)
        answers.deallocate()
        answers = moved
        places = count
    }

    private func forgetAnswers() {
        for n in 0..<places { answers[n].free() }
        places = 0
    }

    /// The variants of a question's answer, the last one empty or followed by another question's.
    @inline(__always)
    func variants(of question: Int) -> UnsafeBufferPointer<LayoutStretch> {
        let first = question * Self.mostVariants
        guard first < places else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: answers + first, count: Self.mostVariants)
    }
}
