import Foundation
import Testing

/// `tail`, `show` and `render`: what is in the log comes out again.
@Suite(.timeLimit(.minutes(1))) struct ReadingTests {
    @Test func `a tail goes on exactly behind a printed position`() async throws {
        let place = try await imported(60)
        let all = try await tail(place, "--from", "start")
        #expect(all.count == 60)
        #expect(Set(all.map(\.id)).count == 60)
        for index in [0, 1, 29, 58, 59] {
            let rest = try await tail(place, "--from", all[index].position)
            #expect(rest.map(\.id) == all[(index + 1)...].map(\.id), "behind \(all[index].position)")
        }
        #expect(try await tail(place, "--from", "end").isEmpty)
        #expect(try await tail(place, "--from", "1h").map(\.id) == all.map(\.id), "all of it has just arrived")
        #expect(try await tail(place, "--from", "2100-01-01").isEmpty)
        #expect(try await Program.run("tail", "--data", place.data, "--from", "soon", in: place).code == 2)
        #expect(try await tail(place, "--count", "7").map(\.id) == all.prefix(7).map(\.id))
        let market = try await tail(place, "--form", "market")
        #expect(market.count == 20)
        #expect(market.allSatisfy { $0.form == "market" })
    }

    /// A gap has no time of its own: it once went before everything else, and what stood before it was passed over.
    @Test func `a tail over damaged bytes prints all that is whole and answers 1`() async throws {
        let place = try await imported(900)
        let segments = try FileManager.default.subpathsOfDirectory(atPath: place.data).filter { $0.hasSuffix(".seg") }
        let file = try #require(
            segments.map { place.data + "/" + $0 }.first {
                (FileManager.default.contents(atPath: $0) ?? Data()).dropFirst(1 << 15).contains { $0 != 0 }
            })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[try #require(bytes.lastIndex { $0 != 0 }) / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let outcome = try await Program.run(
            "tail", "--data", place.data, "--format", "json", "--no-follow", in: place)
        #expect(outcome.code == 1)
        #expect(outcome.complaints.count == 1, "\(outcome.complaint)")
        #expect(outcome.lines.count == 899)
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place)
        let totals = try #require(try report.json()["totals"] as? [String: Any])
        #expect(totals["live"] as? Int == 899)
    }

    @Test func `a following tail prints what another process takes in`() async throws {
        let place = try await imported(5)
        let program = try Program(["tail", "--data", place.data, "--format", "json", "--count", "2"], in: place)
        // It begins at the end: only what comes after its start is printed, so send until it has seen the first.
        var number = 100
        try await until("the first response", found: { program.said + program.complained }) {
            number += 1
            let line = SampleResponses.line(id: "late-\(number)", text: "x")
            _ = try await Program.run("import", "-", "--data", place.data, input: .bytes(Array(line.utf8)), in: place)
            return program.said.contains("late-")
        }
        let line = SampleResponses.line(id: "last", text: "x")
        _ = try await Program.run("import", "-", "--data", place.data, input: .bytes(Array(line.utf8)), in: place)
        let outcome = try await program.outcome()
        #expect(outcome.code == 0)
        #expect(outcome.lines.count == 2)
        #expect(!outcome.text.contains("r-0000"), "nothing from before its start")
    }

    @Test func `show gives one response, as text masked and as JSON in clear`() async throws {
        let place = try await imported(30)
        let text = try await Program.run("show", SampleResponses.id(9), "--data", place.data, in: place)
        #expect(text.text.contains("form clinic · response r-000009"))
        #expect(!text.text.contains("+2760555"))
        let clear = try await Program.run(
            "show", SampleResponses.id(9), "--data", place.data, "--reveal", "a test", in: place)
        #expect(clear.text.contains("+2760555"))
        let json = try await Program.run(
            "show", SampleResponses.id(9), "--data", place.data, "--format", "json", in: place
        )
        .json()
        #expect(
            Set(json.keys) == ["formId", "responseId", "version", "op", "receivedAt", "position", "response"])
        #expect((json["response"] as? [String: Any])?["deviceId"] as? String == "device-9")
        let none = try await Program.run("show", "r-000009", "--form", "market", "--data", place.data, in: place)
        #expect(none.code == 1)
    }

    @Test func `conflicts names what was refused, a telephone number masked`() async throws {
        let place = try Workplace()
        let lines = ["a", "b", "b"].enumerated().flatMap { n, text in
            ["r-1", "+27821234567"].map {
                #"{"formId":"f","responseId":"\#($0)","answers":[{"questionId":"q","text":"\#(text)"}]}"#
            }.prefix(n < 2 ? 2 : 1)
        }
        let file = try place.write(lines, to: "lines.ndjson")
        #expect(try await Program.run("import", file, "--data", place.data, in: place).code == 1)
        let text = try await Program.run("conflicts", "--data", place.data, in: place)
        #expect(text.code == 0)
        #expect(text.lines.count == 3)
        #expect(text.text.contains("r-1") && !text.text.contains("27821234567"))
        let json = try await Program.run("conflicts", "--data", place.data, "--format", "json", in: place)
        #expect(json.lines.count == 3)
        #expect(json.text.contains(#""responseId":"+27821234567""#))
        let none = try await Program.run("conflicts", "--data", place.data, "--form", "g", in: place)
        #expect(none.lines == ["no conflicts"])
    }

    @Test func `a deleted response is shown as such`() async throws {
        let place = try await imported(3)
        let deletion = #"{"op":"delete","formId":"market","responseId":"r-000001"}"#
        _ = try await Program.run("import", "-", "--data", place.data, input: .bytes(Array(deletion.utf8)), in: place)
        for format in ["text", "json"] {
            let shown = try await Program.run(
                "show", "r-000001", "--data", place.data, "--format", format, in: place)
            #expect(shown.code == 0)
            #expect(shown.text.contains("delete"))
        }
    }

    @Test(arguments: ["overview", "form", "stream", "alerts", "inspector"])
    func `every view is drawn at every size`(_ view: String) async throws {
        let place = try await imported(60)
        for (width, height) in [(40, 10), (80, 24), (120, 40), (300, 100)] {
            let frame = try await Program.run(
                "render", view, "--data", place.data, "--response", SampleResponses.id(9), "--size",
                "\(width)x\(height)", in: place)
            #expect(frame.code == 0, "\(frame.complaint)")
            let rows = frame.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(rows.count == height + 1, "\(width)x\(height)")
            #expect(rows[0].contains("Collect"))
            #expect(!frame.text.contains("needs"))
        }
        let small = try await Program.run(
            "render", view, "--data", place.data, "--response", SampleResponses.id(9), "--size", "39x10", in: place)
        #expect(small.text.contains("Collect needs 40 x 10"))
    }

    @Test func `a frame comes as text, with colours or as a picture`() async throws {
        let place = try await imported(12)
        let ansi = try await Program.run("render", "overview", "--data", place.data, "--format", "ansi", in: place)
        #expect(!SentColours(in: ansi.output).isEmpty)
        let svg = try await Program.run("render", "overview", "--data", place.data, "--format", "svg", in: place)
        try place.write(svg.output, to: "frame.svg")
        let script = "import sys, xml.dom.minidom as d; print(d.parse(sys.argv[1]).documentElement.tagName)"
        let parsed = try await Program.run(
            "-c", script, place.file("frame.svg"), program: "/usr/bin/python3", in: place)
        #expect(parsed.text == "svg\n", "\(parsed.complaint)")
    }

    @Test func `a headless demo writes what it was asked for`() async throws {
        let place = try Workplace()
        let demo = try await Program.run(
            "demo", "--headless", "--count", "2000", "--forms", "5", "--seed", "9", "--data", place.data, in: place)
        #expect(demo.code == 0, "\(demo.complaint)")
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place).json()
        let totals = try #require(report["totals"] as? [String: Int])
        let sum = ["created", "updated", "deleted", "duplicates", "conflicts", "rejected"].compactMap { totals[$0] }
            .reduce(0, +)
        #expect(sum == 2_000, "\(totals)")
        #expect((report["forms"] as? [Any])?.count == 5)
    }

    private struct Line {
        var id: String
        var form: String
        var position: String
    }

    private func tail(_ place: Workplace, _ arguments: String...) async throws -> [Line] {
        let outcome = try await Program(
            ["tail", "--data", place.data, "--no-follow", "--format", "json"] + arguments, in: place
        ).outcome()
        #expect(outcome.code == 0, "\(outcome.complaint)")
        return try outcome.lines.map { text in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(Set(object.keys).isSuperset(of: ["position", "op", "receivedAt", "version", "response"]))
            let response = try #require(object["response"] as? [String: Any])
            return Line(
                id: try #require(response["responseId"] as? String), form: try #require(response["formId"] as? String),
                position: try #require(object["position"] as? String))
        }
    }

    private func imported(_ count: Int) async throws -> Workplace {
        let place = try Workplace()
        var samples = SampleResponses(seed: 21)
        let file = try place.write(samples.lines(count), to: "in.ndjson")
        let outcome = try await Program.run("import", file, "--data", place.data, in: place)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        return place
    }
}
