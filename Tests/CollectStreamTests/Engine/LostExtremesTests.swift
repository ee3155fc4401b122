import CollectModel
import CollectStream
import Testing

/// Extremes of which all that were remembered are taken back: they must be found again, not guessed and not left out.
@Suite struct LostExtremesTests {
    /// Some hundred responses with places, dates, durations and delays that all differ, then deletions and edits of the outermost ones.
    private func history(seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        let count = 300
        var lines = (0..<count).shuffled(using: &random).map { line($0, value: $0) }
        let gone = Array(0..<60) + Array(count - 60..<count)
        for n in gone.shuffled(using: &random) {
            lines.append(
                Bool.random(using: &random)
                    ? #"{"op":"delete","formId":"f","responseId":"r\#(n)"}"#
                    : #"{"op":"update","formId":"f","responseId":"r\#(n)","response":\#(line(n, value: 150))}"#)
        }
        return lines
    }

    private func line(_ n: Int, value: Int) -> String {
        let submitted = HistoryWriter.startMs + Int64(n) * 10_000
        let day = written(ms: HistoryWriter.startMs - Int64(value) * 86_400_000).prefix(10)
        let place = #""coordinates":[{"latitude":\#(Double(value) / 8 - 20),"longitude":\#(40 - Double(value) / 4)}]"#
        let answers = [
            #"{"questionId":"where","questionType":"Location","location":{\#(place)}}"#,
            #"{"questionId":"when","questionType":"Date","text":"\#(day)"}"#,
        ]
        return #"{"formId":"f","responseId":"r\#(n)","responseTime":{"totalTime":\#(1000 + value)},"#
            + #""submittedOnDeviceAt":"\#(written(ms: submitted))","#
            + #""syncedFromDeviceAt":"\#(written(ms: submitted + Int64(value) * 100))","answers":[\#(answers.joined(separator: ","))]}"#
    }

    @Test(arguments: 1..<6 as Range<UInt64>)
    func `sixty outermost values taken back on each side leave the next ones`(seed: UInt64) async throws {
        let lines = history(seed: seed)
        var desk = NaiveDesk()
        for line in lines { desk.take(line) }
        let expected = NaiveCount(desk: desk, readingMs: Folding.readingMs).figures
        let one = try Folding.counted(lines)
        #expect(expected.differences(from: figures(of: Folding.report(one))) == [])
        let several = try Folding.counted(lines, workers: 3, blockBytes: 2000)
        #expect(several.digest == one.digest)

        let directory = try TemporaryDirectory()
        let intake = try Folding.intake(directory.path, partitions: 2)
        try await intake.take(lines.map { Array($0.utf8) })
        #expect(try Folding.counted(log: directory.path).digest == one.digest)
        #expect(try intake.writeFacts().segments > 0)
        intake.close()
        #expect(try Folding.counted(log: directory.path).digest == one.digest, "from facts")
        var follower = Follower(directory: directory.path)
        try follower.follow(maxBytes: 3000)
        #expect(try follower.counted().digest == one.digest)
    }

    @Test func `numbers beyond what is counted one by one keep exact extremes too`() throws {
        let number = { (n: Int) in
            #"{"formId":"f","responseId":"r\#(n)","answers":[{"questionId":"q","questionType":"Number","number":\#(n)}]}"#
        }
        var lines = (0..<5000).map(number)
        for n in Array(0..<40) + Array(4900..<5000) {
            lines.append(#"{"op":"delete","formId":"f","responseId":"r\#(n)"}"#)
        }
        for workers in [1, 3] {
            let report = try Folding.file(lines, workers: workers, blockBytes: 50_000)
            guard case .number(let statistics) = report.forms[0].questions[0].statistics else {
                Issue.record("no number")
                return
            }
            #expect(statistics.error > 0, "there are too many different ones to count each")
            #expect(statistics.min == 40)
            #expect(statistics.max == 4899)
            #expect(statistics.count == 4860)
        }
    }
}
