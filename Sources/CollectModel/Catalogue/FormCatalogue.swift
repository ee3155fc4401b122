/// What an organisation says about its forms: optional, because everything works from what the responses show.
///
/// Shape: by form id. - Source: DESIGN section 5, `forms.yaml`.
public struct FormCatalogue: Sendable, Equatable {
    public var titles: [String: String]
    public var retention: RetentionTerms

    public init(titles: [String: String] = [:], retention: RetentionTerms = RetentionTerms()) {
        self.titles = titles
        self.retention = retention
    }
}
