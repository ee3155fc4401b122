/// What a catalogue says about a question that decides how its answers are reported. What is counted of them does not depend on it, so that a
/// catalogue may change at any time.
public struct QuestionTerms: Sendable {
    /// Its options, where the catalogue lists any.
    let names: OptionNames?
    let noAnswer: NoAnswerCodes
    /// From the worst to the best of a rating; nil where the question is none, or nobody says how far it goes.
    let scale: ClosedRange<Double>?

    /// What `catalogue` says about a question of this type; nothing where it is nil.
    public init(_ question: CatalogueQuestion?, type: String, codes: NoAnswerCodes, languages: [String]) {
        names = OptionNames(question, languages: languages)
        noAnswer = question?.noAnswerCodes.map { NoAnswerCodes($0) } ?? codes
        scale = type == "Rating" ? question?.range?.whole : nil
    }
}

/// Numbers that stand for "does not know", "refuses" or "does not apply", as surveys have them.
///
/// Bound: whole numbers from −999 to −1, which stay exact however many different numbers are counted.
public struct NoAnswerCodes: Sendable, Equatable {
    public static let range = -999 ... -1
    /// Those that surveys use most, where no catalogue names any: counted, and counted as numbers as well, because it may be a temperature.
    public static let usual = NoAnswerCodes([-999, -888, -99, -98, -97], areNumbers: true)

    /// Ascending.
    let codes: [Int]
    /// They are numbers like others.
    let areNumbers: Bool

    /// Those that somebody has named: they are in no figure but their own.
    public init(_ codes: [Int]) { self.init(codes, areNumbers: false) }

    private init(_ codes: [Int], areNumbers: Bool) {
        self.codes = Set(codes).sorted()
        self.areNumbers = areNumbers
    }
}
