import CollectModel
import Synchronization
import Testing

@testable import CollectStream

/// Files as they come: whole, cut off, of another kind; and where a complaint says that something stands.
@Suite struct FileFoldTests {
    private static func good(_ n: Int) -> String { "{\"formId\":\"f\",\"responseId\":\"r\(n)\",\"answers\":[]}" }

    /// The report, and the complaints as users read them, with the path's last part only.
    private func fold(
        _ contents: [[UInt8]], workers: Int = 1, blockBytes: Int = 4 << 20
    ) throws -> (report: Report, complaints: [String]) {
        let directory = try TemporaryDirectory()
        let complaints = Mutex<[String]>([])
        var paths: [String] = []
        for (n, bytes) in contents.enumerated() {
            try directory.write(bytes, to: "\(n)")
            paths.append(directory.file("\(n)"))
        }
        let report = try Folding.files(paths, workers: workers, blockBytes: blockBytes) { complaint in
            complaints.withLock {
                $0.append("\(complaint.path.split(separator: "/").last ?? ""):\(complaint.line): \(complaint.text)")
            }
        }
        return (report, complaints.withLock { $0 })
    }

    private func fold(_ text: String, workers: Int = 1, blockBytes: Int = 4 << 20) throws -> (
        report: Report, complaints: [String]
    ) {
        try fold([Array(text.utf8)], workers: workers, blockBytes: blockBytes)
    }

    /// The hash of an empty type that stands somewhere was another one than that of no type at all: one question was counted as two.
    @Test func `a type that is empty and one that is absent are one question`() throws {
        let others = (0..<6).map { #"{"questionId":"o\#($0)","questionType":"Text","text":"x"}"# }
        let empty = #"{"questionId":"q","questionType":"","text":"a"}"#
        let absent = #"{"questionId":"q","text":"a"}"#
        let lines = [[empty] + others, others + [absent]].enumerated().map { n, answers in
            #"{"formId":"f","responseId":"r\#(n)","answers":[\#(answers.joined(separator: ","))]}"#
        }
        let questions = try fold(lines.joined(separator: "\n")).report.forms[0].questions.filter {
            $0.questionID == "q"
        }
        #expect(questions.map(\.answered) == [2])
    }

    static let shapes: [(String, Int)] = [
        ("", 0), ("\n", 0), ("\n\n  \n\t\n", 0), (good(1), 1), (good(1) + "\n", 1),
        (good(1) + "\r\n" + good(2) + "\r\n", 2),
        ("\u{FEFF}" + good(1) + "\n" + good(2), 2), ("\u{FEFF}", 0), ("  " + good(1) + "  \n\n\n" + good(2) + "\n", 2),
        (good(1) + "\n" + good(2), 2), ("\u{FEFF}\r\n" + good(1), 1),
    ]

    @Test(arguments: FileFoldTests.shapes)
    func `blank lines, line ends of all kinds and a byte order mark are no obstacle`(text: String, live: Int) throws {
        let (report, complaints) = try fold(text)
        #expect(report.totals.live == Int64(live))
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// 100,000 questions of one form once took minutes to bring together.
    @Test func `the questions of many blocks meet by id and type`() throws {
        let lines = (0..<500).map { line in
            let answers = (0..<40).map { #"{"questionId":"q\#((line * 40 + $0) % 15_000)","questionType":"Text"}"# }
            return #"{"formId":"f","responseId":"r\#(line)","answers":[\#(answers.joined(separator: ","))]}"#
        }
        let text = lines.joined(separator: "\n")
        let apart = try fold(text, workers: 2, blockBytes: 1 << 16).report
        #expect(apart.forms.first?.questions.count == 15_000)
        #expect(apart.forms == (try fold(text).report.forms))
    }

    @Test func `an option named twice was chosen once, and no share exceeds the whole`() throws {
        let answers = [
            #"{"questionId":"m","questionType":"MultiChoice","choices":["a","a","b"]}"#,
            #"{"questionId":"c","questionType":"Choice","text":"x"},{"questionId":"c","questionType":"Choice","text":"x"}"#,
        ]
        let report = try fold(#"{"formId":"f","answers":[\#(answers.joined(separator: ","))]}"#).report
        let questions = try #require(report.forms.first?.questions)
        #expect(
            questions.map(\.statistics) == [
                .options([
                    OptionCount(value: "a", count: 1, share: 1), OptionCount(value: "b", count: 1, share: 1),
                ]),
                .options([OptionCount(value: "x", count: 2, share: 1)]),
            ])
        #expect(questions.map(\.answered) == [1, 1])
    }

    @Test func `structured answers are told apart whatever the order of their keys`() throws {
        let matrix = { (rows: String) in
            #"{"formId":"f","answers":[{"questionId":"m","questionType":"Grid","rows":[\#(rows)]}],"n":\#(rows.count)}"#
        }
        let lines = [
            matrix(#"{"row":"Taste","choice":"good"}"#), matrix(#"{"choice":"good", "row":"Taste"}"#),
            matrix(#"{"row":"Taste","choice":"poor"}"#),
        ]
        let report = try fold(lines.joined(separator: "\n")).report
        #expect(report.forms.first?.questions.map(\.statistics) == [.other(distinct: Estimate(value: 2, error: 0))])
    }

    @Test func `a time of synchronisation that cannot be believed is none of receipt`() throws {
        let sent = { (synced: String) in
            #"{"formId":"f","responseId":"\#(synced)","syncedFromDeviceAt":"\#(synced)","submittedOnDeviceAt":"\#(synced)","answers":[]}"#
        }
        let report = try fold(
            [sent("2096-01-01T00:00:00Z"), sent("0001-01-01T00:00:00Z"), sent("2026-03-01T10:00:00Z")]
                .joined(separator: "\n")
        ).report
        let form = try #require(report.forms.first)
        #expect(form.firstReceivedMs == Timestamp.parse("2026-03-01T10:00:00Z"))
        #expect(form.lastReceivedMs == Folding.readingMs)
        #expect(form.counts.clockSkewed == 2)
    }

    @Test func `a byte order mark within the file is no blank`() throws {
        let (report, complaints) = try fold(Self.good(1) + "\n\u{FEFF}" + Self.good(2))
        #expect(report.totals.live == 1)
        #expect(complaints.count == 1)
    }

    @Test(arguments: 1...4, [400, 1000, 4 << 20])
    func `complaints name file and line, in order, over the borders of blocks and files`(workers: Int, blockBytes: Int)
        throws
    {
        var contents: [[UInt8]] = []
        var expected: [String] = []
        var accepted = 0
        for file in 0..<3 {
            var lines: [String] = []
            for n in 1...200 {
                switch (n + file) % 7 {
                case 0:
                    lines.append("{\"answers\":[]}")
                    expected.append("\(file):\(n): formId is missing: it is required")
                case 3: lines.append("")
                case 5:
                    lines.append("{\"op\":\"restore\",\"formId\":\"f\",\"responseId\":\"never\"}")
                    expected.append(
                        "\(file):\(n): there is no response never of this form to change: send the response first")
                default:
                    lines.append(Self.good(1000 * file + n) + String(repeating: " ", count: n % 90))
                    accepted += 1
                }
            }
            contents.append(Array(lines.joined(separator: file == 1 ? "\r\n" : "\n").utf8))
        }
        let (report, complaints) = try fold(contents, workers: workers, blockBytes: blockBytes)
        #expect(complaints == expected)
        #expect(report.totals.live == Int64(accepted))
        #expect(report.totals.rejected == Int64(expected.count))
    }

    @Test(arguments: [300, 1 << 16, 4 << 20])
    func `a line longer than a block is refused once and the next is taken`(blockBytes: Int) throws {
        let long = "{\"formId\":\"f\",\"x\":\"" + String(repeating: "x", count: 5 << 20) + "\",\"answers\":[]}"
        let (report, complaints) = try fold(
            [Self.good(1), long, Self.good(2), "{}"].joined(separator: "\n"), blockBytes: blockBytes)
        #expect(report.totals.live == 2)
        #expect(complaints.count == 2)
        #expect(complaints[0].hasPrefix("0:2: "))
        #expect(complaints[1] == "0:4: formId is missing: it is required")
    }

    @Test func `a binary file is refused line by line and breaks nothing`() throws {
        var random = SeededGenerator(seed: 9)
        let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let (report, complaints) = try fold([bytes, Array(Self.good(1).utf8)], workers: 3, blockBytes: 8000)
        #expect(report.totals.live == 1)
        #expect(complaints.count == Int(report.totals.rejected))
        #expect(complaints.allSatisfy { $0.hasPrefix("0:") })
    }

    @Test func `all hostile lines together leave the good ones between them`() throws {
        var lines: [[UInt8]] = []
        for (n, hostile) in HostileLine.all.enumerated() {
            lines.append(Array(Self.good(n).utf8))
            lines.append(hostile.bytes)
        }
        let (report, complaints) = try fold([Array(lines.joined(separator: [0x0A]))], workers: 2, blockBytes: 2 << 20)
        #expect(complaints.count == HostileLine.refused.count)
        for (n, hostile) in HostileLine.refused.enumerated() {
            let expected = "0:\(2 * n + 2): \(hostile.reason ?? "")"
            #expect(complaints[n].hasPrefix(expected), "\(complaints[n].prefix(200)) for \(expected)")
        }
        #expect(report.totals.live == Int64(HostileLine.all.count + HostileLine.taken.count))
        #expect(!report.json.isEmpty)
    }

    @Test func `what cannot be opened says so in one line`() throws {
        let directory = try TemporaryDirectory()
        let error = try #require(throws: InputError.self) { try InputFile(path: directory.file("absent")) }
        #expect(error.sentence == "cannot open \(directory.file("absent")): No such file or directory")
        let folder = try #require(throws: InputError.self) { try InputFile(path: directory.path) }
        #expect(folder.sentence == "\(directory.path) is a directory: name the files in it")
    }

    @Test func `the same file named twice is folded once and counted as retries`() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array((0..<50).map(Self.good).joined(separator: "\n").utf8), to: "a")
        let report = try Folding.files([directory.file("a"), directory.file("a")], workers: 2, blockBytes: 200)
        #expect(report.totals.live == 50)
        #expect(report.totals.duplicates == 50)
    }

    @Test func `a device that can be read is folded like a file`() throws {
        #expect(try Folding.files(["/dev/null"]).totals == FormCounts())
    }
}
