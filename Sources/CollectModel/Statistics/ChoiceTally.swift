import Glibc

/// Counts per option of a choice or a Boolean, by the option's text.
final class ChoiceTally: AnswerTally {
    private var options = TextCounts(limit: 4096)

    func expect(_ fact: AnswerFact) { options.expect(key: fact.textHash) }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasText) else { return }
        options.add(key: fact.textHash, text: text, change: sign)
    }

    var bytesHeld: Int { options.bytesHeld }

    func writeState(to writer: inout StateWriter) { writer.write(options) }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? ChoiceTally else { preconditionFailure("tallies of two kinds are not added") }
        options.merge(other.options)
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        figures(answered: answered, terms: terms).statistics
    }

    func figures(
        answered: Int64, terms: QuestionTerms
    ) -> (statistics: QuestionStatistics, choice: ChoiceFigures?) {
        let chosen = ChosenOptions(options, names: terms.names)
        return (.options(chosen.counts(answered: answered)), chosen.figures)
    }
}

/// Options as they are reported: under the catalogue's names where it has them.
struct ChosenOptions {
    private var counts: TextCounts
    private var unlisted: Int64?

    /// Of options counted by their texts.
    init(_ texts: TextCounts, names: OptionNames?) {
        counts = texts
        guard let names else { return }
        counts = TextCounts(limit: texts.limit)
        unlisted = 0
        texts.forEach { _, count, text in
            let given = String(decoding: text, as: UTF8.self)
            let name = names.name(of: given)
            if name == nil { unlisted? += count }
            counts.add(name ?? given, change: count)
        }
    }

    /// By count, then by bytes; shares are of those who answered.
    func counts(answered: Int64) -> [OptionCount] {
        let total = max(answered, 1)
        return counts.ranked(most: nil).map {
            OptionCount(value: $0.value, count: $0.count, share: Double($0.count) / Double(total))
        }
    }

    var figures: ChoiceFigures {
        var figures = ChoiceFigures()
        figures.unlisted = unlisted
        figures.entropy = Self.entropy(counts.ranked(most: nil).map(\.count))
        return figures
    }

    /// Of the distribution in which options were chosen. Units: bits.
    private static func entropy(_ counts: [Int64]) -> Double {
        let total = Double(counts.reduce(0, +))
        guard total > 0 else { return 0 }
        return max(0, -counts.reduce(0) { $0 + Double($1) / total * log2(Double($1) / total) })
    }
}

extension TextCounts {
    /// Adds to the count of a text that is at hand as a string.
    mutating func add(_ text: String, change: Int64) {
        var copy = text
        copy.withUTF8 {
            add(key: ByteHash.of(UnsafeRawBufferPointer($0)), text: UnsafeRawBufferPointer($0), change: change)
        }
    }
}

/// The options that the catalogue gives for a question, by their spellings, and what they are called on a screen.
public struct OptionNames: Sendable {
    private let spellings: OptionSpellings
    private let names: [String]

    /// Nil where the question has no options in the catalogue.
    public init?(_ question: CatalogueQuestion?, languages: [String]) {
        guard let question, !question.options.isEmpty else { return nil }
        spellings = question.spellings
        names = question.options.map { $0.name(in: languages) }
    }

    func name(of text: String) -> String? { spellings.option(text).map { names[$0] } }

    /// What a text names that holds several options; nil where a part of it is none of them.
    func several(in text: String) -> [String]? { spellings.options(in: text)?.map { names[$0] } }
}
