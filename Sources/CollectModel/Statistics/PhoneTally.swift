/// Share of valid numbers, their countries, and numbers that several answers gave, of a phone question. No number is kept.
///
/// Bound: 4,096 different numbers are exact, beyond that a sample of them.
final class PhoneTally: AnswerTally {
    private var valid: Int64 = 0
    private var countries = TextCounts(limit: 512)
    /// By a hash of the number: what is kept tells no number, and only two equal ones from two others.
    private var numbers = KeyCounts(limit: 4096)
    private static let numberSalt: UInt64 = 0x7C3A_51D0_9E4B_2F68

    func expect(_ fact: AnswerFact) {
        if fact.flags.contains(.validPhone) { numbers.expect(key: fact.textHash ^ Self.numberSalt) }
    }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.validPhone) else { return }
        valid += sign
        let code = UnsafeRawBufferPointer(rebasing: text[..<(1 + CallingCode.digits(of: text))])
        countries.add(key: ByteHash.of(code), text: code, change: sign)
        numbers.add(key: fact.textHash ^ Self.numberSalt, change: sign)
    }

    var bytesHeld: Int { countries.bytesHeld + numbers.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        writer.write(valid)
        writer.write(countries)
        writer.write(numbers)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? PhoneTally else { preconditionFailure("tallies of two kinds are not added") }
        valid += other.valid
        countries.merge(other.countries)
        numbers.merge(other.numbers)
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        var statistics = PhoneStatistics(valid: valid, countries: countries.ranked(most: nil))
        statistics.distinct = numbers.distinct
        let repeats = numbers.repeats
        statistics.shared = repeats.values.value
        statistics.sharing = repeats.answers.value
        return .phone(statistics)
    }
}
