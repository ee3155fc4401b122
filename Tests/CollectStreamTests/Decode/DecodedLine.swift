import CollectModel

@testable import CollectStream

/// Everything that a decoder says of a line, by name: numbers of forms and questions differ from decoder to decoder.
struct DecodedLine: Equatable {
    struct Answer: Equatable {
        var question: String
        var type: String
        var position: UInt16
        var flags: UInt8
        var text: [UInt8]
        var textHash: UInt64
        var label: String?
        var dwellMs: Int32
        /// Bit patterns, because a number that is none equals nothing.
        var x: UInt64
        var y: UInt64
    }

    var form: String
    var responseID: [UInt8]
    var identity: UInt64
    var operation: String
    var flags: UInt8
    var times: [Int64]
    var deviceAndCollector: [UInt64]
    var answers: [Answer]

    /// What `decoder` makes of `line`, or the sentence by which it is refused.
    static func of(_ line: [UInt8], by decoder: ResponseDecoder) -> Result<DecodedLine, RejectReason> {
        let batch = FactBatch()
        do throws(RejectReason) {
            let decoded = try decoder.decode(
                copying: line, receivedMs: 1_790_000_000_000, fallbackMs: 0, into: batch)
            return .success(DecodedLine(decoded, batch, decoder))
        } catch { return .failure(error) }
    }

    init(_ line: ResponseDecoder.Line, _ batch: FactBatch, _ decoder: ResponseDecoder) {
        let entry = decoder.form(of: line)
        form = entry.name
        responseID = Array(batch.bytes(of: line.responseID))
        identity = line.identity
        operation = "\(line.operation)"
        let facts = line.facts.map { batch.responses[$0] }
        flags = facts?.flags.rawValue ?? 0
        times = [facts?.receivedMs, facts?.eventMs, facts?.durationMs, line.submittedMs, line.syncedMs].map { $0 ?? -7 }
        deviceAndCollector = [facts?.deviceHash ?? 0, facts?.collectorHash ?? 0]
        let range = facts.map { Int($0.answerStart)..<Int($0.answerStart) + Int($0.answerCount) } ?? 0..<0
        answers = range.map { n in
            let fact = batch[n]
            let question = entry.questions[Int(fact.question)]
            return Answer(
                question: question.id.text, type: question.type.text, position: fact.position,
                flags: fact.flags.rawValue, text: Array(batch.text(of: fact)), textHash: fact.textHash,
                label: fact.label < 0 ? nil : entry.labelText(of: fact.question, fact.label), dwellMs: fact.dwellMs,
                x: fact.x.bitPattern, y: fact.y.bitPattern)
        }
    }
}
