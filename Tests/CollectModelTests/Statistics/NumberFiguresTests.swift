import Testing

@testable import CollectModel

/// What is said of numbers: the same whether each of them is known, or only what was kept of too many.
@Suite struct NumberFiguresTests {
    private static func terms(_ codes: NoAnswerCodes = .usual, rating: SoftRange? = nil) -> QuestionTerms {
        QuestionTerms(
            rating.map { CatalogueQuestion(id: "q", range: $0) }, type: rating == nil ? "Number" : "Rating",
            codes: codes, languages: [])
    }

    private static func apply(_ value: Double, to tally: NumberTally, sign: Int64 = 1) {
        var fact = AnswerFact(question: 0, position: 0)
        fact.set(number: value)
        tally.apply(fact, text: UnsafeRawBufferPointer(start: nil, count: 0), receivedMs: 0, sign: sign)
    }

    private static func statistics(_ values: [Double], _ terms: QuestionTerms = terms()) throws -> NumberStatistics {
        let tally = NumberTally()
        for value in values { apply(value, to: tally) }
        return try statistics(of: tally, terms)
    }

    private static func statistics(of tally: NumberTally, _ terms: QuestionTerms = terms()) throws -> NumberStatistics {
        guard case .number(let number) = tally.statistics(answered: 0, terms: terms) else { throw NotNumbers() }
        return number
    }

    private struct NotNumbers: Error {}

    @Test func `the median of distances is that of the distances, whatever lies on either side`() throws {
        var random = Repeatable(seed: 4)
        for _ in 0..<500 {
            let values = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Double(Int.random(in: -4...6, using: &random)) / 2
            }
            let found = try Self.statistics(values)
            let middle = Self.median(values)
            #expect(found.mad == Self.median(values.map { abs($0 - middle) }), "\(values)")
        }
        #expect(try Self.statistics([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]).mad?.isFinite == true)
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] + 0.5 * (sorted[middle] - sorted[middle - 1])
    }

    /// More than are counted one by one, half of them taken back again, among them numbers that are none.
    @Test func `of too many numbers codes and heaps are still exact`() throws {
        var random = Repeatable(seed: 9)
        let tally = NumberTally()
        var live: [Double] = []
        for n in 0..<3 * NumberTally.exactValues {
            let code = Double([-99, -98, -999, -5, -1_000, 0].randomElement(using: &random) ?? 0)
            let value = n % 7 == 0 ? code : Double(Int.random(in: -2_000...9_000_000, using: &random)) / 4
            Self.apply(value, to: tally)
            if Bool.random(using: &random) { Self.apply(value, to: tally, sign: -1) } else { live.append(value) }
        }
        let usual = try Self.statistics(of: tally)
        #expect(usual.error > 0, "they were too many")
        #expect(usual.noAnswers == Self.counted([-999, -99, -98], in: live))
        #expect(usual.count == Int64(live.count))
        let whole = live.filter { $0 == $0.rounded() }
        #expect(
            usual.heaping
                == .init(
                    whole: Int64(whole.count), round: Int64(whole.count { $0.remainder(dividingBy: 5) == 0 })))

        let named = try Self.statistics(of: tally, Self.terms(NoAnswerCodes([-99, -5])))
        let numbers = live.filter { $0 != -99 && $0 != -5 }
        #expect(named.noAnswers == Self.counted([-99, -5], in: live))
        #expect(named.count == Int64(numbers.count))
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        #expect(abs((named.mean ?? 0) - mean) <= 1e-9 * abs(mean))
        #expect(named.min == numbers.min() && named.max == numbers.max())
        #expect(try Self.statistics(of: tally) == usual, "a report changes nothing in what it is made of")
    }

    private static func counted(_ codes: [Double], in values: [Double]) -> [NumberStatistics.NoAnswer] {
        codes.map { code in .init(code: Int64(code), count: Int64(values.count { $0 == code })) }
    }

    @Test func `numbers that a catalogue calls no answer are in no other figure`() throws {
        let values: [Double] = [20, 30, 40, -99, -99, -7]
        let usual = try Self.statistics(values)
        #expect(usual.count == 6 && usual.min == -99 && usual.noAnswers == [.init(code: -99, count: 2)])
        let named = try Self.statistics(values, Self.terms(NoAnswerCodes([-99, -7, -8])))
        #expect(named.count == 3 && named.min == 20 && named.mean == 30 && named.sd == 10 && named.negatives == 0)
        #expect(named.noAnswers == [.init(code: -99, count: 2), .init(code: -7, count: 1)])
        #expect(named.histogram.reduce(0) { $0 + $1.count } == 3)
        let nothing = try Self.statistics([-99], Self.terms(NoAnswerCodes([-99])))
        #expect(nothing.count == 0 && nothing.mean == nil && nothing.noAnswers == [.init(code: -99, count: 1)])
    }

    @Test func `a rating has its two best and two worst grades once the catalogue says how far it goes`() throws {
        let grades: [Double] = [0, 1, 5, 6, 7, 8, 9, 10, 10, 11]
        #expect(try Self.statistics(grades).rating == nil)
        let net = try #require(try Self.statistics(grades, Self.terms(rating: SoftRange(min: 0, max: 10))).rating)
        #expect(net.count == 9 && net.top2 == 3 && net.bottom2 == 2)
        #expect(net.netPromoterScore == 100 * Double(3 - 4) / 9)
        let five = try #require(
            try Self.statistics([1, 2, 3, 4, 5], Self.terms(rating: SoftRange(min: 1, max: 5))).rating)
        #expect(five.top2 == 2 && five.bottom2 == 2 && five.netPromoterScore == nil)
        #expect(try Self.statistics(grades, Self.terms(rating: SoftRange(min: 0))).rating == nil)
    }
}
