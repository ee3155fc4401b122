import Testing

/// Lines that no phone should send, and what is said about each.
struct HostileLine: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// The sentence behind FILE:LINE; nil where the line is taken.
    var reason: String?

    init(_ name: String, _ bytes: [UInt8], _ reason: String?) {
        self.name = name
        self.bytes = bytes
        self.reason = reason
    }

    init(_ json: String, _ reason: String?) { self.init(json, Array(json.utf8), reason) }

    var testDescription: String { String(name.prefix(80)) }

    static let all = refused + taken

    private static func form(_ answers: String) -> String { "{\"formId\":\"f\",\"answers\":\(answers)}" }
    private static func op(_ rest: String) -> String { "{\"op\":\"update\",\"formId\":\"f\"\(rest)}" }
    private static func long(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }

    static let refused: [HostileLine] = [
        HostileLine("{\"formId\":\"f\",\"answers\":[", "not valid JSON:"),
        HostileLine("{\"formId\":\"f\",\"answers\":[]}}", "not valid JSON:"),
        HostileLine("{\"formId\":\"f\",\"answers\":[]} {}", "not valid JSON:"),
        HostileLine("{'formId':'f'}", "not valid JSON:"),
        HostileLine("hello", "not valid JSON:"),
        HostileLine(
            "invalid UTF-8", Array("{\"formId\":\"f".utf8) + [0xFF, 0xC0] + Array("\",\"answers\":[]}".utf8),
            "not valid JSON:"),
        HostileLine(
            "half a surrogate", Array("{\"formId\":\"f".utf8) + [0xED, 0xA0, 0x80] + Array("\",\"answers\":[]}".utf8),
            "not valid JSON:"),
        HostileLine(#"{"formId":"\ud800","answers":[]}"#, "not valid JSON:"),
        HostileLine("a NUL in a string", Array("{\"formId\":\"f\u{0}\",\"answers\":[]}".utf8), "not valid JSON:"),
        HostileLine(
            "binary", (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 128) }.filter { $0 != 10 },
            "not valid JSON:"),
        HostileLine("1,000 deep", Array((long("[", 1000) + long("]", 1000)).utf8), "not valid JSON:"),
        HostileLine(
            "1,000 deep in an answer",
            Array(form("[{\"questionId\":\"q\",\"x\":" + long("{\"a\":", 1000) + "1" + long("}", 1000) + "}]").utf8),
            "not valid JSON:"),
        HostileLine(form("[{\"questionId\":\"q\",\"number\":NaN}]"), "not valid JSON:"),
        HostileLine(form("[{\"questionId\":\"q\",\"number\":1e400}]"), "not valid JSON:"),
        HostileLine(
            "1.1 MB", Array(form("[{\"questionId\":\"q\",\"x\":\"\(long("x", 1_100_000))\"}]").utf8),
            "the response has 1100052 bytes; at most 1048576"),
        HostileLine(op(#","responseId":"r","ifVersion":"7","response":{"answers":[]}"#), "ifVersion must be a whole"),
        HostileLine(op(#","responseId":"r","ifVersion":1.5,"response":{"answers":[]}"#), "ifVersion must be a whole"),
        HostileLine(op(#","responseId":"r","ifVersion":true,"response":{"answers":[]}"#), "ifVersion must be a whole"),
        HostileLine(
            op(#","responseId":"a","response":{"responseId":"b","answers":[]}"#),
            "the response names its id b, the operation the id a"),
        HostileLine(
            #"{"op":"delete","formId":"f","responseId":"r","answers":[]}"#,
            "op stands beside answers"),
        HostileLine("[]", "a line must hold one JSON object"),
        HostileLine("null", "a line must hold one JSON object"),
        HostileLine("\"text\"", "a line must hold one JSON object"),
        HostileLine("12", "a line must hold one JSON object"),
        HostileLine("{}", "formId is missing"),
        HostileLine("{\"answers\":[]}", "formId is missing"),
        HostileLine("{\"formId\":null,\"answers\":[]}", "formId must be a string"),
        HostileLine("{\"formId\":7,\"answers\":[]}", "formId must be a string"),
        HostileLine("{\"formId\":\"\",\"answers\":[]}", "formId has 0 bytes; an id has 1 to 128"),
        HostileLine("{\"formId\":\"\(long("f", 129))\",\"answers\":[]}", "formId has 129 bytes"),
        HostileLine("{\"formId\":\"f\"}", "answers is missing"),
        HostileLine(form("null"), "answers must be an array"),
        HostileLine(form("{}"), "answers must be an array"),
        HostileLine(form("\"[]\""), "answers must be an array"),
        HostileLine(form("[1]"), "answers[0] must be an object"),
        HostileLine(form("[{\"questionId\":\"q\"},null]"), "answers[1] must be an object"),
        HostileLine(form("[{\"key\":\"q\"}]"), "answers[0].questionId is missing"),
        HostileLine(form("[{\"questionId\":null}]"), "answers[0].questionId must be a string"),
        HostileLine(form("[{\"questionId\":\"q\"},{\"questionId\":[]}]"), "answers[1].questionId must be a string"),
        HostileLine(form("[{\"questionId\":\"\"}]"), "answers[0].questionId has 0 bytes"),
        HostileLine(form("[{\"questionId\":\"\(long("q", 129))\"}]"), "answers[0].questionId has 129 bytes"),
        HostileLine(
            "3,000 answers",
            Array(form("[" + numbered(3000) + "]").utf8),
            "3000 answers; at most 2000"),
        HostileLine(
            "70 KB of text", Array(form("[{\"questionId\":\"q\",\"text\":\"\(long("x", 70_000))\"}]").utf8),
            "the answer to q has 70000 bytes of text; at most 65536"),
        HostileLine("{\"formId\":\"f\",\"responseId\":\"\",\"answers\":[]}", "responseId has 0 bytes"),
        HostileLine(
            "{\"formId\":\"f\",\"responseId\":\"\(long("r", 129))\",\"answers\":[]}", "responseId has 129 bytes"),
        HostileLine(
            "{\"op\":\"rename\",\"formId\":\"f\",\"responseId\":\"r\"}", "the operation \"rename\" is not one of"),
        HostileLine("{\"op\":\"delete\",\"responseId\":\"r\"}", "formId is missing"),
        HostileLine("{\"op\":\"delete\",\"formId\":\"f\"}", "responseId is missing"),
        HostileLine("{\"op\":\"restore\",\"formId\":\"f\",\"responseId\":null}", "responseId is missing"),
        HostileLine(
            "{\"op\":\"restore\",\"formId\":\"f\",\"responseId\":\"unknown\"}",
            "there is no response unknown of this form"),
        HostileLine(op(",\"responseId\":\"r\""), "response is missing"),
        HostileLine(op(",\"responseId\":\"r\",\"response\":[]"), "response is missing"),
        HostileLine(op(",\"response\":{\"answers\":[]}"), "responseId is missing"),
        HostileLine(op(",\"responseId\":\"r\",\"response\":{}"), "answers is missing"),
        HostileLine(
            op(",\"responseId\":\"r\",\"response\":{\"formId\":\"g\",\"answers\":[]}"),
            "the response names form g, the operation form f"),
        HostileLine(op(",\"responseId\":\"r\",\"response\":{\"formId\":7,\"answers\":[]}"), "formId must be a string"),
        HostileLine("{\"op\":\"create\",\"formId\":\"f\"}", "response is missing"),
    ]

    /// Odd, but what is required is there: taken, and nothing of it harms anybody.
    static let taken: [HostileLine] = [
        HostileLine(form("[]"), nil),
        HostileLine(#"{"op":7,"formId":"f","responseId":"op is no text","answers":[]}"#, nil),
        HostileLine(#"{"op":"my own field","formId":"f","responseId":"has answers","answers":[]}"#, nil),
        HostileLine("null everywhere", everywhere { _ in "null" }, nil),
        HostileLine("wrong types everywhere", everywhere { ["[]", "{}", "7", "true", #"{"x":[1]}"#][$0 % 5] }, nil),
        spanning("9223372036854775807"), spanning("-9223372036854775808"), spanning("1e300"),
        spanning("18446744073709551615"),
        answered(
            "Number", ["1.7e308", "-1.7e308", "5e-324", "18446744073709551615", "-0.0"].map { "\"number\":\($0)" }),
        answered(
            "Date", ["0000-01-01", "9999-12-31T23:59:59.999-1800", "9999-99-99", ""].map { "\"text\":\"\($0)\"" }),
        answered(
            "Location",
            [#"[{"latitude":1e300,"longitude":-1e300}]"#, "[[1,2]]", "[]", "[null]", "{}", #"[{"latitude":"1"}]"#].map {
                "\"location\":{\"coordinates\":\($0)}"
            }),
        answered("Location", [#""location":{}"#, #""location":[]"#, #""location":7"#]),
        answered(
            "Phone",
            ["", "+", "+1", "+12", "+123", "+1234567", "+1234567890123456", "+0123456789"].map { "\"phone\":\"\($0)\"" }
        ),
        answered(
            "MultiChoice",
            [
                #""choices":[null,1,"","a",{"label":7,"code":"c"},{},[]]"#, #""text":", , ,,""#, #""text":"""#,
                #""choices":[]"#,
            ]),
        answered("Text", [#""text":"\u001b[2J\u202e\u0000\ud83e\udd55""#, "\"text\":\"\(long("x", 65_536))\""]),
        HostileLine("2,000 answers", Array(form("[" + numbered(2000) + "]").utf8), nil),
        HostileLine(
            "60 deep", Array(form("[{\"questionId\":\"q\",\"x\":\(long("[", 58))\(long("]", 58))}]").utf8), nil),
    ]

    private static func numbered(_ count: Int) -> String {
        (0..<count).map { "{\"questionId\":\"q\($0)\"}" }.joined(separator: ",")
    }

    private static func spanning(_ totalTime: String) -> HostileLine {
        HostileLine("{\"formId\":\"f\",\"responseTime\":{\"totalTime\":\(totalTime)},\"answers\":[]}", nil)
    }

    /// One response with an answer for each content, all to one question of a type.
    private static func answered(_ type: String, _ contents: [String]) -> HostileLine {
        let answers = contents.map { "{\"questionId\":\"\(type)\",\"questionType\":\"\(type)\",\($0)}" }
        return HostileLine(form("[" + answers.joined(separator: ",") + "]"), nil)
    }

    /// A response with a strange value in every field that may have one.
    private static func everywhere(_ value: (Int) -> String) -> [UInt8] {
        let top = [
            "responseId", "deviceId", "createdOnDeviceAt", "submittedOnDeviceAt", "lastModifiedOnDeviceAt",
            "syncedFromDeviceAt", "responseTime", "client", "ip",
        ]
        let inner = [
            "key", "text", "state", "createdBy", "questionType", "number", "phone", "location", "choices", "choice",
            "boolean", "responseId", "createdOnDeviceAt",
        ]
        func fields(_ names: [String]) -> String {
            names.enumerated().map { "\"\($1)\":\(value($0))" }.joined(separator: ",")
        }
        let answer = "{\"questionId\":\"q\",\(fields(inner))}"
        return Array("{\"formId\":\"f\",\(fields(top)),\"answers\":[\(answer)]}".utf8)
    }
}
