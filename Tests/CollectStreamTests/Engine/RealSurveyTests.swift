import CollectModel
import Testing

@testable import CollectStream

/// Real answers, counted here from the CSV by plain loops and by the program from the responses made of it.
@Suite struct RealSurveyTests {
    private struct Survey {
        var columns: [String]
        var rows: [[String]]

        init(_ name: String) throws {
            let lines = try Fixture.text(name).split(whereSeparator: \.isNewline)
            columns = lines[0].split(separator: ",").map(String.init)
            rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        }

        /// What stands in a column, empty cells and NA left out.
        func answers(_ column: String) -> [String] {
            guard let at = columns.firstIndex(of: column) else { return [] }
            return rows.map { $0[at] }.filter { !["", "NA"].contains($0) }
        }

        /// Each row as a response.
        func responses(form: String, choices: [String], numbers: [String]) -> [[UInt8]] {
            rows.enumerated().map { n, row in
                var answers: [String] = []
                for (column, type) in choices.map({ ($0, "Choice") }) + numbers.map({ ($0, "Number") }) {
                    guard let at = columns.firstIndex(of: column), !["", "NA"].contains(row[at]) else { continue }
                    let number = type == "Number" ? ",\"number\":\(row[at])" : ""
                    answers.append(
                        "{\"questionId\":\"\(column)\",\"key\":\"\(column)\",\"questionType\":\"\(type)\",\"createdBy\":\"c\(n % 40)\""
                            + ",\"state\":\"active\",\"text\":\"\(row[at])\"\(number)}")
                }
                let time = written(ms: HistoryWriter.startMs + Int64(n) * 11_000)
                let sent = "\"submittedOnDeviceAt\":\"\(time)\",\"syncedFromDeviceAt\":\"\(time)\""
                let device = "\"deviceId\":\"d\(n % 40)\",\(sent)"
                let list = answers.joined(separator: ",")
                return Array("{\"formId\":\"\(form)\",\"responseId\":\"\(n)\",\(device),\"answers\":[\(list)]}".utf8)
            }
        }
    }

    private func question(_ report: Report, _ id: String) throws -> QuestionReport {
        try #require(report.forms.first?.questions.first { $0.questionID == id })
    }

    private func expectChoice(_ survey: Survey, _ report: Report, _ id: String) throws {
        let values = survey.answers(id)
        let question = try question(report, id)
        #expect(question.answered == Int64(values.count))
        #expect(question.missing == Int64(survey.rows.count - values.count))
        guard case .options(let options) = question.statistics else {
            Issue.record("\(id) has no options")
            return
        }
        let counts = Dictionary(grouping: values) { $0 }.mapValues { Int64($0.count) }
        #expect(Dictionary(uniqueKeysWithValues: options.map { ($0.value, $0.count) }) == counts)
        #expect(options.map(\.count) == options.map(\.count).sorted(by: >))
        for option in options { #expect(abs(option.share - Double(option.count) / Double(values.count)) <= 1e-9) }
    }

    private func expectNumber(_ survey: Survey, _ report: Report, _ id: String) throws {
        let values = survey.answers(id).compactMap(Double.init).sorted()
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        let question = try question(report, id)
        guard case .number(let number) = question.statistics else {
            Issue.record("\(id) has no number")
            return
        }
        #expect(question.missing == Int64(survey.rows.count - values.count))
        #expect(number.count == Int64(values.count))
        #expect(number.min == values.first)
        #expect(number.max == values.last)
        #expect(abs(try #require(number.mean) - mean) <= 1e-9 * abs(mean), "\(id)")
        #expect(abs(try #require(number.sd) - sd) <= 1e-9 * sd, "\(id)")
        let found = [(0.05, number.p5), (0.25, number.p25), (0.5, number.p50), (0.75, number.p75), (0.95, number.p95)]
        for (q, value) in found {
            let exact = naiveQuantile(q, of: values).value
            #expect(abs(try #require(value) - exact) <= number.error * abs(exact), "\(id) q \(q)")
        }
        #expect(number.histogram.reduce(0) { $0 + $1.count } == number.count)
    }

    @Test func `21,638 interviews of the General Social Survey come out exactly`() throws {
        let survey = try Survey("gss-vocabulary.csv")
        #expect(survey.rows.count == 21_638)
        let lines = survey.responses(form: "gss", choices: ["sex"], numbers: ["education", "vocabulary", "year"])
        let report = try Folding.file(Array(lines.joined(separator: [0x0A])), workers: 2, blockBytes: 1 << 20)
        #expect(report.totals.live == 21_638)
        try expectChoice(survey, report, "sex")
        for id in ["education", "vocabulary", "year"] { try expectNumber(survey, report, id) }
    }

    @Test func `237 students with gaps come out exactly`() throws {
        let survey = try Survey("students.csv")
        #expect(survey.rows.count == 237)
        let choices = ["Sex", "W.Hnd", "Fold", "Clap", "Exer", "Smoke", "M.I"]
        let numbers = ["Wr.Hnd", "NW.Hnd", "Pulse", "Height", "Age"]
        let report = try Folding.file(
            Array(survey.responses(form: "s", choices: choices, numbers: numbers).joined(separator: [0x0A])))
        for id in choices { try expectChoice(survey, report, id) }
        for id in numbers { try expectNumber(survey, report, id) }
        #expect(try question(report, "Pulse").missing == 45, "a gap that everybody who knows this data set knows")
    }

    @Test func `the log gives what the file gives, and the file again only duplicates`() async throws {
        let lines = Array(
            try Survey("gss-vocabulary.csv").responses(
                form: "gss", choices: ["sex"], numbers: ["education", "vocabulary"]
            ).prefix(3000))
        let fromFile = try Folding.file(Array(lines.joined(separator: [0x0A])))
        let directory = try TemporaryDirectory()
        for run in 0..<2 as Range<Int64> {
            let intake = try Folding.intake(directory.path)
            for start in stride(from: 0, to: lines.count, by: 700) {
                try await intake.take(Array(lines[start..<min(start + 700, lines.count)]))
            }
            intake.close()
            var report = try Folding.log(directory.path)
            #expect(report.totals.duplicates == run * 3000)
            report.totals.duplicates = 0
            report.forms[0].counts.duplicates = 0
            #expect(report == fromFile)
        }
    }
}
