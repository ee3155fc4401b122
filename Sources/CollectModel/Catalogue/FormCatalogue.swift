/// What organisations say about their forms: optional, because everything works from what the responses show.
///
/// Why: a response says "q7: 3"; people want to read the question, to see who is behind a target, and to have names masked without guessing.
/// Shape: lists in the file's order, tables by id made of them once; a value, replaced as a whole when the file changes.
/// Invariant: ids are unique among forms, organisations and teams; a collector or a device is in one team. The reader refuses anything else;
/// where a maker breaks it, the first one counts.
/// Cost: one or two look-ups by id each.  - Source: DESIGN section 5, `forms.yaml`.
public struct FormCatalogue: Sendable, Equatable {
    /// The language in which titles and labels are shown; nil leaves it to the form's organisation, or to what was given first.
    public let language: String?
    public let organisations: [Organisation]
    public let forms: [CatalogueForm]
    public let teams: [Team]
    public let retention: RetentionTerms
    /// Numbers that say why there is no answer, of all questions that name none themselves; nil where the file does not say.
    public let noAnswerCodes: [Int]?
    /// Titles by form id, in the language in which they are shown.
    public let titles: [String: String]

    /// What it says about the answers to questions.
    public let personalTags: PersonalTags

    private let indexOfForm: [String: Int]
    private let indexOfOrganisation: [String: Int]
    private let teamOfCollector: [String: Int]
    private let teamOfDevice: [String: Int]

    public init(
        language: String? = nil, organisations: [Organisation] = [], forms: [CatalogueForm] = [], teams: [Team] = [],
        retention: RetentionTerms = RetentionTerms(), noAnswerCodes: [Int]? = nil
    ) {
        self.language = language
        self.organisations = organisations
        self.forms = forms
        self.teams = teams
        self.retention = retention
        self.noAnswerCodes = noAnswerCodes
        personalTags = PersonalTags(forms)
        let organisationIndex = Dictionary(organisations.enumerated().map { ($1.id, $0) }) { first, _ in first }
        indexOfOrganisation = organisationIndex
        indexOfForm = Dictionary(forms.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let members = teams.enumerated()
        teamOfCollector = Dictionary(members.flatMap { n, team in team.collectors.map { ($0, n) } }) { first, _ in first
        }
        teamOfDevice = Dictionary(members.flatMap { n, team in team.devices.map { ($0, n) } }) { first, _ in first }
        titles = Dictionary(
            forms.compactMap { form in
                let own = form.organisation.flatMap { organisationIndex[$0] }.map { organisations[$0].languages } ?? []
                return form.title.map { (form.id, $0.text(in: Self.preferred(language, own))) }
            }
        ) { first, _ in first }
    }

    public func form(_ id: String) -> CatalogueForm? { indexOfForm[id].map { forms[$0] } }

    public func organisation(_ id: String) -> Organisation? { indexOfOrganisation[id].map { organisations[$0] } }

    public func question(_ id: String, form: String) -> CatalogueQuestion? { self.form(form)?.question(id) }

    /// A form's title in the language in which it is shown, or in another one.
    public func title(_ form: String, in language: String? = nil) -> String? {
        guard let language else { return titles[form] }
        return self.form(form).flatMap { form in form.title?.text(in: [language] + languages(of: form)) }
    }

    /// A question's label in the language in which it is shown, or in another one.
    public func label(_ question: String, form: String, in language: String? = nil) -> String? {
        guard let form = self.form(form), let listed = form.question(question), let label = listed.label else {
            return nil
        }
        let text = label.text(in: (language.map { [$0] } ?? []) + languages(of: form))
        return listed.id == question ? text : "\(text) · \(MatrixRow.name(of: question, in: listed.id))"
    }

    /// What the catalogue says about the answers to a question; nil where it says nothing.
    public func personalTag(_ question: String, form: String) -> PersonalTag? {
        self.question(question, form: form)?.personal
    }

    /// The languages in which a form is shown, the preferred one first.
    public func languages(of form: CatalogueForm) -> [String] {
        Self.preferred(language, form.organisation.flatMap { organisation($0)?.languages } ?? [])
    }

    /// The team that a response comes from: its collector's, else its device's; nil is "no team".
    ///
    /// Why the collector first: devices are lent, people are hired.
    public func team(collector: String?, device: String?) -> Team? {
        let index = collector.flatMap { teamOfCollector[$0] } ?? device.flatMap { teamOfDevice[$0] }
        return index.map { teams[$0] }
    }

    public static func == (a: FormCatalogue, b: FormCatalogue) -> Bool {
        a.language == b.language && a.organisations == b.organisations && a.forms == b.forms && a.teams == b.teams
            && a.retention == b.retention && a.noAnswerCodes == b.noAnswerCodes
    }

    private static func preferred(_ language: String?, _ own: [String]) -> [String] {
        (language.map { [$0] } ?? []) + own
    }
}
