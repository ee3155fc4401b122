public import CollectModel

/// Reads a stored response into the value that people look at.
///
/// Why apart from `ResponseDecoder`: facts are for a million responses, this is for the one on the screen.
/// Cost: about 5 µs a response.
public final class ResponseReader {
    private let parser = JSONParser()

    public init() {}

    /// The response in `json`, which was stored under these ids; nil where the bytes are no response.
    public func response(_ json: some Collection<UInt8>, formID: String, responseID: String) -> FormResponse? {
        try? parser.parse(copying: json) { tape throws(RejectReason) in
            try Self.response(tape, formID: formID, responseID: responseID, most: .max)
        }
    }

    /// The same of a record of the log, without copying it first, and with at most `most` of its answers.
    func response(_ record: LogRecordHeader, of batch: LogBatch, answersMost most: Int) -> FormResponse? {
        batch.withPayload(of: record) { json in
            try? parser.parse(json) { tape throws(RejectReason) in
                try Self.response(
                    tape, formID: batch.formID(record), responseID: batch.responseID(record), most: most)
            }
        }
    }

    /// The JSON laid out for reading: one field a line, two spaces a level.
    public func pretty(_ json: some Collection<UInt8>) -> [UInt8]? {
        try? parser.parse(copying: json) { tape throws(RejectReason) in
            var out: [UInt8] = []
            CanonicalJSON.pretty(tape, at: JSONTape.start, depth: 0, to: &out)
            return out
        }
    }

    private static func response(
        _ tape: JSONTape, formID: String, responseID: String, most: Int
    ) throws(RejectReason) -> FormResponse {
        guard tape.kind(JSONTape.start) == .object else { throw .notAnObject }
        var response = FormResponse(formID: formID, responseID: responseID)
        eachField(tape, JSONTape.start) { name, field, value in
            switch field {
            case .formId, .responseId: break
            case .deviceId: response.device = text(tape, value)
            case .createdOnDeviceAt: response.createdMs = time(tape, value)
            case .submittedOnDeviceAt: response.submittedMs = time(tape, value)
            case .syncedFromDeviceAt: response.syncedMs = time(tape, value)
            case .responseTime:
                if tape.kind(value) == .object {
                    eachField(tape, value) { if $1 == .totalTime { response.totalTimeMs = tape.integer($2) } }
                }
            case .answers:
                if tape.kind(value) == .array {
                    response.answers = []
                    append(tape, value, most: most, before: "", to: &response.answers)
                }
            case .client: response.client = text(tape, value)
            case .ip: response.ip = text(tape, value)
            case .lastModifiedOnDeviceAt: response.modifiedMs = time(tape, value)
            default:
                let shown = String(decoding: CanonicalJSON.compact(tape, at: value), as: UTF8.self)
                response.unknown.append("\(String(decoding: name, as: UTF8.self)): \(shown)")
            }
        }
        return response
    }

    /// Answers in a repeat follow it, each by itself, so that each is masked by its own name.
    private static func append(
        _ tape: JSONTape, _ i: Int, most: Int, before name: String, in repeats: [String] = [],
        to answers: inout [Answer]
    ) {
        guard tape.kind(i) == .array else { return }
        for element in elements(tape, i) where answers.count < most {
            var answer = answer(tape, element)
            let instances = QuestionKind(typeName: answer.type) == .repeating ? instances(tape, element) : nil
            if !name.isEmpty { answer.key = name + (answer.key.isEmpty ? answer.questionID : answer.key) }
            if let instances { answer.structure = "\(instances.count)" }
            answer.repeats = repeats
            answers.append(answer)
            for (n, instance) in (instances ?? []).enumerated() where repeats.count < AnswerReader.deepest {
                append(
                    tape, instance, most: most, before: "\(name)\(n + 1) · ", in: repeats + [answer.questionID],
                    to: &answers)
            }
        }
    }

    /// The lists of answers in the instances of a repeat.
    private static func instances(_ tape: JSONTape, _ i: Int) -> [Int]? {
        guard tape.kind(i) == .object else { return nil }
        var found: [Int]?
        eachField(tape, i) { _, field, list in
            guard field == .repeat, tape.kind(list) == .array else { return }
            found = []
            for instance in elements(tape, list) where tape.kind(instance) == .object {
                var answers = instance
                eachField(tape, instance) { _, field, value in if field == .answers { answers = value } }
                found?.append(answers)
            }
        }
        return found
    }

    private static func answer(_ tape: JSONTape, _ i: Int) -> Answer {
        var answer = Answer(questionID: "", key: "", type: "")
        guard tape.kind(i) == .object else { return answer }
        eachField(tape, i) { _, field, value in
            switch field {
            case .responseId: break
            case .questionId: answer.questionID = text(tape, value) ?? ""
            case .key: answer.key = text(tape, value) ?? ""
            case .questionType: answer.type = text(tape, value) ?? ""
            case .state: answer.state = text(tape, value) ?? "active"
            case .text: answer.text = text(tape, value)
            case .number: answer.number = tape.number(value)
            case .phone: answer.phone = text(tape, value)
            case .choices:
                if tape.kind(value) == .array { answer.choices = elements(tape, value).compactMap { choice(tape, $0) } }
            case .choice: if answer.text == nil { answer.text = choice(tape, value) }
            case .boolean: if answer.text == nil { answer.text = truth(tape, value) }
            case .location: place(tape, value, &answer)
            case .createdBy: answer.createdBy = text(tape, value)
            case .createdOnDeviceAt: answer.createdMs = time(tape, value)
            case .lastModifiedOnDeviceAt: answer.modifiedMs = time(tape, value)
            default: if answer.structure == nil { answer.structure = words(tape, value) }
            }
        }
        return answer
    }

    /// A structured value in words: `Taste: good, Service: poor` for the rows of a matrix.
    private static func words(_ tape: JSONTape, _ i: Int) -> String? {
        switch tape.kind(i) {
        case .array: return elements(tape, i).compactMap { words(tape, $0) }.joined(separator: ", ")
        case .object:
            var values: [String] = []
            eachField(tape, i) { _, _, value in if let said = words(tape, value) { values.append(said) } }
            return values.joined(separator: ": ")
        default:
            return text(tape, i) ?? truth(tape, i) ?? tape.number(i).map { JSONWriter.text(of: $0) }
        }
    }

    private static func choice(_ tape: JSONTape, _ i: Int) -> String? {
        guard tape.kind(i) == .object else { return text(tape, i) }
        var label: String?
        var code: String?
        eachField(tape, i) { _, field, value in
            if field == .label || field == .text { label = label ?? text(tape, value) }
            if field == .code { code = text(tape, value) }
        }
        return label ?? code
    }

    private static func place(_ tape: JSONTape, _ i: Int, _ answer: inout Answer) {
        guard tape.kind(i) == .object else { return }
        var point: Int?
        eachField(tape, i) { _, field, value in
            if field == .coordinates, tape.kind(value) == .array { point = elements(tape, value).first }
        }
        guard let point, tape.kind(point) == .object else { return }
        eachField(tape, point) { _, field, value in
            if field == .latitude { answer.latitude = tape.number(value) }
            if field == .longitude { answer.longitude = tape.number(value) }
        }
    }

    @inline(__always)
    private static func eachField(
        _ tape: JSONTape, _ i: Int, _ body: (UnsafeBufferPointer<UInt8>, FieldName, Int) -> Void
    ) {
        var at = i + 1
        while at < tape.after(i) - 1 {
            let key = tape.string(at)
            body(key, FieldName(key), at + 1)
            at = tape.after(at + 1)
        }
    }

    private static func elements(_ tape: JSONTape, _ i: Int) -> [Int] {
        var list: [Int] = []
        var at = i + 1
        while at < tape.after(i) - 1 {
            list.append(at)
            at = tape.after(at)
        }
        return list
    }

    private static func text(_ tape: JSONTape, _ i: Int) -> String? {
        tape.stringIfAny(i).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func truth(_ tape: JSONTape, _ i: Int) -> String? {
        tape.kind(i) == .yes ? "true" : tape.kind(i) == .no ? "false" : nil
    }

    private static func time(_ tape: JSONTape, _ i: Int) -> Int64? { tape.stringIfAny(i).flatMap(Timestamp.parse) }
}
