import CollectModel
import DecoderFuzzing
import Foundation
import Testing

@testable import CollectStream

/// The lines in `Tests/Fixtures/hostile-responses`, and what is said about each. The fuzzer begins with them.
@Suite struct HostileResponseTests {
    private static func bytes(of name: String) throws -> [UInt8] {
        let file = URL(fileURLWithPath: Fixture.path("hostile-responses")).appendingPathComponent("\(name).ndjson")
        let bytes = Array(try Data(contentsOf: file))
        try #require(bytes.last == 0x0A, "a file holds one line")
        return bytes.dropLast()
    }

    @Test(arguments: HostileResponse.all)
    func `each is refused with its reason or taken`(response: HostileResponse) throws {
        let line = try Self.bytes(of: response.name)
        let found = DecodedLine.of(line, by: ResponseDecoder())
        guard let reason = response.reason else {
            #expect(throws: Never.self) { try found.get() }
            return
        }
        guard case .failure(let given) = found else {
            Issue.record("taken: \(found)")
            return
        }
        #expect(given.sentence.hasPrefix(reason), "\(given.sentence)")
    }

    @Test(arguments: HostileResponse.all)
    func `none breaks a promise of the decoder`(response: HostileResponse) throws {
        let line = try Self.bytes(of: response.name)
        #expect(throws: Never.self) { try DecoderTrial.run(line + [0x0A]) }
    }

    /// Behind one another, through a decoder that has learned from those before.
    @Test func `all of them together break no promise of the decoder`() throws {
        let lines = try HostileResponse.all.map { try Self.bytes(of: $0.name) }
        for first in stride(from: 0, to: lines.count, by: 16) {
            let input = lines[first..<min(lines.count, first + 16)].joined(separator: [0x0A])
            #expect(throws: Never.self) { try DecoderTrial.run(Array(input)) }
        }
    }

    @Test func `no file is left out`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixture.path("hostile-responses"))
            .filter { $0.hasSuffix(".ndjson") }.map { String($0.dropLast(".ndjson".count)) }
        #expect(Set(names) == Set(HostileResponse.all.map(\.name)))
    }

    /// Too large for files that people read.
    @Test func `huge ones are refused or taken by their size`() {
        let many = (0..<2_000).map { #"{"questionId":"q\#($0)","number":\#($0)}"# }.joined(separator: ",")
        let long = String(repeating: "x", count: 65_536)
        let huge: [(json: String, isTaken: Bool)] = [
            ("[\(many)]", true), ("[\(many),{\"questionId\":\"q\"}]", false),
            (#"[{"questionId":"q","text":"\#(long)"}]"#, true), (#"[{"questionId":"q","text":"\#(long)x"}]"#, false),
            (#"[{"questionId":"q","rows":[\#(Array(repeating: "0", count: 100_000).joined(separator: ","))]}]"#, true),
            (
                #"[{"questionId":"q","questionType":"MultiChoice","choices":[\#(Array(repeating: "\"a\"", count: 50_000).joined(separator: ","))]}]"#,
                true
            ),
            (#"[{"questionId":"q","x":"\#(String(repeating: "x", count: 1 << 20))"}]"#, false),
        ]
        for (answers, isTaken) in huge {
            let line = Array(#"{"formId":"f","responseId":"r","answers":\#(answers)}"#.utf8)
            let decoder = ResponseDecoder()
            for _ in 0..<3 {
                let found = DecodedLine.of(line, by: decoder)
                #expect(((try? found.get()) != nil) == isTaken, "\(answers.prefix(60)) …")
                #expect(found == DecodedLine.of(line, by: ResponseDecoder()))
            }
        }
    }
}
