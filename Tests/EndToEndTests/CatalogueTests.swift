import Foundation
import Testing

/// The form catalogue from outside: checked, shown, masked by, and never a reason to delete.
@Suite(.timeLimit(.minutes(2))) struct CatalogueTests {
    private static let catalogue = """
        language: pt
        forms:
          - id: clinic
            title: {en: Clinic visit, pt: Consulta}
            questions:
              - {id: q1, label: {en: Result of the test, pt: Resultado}, personal: sensitive}
              - {id: q2, label: Shop, personal: none}
        teams:
          - {id: north, collectors: [ana, rui]}
        """
    private static let response = """
        {"formId":"clinic","responseId":"r-1","answers":[{"questionId":"q1","questionType":"Choice","key":"Test","text":"Positive"},\
        {"questionId":"q2","questionType":"Text","key":"Name of shop","text":"Kwik Shop"}]}
        """

    private func check(_ yaml: String, _ more: String..., in place: Workplace) async throws -> Outcome {
        try await run(["catalogue", "check", try place.write([yaml], to: "forms.yaml")] + more, in: place)
    }

    private func run(_ arguments: [String], in place: Workplace) async throws -> Outcome {
        try await Program(arguments, in: place).outcome()
    }

    @Test func `check says what is in a catalogue`() async throws {
        let place = try Workplace()
        let text = try await check(Self.catalogue, in: place)
        #expect(text.code == 0)
        #expect(text.text.hasSuffix("forms.yaml: 1 form, 2 questions, 1 team, 2 collectors\n"))
        #expect(text.errors.isEmpty)
        let json = try await check(Self.catalogue + "\nowner: moh", "--format", "json", in: place)
        #expect(json.code == 0)
        #expect(try json.json()["questions"] as? Int == 2)
        #expect(try json.json()["warnings"] as? Int == 1)
        #expect(json.complaint.contains(":10:1: warning: unknown key \"owner\" is left alone"))
        let piped = try await Program.shell("$collect catalogue check - < \(place.file("forms.yaml"))", in: place)
        #expect(piped.code == 0)
        #expect(piped.text.contains("1 form"))
    }

    @Test func `check says everything that is wrong, one line each`() async throws {
        let place = try Workplace()
        let wrong = try await check("forms:\n  - id: a\n    titel: A\n    keepDays: 0\n  - id: a\n  - 7\n", in: place)
        #expect(wrong.code == 1)
        #expect(wrong.output.isEmpty)
        #expect(
            wrong.complaints.map { $0.split(separator: "forms.yaml").last.map(String.init) ?? "" } == [
                ":3:5: warning: unknown key \"titel\" is left alone; did you mean title?",
                ":4:15: expected a whole number of days from 1 to 36525 as keepDays, found \"0\"",
                ":5:9: expected an id that no other form has, found \"a\" again, first in line 2",
                ":6:5: expected a form with an id, found \"7\"",
            ])
        #expect(try await Program.run("catalogue", "check", place.file("none.yaml"), in: place).code == 3)
        #expect(try await Program.run("catalogue", "check", place.path, in: place).code == 3)
        #expect(try await Program.run("catalogue", "check", in: place).code == 2)
        #expect(
            try await Program.run("catalogue", "check", place.file("forms.yaml"), "--format", "csv", in: place).code
                == 2)
        let help = try await Program.run("catalogue", "check", "--help", in: place)
        #expect(help.text.contains("EXAMPLES\n  collect-top catalogue check forms.yaml"))
        let evil = try await check("forms: \"\\e[31m\u{202E}\"\n", in: place)
        #expect(evil.code == 1)
        #expect(evil.errors.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
        #expect(!evil.complaint.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `labels are shown, tags mask, keys stay what they are`() async throws {
        let place = try Workplace()
        let file = try place.write([Self.response], to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        let data = ["--data", place.data]
        let before = try await run(["report", "--format", "json"] + data, in: place)
        #expect(before.text.contains(#""key":"Test","label":null,"#))
        #expect(try await run(["show", "r-1"] + data, in: place).text.contains("Positive"))

        try Data(Self.catalogue.utf8).write(to: URL(fileURLWithPath: place.data + "/forms.yaml"))
        let report = try await run(["report", "--format", "json"] + data, in: place)
        #expect(report.text.contains(#""title":"Consulta""#))
        #expect(report.text.contains(#""key":"Test","label":"Resultado","#))
        #expect(report.text.contains("Positive"), "JSON is clear")
        let table = try await run(["report"] + data, in: place)
        #expect(table.text.contains("Resultado"))
        for shown in [
            table, try await run(["show", "r-1"] + data, in: place),
            try await run(["tail", "--no-follow"] + data, in: place),
            try await run(["render", "stream"] + data, in: place),
            try await run(["render", "form", "--form", "clinic"] + data, in: place),
            try await run(["render", "inspector", "--response", "r-1"] + data, in: place),
        ] {
            #expect(shown.code == 0)
            #expect(!shown.text.contains("Positive"))
        }
        let form = try await run(["render", "form", "--form", "clinic"] + data, in: place)
        #expect(form.text.contains("Resultado") && !form.text.contains("Test "))
        let shown = try await run(["show", "r-1"] + data, in: place)
        #expect(shown.text.contains("Kwik Shop"))
        let revealed = try await run(["show", "r-1", "--reveal", "audit"] + data, in: place)
        #expect(revealed.text.contains("Positive"))
    }

    @Test func `a catalogue with a mistake lets nothing expire and is told by whoever reads it`() async throws {
        let place = try Workplace()
        let file = try place.write([Self.response], to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        for yaml in [
            "keepDays: 1x", "keepdays: 1", "forms: [{id: clinic, keepDays: 1}, {id: clinic}]", "a: [", "\u{7}",
        ] {
            try Data(yaml.utf8).write(to: URL(fileURLWithPath: place.data + "/forms.yaml"))
            for arguments in [["retain"], ["retain", "--dry-run"]] {
                let outcome = try await run(arguments + ["--data", place.data], in: place)
                #expect(outcome.code == 3, "\(yaml)")
                #expect(outcome.complaints.count == 1)
                #expect(outcome.complaint.contains("forms.yaml:"))
            }
            let report = try await Program.run("report", "--data", place.data, in: place)
            #expect(report.code == 0)
            #expect(report.complaint.contains("forms.yaml:"))
        }
    }

    @Test func `the demo writes a catalogue without a mistake`() async throws {
        let place = try Workplace()
        _ = try await Program.run("demo", "--headless", "--count", "50", "--data", place.data, in: place)
        let summary = try await Program.run(
            "catalogue", "check", place.data + "/forms.yaml", "--format", "json", in: place)
        #expect(summary.code == 0)
        #expect(summary.errors.isEmpty)
        for name in ["forms", "questions", "options", "teams", "collectors", "devices"] {
            #expect(try summary.json()[name] as? Int ?? 0 >= 14, "\(name)")
        }
    }
}
