/// Whose forms they are.
public struct Organisation: Sendable, Equatable {
    public let id: String
    public let name: LocalText?
    /// BCP 47 tags, the preferred one first: in which its forms are shown where the catalogue names no language for all.
    public let languages: [String]

    public init(id: String, name: LocalText? = nil, languages: [String] = []) {
        self.id = id
        self.name = name
        self.languages = languages
    }
}
