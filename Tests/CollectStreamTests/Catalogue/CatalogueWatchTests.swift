import CollectModel
import Testing

@testable import CollectStream

/// A catalogue that is edited while somebody looks.
@Suite struct CatalogueWatchTests {
    @Test func `a good edit counts at once, a broken one changes nothing and says why`() throws {
        let place = try TemporaryDirectory()
        var watch = CatalogueWatch(directory: place.path)
        #expect(watch.look(nowMs: 0) == false)
        func edit(_ yaml: String) throws { try place.write(Array(yaml.utf8), to: CatalogueFile.name) }

        try edit("forms: [{id: a, title: One, questions: [{id: q, label: Sex}]}]")
        #expect(watch.look(nowMs: 500) == false)
        #expect(watch.look(nowMs: 1000) == true)
        #expect(watch.catalogue.titles == ["a": "One"])

        // A label alone is a change as well.
        try edit("forms: [{id: a, title: One, questions: [{id: q, label: Gender}]}]")
        #expect(watch.look(nowMs: 2000) == true)

        try edit("forms: [{id: a, title: [Two]}, x, {}]")
        #expect(watch.look(nowMs: 3000) == false)
        #expect(watch.catalogue.label("q", form: "a") == "Gender")
        let problem = try #require(watch.problem)
        #expect(problem.contains("forms.yaml:1:24: expected a title"))
        #expect(problem.hasSuffix("; and 2 more problems, see collect-top catalogue check"))

        try edit("forms: [{id: a, title: Three}]")
        #expect(watch.look(nowMs: 4000) == true)
        #expect(watch.problem == nil)
        #expect(watch.catalogue.titles == ["a": "Three"])

        try place.remove(CatalogueFile.name)
        #expect(watch.look(nowMs: 5000) == true)
        #expect(watch.catalogue == FormCatalogue())
    }
}
