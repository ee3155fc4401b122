import CollectModel
import CollectStream
import Testing

/// How mistakes in `forms.yaml` are told: all of them, each with its place.
@Suite struct CatalogueProblemTests {
    private func problems(_ yaml: String) -> [String] {
        do {
            _ = try CatalogueFile.parse(Array(yaml.utf8), path: "f")
            return []
        } catch {
            guard case .problems(let problems, _, _) = error else { return ["\(error)"] }
            return problems.map { "\($0)" }
        }
    }

    /// One mistake each: the file, and the problem without `f:`.
    static let single: [(yaml: String, problem: String)] = [
        ("- a", "1:1: expected keys such as forms and teams, found a list"),
        ("text", "1:1: expected keys such as forms and teams, found \"text\""),
        ("forms: 7", "1:8: expected a list of forms, found \"7\""),
        ("forms:", "1:7: expected a list of forms, found nothing"),
        ("forms: [x]", "1:9: expected a form with an id, found \"x\""),
        ("forms: [{title: A}]", "1:9: expected an id of the form, found none"),
        ("forms: [{id: }]", "1:14: expected an id of the form, found nothing"),
        ("forms: [{id: \"\"}]", "1:14: expected an id of the form, found an empty text"),
        ("forms: [{id: [a]}]", "1:14: expected an id of the form, found a list"),
        (
            "forms:\n- id: a\n- id: b\n- id: a",
            "4:7: expected an id that no other form has, found \"a\" again, first in line 2"
        ),
        (
            "forms: [{id: a, title: \"x\\ty\"}]",
            "1:24: expected a title, or one for each language such as {en: …, pt: …} on one line, found the control character U+0009"
        ),
        (
            "forms: [{id: a, title: \"x\\e\"}]",
            "1:24: expected a title, or one for each language such as {en: …, pt: …} on one line, found the control character U+001B"
        ),
        ("forms: [{id: a, title: {}}]", "1:24: expected a title, found {}"),
        (
            "forms: [{id: a, title: {english-language-x: A, e: B}}]",
            "1:48: expected a language such as en or pt-BR, found \"e\""
        ),
        ("forms: [{id: a, title: {en: [A]}}]", "1:29: expected a title, found a list"),
        ("forms: [{id: a, organisation: moh}]", "1:31: expected an id from the list organisations, found \"moh\""),
        (
            "organisations: [{id: moh}]\nforms: [{id: a, organisation: mho}]",
            "2:31: expected an id from the list organisations, found \"mho\": did you mean moh?"
        ),
        ("organisations: [{id: moh, languages: [1]}]", "1:39: expected a language such as en or pt-BR, found \"1\""),
        (
            "organisations: [{id: m}, {id: m}]",
            "1:31: expected an id that no other organisation has, found \"m\" again, first in line 1"
        ),
        (
            "forms: [{id: a, keepDays: 0}]",
            "1:27: expected a whole number of days from 1 to 36525 as keepDays, found \"0\""
        ),
        (
            "forms: [{id: a, minimumSeconds: -1}]",
            "1:33: expected a number of seconds, above 0 and at most 86400, found \"-1\""
        ),
        (
            "forms: [{id: a, minimumSeconds: nan}]",
            "1:33: expected a number of seconds, above 0 and at most 86400, found \"nan\""
        ),
        (
            "forms: [{id: a, target: 5}]",
            "1:25: expected a target such as {responses: 12000, from: 2026-11-01, until: 2026-11-30}, found \"5\""
        ),
        ("forms: [{id: a, target: {}}]", "1:25: expected responses, the number of them, found a target without it"),
        ("forms: [{id: a, target: {responses: 1.5}}]", "1:37: expected a whole number of responses, found \"1.5\""),
        (
            "forms: [{id: a, target: {responses: 5, from: 2026-11-01}}]",
            "1:46: expected from and until, or neither of them, found one without the other"
        ),
        (
            "forms: [{id: a, target: {responses: 5, from: 2026-11-01, until: 2026-02-30}}]",
            "1:65: expected a day such as 2026-11-30, found \"2026-02-30\""
        ),
        (
            "forms: [{id: a, target: {responses: 5, from: 2026-11-02, until: 2026-11-01}}]",
            "1:65: expected a last day on or after the first, within a century, found \"2026-11-01\""
        ),
        (
            "forms: [{id: a, activeHours: 7-19}]",
            "1:30: expected hours such as {from: \"07:00\", until: \"19:00\", days: [mon, fri], utcOffset: \"+03:00\"}, found \"7-19\""
        ),
        ("forms: [{id: a, activeHours: {from: 07:00}}]", "1:30: expected until, a time of day, found hours without it"),
        (
            "forms: [{id: a, activeHours: {from: 24:00, until: 12:00}}]",
            "1:37: expected a time of day such as 07:00, at most 23:59, found \"24:00\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 24:01}}]",
            "1:51: expected a time of day such as 07:00, at most 24:00, found \"24:01\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:60, until: 19:00}}]",
            "1:37: expected a time of day such as 07:00, at most 23:59, found \"07:60\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 07:00}}]",
            "1:51: expected another time than from, found \"07:00\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 19:00, days: mon}}]",
            "1:64: expected a list of days such as [mon, tue], found \"mon\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 19:00, days: [mon, fre]}}]",
            "1:70: expected a day: mon, tue, wed, thu, fri, sat, sun, found \"fre\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 19:00, utcOffset: 3}}]",
            "1:69: expected an offset from UTC such as \"+03:00\", found \"3\""
        ),
        (
            "forms: [{id: a, activeHours: {from: 07:00, until: 19:00, utcOffset: \"+14:01\"}}]",
            "1:69: expected an offset from UTC such as \"+03:00\", found \"+14:01\""
        ),
        (
            "forms: [{id: a, questions: [{id: q, personal: name}]}]",
            "1:47: expected none, quasi, direct or sensitive, found \"name\""
        ),
        ("forms: [{id: a, questions: [{id: q, range: {}}]}]", "1:44: expected min, max or both, found {}"),
        (
            "forms: [{id: a, questions: [{id: q, range: {min: 2, max: 1}}]}]",
            "1:58: expected a max that is not below min, found \"1\""
        ),
        ("noAnswerCodes: -99", "1:16: expected a list of numbers such as -99, found \"-99\""),
        (
            "forms: [{id: a, questions: [{id: q, noAnswerCodes: [-99, 99]}]}]",
            "1:58: expected a whole number from -999 to -1 that says why there is no answer, found \"99\""
        ),
        ("forms: [{id: a, questions: [{id: q, range: {min: inf}}]}]", "1:50: expected a number as min, found \"inf\""),
        (
            "forms: [{id: a, questions: [{id: q}, {id: q}]}]",
            "1:43: expected an id that no other question has, found \"q\" again, first in line 1"
        ),
        (
            "forms: [{id: a, questions: [{id: q, options: [A,\n B, A]}]}]",
            "2:5: expected a code and labels that no other option of the list has, found \"A\" again, first in line 1"
        ),
        (
            "forms: [{id: a, questions: [{id: q, options: [{code: m, label: M}, {code: f, label: {en: F, pt: M}}]}]}]",
            "1:68: expected a code and labels that no other option of the list has, found \"M\" again, first in line 1"
        ),
        (
            "forms: [{id: a, questions: [{id: q, options: [{label: M}]}]}]",
            "1:47: expected a code of the option, found none"
        ),
        (
            "forms: [{id: a, questions: [{id: q, options: yesno}]}]\noptionLists: {yes-no: [Y, N]}",
            "1:46: expected a list of options, or the name of one under optionLists, found \"yesno\": did you mean yes-no?"
        ),
        ("optionLists: [a]", "1:14: expected option lists by their names, found a list"),
        ("optionLists: {a: b}", "1:18: expected a list of options, found \"b\""),
        ("teams: [{id: t, collectors: ana}]", "1:29: expected a list of collectors, found \"ana\""),
        (
            "teams:\n- {id: t, collectors: [ana]}\n- {id: u, collectors: [rui, ana]}",
            "3:29: expected a collector in one team only, found \"ana\" again, first in line 2"
        ),
        (
            "teams:\n- {id: t, devices: [d]}\n- {id: u, devices: [d]}",
            "3:21: expected a device in one team only, found \"d\" again, first in line 2"
        ),
        ("language: english!", "1:11: expected a language such as en or pt-BR, found \"english!\""),
        // A comma that YAML takes for its own.
        (
            "forms: [{id: a, title: {en: Polio, round 2}}]",
            "1:36: expected quotes around a text with a comma, or a key with its value, found \"round 2\""
        ),
        (
            "forms: [{id: a, questions: [{id: q, options: [{code: b, label: A, first dose}]}]}]",
            "1:67: expected quotes around a text with a comma, or a key with its value, found \"first dose\""
        ),
        // Keys that look like a term of keeping are never just left alone.
        (
            "keepdays: 9999",
            "1:1: expected keepDays, so that nothing expires by mistake, found the unknown key \"keepdays\""
        ),
        (
            "form: [{id: a, keepDays: 9999}]",
            "1:1: expected forms, so that nothing expires by mistake, found the unknown key \"form\""
        ),
        (
            "forms: [{id: a, questions: [{id: q, keepDays: 9}]}]",
            "1:37: expected keepDays at the top of the file or of a form, so that nothing expires by mistake, found the unknown key \"keepDays\""
        ),
        // What is no YAML.
        ("a: b: c", "1:5: expected YAML, found a mistake: mapping values are not allowed in this context"),
        (
            "forms:\n\t- id: a",
            "2:1: expected YAML, found a mistake: found character that cannot start any token (while scanning for the next token)"
        ),
        ("forms:\n  - id: a\n    id: b", "2:5: expected each key once, found \"id\" several times, first here"),
        ("a: *b", "1:4: expected YAML, found a mistake: found undefined alias"),
        (
            "a: 1\n---\nb: 2",
            "2:1: expected YAML, found a mistake: but found another document (expected a single document in the stream)"
        ),
        ("é: \"\u{7}\"", "1:5: expected text, found the control character U+0007"),
        (
            "a: &b [x]\nforms: *b",
            "2:8: expected what is meant, written out or as a list under optionLists, found the alias *b of what is marked &b in line 1"
        ),
    ]

    @Test(arguments: single) func `a mistake is told with its place, what was expected and what was found`(
        yaml: String, problem: String
    ) {
        #expect(problems(yaml) == ["f:" + problem])
    }

    @Test func `all mistakes of a file are told, in its order`() {
        let yaml = """
            forms:
              - id: a
                title: [x]
                target: {responses: 0, from: 2026-13-01, until: x}
                questions:
                  - {id: q, personal: name, minimumSeconds: 0}
                  - 7
              - id: a
                keepDays: x
            teams:
              - id: t
                collectors: [u, u]
            """
        let places = problems(yaml).map { $0.split(separator: " ")[0] }
        #expect(
            places == [
                "f:3:12:", "f:4:25:", "f:4:34:", "f:4:53:", "f:6:27:", "f:6:49:", "f:7:9:", "f:8:9:", "f:9:15:",
                "f:12:21:",
            ])
    }

    @Test func `unknown keys are warned of, with what was probably meant`() throws {
        let yaml = """
            langage: en
            owner: ministry
            forms:
              - id: a
                titel: Polio
                questions: [{id: q, labels: Sex, type: Choice}]
            """
        let warnings = try CatalogueFile.parse(Array(yaml.utf8), path: "f").warnings.map { "\($0)" }
        #expect(
            warnings == [
                "f:1:1: warning: unknown key \"langage\" is left alone; did you mean language?",
                "f:2:1: warning: unknown key \"owner\" is left alone; known here: language, keepDays, noAnswerCodes, organisations, optionLists, forms, teams",
                "f:5:5: warning: unknown key \"titel\" is left alone; did you mean title?",
                "f:6:25: warning: unknown key \"labels\" is left alone; did you mean label?",
                "f:6:38: warning: unknown key \"type\" is left alone; known here: id, label, personal, minimumSeconds, range, noAnswerCodes, options",
            ])
    }

    @Test func `an error in one line names the first problem and how many more there are`() {
        let error = #expect(throws: CatalogueError.self) {
            try CatalogueFile.parse(Array("forms: [{id: a, keepDays: 0}, x, y]".utf8), path: "f")
        }
        #expect(
            error.map { "\($0)" }
                == "f:1:27: expected a whole number of days from 1 to 36525 as keepDays, found \"0\"; and 2 more problems, see collect-top catalogue check"
        )
    }

    @Test func `of very many problems the first thousand are listed and the others counted`() {
        let yaml = "forms: [" + String(repeating: "x, ", count: 2500) + "x]"
        let error = #expect(throws: CatalogueError.self) { try CatalogueFile.parse(Array(yaml.utf8), path: "f") }
        guard case .problems(let problems, let unlisted, _)? = error else { return }
        #expect(problems.count == 1000 && unlisted == 1501)
    }
}
