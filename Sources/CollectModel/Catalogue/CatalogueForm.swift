/// What the catalogue says about a form.
public struct CatalogueForm: Sendable, Equatable {
    public let id: String
    public let title: LocalText?
    /// Id of the organisation that it belongs to.
    public let organisation: String?
    public let target: ResponseTarget?
    public let activeHours: ActiveHours?
    /// A response that took less is suspect. Units: ms.
    public let minimumMs: Int64?
    /// In the file's order.
    public let questions: [CatalogueQuestion]
    private let indexOfQuestion: [String: Int]

    public init(
        id: String, title: LocalText? = nil, organisation: String? = nil, target: ResponseTarget? = nil,
        activeHours: ActiveHours? = nil, minimumMs: Int64? = nil, questions: [CatalogueQuestion] = []
    ) {
        self.id = id
        self.title = title
        self.organisation = organisation
        self.target = target
        self.activeHours = activeHours
        self.minimumMs = minimumMs
        self.questions = questions
        indexOfQuestion = Dictionary(questions.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// What is said of a question; of a row of a matrix, where the row itself is not listed, what is said of the matrix.
    public func question(_ id: String) -> CatalogueQuestion? {
        let known = indexOfQuestion[id] ?? MatrixRow.matrices(of: id).lazy.compactMap { indexOfQuestion[$0] }.first
        return known.map { questions[$0] }
    }

    /// What it asks for; nil without a target.
    public var goal: FormGoal? { target.map { FormGoal(target: $0, hours: activeHours) } }

    public static func == (a: CatalogueForm, b: CatalogueForm) -> Bool {
        a.id == b.id && a.title == b.title && a.organisation == b.organisation && a.target == b.target
            && a.activeHours == b.activeHours && a.minimumMs == b.minimumMs && a.questions == b.questions
    }
}
