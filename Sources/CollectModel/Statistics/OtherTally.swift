/// Any type that has no statistics of its own: carried, counted, its distinct texts estimated.
final class OtherTally: AnswerTally {
    private var values = KeyCounts(limit: 4096)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        if fact.flags.contains(.hasText) { values.add(key: fact.textHash, change: sign) }
    }

    var bytesHeld: Int { values.bytesHeld }

    func writeState(to writer: inout StateWriter) { writer.write(values) }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? OtherTally else { preconditionFailure("tallies of two kinds are not added") }
        values.merge(other.values)
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics { .other(distinct: values.distinct) }
}
