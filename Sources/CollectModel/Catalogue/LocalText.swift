/// A text in one language or in several: a title, a label, a name.
///
/// Why: the ministry reads English, its field teams read Portuguese, and one file should serve both.
/// Shape: in the order of the file; a text without a language says nothing of its language and stands alone.
/// Invariant: never without a translation; a language stands once.
///
///     LocalText([("en", "Sex"), ("pt", "Sexo")])?.text(in: ["pt-BR"])   // "Sexo"
public struct LocalText: Sendable, Equatable {
    public struct Translation: Sendable, Equatable {
        /// A BCP 47 tag; nil where none was given.
        public let language: String?
        public let text: String
    }

    public let translations: [Translation]

    /// A text whose language is not said.
    public init(_ text: String) { translations = [Translation(language: nil, text: text)] }

    /// Nil for an empty list.
    public init?(_ translations: [(language: String, text: String)]) {
        guard !translations.isEmpty else { return nil }
        self.translations = translations.map { Translation(language: $0.language, text: $0.text) }
    }

    /// The text in the first of `languages` that there is, else the first that was given.
    ///
    /// A language is also there when only the rest of the tag differs: `pt` serves `pt-BR`, and the other way round.
    public func text(in languages: [String]) -> String {
        if translations.count > 1 {
            for language in languages {
                if let found = translations.first(where: { $0.language.map { Self.same($0, language) } ?? false }) {
                    return found.text
                }
                if let found = translations.first(where: {
                    $0.language.map { Self.same(Self.primary($0), Self.primary(language)) } ?? false
                }) {
                    return found.text
                }
            }
        }
        return translations[0].text
    }

    private static func same(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
        a.utf8.elementsEqual(b.utf8) || a.lowercased() == b.lowercased()
    }

    private static func primary(_ tag: String) -> Substring { tag.prefix { $0 != "-" } }
}
