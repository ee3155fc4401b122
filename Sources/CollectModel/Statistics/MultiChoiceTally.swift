/// Counts of a multiple choice: per option, how many were chosen, and what was chosen together.
///
/// Shape: while no more than `mostAnswers` different answers were ever given, a count for each of them; everything else follows from these when it
/// is asked for, with the options that the catalogue lists by then. Beyond that, counts per option; the different answers become a sample.
/// An option that a list names twice was chosen once. Shares are of respondents, so they may add up to more than 1.
final class MultiChoiceTally: AnswerTally {
    private static let mostAnswers = 4096
    private static let topCombinations = 10

    /// Old clients' texts: options separated by a comma and a space.
    private var texts = TextCounts(limit: mostAnswers)
    /// `choices` arrays: each option as a 32-bit length and its bytes.
    private var lists = TextCounts(limit: mostAnswers)
    /// Nil while the tables above say it all.
    private var sums: Sums?

    /// What is kept of answers of which too many are different.
    private struct Sums {
        var options = TextCounts(limit: 4096)
        /// Answers, and options chosen by them.
        var answers: Int64 = 0
        var chosen: Int64 = 0

        mutating func add(_ chosen: [String], change: Int64) {
            answers += change
            self.chosen += change * Int64(chosen.count)
            for option in chosen { options.add(option, change: change) }
        }

        mutating func merge(_ other: Sums) {
            options.merge(other.options)
            answers += other.answers
            chosen += other.chosen
        }
    }

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
            sums = evaluated(names: nil)
        }
        if isList {
            lists.add(key: key, text: text, change: sign)
        } else {
            texts.add(key: key, text: text, change: sign)
        }
        sums?.add(isList ? Self.list(text) : Self.split(text, names: nil), change: sign)
    }

    func writeState(to writer: inout StateWriter) {
        writer.write(texts)
        writer.write(lists)
        guard let sums else { return }
        writer.write(sums.options)
        writer.write(sums.answers)
        writer.write(sums.chosen)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? MultiChoiceTally else { preconditionFailure("tallies of two kinds are not added") }
        var (texts, lists) = (texts, lists)
        texts.merge(other.texts)
        lists.merge(other.lists)
        if sums != nil || other.sums != nil || texts.level > 0 || lists.level > 0 {
            var all = sums ?? evaluated(names: nil)
            all.merge(other.sums ?? other.evaluated(names: nil))
            sums = all
        }
        self.texts = texts
        self.lists = lists
    }

    /// The sums of all answers that the tables have counted.
    private func evaluated(names: OptionNames?) -> Sums {
        var sums = Sums()
        texts.forEach { sums.add(Self.split($2, names: names), change: $1) }
        lists.forEach { _, count, list in
            // By the catalogue's names two spellings of one option are one.
            var chosen: [String] = []
            for name in Self.list(list).map({ names?.name(of: $0) ?? $0 }) where !chosen.contains(name) {
                chosen.append(name)
            }
            sums.add(chosen, change: count)
        }
        return sums
    }

    /// A text is taken apart by the options that the catalogue lists, else at each comma and space. Never by options learned from data, because
    /// then the order of arrival would matter.
    private static func split(_ text: UnsafeRawBufferPointer, names: OptionNames?) -> [String] {
        guard text.count > 0 else { return [] }
        if let names, let named = names.several(in: String(decoding: text, as: UTF8.self)) { return named }
        var parts: [String] = []
        var start = 0
        var i = 0
        while i + 1 < text.count {
            if text[i] == UInt8(ascii: ","), text[i + 1] == UInt8(ascii: " ") {
                parts.append(String(decoding: text[start..<i], as: UTF8.self))
                start = i + 2
                i += 2
            } else {
                i += 1
            }
        }
        parts.append(String(decoding: text[start..<text.count], as: UTF8.self))
        return parts.map { names?.name(of: $0) ?? $0 }
    }

    private static func list(_ list: UnsafeRawBufferPointer) -> [String] {
        var names: [String] = []
        var seen: Set<[UInt8]> = []
        var i = 0
        while i + 4 <= list.count {
            let length = Int(list.loadUnaligned(fromByteOffset: i, as: UInt32.self))
            guard i + 4 + length <= list.count else { return names }
            let name = list[i + 4..<i + 4 + length]
            // By bytes: strings that Unicode calls equivalent are different options.
            if seen.insert(Array(name)).inserted { names.append(String(decoding: name, as: UTF8.self)) }
            i += 4 + length
        }
        return names
    }

    func statistics(answered: Int64, names: OptionNames?) -> QuestionStatistics {
        let sums = sums ?? evaluated(names: names)
        return .options(ChosenOptions(sums.options, names: nil).counts(answered: answered))
    }

    func choice(answered: Int64, names: OptionNames?) -> ChoiceFigures? {
        let sums = sums ?? evaluated(names: names)
        var figures = ChosenOptions(sums.options, names: names).figures
        figures.meanChosen = sums.answers > 0 ? Double(sums.chosen) / Double(sums.answers) : nil
        var together = TextCounts(limit: 2 * Self.mostAnswers)
        texts.forEach { together.add(Self.combination(Self.split($2, names: names)), change: $1) }
        lists.forEach { _, count, list in
            together.add(Self.combination(Self.list(list).map { names?.name(of: $0) ?? $0 }), change: count)
        }
        figures.combinations = together.ranked(most: Self.topCombinations)
        return figures
    }

    /// In the order of their bytes: what was chosen first does not tell combinations apart.
    private static func combination(_ chosen: [String]) -> String {
        chosen.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: OptionSpellings.separator)
    }
}
