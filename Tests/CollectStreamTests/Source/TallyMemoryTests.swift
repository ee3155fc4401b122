import CollectModel
import Foundation
import Testing

@testable import CollectStream

/// What the statistics of a form may take of the memory, and that what is not kept for it is said.
@Suite struct TallyMemoryTests {
    private func counted(_ bytes: [UInt8], workers: Int = 1) throws -> FormTallies {
        let directory = try TemporaryDirectory()
        try directory.write(bytes, to: "input.ndjson")
        return try Folding.counted(files: [directory.file("input.ndjson")], workers: workers)
    }

    private func onlyForm(_ counted: FormTallies) throws -> FormTally {
        #expect(counted.forms.count == 1)
        return try #require(counted.forms.first)
    }

    /// One response with one free text from a device of its own.
    private func line(_ number: Int) -> String {
        let text = "The well at the crossroads number \(number) has been dry since the market moved"
        return #"{"formId":"remarks","responseId":"\#(number)","deviceId":"device-\#(number)","answers":["#
            + #"{"questionId":"remark","questionType":"Text","key":"Remark","text":"\#(text)"}]}"#
    }

    private func remarks(_ count: Int) throws -> FormTallies {
        try counted(Array((0..<count).map(line).joined(separator: "\n").utf8))
    }

    /// An estimate of the report's JSON.
    private func estimate(_ json: Any?) throws -> (value: Double, error: Double) {
        let object = try #require(json as? [String: Any])
        return (
            try #require(object["value"] as? NSNumber).doubleValue,
            try #require(object["error"] as? NSNumber).doubleValue
        )
    }

    @Test func `a form with twelve questions and three hundred responses takes half a megabyte at most`() throws {
        var form = CrowdedForm(questions: 12, seed: 1)
        let tally = try onlyForm(counted(form.lines(300)))
        #expect(tally.counts.live == 300)
        #expect(tally.bytesHeld <= 500_000)
        #expect(tally.bytesHeld > 20_000, "the tables are measured")
    }

    @Test func `a form with twenty questions and responses without end takes four megabytes at most`() throws {
        var form = CrowdedForm(questions: 20, seed: 2)
        let once = try onlyForm(counted(form.lines(40_000)))
        #expect(once.counts.live == 40_000)
        #expect(once.bytesHeld <= 4_000_000)
    }

    @Test
    func `a hundred thousand texts and devices take what ten thousand take, and the report says what is estimated`()
        throws
    {
        let some = try onlyForm(remarks(10_000)).bytesHeld
        let counted = try remarks(100_000)
        let tally = try onlyForm(counted)
        #expect(tally.counts.live == 100_000)
        #expect(tally.bytesHeld <= 2 * some)
        #expect(tally.bytesHeld <= 2_000_000)

        let report = try JSONSerialization.jsonObject(with: Data(Folding.report(counted).json)) as? [String: Any]
        let form = try #require((report?["forms"] as? [[String: Any]])?.first)
        let question = try #require((form["questions"] as? [[String: Any]])?.first)
        let text = try #require(question["text"] as? [String: Any])
        for json in [form["devices"], text["distinct"]] {
            let (value, error) = try estimate(json)
            #expect(error > 0 && error < 0.05)
            #expect(abs(value - 100_000) <= 5 * error * 100_000)
        }
        let length = try #require(text["length"] as? [String: Any])
        #expect(length["mean"] as? Double == Double((0..<100_000).reduce(0) { $0 + 70 + "\($1)".count }) / 100_000)
    }

    @Test func `ten thousand forms with a few responses take a few kilobytes each`() throws {
        var form = CrowdedForm(questions: 6, seed: 3)
        let lines = String(decoding: form.lines(30_000), as: UTF8.self).split(separator: "\n")
        var text = ""
        for (number, line) in lines.enumerated() {
            text += line.replacing(
                #""formId":"crowded""#, with: #""formId":"form-\#(number % 10_000)""#, maxReplacements: 1)
            text += "\n"
        }
        let forms = try counted(Array(text.utf8), workers: 2).forms
        #expect(forms.count == 10_000)
        #expect(forms.allSatisfy { $0.counts.live == 3 })
        let largest = forms.map(\.bytesHeld).max() ?? 0
        #expect(largest <= 20_000)
    }
}
