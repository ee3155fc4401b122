import CollectModel
import DecoderFuzzing
import Testing

@testable import CollectStream

/// Lines of a known layout are not parsed; what is read of them must be what the parser gives. A decoder that has never seen a line always
/// parses.
@Suite struct LayoutTests {
    private static func mutated(_ line: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var line = line
        let marks = Array("\"\\{}[],: 0e.-tn\u{1}\u{7F}".utf8) + [0x80, 0xC3, 0xF0, 0xFF]
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let at = Int.random(in: 0..<line.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: line[at] = marks[Int.random(in: 0..<marks.count, using: &random)]
            case 1: line.insert(marks[Int.random(in: 0..<marks.count, using: &random)], at: at)
            case 2: line.remove(at: at)
            case 3: line[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 4, 5:
                line[at] =
                    line[at] >= 0x30 && line[at] <= 0x39 ? UInt8.random(in: 0x30...0x39, using: &random) : line[at]
            default:
                let end = min(line.count, at + Int.random(in: 1...40, using: &random))
                line.insert(contentsOf: line[at..<end], at: Int.random(in: 0..<line.count, using: &random))
            }
            if line.isEmpty { line = [0x7B] }
        }
        return line
    }

    @Test func `what is read of a known layout is what the parser gives`() {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var random = SeededGenerator(seed: seed)
        let warm = ResponseDecoder()
        var read = 0
        var readAfterMutation = 0
        for n in 0..<40_000 {
            let original = RandomResponse.line(&random)
            let line = n % 2 == 0 ? original : Self.mutated(original, &random)
            let expected = DecodedLine.of(line, by: ResponseDecoder())
            let isRead = Self.isRead(line, by: warm)
            let found = DecodedLine.of(line, by: warm)
            if found != expected {
                Issue.record("seed \(seed), line \(n): \(String(decoding: line, as: UTF8.self))\n\(found)\n\(expected)")
                return
            }
            if isRead { if n % 2 == 0 { read += 1 } else { readAfterMutation += 1 } }
        }
        #expect(read > 2_000, "most plain lines are recognised: \(read), seed \(seed)")
        #expect(readAfterMutation > 500, "some values were changed to others: \(readAfterMutation), seed \(seed)")
    }

    private static func isRead(_ line: [UInt8], by decoder: ResponseDecoder) -> Bool {
        let padded = line + [UInt8](repeating: 0, count: JSONParser.padding)
        var fields = ResponseFields()
        return padded.withUnsafeBytes {
            decoder.layouts.read(UnsafeRawBufferPointer(rebasing: $0[..<line.count]), into: FactBatch(), &fields) != nil
        }
    }

    /// Two forms that share their questions once counted the answers of such a line twice.
    @Test func `a line that names its form at its end is read as that form's alone`() {
        let decoder = ResponseDecoder()
        for n in 0..<40 {
            let form = n % 3 == 0 ? "g" : "f"
            let answer = #"{"questionId":"q","questionType":"Text","text":"x\#(n)"}"#
            let line = Array(#"{"answers":[\#(answer)],"responseId":"r\#(n)","formId":"\#(form)"}"#.utf8)
            #expect(DecodedLine.of(line, by: decoder) == DecodedLine.of(line, by: ResponseDecoder()), "line \(n)")
        }
    }

    @Test func `labels that differ from response to response become values`() {
        let decoder = ResponseDecoder()
        let lines = (0..<12).map { n in
            Array(
                #"{"formId":"f","responseId":"r\#(n)","answers":[{"questionId":"q","questionType":"Text","key":"How old is No. \#(n)?","text":"x"}]}"#
                    .utf8)
        }
        for line in lines { _ = DecodedLine.of(line, by: decoder) }
        let known = lines.map { Self.isRead($0, by: decoder) }
        #expect(!known.contains(false))
        for line in lines {
            #expect(DecodedLine.of(line, by: decoder) == DecodedLine.of(line, by: ResponseDecoder()))
        }
    }

    @Test func `a form that never looks the same twice is learned from only so often`() throws {
        let decoder = ResponseDecoder()
        for n in 0..<2_000 {
            let fields = (0..<n % 50).map { #""field\#(n)-\#($0)":1"# }.joined(separator: ",")
            let line = #"{\#(fields)\#(fields.isEmpty ? "" : ",")"formId":"f","responseId":"r","answers":[]}"#
            let decoded = DecodedLine.of(Array(line.utf8), by: decoder)
            #expect(try decoded.get().form == Array("f".utf8))
        }
    }

    private static let fields = [
        "key", "text", "state", "createdBy", "number", "phone", "location", "choices", "choice", "boolean",
        "attachment",
        "responseId", "createdOnDeviceAt", "lastModifiedOnDeviceAt", "rows",
    ]
    private static let values = ["null", "true", "7", #""x""#, "{}", "[]", #"{"label":"x"}"#]

    /// Found by fuzzing: an answer whose state was an object was no active one when it was parsed, and one when its layout was known. A choice that was a
    /// number or a list hid a `boolean` from the parser only.
    @Test(arguments: ["Text", "Choice", "MultiChoice", "Number", "Phone", "Location", "Photo", "Matrix"])
    func `fields of every type mean the same once their layout is known`(type: String) {
        for (n, one) in Self.fields.enumerated() {
            for other in Self.fields[n...].dropFirst() {
                for (a, b) in Self.values.flatMap({ a in Self.values.map { (a, $0) } }) {
                    let answer = #"{"questionId":"q","questionType":"\#(type)","\#(one)":\#(a),"\#(other)":\#(b)}"#
                    let line = Array(#"{"formId":"f","responseId":"r","answers":[\#(answer)]}"#.utf8)
                    let decoder = ResponseDecoder()
                    let parsed = DecodedLine.of(line, by: decoder)
                    #expect(DecodedLine.of(line, by: decoder) == parsed, "\(answer)")
                }
            }
        }
    }

    private static func response(_ head: String, _ tail: String = "", answer: String = #""text":"x""#) -> [UInt8] {
        Array(#"{"formId":"f","responseId":"r"\#(head),"answers":[{"questionId":"q",\#(answer)}]\#(tail)}"#.utf8)
    }

    /// Known lines, one with a field in front of the answers and one with it behind them, do not tell what a line with both means.
    @Test func `a field in front of the answers and once more behind them is left to the parser`() {
        let fields = [
            #""deviceId":"#: [#""d""#, "null", "7"], #""responseTime":"#: [#"{"totalTime":5}"#, "{}", "null"],
            #""submittedOnDeviceAt":"#: [#""2026-10-01T08:00:05Z""#, "null"],
            #""responseId":"#: [#""s""#, "null", "7"],
        ]
        for (name, values) in fields {
            for (front, back) in values.flatMap({ a in values.map { (a, $0) } }) {
                let decoder = ResponseDecoder()
                let (head, tail) = (",\(name)\(front)", ",\(name)\(back)")
                for line in [Self.response(head), Self.response("", tail), Self.response(head, tail)] {
                    let found = DecodedLine.of(line, by: decoder)
                    #expect(
                        found == DecodedLine.of(line, by: ResponseDecoder()), "\(String(decoding: line, as: UTF8.self))"
                    )
                }
            }
        }
    }

    @Test func `a name with escapes is what the parser takes it for`() {
        for answer in [#""te\u0078t":"x""#, #""text":"x","stat\u0065":"deleted""#, #""choic\u0065":"a""#] {
            let decoder = ResponseDecoder()
            for line in [Self.response("", answer: answer), Self.response(#","device\u0049d":"d""#, answer: answer)] {
                for _ in 0..<2 {
                    let found = DecodedLine.of(line, by: decoder)
                    #expect(found == DecodedLine.of(line, by: ResponseDecoder()), "\(answer)")
                }
            }
        }
    }
}
