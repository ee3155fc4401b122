import CollectModel
import Testing

@testable import CollectStream

/// The id of a response, and what makes two responses the same.
@Suite struct IdentityTests {
    private func id(_ json: String) throws -> String {
        let names = LineNames(decoder: ResponseDecoder(), batch: FactBatch())
        return names.responseID(
            of: try names.decoder.decode(
                copying: Array(json.utf8), receivedMs: 0, fallbackMs: 0, into: names.batch))
    }

    private func content(_ json: String) throws -> String {
        String(decoding: try ResponseDecoder().content(of: Array(json.utf8)), as: UTF8.self)
    }

    private static let base = #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a\/b"}]}"#

    static let same: [String] = [
        #"{"answers":[{"text":"a\/b","number":26,"questionId":"q"}],"deviceId":"é","formId":"f"}"#,
        "  { \"formId\" : \"f\",\t\"deviceId\":\"é\", \"answers\" : [ {\"questionId\":\"q\" , \"number\": 26, \"text\":\"a/b\"} ] } ",
        #"{"formId":"f","deviceId":"\u00e9","answers":[{"questionId":"q","number":26.0,"text":"a\u002fb"}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":2.6e1,"text":"a/b"}],"ip":"1.2.3.4"}"#,
        #"{"formId":"f","deviceId":"é","client":"ios","syncedFromDeviceAt":"x","answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"formId":"x","formId":"f","deviceId":"é","answers":[{"number":1,"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"\u0066ormId":"f","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
    ]

    @Test(arguments: IdentityTests.same)
    func `spelling and the way of sending make no other response`(json: String) throws {
        #expect(try id(json) == id(Self.base))
        #expect(try content(json) == content(Self.base))
    }

    static let different: [String] = [
        #"{"formId":"g","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"e","answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"e\u0301","answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":26.5,"text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":"26","text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a/b "}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a/b","ip":"1"}]}"#,
        #"{"formId":"f","deviceId":"é","x":null,"answers":[{"questionId":"q","number":26,"text":"a/b"}]}"#,
        #"{"formId":"f","deviceId":"é","answers":[{"questionId":"q","number":26,"text":"a/b"},{"questionId":"q"}]}"#,
    ]

    @Test(arguments: IdentityTests.different)
    func `other content is another response`(json: String) throws {
        #expect(try id(json) != id(Self.base))
    }

    @Test func `the id of a response that has none never changes between releases`() throws {
        #expect(try content(Self.base) == #"{"answers":[{"number":26,"questionId":"q","text":"a/b"}],"deviceId":"é"}"#)
        // The first 128 bits of: printf '{"answers":[{"number":26,"questionId":"q","text":"a/b"}],"deviceId":"é","formId":"f"}' | sha256sum
        #expect(try id(Self.base) == "auto-8e27de28cbdeecd7a32b75314aabf91a")
    }

    static let numbers: [(String, String)] = [
        ("-0", "0"), ("-0.0", "0"), ("1e2", "100"), ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("0.1", "0.1"), ("1E-7", "1e-07"), ("123456789.5", "123456789.5"), ("1e300", "1e+300"),
    ]

    @Test(arguments: IdentityTests.numbers)
    func `a number has one spelling`(number: String, spelled: String) throws {
        let found = try content("{\"formId\":\"f\",\"answers\":[],\"n\":\(number)}")
        #expect(found == "{\"answers\":[],\"n\":\(spelled)}")
    }

    @Test func `the response of the appendix keeps its id and a later one has another`() throws {
        let json = try Fixture.text("appendix-response.json")
        #expect(try id(json) == "8852b8a2-20de-4b3a-82c4-baca736ffe04")
        let without = json.replacing(#""responseId":"8852b8a2-20de-4b3a-82c4-baca736ffe04","#, with: "")
        #expect(without != json)
        #expect(try id(without).hasPrefix("auto-"))
        #expect(try id(without.replacing("100.90.66.167", with: "10.0.0.1")) == id(without))
        #expect(try id(without.replacing("13:36:57.444", with: "23:36:57.444")) == id(without))
        #expect(try id(without.replacing("13:36:02.829", with: "13:36:02.830")) != id(without))
    }

    @Test func `an id stands at the top, or on an answer, or is derived`() throws {
        let answer = #"{"questionId":"q","responseId":"on-answer"}"#
        #expect(try id("{\"formId\":\"f\",\"responseId\":\"top\",\"answers\":[\(answer)]}") == "top")
        #expect(try id("{\"formId\":\"f\",\"answers\":[{\"questionId\":\"p\"},\(answer)]}") == "on-answer")
        #expect(try id("{\"formId\":\"f\",\"responseId\":null,\"answers\":[\(answer)]}") == "on-answer")
        #expect(try id("{\"formId\":\"f\",\"responseId\":7,\"answers\":[]}").hasPrefix("auto-"))
        #expect(try id(#"{"formId":"f","answers":[{"questionId":"q","responseId":""}]}"#).hasPrefix("auto-"))
        let long = String(repeating: "é", count: 64)
        #expect(try id("{\"formId\":\"f\",\"responseId\":\"\(long)\",\"answers\":[]}") == long)
    }

    @Test func `a field named response is no wrapping where the line is the response itself`() throws {
        // Two responses that shared such a field were once taken for one another.
        let one = #"{"formId":"f","responseId":"r","answers":[],"note":1,"response":{"a":1}}"#
        let other = #"{"formId":"f","responseId":"r","answers":[],"note":2,"response":{"a":1}}"#
        #expect(try content(one) != content(other))
    }

    @Test func `what names the response is no part of its content`() throws {
        let plain = #"{"formId":"f","responseId":"r","answers":[{"questionId":"q"}]}"#
        let wrapped = #"{"op":"update","formId":"f","responseId":"r","response":{"answers":[{"questionId":"q"}]}}"#
        #expect(try content(plain) == content(wrapped))
    }

    /// Found by fuzzing: the log kept such a response under another id than the one by which it would be recognised when it came alone.
    @Test func `an id is derived from the same content inside an operation and without one`() throws {
        let plain = #"{"formId":"f","answers":[{"questionId":"q"}]}"#
        let derived = try id(plain)
        #expect(derived.hasPrefix("auto-"))
        #expect(try id(#"{"op":"create","formId":"f","response":{"answers":[{"questionId":"q"}]}}"#) == derived)
        #expect(try id(#"{"op":"create","formId":"f","response":\#(plain)}"#) == derived)
        #expect(try id(#"{"op":"create","formId":"g","response":{"answers":[{"questionId":"q"}]}}"#) != derived)
    }

    /// It once kept the null as well, and other readers of the log's JSON took that for the id.
    @Test func `what the log keeps of an operation's response names its id once`() throws {
        let line = #"{"op":"create","formId":"f","responseId":"r","response":{"responseId":null,"answers":[],"x":1}}"#
        let (decoder, batch) = (ResponseDecoder(), FactBatch())
        let decoded = try decoder.decode(copying: Array(line.utf8), receivedMs: 0, fallbackMs: 0, into: batch)
        let payload = try #require(decoded.payload.map { String(decoding: batch.bytes(of: $0), as: UTF8.self) })
        #expect(payload == #"{"answers":[],"x":1,"formId":"f","responseId":"r"}"#)
    }
}
