/// What the catalogue says about the answers to questions, for whoever masks them.
///
/// Why apart from the catalogue: a mask is copied with every frame, and needs nothing else of it.
/// Shape: only questions that have a tag. Cost: two look-ups; a copy shares its storage.
public struct PersonalTags: Sendable, Equatable {
    private let byForm: [String: [String: PersonalTag]]

    /// No question is tagged: labels decide.
    public init() { byForm = [:] }

    init(_ forms: [CatalogueForm]) {
        var all: [String: [String: PersonalTag]] = [:]
        for form in forms {
            let tagged = form.questions.compactMap { question in question.personal.map { (question.id, $0) } }
            if !tagged.isEmpty, all[form.id] == nil { all[form.id] = Dictionary(tagged) { first, _ in first } }
        }
        byForm = all
    }

    public subscript(question: String, form form: String) -> PersonalTag? { byForm[form]?[question] }
}
