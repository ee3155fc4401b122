/// Files that answers name, and whether they are there.
final class MediaTally: AnswerTally {
    private var counts = MediaStatistics()

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        counts.expected += sign
        guard fact.flags.contains(.hasValue) else { return }
        counts.present += sign
        counts.bytes += Int64(fact.number) * sign
    }

    var bytesHeld: Int { 0 }

    func writeState(to writer: inout StateWriter) {
        for number in [counts.expected, counts.present, counts.bytes] { writer.write(number) }
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? MediaTally else { preconditionFailure("tallies of two kinds are not added") }
        counts.expected += other.counts.expected
        counts.present += other.counts.present
        counts.bytes += other.counts.bytes
    }

    func statistics(answered: Int64, names: OptionNames?) -> QuestionStatistics { .media(counts) }
}
