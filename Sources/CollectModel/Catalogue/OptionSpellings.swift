/// Every way in which answers may say the options of one question.
///
/// Why: the same option arrives as a code, and in as many languages as phones are set to; counted apart, each looks small. And an option may
/// hold the comma that separates several chosen ones, so whoever takes such a text apart must try the longest spelling first.
/// Shape: `longestFirst` by length in UTF-8, then by bytes: the order never depends on the order of the file.
/// Invariant: a spelling belongs to one option.  Cost: O(1) a look-up, O(spellings) a matched option.
public struct OptionSpellings: Sendable, Equatable {
    public struct Spelling: Sendable, Equatable {
        public let text: String
        /// Index of the option in the question.
        public let option: Int
    }

    /// What stands between the options of a text that names several.
    public static let separator = ", "

    public let longestFirst: [Spelling]
    private let options: [String: Int]

    /// Where two options share a spelling the first one has it; the catalogue's reader refuses such a question.
    public init(_ options: [CatalogueOption]) {
        var index: [String: Int] = [:]
        for (number, option) in options.enumerated() {
            for text in option.spellings where index[text] == nil { index[text] = number }
        }
        self.options = index
        longestFirst = index.map { Spelling(text: $0.key, option: $0.value) }.sorted { a, b in
            a.text.utf8.count != b.text.utf8.count
                ? a.text.utf8.count > b.text.utf8.count : a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
        }
    }

    public var isEmpty: Bool { longestFirst.isEmpty }

    /// Index of the option that `text` says, compared as whole and by canonical equivalence; nil where it is none of them.
    public func option(_ text: String) -> Int? { options[text] }

    /// The options that a text such as "Polio, Vitamin A, first dose" names, in its order; nil where a part of it is none of them.
    ///
    /// Taken from the left, the longest first, without going back. Cost: O(spellings × options named).
    public func options(in text: String) -> [Int]? {
        var named: [Int] = []
        var rest = text.utf8[...]
        while true {
            guard let found = longestFirst.first(where: { Self.begins(rest, with: $0.text) }) else { return nil }
            named.append(found.option)
            rest = rest.dropFirst(found.text.utf8.count)
            if rest.isEmpty { return named }
            rest = rest.dropFirst(Self.separator.utf8.count)
        }
    }

    /// Whether `text` is the whole of `rest`, or is followed by a separator.
    private static func begins(_ rest: Substring.UTF8View, with text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        let after = rest.dropFirst(text.utf8.count)
        return after.isEmpty || after.starts(with: separator.utf8)
    }
}
