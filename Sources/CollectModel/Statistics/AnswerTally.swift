/// The counts of one question's answers: what was added can be taken back, and two tallies can be added.
///
/// Laws (tested): apply with +1 then −1 changes nothing that is reported; merge of two tallies equals applying both inputs to one; no
/// order matters.
/// Isolation: owned by one worker, never shared.
protocol AnswerTally: AnyObject {
    /// Adds (`sign` 1) or takes back (−1) an active answer of a response received at `receivedMs`. `text` is the answer's text, empty where it has none.
    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64)
    /// Adds the active ones of these answers: what `apply` gives for one after the other, and asked for only once.
    func add(_ answers: AnswersToQuestion)
    /// Has the memory fetched that `apply` will need for this answer.
    func expect(_ fact: AnswerFact)
    /// Whether an extreme is not known any more, because all of the outermost values were taken back.
    var hasLostExtremes: Bool { get }
    /// Forgets the extremes; `noteExtremes` follows for every active answer that is counted.
    func forgetExtremes()
    func noteExtremes(_ fact: AnswerFact)
    /// Writes everything that reports are made of; equal states write equal bytes.
    func writeState(to writer: inout StateWriter)
    /// Bytes held by its tables, for the memory budget.
    var bytesHeld: Int { get }
    /// Adds all that `other`, a tally of the same kind, has counted.
    func merge(_ other: any AnswerTally)
    /// What is reported. `answered` counts the responses that answered; `terms` are what the catalogue says
    /// about the question.
    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics
    /// The same, and how a choice was made; nil for questions that are none.
    func figures(
        answered: Int64, terms: QuestionTerms
    ) -> (statistics: QuestionStatistics, choice: ChoiceFigures?)
}

extension AnswerTally {
    func add(_ answers: AnswersToQuestion) {
        for place in 0..<answers.count {
            if place + answersAhead < answers.count { expect(answers.fact(at: place + answersAhead)) }
            let fact = answers.fact(at: place)
            guard fact.flags.contains(.active) else { continue }
            apply(fact, text: answers.batch.text(of: fact), receivedMs: answers.receivedMs(at: place), sign: 1)
        }
    }

    func expect(_ fact: AnswerFact) {}
    var hasLostExtremes: Bool { false }
    func forgetExtremes() {}
    func noteExtremes(_ fact: AnswerFact) {}
    func figures(
        answered: Int64, terms: QuestionTerms
    ) -> (statistics: QuestionStatistics, choice: ChoiceFigures?) {
        (statistics(answered: answered, terms: terms), nil)
    }
}

/// So many answers ahead the memory is fetched that counting them needs.
private let answersAhead = 6

extension QuestionKind {
    /// An empty tally for questions of this kind.
    func makeTally() -> any AnswerTally {
        switch self {
        case .text: TextTally(.plain)
        case .barcode: TextTally(.barcode)
        case .email: TextTally(.email)
        case .url: TextTally(.url)
        case .choice: ChoiceTally()
        case .multiChoice: MultiChoiceTally(isRanked: false)
        case .ranking: MultiChoiceTally(isRanked: true)
        case .number: NumberTally()
        case .phone: PhoneTally()
        case .location: LocationTally()
        case .date: DateTally()
        case .time: TimeTally()
        case .media: MediaTally()
        case .matrix: MatrixTally()
        // How often something was repeated is a number like others.
        case .repeating: NumberTally()
        case .other: OtherTally()
        }
    }
}
