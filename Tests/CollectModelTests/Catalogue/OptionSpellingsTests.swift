import CollectModel
import Testing

/// The ways in which answers say options.
@Suite struct OptionSpellingsTests {
    private let spellings = OptionSpellings([
        CatalogueOption(code: "p", label: LocalText([("en", "Polio"), ("fr", "Polio")])),
        CatalogueOption(code: "a", label: LocalText([("en", "Vitamin A"), ("sw", "Vitamini A")])),
        CatalogueOption(code: "a1", label: LocalText([("en", "Vitamin A, first dose 🥕")])),
        CatalogueOption(code: "Other"), CatalogueOption(code: "é"),
    ])

    @Test func `every code and label says its option`() {
        let known = ["p": 0, "Polio": 0, "Vitamini A": 1, "Vitamin A, first dose 🥕": 2, "Other": 3]
        for (text, option) in known { #expect(spellings.option(text) == option, "\(text)") }
        #expect(spellings.option("e\u{301}") == 4)
        #expect(spellings.option("other") == nil)
        #expect(spellings.option("") == nil)
        #expect(OptionSpellings([]).isEmpty)
    }

    @Test func `the longest comes first, and ties do not depend on the file`() {
        let texts = spellings.longestFirst.map(\.text)
        #expect(texts.first == "Vitamin A, first dose 🥕")
        #expect(texts.map(\.utf8.count) == texts.map(\.utf8.count).sorted(by: >))
        #expect(Array(texts.suffix(2)) == ["a", "p"])
        let turned = OptionSpellings([CatalogueOption(code: "b"), CatalogueOption(code: "a")])
        #expect(turned.longestFirst.map(\.text) == ["a", "b"])
    }

    @Test(
        arguments: [
            ("Polio", [0]), ("Vitamin A", [1]), ("Vitamin A, first dose 🥕", [2]),
            ("Polio, Vitamin A, first dose 🥕", [0, 2]),
            ("Vitamin A, Polio", [1, 0]), ("Vitamin A, Vitamin A, first dose 🥕, p", [1, 2, 0]),
            ("Polio, Polio", [0, 0]),
            ("Polio,Other", nil), ("Polio, ", nil), ("", nil), ("Vitamin A, first", nil), ("Polios", nil),
            ("None", nil),
        ] as [(String, [Int]?)])
    func `a text that names several is taken apart, the longest first`(text: String, options: [Int]?) {
        #expect(spellings.options(in: text) == options)
    }
}
