import Foundation
import Testing

/// `import`: whatever stands in the input, the rest of it is taken and each refusal says where and why.
@Suite(.timeLimit(.minutes(1))) struct ImportTests {
    @Test func `every bad line is named, and the lines around it are taken`() async throws {
        let place = try Workplace()
        let good = { (number: Int) in SampleResponses.line(id: "ok-\(number)", text: "fine") }
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        let answer = #"{"questionId":"q","text":"x"}"#
        let bad: [(line: String, says: String)] = [
            ("{", "not valid JSON"), ("[1,2]", "one JSON object"), ("nonsense", "not valid JSON"),
            (#"{"answers":[]}"#, "formId is missing"), (#"{"formId":"","answers":[]}"#, "formId"),
            (#"{"formId":7,"answers":[]}"#, "formId must be"), (#"{"formId":"f"}"#, "answers is missing"),
            (#"{"formId":"f","answers":{}}"#, "answers must be an array"),
            (#"{"formId":"f","answers":[{"text":"x"}]}"#, "questionId"),
            (#"{"formId":"f","answers":[null]}"#, "answer"), ("null", "one JSON object"),
            (#"{"formId":"f","extra":\#(deep),"answers":[]}"#, "not valid JSON"),
            (#"{"formId":"f","answers":[{"questionId":"q","number":1e400}]}"#, "not valid JSON"),
            (#"{"formId":"f","answers":[{"questionId":"q","number":NaN}]}"#, "not valid JSON"),
            (
                #"{"formId":"f","answers":[\#(Array(repeating: answer, count: 3_000).joined(separator: ","))]}"#,
                "3000 answers"
            ),
            (SampleResponses.line(id: "big", text: String(repeating: "y", count: 1_100_000)), "bytes"),
            (SampleResponses.line(id: "long", text: String(repeating: "z", count: 70_000)), "bytes of text"),
            (SampleResponses.line(id: String(repeating: "i", count: 129), text: "x"), "responseId has 129 bytes"),
            (#"{"op":"explode","formId":"f","responseId":"r"}"#, "operation"),
            (#"{"op":"restore","formId":"f","responseId":"nobody"}"#, "there is no response nobody"),
        ]
        var lines: [String] = []
        for (number, entry) in bad.enumerated() { lines += [good(number), entry.line] }
        lines.append(good(bad.count))
        let file = try place.write(lines, to: "mixed.ndjson")
        let outcome = try await Program.run("import", file, "--data", place.data, "--format", "json", in: place)
        #expect(outcome.code == 1)
        let summary = try outcome.json()
        #expect((summary["accepted"] as? Int) == bad.count + 1)
        #expect((summary["rejected"] as? Int) == bad.count)
        #expect(outcome.complaints.count == bad.count)
        for (complaint, (number, entry)) in zip(outcome.complaints, bad.enumerated()) {
            #expect(complaint.hasPrefix("\(file):\(number * 2 + 2): "), "\(complaint)")
            #expect(complaint.contains(entry.says), "\(complaint)")
            #expect(complaint.utf8.count < 400)
        }
    }

    @Test func `odd files are read as far as they can be`() async throws {
        let place = try Workplace()
        let line = { (id: String) in Array(SampleResponses.line(id: id, text: "x").utf8) }
        let binary = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7 + $0 / 256) }
        let cases: [(name: String, bytes: [UInt8], accepted: Int, code: Int32)] = [
            ("empty", [], 0, 0), ("unfinished", line("a"), 1, 0),
            ("crlf", line("b") + [13, 10] + line("c") + [13, 10], 2, 0),
            ("bom", [0xEF, 0xBB, 0xBF] + line("d") + [10], 1, 0),
            ("blank", [10, 10] + line("e") + [10, 32, 10], 1, 0),
            (
                "invalid-utf8", line("f") + [10] + Array("{\"formId\":\"".utf8) + [0xFF, 0x22, 0x7D, 10] + line("g"), 2,
                1
            ),
            ("nul", line("h") + [10, 0, 10] + line("i") + [10], 2, 1), ("binary", binary, 0, 1),
        ]
        for (name, bytes, accepted, code) in cases {
            let file = try place.write(bytes, to: name)
            let outcome = try await Program.run("import", file, "--data", place.data, "--format", "json", in: place)
            #expect(outcome.code == code, "\(name): \(outcome.complaint)")
            #expect(try (outcome.json()["accepted"] as? Int) == accepted, "\(name): \(outcome.complaint)")
            #expect(outcome.complaints.allSatisfy { $0.hasPrefix("\(file):") })
        }
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place).json()
        #expect((report["totals"] as? [String: Int])?["live"] == 9)
    }

    @Test func `acks name the last line that is durable, over all files`() async throws {
        let place = try Workplace()
        var samples = SampleResponses(seed: 5)
        let lines = samples.lines(9_000)
        let first = try place.write(Array(lines[..<5_000]), to: "first.ndjson")
        let second = try place.write(Array(lines[5_000...]), to: "second.ndjson")
        let outcome = try await Program.run("import", first, second, "--data", place.data, "--acks", in: place)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        let acks = outcome.lines.compactMap { $0.hasPrefix("acked ") ? Int($0.dropFirst(6)) : nil }
        #expect(acks.count == outcome.lines.count - 1, "the summary is the only other line")
        #expect(acks.count > 2)
        #expect(acks == acks.sorted())
        #expect(acks.last == 9_000)
    }

    /// A gateway that sends the next responses when the ones before are safe must not wait for ever.
    @Test func `acks come while the input is still open`() async throws {
        let place = try Workplace()
        let program = try Program(["import", "-", "--data", place.data, "--acks"], input: .pipe, in: place)
        for number in 1...3 {
            _ = try await program.send(ArraySlice((SampleResponses.line(id: "r-\(number)", text: "x") + "\n").utf8))
            try await until("the acknowledgement of line \(number)", found: { program.said + program.complained }) {
                program.said.contains("acked \(number)\n")
            }
        }
        // Half a line is not yet a line.
        let last = Array((SampleResponses.line(id: "r-4", text: "x") + "\n").utf8)
        _ = try await program.send(last[..<20])
        _ = try await program.send(last[20...])
        program.endInput()
        let outcome = try await program.outcome()
        #expect(outcome.code == 0)
        #expect(outcome.lines.dropLast().last == "acked 4")
        #expect(outcome.complaints.isEmpty)
    }

    @Test func `the time of receipt is now, or the one that the response carries`() async throws {
        let place = try Workplace()
        var samples = SampleResponses(seed: 3)
        let file = try place.write([samples.line(3)], to: "in.ndjson")
        let received = { (directory: String, time: String) async throws -> String in
            _ = try await Program.run("import", file, "--data", directory, "--received", time, in: place)
            let shown = try await Program.run(
                "show", SampleResponses.id(3), "--data", directory, "--format", "json", in: place)
            return try #require(try shown.json()["receivedAt"] as? String)
        }
        let now = ISO8601DateFormatter().string(from: Date()).prefix(10)
        #expect(try await received(place.file("synced"), "synced").hasPrefix("2026-03-04T"))
        #expect(try await received(place.file("now"), "now").prefix(10) >= now)
        let alerts = try await Program.run("render", "alerts", "--data", place.file("synced"), in: place)
        #expect(alerts.text.contains("no alerts"), "history loaded later alarms nobody")
    }

    @Test func `a response is edited, deleted and restored by lines of input`() async throws {
        let place = try Workplace()
        let response = #"{"answers":[{"questionId":"remark","questionType":"Text","text":"edited"}]}"#
        let steps: [(line: String, code: Int32, live: Int, updated: Int, deleted: Int)] = [
            (SampleResponses.line(id: "r-1", text: "first"), 0, 1, 0, 0),
            (
                #"{"op":"update","formId":"clinic","responseId":"r-1","ifVersion":7,"response":\#(response)}"#, 1, 1, 0,
                0
            ),
            (
                #"{"op":"update","formId":"clinic","responseId":"r-1","ifVersion":1,"response":\#(response)}"#, 0, 1, 1,
                0
            ),
            (#"{"op":"delete","formId":"clinic","responseId":"r-1"}"#, 0, 0, 1, 1),
            (#"{"op":"restore","formId":"clinic","responseId":"r-1"}"#, 0, 1, 1, 0),
        ]
        for (line, code, live, updated, deleted) in steps {
            let step = try await Program.run(
                "import", "-", "--data", place.data, input: .bytes(Array(line.utf8)), in: place)
            #expect(step.code == code, "\(line): \(step.complaint)")
            let totals = try #require(
                try await Program.run("report", "--data", place.data, "--format", "json", in: place).json()["totals"]
                    as? [String: Int])
            #expect(totals["live"] == live, "\(line)")
            #expect(totals["updated"] == updated, "\(line)")
            if deleted > 0 { #expect(totals["deleted"] == deleted, "\(line)") }
        }
        let history = try await Program.run(
            "show", "r-1", "--data", place.data, "--history", "--format", "json", in: place
        ).json()
        let versions = try #require(history["versions"] as? [[String: Any]])
        #expect(versions.compactMap { $0["op"] as? String } == ["restore", "delete", "update", "create"])
        #expect(versions.compactMap { $0["version"] as? Int } == [4, 3, 2, 1])
        let tail = try await Program.run("tail", "--data", place.data, "--no-follow", "--format", "json", in: place)
        #expect(tail.lines.count == 4)
        #expect(tail.lines[2].hasSuffix(#""response":null}"#))
    }

    @Test func `unreadable input is refused by its name and the rest is taken`() async throws {
        let place = try Workplace()
        let good = try place.write([SampleResponses.line(id: "r-1", text: "x")], to: "good.ndjson")
        let outcome = try await Program.run(
            "import", place.file("none"), place.path, good, "--data", place.data, "--format", "json", in: place)
        #expect(outcome.code == 3)
        #expect(outcome.complaints.count == 2)
        #expect(outcome.complaints[0].contains(place.file("none")))
        #expect(outcome.complaints[1].contains("\(place.path) is a directory"))
        #expect(try (outcome.json()["accepted"] as? Int) == 1)
    }
}
