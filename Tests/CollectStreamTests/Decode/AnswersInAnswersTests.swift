import CollectModel
import Testing

@testable import CollectStream

/// Rows of a matrix and answers in repeats are answers: counted, shown, masked and refused like others.
@Suite struct AnswersInAnswersTests {
    private static func line(_ answers: String, id: String = "r") -> String {
        #"{"formId":"f","responseId":"\#(id)","answers":[\#(answers)]}"#
    }

    private static func matrix(_ choices: [String]) -> String {
        let rows = choices.enumerated().map { #"{"rowId":"row\#($0)","choice":"\#($1)"}"# }.joined(separator: ",")
        return #"{"questionId":"m","questionType":"Matrix","rows":[\#(rows)]}"#
    }

    @Test func `a matrix says how many answered all rows alike, and each row is a choice`() throws {
        let grids = [
            ["good", "good", "good"], ["good", "poor", "good"], ["poor", "poor"], ["poor", "poor", "poor"],
        ]
        let lines = grids.enumerated().map { Self.line(Self.matrix($1), id: "r\($0)") }
        let questions = try #require(try Folding.file(lines).forms.first).questions
        #expect(questions.map(\.questionID) == ["m", "m/row0", "m/row1", "m/row2"])
        #expect(questions.map(\.type) == ["Matrix", "MatrixRow", "MatrixRow", "MatrixRow"])
        guard case .matrix(let matrix) = questions[0].statistics else { return #expect(Bool(false)) }
        #expect(matrix.rows == 11 && matrix.judged == 3 && matrix.straight == 2)
        #expect(matrix.straightShare == 2.0 / 3.0)
        #expect(
            questions[1].statistics
                == .options([
                    OptionCount(value: "good", count: 2, share: 0.5), OptionCount(value: "poor", count: 2, share: 0.5),
                ]))
        #expect(questions[3].missing == 1)
    }

    @Test func `a roster says how often it was repeated, and its answers are counted one by one`() throws {
        let member = { (age: Int) in #"{"answers":[{"questionId":"age","questionType":"Number","number":\#(age)}]}"# }
        let roster = { (ages: [Int]) in
            #"{"questionId":"who","questionType":"Repeat","repeat":[\#(ages.map(member).joined(separator: ","))]}"#
        }
        let lines = [[3, 30, 31], [], [70]].enumerated().map { Self.line(roster($1), id: "r\($0)") }
        let questions = try #require(try Folding.file(lines).forms.first).questions
        #expect(questions.map(\.questionID) == ["who", "age"])
        guard case .number(let times) = questions[0].statistics, case .number(let ages) = questions[1].statistics else {
            return #expect(Bool(false))
        }
        #expect(times.count == 3 && times.zeros == 1 && times.max == 3 && times.mean == 4.0 / 3.0)
        #expect(ages.count == 4 && ages.max == 70)
        #expect(questions[1].answered == 2 && questions[1].missing == 1)
    }

    @Test func `the inspector shows what is in a roster line by line, under names by which it is masked`() throws {
        let child = #"{"questionId":"n","questionType":"Text","key":"Full name","text":"Ana"}"#
        let json = Self.line(
            #"{"questionId":"w","questionType":"Repeat","key":"Household","repeat":[{"answers":[\#(child)]}]}"#)
        let response = try #require(ResponseReader().response(Array(json.utf8), formID: "f", responseID: "r"))
        #expect(response.answers.map(\.key) == ["Household", "1 · Full name"])
        #expect(response.answers.map(\.shown) == ["1", "Ana"])
        let mask = Mask(role: .analyst, reveal: false)
        #expect(!mask.answer(response.answers[1], form: "f").text.contains("Ana"))
    }

    @Test func `a row of a matrix has the tag and the options of its matrix`() {
        let question = CatalogueQuestion(id: "m", label: LocalText("Service"), personal: .sensitive)
        let catalogue = FormCatalogue(forms: [CatalogueForm(id: "f", questions: [question])])
        #expect(catalogue.personalTags["m/row0", form: "f"] == .sensitive)
        #expect(catalogue.personalTags["m", form: "f"] == .sensitive)
        #expect(catalogue.personalTags["mm/row0", form: "f"] == nil)
        #expect(catalogue.label("m/a/b", form: "f") == "Service · a/b")
    }

    @Test(arguments: [
        (
            #"{"questionId":"w","questionType":"Repeat","repeat":[{"answers":[{"questionType":"Text"}]}]}"#,
            "answers[0].repeat[0].answers[0].questionId"
        ),
        (
            #"{"questionId":"w","questionType":"Repeat","repeat":[{"answers":[]},{"answers":[1]}]}"#,
            "answers[0].repeat[1].answers[0]"
        ),
    ])
    func `an error says where it stands`(answer: String, place: String) {
        do {
            let batch = FactBatch()
            _ = try ResponseDecoder().decode(
                copying: Array(Self.line(answer).utf8), receivedMs: 0, fallbackMs: 0, into: batch)
            Issue.record("taken")
        } catch { #expect(error.sentence.contains(place)) }
    }

    @Test func `answers in answers count towards the most that a response may have`() throws {
        let rows = { (count: Int) in Self.matrix(Array(repeating: "x", count: count)) }
        let batch = FactBatch()
        let decode = { (answers: String) in
            try ResponseDecoder().decode(
                copying: Array(Self.line(answers).utf8), receivedMs: 0, fallbackMs: 0, into: batch)
        }
        _ = try decode(rows(ResponseLimits.answers - 1))
        #expect(throws: RejectReason.self) { try decode(rows(ResponseLimits.answers)) }
    }
}
