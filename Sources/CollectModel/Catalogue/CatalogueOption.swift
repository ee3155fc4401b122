/// An option of a choice question: what stands for it in data, and what people read.
///
/// Shape: an option that was given as a plain text has that text as its code, and no label of its own.
public struct CatalogueOption: Sendable, Equatable {
    public let code: String
    public let label: LocalText?

    public init(code: String, label: LocalText? = nil) {
        self.code = code
        self.label = label
    }

    /// What people read.
    public func name(in languages: [String]) -> String { label?.text(in: languages) ?? code }

    /// Every way in which an answer may say this option: its code and its label in every language, each once.
    public var spellings: [String] {
        var all = [code]
        for translation in label?.translations ?? [] where !all.contains(translation.text) {
            all.append(translation.text)
        }
        return all
    }
}
