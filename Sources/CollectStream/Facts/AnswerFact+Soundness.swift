import CollectModel

extension AnswerFact {
    /// Whether a decoder could have given it for a question of `kind`: tallies rely on that.
    func isSound(for kind: QuestionKind) -> Bool {
        if flags.contains(.hasText) { return !flags.contains(.hasValue) && !flags.contains(.impossible) }
        switch kind {
        case .location:
            if flags.contains(.hasValue) { return latitude.magnitude <= 90 && longitude.magnitude <= 180 }
            return !flags.contains(.impossible) || (latitude.isFinite && longitude.isFinite)
        case .date: return !flags.contains(.hasValue) || number.magnitude <= FactsHeader.mostMs
        case .time: return !flags.contains(.hasValue) || (number >= 0 && number < 86_400_000)
        case .media: return !flags.contains(.hasValue) || (number >= 0 && number <= AnswerFields.mostFileBytes)
        case .matrix, .repeating:
            return !flags.contains(.hasValue) || (number >= 0 && number <= Double(ResponseLimits.bytes))
        case .number: return !flags.contains(.hasValue) || number.isFinite
        case .text, .barcode, .email, .url, .choice, .multiChoice, .ranking, .phone, .other: return true
        }
    }
}
