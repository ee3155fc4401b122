import CollectModel
import Testing

@testable import CollectStream

@Suite struct HostileInputTests {
    @Test(arguments: HostileLine.all)
    func `each is refused with its reason or taken, alone`(line: HostileLine) throws {
        let decoder = ResponseDecoder()
        let batch = FactBatch()
        let probe = Array(#"{"formId":"f","answers":[{"questionId":"q","text":"kept"}]}"#.utf8)
        _ = try decoder.decode(copying: probe, receivedMs: 0, fallbackMs: 0, into: batch)
        do {
            let found = try decoder.decode(copying: line.bytes, receivedMs: 0, fallbackMs: 0, into: batch)
            let isUnknown = line.reason?.hasPrefix("there is no response") ?? false
            #expect(line.reason == nil || isUnknown)
            #expect(found.facts == nil || batch.responses.count == 2)
        } catch {
            let expected = try #require(line.reason, "refused: \(error.sentence.prefix(200))")
            #expect(error.sentence.hasPrefix(expected), "\(error.sentence.prefix(200))")
            #expect(batch.responses.count == 1)
            #expect(batch.answerCount == 1, "a refused line leaves nothing behind")
        }
    }
}
