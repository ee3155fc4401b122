import Foundation
import Testing

/// docs/log-format.md says enough: a reader that was written from it in another language finds the same records.
@Suite(.timeLimit(.minutes(1))) struct LogFormatTests {
    private static let reader = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Scripts/read_log.py").path

    @Test func `a second reader finds every response as tail prints it`() async throws {
        let place = try Workplace()
        var lines = (0..<200).map { SampleResponses.line(id: "r-\($0)", form: "form-\($0 % 7)", text: "日本 \($0)") }
        lines += (0..<200).filter { $0 % 9 == 0 }.map {
            #"{"op":"delete","formId":"form-\#($0 % 7)","responseId":"r-\#($0)"}"#
        }
        let file = try place.write(lines + [lines[0], "{"], to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        let ours = try await Program.run("tail", "--data", place.data, "--no-follow", "--format", "json", in: place)
        let theirs = try await Program.run(Self.reader, place.data, program: "/usr/bin/python3", in: place)
        #expect(theirs.code == 0, "\(theirs.complaint)")
        let expected = try ours.lines.map { try Self.record($0, payload: "response") }.sorted()
        let all = try theirs.lines.map { try Self.object($0) }
        // Operation 5 is a control record: here the counts of the retry and of the line that was refused.
        #expect(all.contains { $0["op"] as? Int == 5 })
        let found = try theirs.lines.filter { !$0.contains(#""op":5,"#) }.map {
            try Self.record($0, payload: "payload")
        }
        #expect(expected.count == 200 + 23)
        #expect(found.sorted() == expected)
    }

    @Test func `a second reader reads packed segments, and report says the same`() async throws {
        let place = try Workplace()
        let text = String(repeating: "packed ", count: 400)
        let lines = (0..<9_000).map {
            SampleResponses.line(id: "r-\($0)", form: "form-\($0 % 2)", text: "\(text)\($0)")
        }
        let file = try place.write(lines, to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        let before = try await Program.run("report", "--data", place.data, "--format", "csv", in: place)
        let theirsBefore = try await Program.run(Self.reader, place.data, program: "/usr/bin/python3", in: place)
        let packed = try await Program.run("pack", "--data", place.data, in: place)
        #expect(packed.code == 0 && packed.text.contains("packed"), "\(packed.text) \(packed.complaint)")
        let theirs = try await Program.run(Self.reader, place.data, program: "/usr/bin/python3", in: place)
        #expect(theirs.code == 0, "\(theirs.complaint)")
        #expect(theirs.text == theirsBefore.text)
        let after = try await Program.run("report", "--data", place.data, "--format", "csv", in: place)
        #expect(after.text == before.text)
        #expect(try await Program.run("verify", "--data", place.data, in: place).code == 0)
        let log = try await Program.run("log", "--data", place.data, in: place)
        #expect(log.text.contains(".seg.zst"), "\(log.text)")
    }

    private static func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// What both say of a record.
    private static func record(_ line: String, payload: String) throws -> String {
        let object = try object(line)
        var bytes = 0
        if let hex = object[payload] as? String { bytes = hex.utf8.count / 2 }
        if object[payload] is [String: Any] {
            // The response as it stands in the log follows its key and ends with the line's object.
            let start = try #require(line.range(of: #""response":"#))
            bytes = line[start.upperBound...].utf8.count - 1
        }
        return ["formId", "responseId", "version"].map { "\(object[$0] ?? "")" }.joined(separator: " ")
            + " \(bytes) bytes"
    }
}
