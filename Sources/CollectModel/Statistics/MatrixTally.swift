/// Answers to a matrix as a whole; each of its rows is a question of its own.
///
/// Straight-lining: the same choice down all rows is what somebody answers who does not read them, or makes them up. One or two rows that agree
/// say nothing.
final class MatrixTally: AnswerTally {
    private static let fewestRows = 3.0
    private var counts = MatrixStatistics()

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        counts.rows += Int64(fact.number) * sign
        guard fact.number >= Self.fewestRows else { return }
        counts.judged += sign
        if fact.flags.contains(.uniform) { counts.straight += sign }
    }

    var bytesHeld: Int { 0 }

    func writeState(to writer: inout StateWriter) {
        for number in [counts.rows, counts.judged, counts.straight] { writer.write(number) }
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? MatrixTally else { preconditionFailure("tallies of two kinds are not added") }
        counts.rows += other.counts.rows
        counts.judged += other.counts.judged
        counts.straight += other.counts.straight
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics { .matrix(counts) }
}
