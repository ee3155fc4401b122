import CollectModel
import Testing

/// What is looked up in a catalogue, in which language, and for whom.
@Suite struct FormCatalogueTests {
    private static let sex = CatalogueQuestion(
        id: "q1", label: LocalText([("en", "Sex"), ("pt", "Sexo")]), personal: .quasi,
        options: [
            CatalogueOption(code: "f", label: LocalText([("en", "Female"), ("pt", "Feminino")])),
            CatalogueOption(code: "Male"),
        ])
    private static let forms = [
        CatalogueForm(
            id: "polio", title: LocalText([("en", "Polio round 2"), ("pt", "Pólio")]), organisation: "moh",
            minimumMs: 60_000, questions: [sex, CatalogueQuestion(id: "q2", label: LocalText("Age"))]),
        CatalogueForm(id: "shop", title: LocalText("Shop")), CatalogueForm(id: "bare"),
    ]
    private static let teams = [
        Team(id: "north", region: "North", collectors: ["ana"], devices: ["d-1"]),
        Team(id: "south", name: "South one", collectors: ["rui"], devices: ["d-2"]),
    ]

    private func catalogue(_ language: String? = nil, organisation: [String] = []) -> FormCatalogue {
        FormCatalogue(
            language: language, organisations: [Organisation(id: "moh", languages: organisation)], forms: Self.forms,
            teams: Self.teams)
    }

    @Test func `the file's language counts first, then the organisation's, then what was given first`() {
        #expect(catalogue().titles == ["polio": "Polio round 2", "shop": "Shop"])
        #expect(catalogue("pt").titles["polio"] == "Pólio")
        #expect(catalogue("fr", organisation: ["pt"]).titles["polio"] == "Pólio")
        #expect(catalogue("en", organisation: ["pt"]).titles["polio"] == "Polio round 2")
        #expect(catalogue("pt-BR").titles["polio"] == "Pólio")
        #expect(catalogue().title("polio", in: "pt") == "Pólio")
        #expect(catalogue("pt").title("polio", in: "sw") == "Pólio")
        #expect(catalogue().title("none", in: "pt") == nil)
        #expect(catalogue("pt").label("q1", form: "polio") == "Sexo")
        #expect(catalogue("pt").label("q1", form: "polio", in: "en") == "Sex")
        #expect(catalogue("pt").label("q2", form: "polio") == "Age")
        #expect(catalogue("pt").label("q9", form: "polio") == nil)
        #expect(catalogue("pt").label("q1", form: "shop") == nil)
    }

    @Test func `a translation serves the regions of its language, an exact one first`() throws {
        let text = try #require(LocalText([("pt-BR", "ônibus"), ("pt", "autocarro"), ("EN", "bus")]))
        #expect(text.text(in: ["pt"]) == "autocarro")
        #expect(text.text(in: ["pt-MZ"]) == "ônibus")
        #expect(text.text(in: ["sw", "en-GB"]) == "bus")
        #expect(text.text(in: []) == "ônibus")
        #expect(LocalText([]) == nil)
    }

    @Test func `a collector's team counts before the device's, and who is not listed has none`() {
        let catalogue = catalogue()
        #expect(catalogue.team(collector: "ana", device: "d-2")?.region == "North")
        #expect(catalogue.team(collector: "visitor", device: "d-2")?.name == "South one")
        #expect(catalogue.team(collector: nil, device: "d-1")?.id == "north")
        #expect(catalogue.team(collector: "visitor", device: "d-9") == nil)
        #expect(catalogue.team(collector: nil, device: nil) == nil)
    }

    @Test func `what is not in it is not known`() {
        let catalogue = catalogue()
        #expect(catalogue.personalTag("q1", form: "polio") == .quasi)
        #expect(catalogue.personalTag("q2", form: "polio") == nil)
        #expect(catalogue.personalTags["q1", form: "polio"] == .quasi)
        #expect(catalogue.personalTags["q1", form: "shop"] == nil)
        #expect(catalogue.form("polio")?.minimumMs == 60_000)
        #expect(catalogue.form("none") == nil)
        #expect(catalogue.form("bare")?.goal == nil)
        #expect(catalogue.organisation("moh")?.id == "moh")
        #expect(FormCatalogue() == FormCatalogue())
        #expect(catalogue != self.catalogue("pt"))
    }
}
