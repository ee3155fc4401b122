/// The counts of one question's answers: what was added can be taken back, and two tallies can be added.
///
/// Laws (tested): apply with +1 then −1 changes nothing that is reported; merge of two tallies equals applying both inputs to one; no
/// order matters.
/// Isolation: owned by one worker, never shared.
public protocol AnswerTally: AnyObject {
    /// Adds (`sign` 1) or takes back (−1) an active answer. `text` is the answer's text, empty where it has none.
    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64)
    /// Has the memory fetched that `apply` will need for this answer.
    func expect(_ fact: AnswerFact)
    /// Adds all that `other`, a tally of the same kind, has counted.
    func merge(_ other: any AnswerTally)
    /// What is reported. `answered` counts the responses that answered.
    func statistics(answered: Int64) -> QuestionStatistics
}

extension AnswerTally {
    func expect(_ fact: AnswerFact) {}
}

extension QuestionKind {
    /// An empty tally for questions of this kind.
    func makeTally() -> any AnswerTally {
        switch self {
        case .text: TextTally()
        case .choice: ChoiceTally(several: false)
        case .multiChoice: ChoiceTally(several: true)
        case .number: NumberTally()
        case .phone: PhoneTally()
        case .location: LocationTally()
        case .date: DateTally()
        case .other: OtherTally()
        }
    }
}
