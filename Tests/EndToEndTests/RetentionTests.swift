import Foundation
import Glibc
import Testing

/// Responses expire, with real programs whose clocks were set back a year.
@Suite(.timeLimit(.minutes(3))) struct RetentionTests {
    private static let secondReader = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Scripts/read_log.py").path

    /// A log whose older responses are due: 410 days old, in a segment that ended 375 days ago.
    private func old(_ lines: [String], then newer: [String], in place: Workplace) async throws {
        let (first, second) = (try place.write(lines, to: "old.ndjson"), try place.write(newer, to: "new.ndjson"))
        let outcome = try await Program.shell(
            """
            faketime -410days $collect import \(first) --data $data && faketime -375days $collect retain --data $data &&
            faketime -1days $collect import \(second) --data $data
            """, in: place)
        #expect(outcome.code == 0, "\(outcome.complaint)")
    }

    @Test func `what is a year old goes, totals stay, and its senders are told`() async throws {
        let place = try Workplace()
        let old = (0..<40).map { SampleResponses.line(id: "old-\($0)", text: "a") }
        try await self.old(old, then: (0..<10).map { SampleResponses.line(id: "new-\($0)", text: "b") }, in: place)
        let preview = try await Program.run("retain", "--data", place.data, "--dry-run", "--format", "json", in: place)
        #expect(preview.code == 0)
        #expect(try preview.json()["responses"] as? Int == 40)
        let done = try await Program.run("retain", "--data", place.data, in: place)
        #expect(done.code == 0 && done.text.contains("40 responses expired, 1 segment removed"), "\(done.text)")
        let file = try place.write(old, to: "again.ndjson")
        let again = try await Program.run("import", file, "--data", place.data, "--format", "json", in: place)
        #expect(again.code == 1)
        #expect(try again.json()["expired"] as? Int == 40)
        #expect(
            again.complaints.first?.hasSuffix("again.ndjson:1: response old-0 has expired and is no longer kept")
                == true)
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place).json()
        let totals = try #require(report["totals"] as? [String: Any])
        #expect(totals["created"] as? Int == 50 && totals["live"] as? Int == 10)
        let shown = try await Program.run("show", "old-1", "--data", place.data, in: place)
        #expect(shown.code == 1)
        #expect(try await Program.run("verify", "--data", place.data, in: place).code == 0)
        #expect(
            try await Program.run("log", "--data", place.data, in: place).text.contains(
                "begins at 40: what came before has expired"))
        let theirs = try await Program.run(Self.secondReader, place.data, program: "/usr/bin/python3", in: place)
        #expect(theirs.code == 0 && theirs.lines.count { $0.contains(#""op":1,"#) } == 10, "\(theirs.complaint)")
        #expect(try await Program.run("retain", "--data", place.data, in: place).text.contains("nothing has expired"))
    }

    @Test func `a saved position that has expired is refused, with the place to go on`() async throws {
        let place = try Workplace()
        try await old(
            [SampleResponses.line(id: "old", text: "a")], then: [SampleResponses.line(id: "new", text: "b")], in: place)
        _ = try await Program.run("retain", "--data", place.data, in: place)
        let start = ["tail", "--data", place.data, "--no-follow"]
        let refused = try await Program(start + ["--from", "0.0-1.0-2.0-3.0"], in: place).outcome()
        #expect(
            refused.code == 3 && refused.complaint.contains("has expired and is no longer kept; partition"),
            "\(refused.complaint)")
        let all = try await Program(start + ["--from", "start"], in: place).outcome()
        #expect(all.code == 0 && all.lines.count == 1 && all.text.contains("new"))
    }

    /// It goes on in the files that it has open; what it cannot read any more it names.
    @Test func `a reader that stood still during retention skips nothing in silence`() async throws {
        let place = try Workplace()
        let text = String(repeating: "slow ", count: 300)
        let lines = (0..<10_000).map { SampleResponses.line(id: "r-\($0)", text: "\(text)\($0)") }
        try await old(lines, then: [SampleResponses.line(id: "new", text: "b")], in: place)
        let pipe = place.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = try Program(
            ["-c", "exec $collect tail --data $data --format json --from start --no-follow > \(pipe)"],
            program: "/bin/bash",
            environment: ["collect": Program.collectTop, "data": place.data], in: place)
        // Nobody takes what it says: it stands still in the middle, with much of the log still to be read.
        let end = open(pipe, O_RDONLY)
        defer { close(end) }
        var said = [UInt8](repeating: 0, count: 1000)
        #expect(read(end, &said, said.count) == 1000)
        reader.signal(SIGSTOP)
        let retained = try await Program.run("retain", "--data", place.data, in: place)
        #expect(retained.text.contains("10,000 responses expired"), "\(retained.text) \(retained.complaint)")
        reader.signal(SIGCONT)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(end, &buffer, buffer.count), count > 0 { said += buffer[..<count] }
        let outcome = try await reader.outcome()
        let ids = String(decoding: said, as: UTF8.self).split(separator: "\n").compactMap {
            $0.components(separatedBy: #""responseId":""#).last?.prefix { $0 != "\"" }
        }
        let old = ids.filter { $0 != "new" }
        #expect(old.map(String.init) == (0..<old.count).map { "r-\($0)" }, "in order, without a hole")
        #expect(old.count < 10_000, "it was in the middle")
        #expect(
            outcome.code == 3 && outcome.complaint.contains("has expired and is no longer kept"), "\(outcome.complaint)"
        )
    }

    @Test func `where a writer runs it is asked, and its dashboard's figures follow`() async throws {
        let place = try Workplace()
        try await old(
            (0..<20).map { SampleResponses.line(id: "old-\($0)", text: "a") },
            then: [SampleResponses.line(id: "n", text: "b")],
            in: place)
        let writer = try Program(["demo", "--headless", "--rate", "5", "--data", place.data], in: place)
        try await until("the socket", found: { writer.complained }) {
            FileManager.default.fileExists(atPath: place.data + "/control")
        }
        let packed = try await Program.run("pack", "--data", place.data, in: place)
        #expect(packed.code == 0, "\(packed.complaint)")
        _ = try await Program.run("retain", "--data", place.data, in: place)
        let report = try await Program.run(
            "report", "--data", place.data, "--form", "clinic", "--format", "json", in: place)
        #expect(report.code == 0, "\(report.complaint)")
        let verified = try await Program.run("verify", "--data", place.data, in: place)
        #expect(verified.code == 0 && !verified.text.contains("DAMAGE"), "\(verified.text)")
        let again = try await Program.run("retain", "--data", place.data, "--dry-run", in: place)
        #expect(again.text.contains("nothing would expire"), "\(again.text)")
        writer.signal(SIGTERM)
        _ = try await writer.outcome()
    }

    @Test func `a writer that offers no socket is named`() async throws {
        let place = try Workplace()
        let writer = try Program(["import", "-", "--data", place.data], input: .pipe, in: place)
        _ = try await writer.send(ArraySlice(Array((SampleResponses.line(id: "a", text: "a") + "\n").utf8)))
        try await until("the log", found: { writer.complained }) {
            FileManager.default.fileExists(atPath: place.data + "/log.json")
        }
        let refused = try await Program.run("pack", "--data", place.data, in: place)
        #expect(refused.code == 3 && refused.complaint.contains("already being written by pid"), "\(refused.complaint)")
        writer.signal(SIGTERM)
        _ = try await writer.outcome()
    }
}
