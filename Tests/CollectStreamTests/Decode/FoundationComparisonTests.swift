import CollectModel
import DecoderFuzzing
import Foundation
import Testing

@testable import CollectStream

/// The facts of a line are those that follow from what Foundation reads in it (`FoundationJSON`), bit for bit and byte for byte.
///
/// Where the two differ by design; each is counted, and nothing else may differ:
///
/// | a line with | Foundation | the decoder |
/// |---|---|---|
/// | whole numbers beyond 64 bits | the nearest double | refuses it: no reader agrees with another on them |
/// | more than 64 levels | up to 512 | refuses it, as its limits say |
/// | UTF-16, or a byte order mark | recognises it | refuses it: a mark is passed over where a file begins |
/// | a comma behind the last field | takes it | refuses it: it is no JSON |
/// | numbers closer to 0 than a double holds | refuses it | takes it as 0 |
/// | a field that stands twice in an object | takes the first | takes the last; the line is not compared |
/// | fields of a choice or of an unknown type, in some order | forgets the order | takes the first; either is accepted |
/// | a fraction where a whole number is asked for, beyond 2^53 | keeps all digits | cuts the nearest double |
/// | `-0` as a whole number | −0.0 | 0, which is the same number |
@Suite struct FoundationComparisonTests {
    /// What became of the lines.
    private struct Outcome: CustomStringConvertible {
        var compared = 0
        var refusedByBoth = 0
        var refusedByMeaning = 0
        var takenByFoundation = 0
        var takenByDecoder = 0
        var repeated = 0
        var ordered = 0
        var minusZero = 0

        var all: Int { comparedOrRefused + takenByFoundation + takenByDecoder + repeated + ordered }
        var comparedOrRefused: Int { compared + refusedByBoth + refusedByMeaning }
        var description: String {
            """
            \(all) lines: \(compared) compared, \(refusedByMeaning) refused for what they say, \(refusedByBoth) for being no JSON; \
            only Foundation takes \(takenByFoundation), only the decoder \(takenByDecoder); \(repeated) with repeated fields, \
            \(ordered) that depend on order; \(minusZero) times −0
            """
        }
    }

    @Test func `hostile responses mean what Foundation reads in them`() throws {
        var outcome = Outcome()
        for response in HostileResponse.all {
            let file = Fixture.path("hostile-responses/\(response.name).ndjson")
            let line = Array(try Data(contentsOf: URL(fileURLWithPath: file)).dropLast())
            compare(line, "\(response.name)", &outcome)
        }
        print(outcome)
        #expect(outcome.compared > 40, "\(outcome)")
        #expect(outcome.all - outcome.comparedOrRefused < 20, "\(outcome)")
    }

    @Test func `random responses and what becomes of them mean what Foundation reads in them`() {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var random = SeededGenerator(seed: seed)
        var outcome = Outcome()
        for _ in 0..<700 {
            let plain = (0..<3).map { _ in RandomResponse.line(&random) }
            let usual = UInt8.random(in: 0..<10, using: &random)
            let lines = plain[1...] + Self.damaged(plain[0] + [0xFF], &random) + Self.damaged([usual], &random)
            for line in lines { compare(line, "seed \(seed)", &outcome) }
        }
        print("seed \(seed): \(outcome)")
        #expect(outcome.compared > 3_000, "seed \(seed): \(outcome)")
        #expect(outcome.compared * 2 > outcome.all, "seed \(seed): \(outcome)")
    }

    /// A line as the fuzzer has it, and three that were edited: mostly other digits and values, so that most of them are still responses.
    private static func damaged(_ input: [UInt8], _ random: inout SeededGenerator) -> [[UInt8]] {
        let verbs: [UInt8] = [0, 3, 3, 3, 3, 5, 5, 5, 6, 7]
        let edits = (0..<3).flatMap { _ in
            [verbs[Int.random(in: 0..<verbs.count, using: &random)]]
                + (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        return HostileLines(input + edits).lines
    }

    private func compare(_ line: [UInt8], _ name: String, _ outcome: inout Outcome) {
        let found = DecodedLine.of(line, by: ResponseDecoder())
        let note = "\(name): \(String(decoding: line, as: UTF8.self))"
        guard let json = FoundationJSON.of(line) else {
            guard case .success = found else { return outcome.refusedByBoth += 1 }
            outcome.takenByDecoder += 1
            #expect(Self.hasTinyNumber(line), "only the decoder takes \(note)")
            return
        }
        if case .failure(.malformed) = found {
            outcome.takenByFoundation += 1
            let isKnown = Self.isDeep(line) || Self.hasLongNumber(line) || Self.isOtherwiseMore(line)
            #expect(isKnown, "only Foundation takes \(note)")
            return
        }
        guard Self.fieldCount(line) == json.fieldCount else { return outcome.repeated += 1 }
        guard let expected = ExpectedLine(json) else {
            outcome.refusedByMeaning += 1
            #expect(throws: RejectReason.self, "should be refused: \(note)") { try found.get() }
            return
        }
        guard !expected.dependsOnOrder else { return outcome.ordered += 1 }
        do throws(RejectReason) {
            let given = try found.get()
            let said = completed(expected, from: given, &outcome)
            #expect(given == said, "\(note)")
            outcome.compared += 1
        } catch { Issue.record("refused with \(error): \(note)") }
    }

    /// Takes over what cannot be known beforehand, once it has been held against what is known of it.
    private func completed(_ expected: ExpectedLine, from given: DecodedLine, _ outcome: inout Outcome) -> DecodedLine {
        var said = expected.said
        if expected.derivesID, given.responseID.starts(with: "auto-".utf8), given.responseID.count == 37 {
            said.responseID = given.responseID
            said.identity = given.identity
        }
        if let payload = expected.payload, let stored = given.payload, FoundationJSON.of(stored) == payload {
            said.payload = stored
        }
        for n in said.answers.indices where n < given.answers.count {
            let answer = given.answers[n]
            if let choices = expected.structures[n], let spelled = FoundationJSON.of(answer.text),
                choices.contains(spelled)
            {
                said.answers[n].text = answer.text
                said.answers[n].textHash = ExpectedLine.hash(answer.text)
            }
            for number in [\DecodedLine.Answer.x, \.y]
            where said.answers[n][keyPath: number] == (-0.0).bitPattern && answer[keyPath: number] == 0 {
                said.answers[n][keyPath: number] = 0
                outcome.minusZero += 1
            }
        }
        return said
    }

    // MARK: What differs by design

    /// Names of fields in a line of valid JSON, each as often as it stands there.
    private static func fieldCount(_ line: [UInt8]) -> Int {
        var count = 0
        var at = 0
        while at < line.count {
            guard line[at] == UInt8(ascii: "\"") else {
                at += 1
                continue
            }
            at += 1
            while at < line.count, line[at] != UInt8(ascii: "\"") { at += line[at] == UInt8(ascii: "\\") ? 2 : 1 }
            at += 1
            while at < line.count, line[at] <= 0x20 { at += 1 }
            if at < line.count, line[at] == UInt8(ascii: ":") { count += 1 }
        }
        return count
    }

    private static func isDeep(_ line: [UInt8]) -> Bool { line.count { "[{".utf8.contains($0) } >= 64 }

    private static func hasLongNumber(_ line: [UInt8]) -> Bool {
        line.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.contains { $0.count >= 19 }
    }

    /// UTF-16, a mark in front, or a comma behind the last field.
    private static func isOtherwiseMore(_ line: [UInt8]) -> Bool {
        let dense = line.filter { !" \t\r".utf8.contains($0) }
        let endsInComma = zip(dense, dense.dropFirst()).contains { $0 == UInt8(ascii: ",") && "]}".utf8.contains($1) }
        return line.contains(0) || line.starts(with: [0xEF, 0xBB, 0xBF]) || endsInComma
    }

    private static func hasTinyNumber(_ line: [UInt8]) -> Bool {
        line.indices.dropLast().contains { line[$0] | 0x20 == UInt8(ascii: "e") && line[$0 + 1] == UInt8(ascii: "-") }
    }
}
