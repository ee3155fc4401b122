/// What the catalogue says about the answers to questions, for whoever masks them.
///
/// Why apart from the catalogue: a mask is copied with every frame, and needs nothing else of it.
/// Shape: only questions that have a tag. Cost: two look-ups; a copy shares its storage.
public struct PersonalTags: Sendable, Equatable {
    private let byForm: [String: [String: PersonalTag]]

    /// No question is tagged: labels decide.
    public init() { byForm = [:] }

    /// By form id and question id.
    init(byForm: [String: [String: PersonalTag]]) { self.byForm = byForm }

    /// A row of a matrix has the matrix's tag, where it has none of its own.
    public subscript(question: String, form form: String) -> PersonalTag? {
        guard let tags = byForm[form] else { return nil }
        return tags[question] ?? MatrixRow.matrices(of: question).lazy.compactMap { tags[$0] }.first
    }
}
