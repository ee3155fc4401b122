import CollectModel
import CollectStream
import Foundation
import Testing

/// What `forms.yaml` says, and what it is when nothing is wrong with it.
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

    @Test(arguments: ["", "# only a comment\n", "---\n", "{}", "\u{FEFF}forms: []\n", "forms: []\r\n"])
    func `a file that says nothing is an empty catalogue`(yaml: String) throws {
        #expect(try read(yaml) == FormCatalogue())
    }

    /// A mistake here would delete what cannot be had again.
    @Test(arguments: ["0", "-1", "1.5", "ninety", "90d", "36526", "[90]", "1e9", "true", "", "~"])
    func `a term that is no number of days is an error with its place`(days: String) throws {
        #expect(throws: CatalogueError.self) { try read("keepDays: \(days)\nforms: []\n") }
        let error = #expect(throws: CatalogueError.self) { try read("forms:\n  - id: f\n    keepDays: \(days)\n") }
        #expect("\(try #require(error))".contains("expected a whole number of days"))
        #expect("\(try #require(error))".contains("forms.yaml:3:"))
    }

    @Test func `everything that can be said is read`() throws {
        let catalogue = try read(CatalogueSamples.whole)
        #expect(catalogue == CatalogueSamples.catalogue)
        #expect(catalogue.title("polio-2") == "Polio round 2")
        #expect(catalogue.label("q1", form: "polio-2", in: "pt") == "Sexo")
        #expect(catalogue.question("q1", form: "polio-2")?.spellings.option("Feminino") == 0)
        #expect(
            catalogue.question("q4", form: "polio-2")?.options == catalogue.question("q3", form: "polio-2")?.options)
        #expect(catalogue.team(collector: "user-2", device: nil)?.region == "North")
    }

    @Test func `what is written without quotes is taken as it is written`() throws {
        let catalogue = try read(
            """
            forms:
              - id: 007
                title: no
                activeHours: {from: 7:30, until: 24:00, days: [Mon, FRIDAY], utcOffset: -3:30}
                questions:
                  - id: 1
                    label: {no: Ja eller nei, en: "  spaced  "}
                    options: [Yes, No, 1.0, "null", {code: 2026-11-01}]
                  - id: 1.5
                    minimumSeconds: 0.25
                    range: {max: -1e3}
            """)
        let form = try #require(catalogue.form("007"))
        #expect(form.title == LocalText("no"))
        #expect(
            form.activeHours
                == ActiveHours(
                    fromMinute: 450, untilMinute: 1440, days: Weekdays(rawValue: 0b1_0001), utcOffsetMinutes: -210))
        #expect(form.question("1")?.label?.text(in: ["no"]) == "Ja eller nei")
        #expect(form.question("1")?.label?.text(in: ["en"]) == "spaced")
        #expect(form.question("1")?.options.map(\.code) == ["Yes", "No", "1.0", "null", "2026-11-01"])
        #expect(form.question("1.5")?.minimumMs == 250)
        #expect(form.question("1.5")?.range == SoftRange(max: -1000))
    }

    @Test func `a catalogue is written as it is read`() throws {
        for catalogue in [CatalogueSamples.catalogue, FormCatalogue(), CatalogueSamples.hostile] {
            let text = CatalogueFile.text(catalogue)
            let reading = try CatalogueFile.parse(Array(text.utf8), path: "written")
            #expect(reading.catalogue == catalogue, "\(text)")
            #expect(reading.warnings.isEmpty)
        }
    }

    @Test func `the manual's examples are catalogues without a mistake`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
        let manual = try String(contentsOf: root.appendingPathComponent("docs/operations.md"), encoding: .utf8)
        let examples = manual.components(separatedBy: "```yaml\n").dropFirst().map { part in
            part.components(separatedBy: "```")[0]
        }
        #expect(examples.count == 2)
        for example in examples {
            let reading = try CatalogueFile.parse(Array(example.utf8), path: "operations.md")
            #expect(reading.warnings.isEmpty)
            #expect(!reading.catalogue.forms.isEmpty)
        }
        let whole = try CatalogueFile.parse(Array(try #require(examples.last).utf8), path: "operations.md").catalogue
        #expect(whole.label("q1", form: "polio-2", in: "pt") == "Sexo")
        #expect(whole.question("q3", form: "polio-2")?.spellings.option("Sim") == 0)
    }

    @Test(arguments: [1, 14, 30, 260]) func `what a simulation says of its forms is read back`(count: Int) throws {
        let nowMs: Int64 = 1_793_523_600_000
        let simulation = FieldSimulation(seed: 1, formCount: count, ratePerSecond: 12, startMs: nowMs)
        let catalogue = FormCatalogue(simulating: simulation.forms, rate: 12, nowMs: nowMs)
        let text = CatalogueFile.text(catalogue)
        let reading = try CatalogueFile.parse(Array(text.utf8), path: "simulated")
        #expect(reading.catalogue == catalogue)
        #expect(reading.warnings.isEmpty)
        #expect(text.utf8.count < 1_000_000)
        #expect(catalogue.titles.count == count)
        for form in simulation.forms.prefix(200) {
            let described = try #require(catalogue.form(form.id))
            #expect(described.questions.map(\.id) == form.questions.map(\.id))
            for question in form.questions {
                let spellings = try #require(described.question(question.id)).spellings
                #expect(question.options.map { spellings.option($0) } == Array(question.options.indices))
            }
        }
        let person = try #require(simulation.forms[0].collectors().first)
        #expect(catalogue.team(collector: person.id, device: nil)?.name == person.team)
        #expect(catalogue.team(collector: nil, device: person.device)?.region == simulation.forms[0].region)
    }
}

/// Catalogues that several tests read.
enum CatalogueSamples {
    static let whole = """
        language: en
        keepDays: 730
        noAnswerCodes: []
        organisations:
          - id: moh
            name: {en: Ministry of Health, pt: Ministério da Saúde}
            languages: [en, pt]
        optionLists:
          yes-no:
            - {code: y, label: {en: "Yes", pt: Sim}}
            - {code: n, label: {en: "No", pt: Não}}
        forms:
          - id: polio-2
            title: {en: Polio round 2, pt: Pólio}
            organisation: moh
            keepDays: 90
            target: {responses: 12000, from: 2026-11-01, until: 2026-11-30}
            activeHours: {from: "07:00", until: "19:00", days: [mon, tue, wed, thu, fri, sat], utcOffset: "+03:00"}
            minimumSeconds: 60
            questions:
              - id: q1
                label: {en: Sex, pt: Sexo}
                personal: quasi
                minimumSeconds: 2
                options:
                  - {code: f, label: {en: Female, pt: Feminino}}
                  - Male
              - {id: q2, label: Age, personal: none, range: {min: 0, max: 120}, noAnswerCodes: [-99, -1]}
              - {id: q3, options: yes-no}
              - {id: q4, options: yes-no, personal: sensitive}
          - id: shop
            target: {responses: 5}
        teams:
          - id: north-1
            name: North one
            region: North
            collectors: [user-1, user-2]
            devices: [device-9]
          - id: spare
        """

    private static let yesNo = [
        CatalogueOption(code: "y", label: LocalText([("en", "Yes"), ("pt", "Sim")])),
        CatalogueOption(code: "n", label: LocalText([("en", "No"), ("pt", "Não")])),
    ]

    static let catalogue = FormCatalogue(
        language: "en",
        organisations: [
            Organisation(
                id: "moh", name: LocalText([("en", "Ministry of Health"), ("pt", "Ministério da Saúde")]),
                languages: ["en", "pt"])
        ],
        forms: [
            CatalogueForm(
                id: "polio-2", title: LocalText([("en", "Polio round 2"), ("pt", "Pólio")]), organisation: "moh",
                target: ResponseTarget(responses: 12_000, days: 20_758...20_787),
                activeHours: ActiveHours(
                    fromMinute: 420, untilMinute: 1140, days: Weekdays(rawValue: 0b011_1111), utcOffsetMinutes: 180),
                minimumMs: 60_000,
                questions: [
                    CatalogueQuestion(
                        id: "q1", label: LocalText([("en", "Sex"), ("pt", "Sexo")]), personal: .quasi, minimumMs: 2000,
                        options: [
                            CatalogueOption(code: "f", label: LocalText([("en", "Female"), ("pt", "Feminino")])),
                            CatalogueOption(code: "Male"),
                        ]),
                    CatalogueQuestion(
                        id: "q2", label: LocalText("Age"), personal: PersonalTag.none,
                        range: SoftRange(min: 0, max: 120), noAnswerCodes: [-99, -1]),
                    CatalogueQuestion(id: "q3", options: yesNo),
                    CatalogueQuestion(id: "q4", personal: .sensitive, options: yesNo),
                ]), CatalogueForm(id: "shop", target: ResponseTarget(responses: 5)),
        ],
        teams: [
            Team(
                id: "north-1", name: "North one", region: "North", collectors: ["user-1", "user-2"],
                devices: ["device-9"]), Team(id: "spare"),
        ], retention: RetentionTerms(days: 730, daysByForm: ["polio-2": 90]), noAnswerCodes: [])

    /// Texts that YAML takes for something else.
    static let hostile = FormCatalogue(
        forms: [
            "null", "~", "- a", "a: b", "a #b", "#", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "{}", "[]", ",", "?",
            "\"", "'", "\\", "a\\n", "yes", "No", "1", "1e3", "0x1F", "2026-11-01", "7:00", "<<", "=", "a, b", "ሐዋሳ",
            "👩🏾‍🌾 x", "e\u{301}", "\u{202E}abc", "*a b", "&a-b *a-b", "نام", "a'b", "---", "...", "\u{E000}",
            "x\u{200D}y",
        ].map { text in
            CatalogueForm(
                id: "f" + text, title: LocalText([("no", text), ("xx-y", "z " + text)]),
                questions: [CatalogueQuestion(id: text, options: [CatalogueOption(code: text, label: LocalText(text))])]
            )
        }, teams: [Team(id: "no", name: "~", collectors: ["null", "- x"], devices: ["a: b"])])
}
