/// Counts of a multiple choice: per option, how many were chosen, and what was chosen together.
///
/// Shape: while no more than `mostAnswers` different answers were ever given, a count for each of them; everything else follows from these when it
/// is asked for, with the options that the catalogue lists by then. Beyond that, counts per option; the different answers become a sample.
/// An option that a list names twice was chosen once. A ranking is a multiple choice whose order counts. Shares are of respondents, so they may add up to more than 1.
final class MultiChoiceTally: AnswerTally {
    /// Whether the order says something: the first option is the best one.
    private let isRanked: Bool
    private static let mostAnswers = 4096
    private static let topCombinations = 10

    /// Old clients' texts: options separated by a comma and a space.
    private var texts = TextCounts(limit: mostAnswers)
    /// `choices` arrays: each option as a 32-bit length and its bytes.
    private var lists = TextCounts(limit: mostAnswers)
    /// Nil while the tables above say it all.
    private var sums: Sums?

    /// What is kept of answers of which too many are different.
    struct Sums {
        var options = TextCounts(limit: 4096)
        /// By option: how often it stood first, its ranks and its points added up. Empty unless order matters.
        var firsts = TextCounts(limit: 4096)
        var ranks = TextCounts(limit: 4096)
        var points = TextCounts(limit: 4096)
        /// Answers, and options chosen by them.
        var answers: Int64 = 0
        var chosen: Int64 = 0

        mutating func add(_ parts: ChosenParts, isRanked: Bool, change: Int64) {
            answers += change
            chosen += change * Int64(parts.count)
            var rank: Int64 = 0
            parts.forEach { option in
                let key = ByteHash.of(option)
                options.add(key: key, text: option, change: change)
                guard isRanked else { return }
                rank += 1
                if rank == 1 { firsts.add(key: key, text: option, change: change) }
                ranks.add(key: key, text: option, change: rank * change)
                points.add(key: key, text: option, change: (Int64(parts.count) - rank) * change)
            }
        }

        var bytesHeld: Int { options.bytesHeld + firsts.bytesHeld + ranks.bytesHeld + points.bytesHeld }

        mutating func merge(_ other: Sums) {
            options.merge(other.options)
            firsts.merge(other.firsts)
            ranks.merge(other.ranks)
            points.merge(other.points)
            answers += other.answers
            chosen += other.chosen
        }
    }

    init(isRanked: Bool) { self.isRanked = isRanked }

    func expect(_ fact: AnswerFact) { if !fact.flags.contains(.listed) { texts.expect(key: fact.textHash) } }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasText) else { return }
        let isList = fact.flags.contains(.listed)
        let key = isList ? ByteHash.of(text) : fact.textHash
        if sums == nil {
            // Of a longer answer not all would be kept, so that it could not be taken apart later.
            if text.count <= KeptText.mostBytes {
                let isCounted =
                    isList
                    ? lists.addIfExact(key: key, text: text, change: sign)
                    : texts.addIfExact(key: key, text: text, change: sign)
                if isCounted { return }
            }
            sums = evaluated()
        }
        if isList {
            lists.add(key: key, text: text, change: sign)
        } else {
            texts.add(key: key, text: text, change: sign)
        }
        var parts = ChosenParts()
        if isList { parts.take(list: text, names: nil) } else { parts.take(text: text, names: nil) }
        sums?.add(parts, isRanked: isRanked, change: sign)
    }

    var bytesHeld: Int { texts.bytesHeld + lists.bytesHeld + (sums?.bytesHeld ?? 0) }

    func writeState(to writer: inout StateWriter) {
        writer.write(texts)
        writer.write(lists)
        guard let sums else { return }
        for counts in [sums.options, sums.firsts, sums.ranks, sums.points] { writer.write(counts) }
        writer.write(sums.answers)
        writer.write(sums.chosen)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? MultiChoiceTally else { preconditionFailure("tallies of two kinds are not added") }
        var (texts, lists) = (texts, lists)
        texts.merge(other.texts)
        lists.merge(other.lists)
        if sums != nil || other.sums != nil || texts.level > 0 || lists.level > 0 {
            var all = sums ?? evaluated()
            all.merge(other.sums ?? other.evaluated())
            sums = all
        }
        self.texts = texts
        self.lists = lists
    }

    /// Hands out every different answer that the tables have counted, taken apart.
    private func forEachAnswer(names: OptionNames?, _ body: (_ parts: inout ChosenParts, _ count: Int64) -> Void) {
        var parts = ChosenParts()
        texts.forEach { _, count, text in
            parts.take(text: text, names: names)
            body(&parts, count)
        }
        lists.forEach { _, count, list in
            parts.take(list: list, names: names)
            body(&parts, count)
        }
    }

    /// The sums of all answers that the tables have ever counted.
    private func evaluated() -> Sums {
        var sums = Sums()
        var parts = ChosenParts()
        texts.forEachEver { _, count, text in
            parts.take(text: text, names: nil)
            sums.add(parts, isRanked: isRanked, change: count)
        }
        lists.forEachEver { _, count, list in
            parts.take(list: list, names: nil)
            sums.add(parts, isRanked: isRanked, change: count)
        }
        return sums
    }

    /// The same, and what was most often chosen together.
    private func evaluatedTogether(names: OptionNames?) -> (sums: Sums, combinations: [ValueCount]) {
        var few = FewOptions(answers: texts.used + lists.used)
        var areFew = true
        forEachAnswer(names: names) { parts, count in areFew = areFew && few.add(parts, change: count) }
        if areFew { return (few.sums(isRanked: isRanked), few.combinations(most: Self.topCombinations)) }
        var sums = Sums()
        var together = TextCounts(limit: 2 * Self.mostAnswers)
        forEachAnswer(names: names) { parts, count in
            sums.add(parts, isRanked: isRanked, change: count)
            parts.withCombination { together.add(key: ByteHash.of($0), text: $0, change: count) }
        }
        return (sums, together.ranked(most: Self.topCombinations))
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        figures(answered: answered, terms: terms).statistics
    }

    func figures(
        answered: Int64, terms: QuestionTerms
    ) -> (statistics: QuestionStatistics, choice: ChoiceFigures?) {
        let (evaluated, combinations) = evaluatedTogether(names: terms.names)
        let sums = sums ?? evaluated
        var figures = ChosenOptions(sums.options, names: terms.names).figures
        figures.meanChosen = sums.answers > 0 ? Double(sums.chosen) / Double(sums.answers) : nil
        if isRanked { figures.ranking = sums.ranking }
        figures.combinations = combinations
        return (.options(ChosenOptions(sums.options, names: nil).counts(answered: answered)), figures)
    }
}

extension MultiChoiceTally.Sums {
    /// By points, then by mean rank, then by bytes.
    fileprivate var ranking: [RankedOption] {
        // By bytes: strings that Unicode calls equivalent are different options.
        func table(_ counts: TextCounts) -> [[UInt8]: Int64] {
            Dictionary(counts.ranked(most: nil).map { (Array($0.value.utf8), $0.count) }) { first, _ in first }
        }
        let (firsts, ranks, points) = (table(firsts), table(ranks), table(points))
        let list = options.ranked(most: nil).map { option in
            let key = Array(option.value.utf8)
            return RankedOption(
                value: option.value, count: option.count, first: firsts[key] ?? 0,
                meanRank: Double(ranks[key] ?? 0) / Double(option.count), points: points[key] ?? 0)
        }
        return list.sorted {
            $0.points != $1.points
                ? $0.points > $1.points
                : $0.meanRank != $1.meanRank
                    ? $0.meanRank < $1.meanRank : $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
        }
    }
}
