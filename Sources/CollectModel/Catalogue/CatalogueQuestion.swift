/// What the catalogue says about a question.
public struct CatalogueQuestion: Sendable, Equatable {
    public let id: String
    public let label: LocalText?
    /// Nil where the catalogue does not say it: then the label's words decide.
    public let personal: PersonalTag?
    /// An answer that took less is suspect. Units: ms.
    public let minimumMs: Int64?
    public let range: SoftRange?
    /// Numbers that say why there is no answer; nil leaves it to the catalogue.
    public let noAnswerCodes: [Int]?
    /// In the form's order; empty where answers are free.
    public let options: [CatalogueOption]
    /// Made of `options`.
    public let spellings: OptionSpellings

    public init(
        id: String, label: LocalText? = nil, personal: PersonalTag? = nil, minimumMs: Int64? = nil,
        range: SoftRange? = nil, noAnswerCodes: [Int]? = nil, options: [CatalogueOption] = []
    ) {
        self.id = id
        self.label = label
        self.personal = personal
        self.minimumMs = minimumMs
        self.range = range
        self.noAnswerCodes = noAnswerCodes
        self.options = options
        spellings = OptionSpellings(options)
    }

    public static func == (a: CatalogueQuestion, b: CatalogueQuestion) -> Bool {
        a.id == b.id && a.label == b.label && a.personal == b.personal && a.minimumMs == b.minimumMs
            && a.range == b.range && a.noAnswerCodes == b.noAnswerCodes && a.options == b.options
    }
}

/// The numbers that are expected: what lies outside is looked at, and never refused.
///
/// Units: the question's own. Both ends belong to it; a missing end is open.
public struct SoftRange: Sendable, Equatable {
    public let min: Double?
    public let max: Double?

    public init(min: Double? = nil, max: Double? = nil) {
        self.min = min
        self.max = max
    }

    /// Both ends, where they are known and whole numbers.
    var whole: ClosedRange<Double>? {
        guard let min, let max, min < max, min == min.rounded(), max == max.rounded() else { return nil }
        return min...max
    }

    public func contains(_ number: Double) -> Bool {
        (min.map { number >= $0 } ?? true) && (max.map { number <= $0 } ?? true)
    }
}
