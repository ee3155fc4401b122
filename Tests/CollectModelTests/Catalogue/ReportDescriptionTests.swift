import Testing

@testable import CollectModel

/// What a report takes from the catalogue.
@Suite struct ReportDescriptionTests {
    private func report() -> FormReport {
        var report = FormTally(formID: "f").report(by: .received, atMs: 0)
        report.questions = ["q1", "q2"].map { id in
            QuestionReport(
                questionID: id, key: id == "q1" ? "Sex" : "", type: "Text", answered: 1, missing: 0,
                statistics: .other(distinct: Estimate(value: 1, error: 0)))
        }
        return report
    }

    @Test func `titles, labels and tags come from the catalogue, keys stay, and all of it goes with it`() throws {
        var report = report()
        #expect(report.questions.map(\.name) == ["Sex", "q2"])
        let label = try #require(LocalText([("en", "Gender"), ("pt", "Género")]))
        let questions = [CatalogueQuestion(id: "q1", label: label, personal: .quasi)]
        let form = CatalogueForm(
            id: "f", title: LocalText([("en", "Form"), ("pt", "Inquérito")]), questions: questions)
        report.describe(by: FormCatalogue(language: "pt", forms: [form]))
        #expect(report.title == "Inquérito")
        #expect(report.questions.map(\.name) == ["Género", "q2"])
        #expect(report.questions.map(\.key) == ["Sex", ""])
        #expect(report.questions.map(\.personal) == [.quasi, nil])
        report.describe(by: FormCatalogue())
        #expect(report == self.report())
    }
}
