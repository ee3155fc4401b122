/// Files that answers name, and whether they are there.
final class MediaTally: AnswerTally {
    private var counts = MediaCounts()
    private var sizes = QuantileSketch()
    /// By the hash of the hash that the device gives.
    private var files = KeyCounts(limit: 4096)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        counts.expected += sign
        guard fact.flags.contains(.hasValue) else { return }
        counts.present += sign
        counts.bytes += Int64(fact.number) * sign
        sizes.add(fact.number, change: sign)
        if fact.fileHash != 0 { files.add(key: fact.fileHash, change: sign) }
    }

    var bytesHeld: Int { sizes.bytesHeld + files.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        for number in [counts.expected, counts.present, counts.bytes] { writer.write(number) }
        writer.write(sizes)
        writer.write(files)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? MediaTally else { preconditionFailure("tallies of two kinds are not added") }
        counts.expected += other.counts.expected
        counts.present += other.counts.present
        counts.bytes += other.counts.bytes
        sizes.merge(other.sizes)
        files.merge(other.files)
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        .media(
            MediaStatistics(
                expected: counts.expected, present: counts.present, bytes: counts.bytes, p95: sizes.quantile(0.95),
                repeats: files.repeats))
    }
}

private struct MediaCounts {
    var expected: Int64 = 0
    var present: Int64 = 0
    var bytes: Int64 = 0
}
