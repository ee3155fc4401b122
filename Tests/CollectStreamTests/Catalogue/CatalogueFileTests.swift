import CollectModel
import CollectStream
import Testing

/// What `forms.yaml` says, and how its mistakes are told.
@Suite struct CatalogueFileTests {
    private func read(_ yaml: String) throws -> FormCatalogue {
        let place = try TemporaryDirectory()
        try place.write(Array(yaml.utf8), to: CatalogueFile.name)
        return try CatalogueFile.read(directory: place.path)
    }

    @Test func `titles and terms are read, other keys are left alone`() throws {
        let catalogue = try read(
            """
            keepDays: 730
            owner: ministry
            forms:
              - id: vaccination
                title: Vaccination 💉
                keepDays: 90
              - id: shop
            """)
        #expect(catalogue.titles == ["vaccination": "Vaccination 💉"])
        #expect(catalogue.retention == RetentionTerms(days: 730, daysByForm: ["vaccination": 90]))
        #expect(try read("forms: []").retention == RetentionTerms(days: 365))
        #expect(try CatalogueFile.read(directory: TemporaryDirectory().path) == FormCatalogue())
    }

    /// A mistake here would delete what cannot be had again.
    @Test(arguments: ["0", "-1", "1.5", "ninety", "90d", "36526", "[90]", "1e9", "true"])
    func `a term that is no number of days is an error with its place`(days: String) throws {
        #expect(throws: CatalogueError.self) { try read("keepDays: \(days)\nforms: []\n") }
        let error = #expect(throws: CatalogueError.self) { try read("forms:\n  - id: f\n    keepDays: \(days)\n") }
        #expect("\(try #require(error))".contains("forms.yaml:3:15: expected a whole number of days"))
    }
}
