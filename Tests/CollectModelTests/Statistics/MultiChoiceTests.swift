import Testing

@testable import CollectModel

@Suite struct MultiChoiceTests {
    private struct Answer {
        var options: [String]
        var isList: Bool
    }

    private func add(_ answer: Answer, to tally: MultiChoiceTally, sign: Int64 = 1) {
        var bytes: [UInt8] = []
        for (n, option) in answer.options.enumerated() {
            if answer.isList {
                withUnsafeBytes(of: UInt32(option.utf8.count)) { bytes.append(contentsOf: $0) }
            } else if n > 0 {
                bytes.append(contentsOf: ", ".utf8)
            }
            bytes.append(contentsOf: option.utf8)
        }
        bytes.withUnsafeBytes { text in
            var fact = AnswerFact(question: 0, position: 0)
            if answer.isList { fact.flags.insert(.listed) }
            fact.setText(offset: 0, length: UInt32(text.count), hash: answer.isList ? 0 : ByteHash.of(text))
            tally.apply(fact, text: text, receivedMs: 0, sign: sign)
        }
    }

    private func combinations(of answers: [Answer]) -> [String] {
        var counts: [[UInt8]: Int] = [:]
        for answer in answers {
            var seen: Set<[UInt8]> = []
            var options = answer.options.map { Array($0.utf8) }
            if answer.isList { options = options.filter { seen.insert($0).inserted } }
            options.sort { $0.lexicographicallyPrecedes($1) }
            counts[Array(options.joined(separator: ", ".utf8)), default: 0] += 1
        }
        let sorted = counts.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
        }
        return sorted.prefix(10).map { "\(String(decoding: $0.key, as: UTF8.self)) \($0.value)" }
    }

    private func expectCombinations(of answers: [Answer], _ what: String) {
        let tally = MultiChoiceTally(isRanked: false)
        for answer in answers { add(answer, to: tally) }
        let found =
            tally.figures(
                answered: Int64(answers.count),
                terms: QuestionTerms(nil, type: "MultiChoice", codes: .usual, languages: [])
            ).choice?.combinations ?? []
        #expect(found.map { "\($0.value) \($0.count)" } == combinations(of: answers), "\(what)")
    }

    /// Up to thirty-two options that no answer names twice are counted as bits, all others as texts.
    @Test(arguments: [3, 12, 32, 33, 50])
    func `what was chosen together is counted, however many options there are`(options: Int) {
        var random = Repeatable(seed: UInt64(options))
        let names = (0..<options).map { "option \($0)" + ($0 % 3 == 0 ? "!" : "") }
        let answers = (0..<600).map { _ in
            let chosen = names.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
            return Answer(options: Array(chosen), isList: Bool.random(using: &random))
        }
        expectCombinations(of: answers, "\(options) options")
        expectCombinations(of: answers + [Answer(options: [names[0], names[0]], isList: false)], "one of them twice")
    }

    @Test func `options whose texts hold a separator are kept apart as texts`() {
        let lists = [["a, b"], ["a", "b"], ["b", "a"], ["a, b", "c"], ["c", "b", "a"], [""]]
        expectCombinations(of: lists.map { Answer(options: $0, isList: true) }, "lists")
        expectCombinations(
            of: [["", "a"], ["a", ""], ["a,", "b"]].map { Answer(options: $0, isList: false) }, "texts")
    }

    /// What is kept of them is a sample, which must not depend on whether they were taken back before or after they became too many.
    @Test func `of options without end, when some were taken back does not matter`() {
        let live = (0..<7_000).map { Answer(options: ["live \($0)"], isList: false) }
        let gone = (0..<2_400).map { Answer(options: ["gone \($0)"], isList: false) }
        let (one, other) = (MultiChoiceTally(isRanked: true), MultiChoiceTally(isRanked: true))
        for answer in gone { add(answer, to: one) }
        for answer in gone { add(answer, to: one, sign: -1) }
        for answer in live { add(answer, to: one) }
        for answer in live + gone { add(answer, to: other) }
        for answer in gone { add(answer, to: other, sign: -1) }
        let states = [one, other].map { tally in
            var writer = StateWriter()
            tally.writeState(to: &writer)
            return writer.bytes
        }
        let isSame = states[0] == states[1]
        #expect(isSame)
    }
}
