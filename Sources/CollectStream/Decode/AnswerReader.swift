import CollectModel

/// Reads the answers of one response into facts.
struct AnswerReader {
    let tape: JSONTape
    let form: FormEntry
    /// `createdBy` of the first answer: the collector.
    private(set) var collector: UnsafeBufferPointer<UInt8>?
    /// The first `responseId` that stands on an answer, as old clients write it.
    private(set) var responseID: UnsafeBufferPointer<UInt8>?
    private var cursor = 0

    init(tape: JSONTape, form: FormEntry) {
        self.tape = tape
        self.form = form
    }

    /// The fields of an answer, as indices and bytes of the tape.
    private struct Fields {
        var question: UnsafeBufferPointer<UInt8>?
        var questionHasWrongType = false
        var type: UnsafeBufferPointer<UInt8>?
        var label: UnsafeBufferPointer<UInt8>?
        var text: UnsafeBufferPointer<UInt8>?
        var phone: UnsafeBufferPointer<UInt8>?
        var number: Double?
        var boolean: Bool?
        var location: Int?
        var choices: Int?
        var choice: Int?
        /// The first field that no type of question has: a structured answer.
        var structure: Int?
        var active = true
    }

    /// Appends a fact for each answer of the array at `i`.
    mutating func read(_ i: Int, into batch: FactBatch) throws(RejectReason) {
        let end = tape.after(i) - 1
        var at = i + 1
        var position = 0
        while at < end {
            guard position < ResponseLimits.answers else { throw .tooManyAnswers(count(i)) }
            try readAnswer(at, position, into: batch)
            position += 1
            at = tape.after(at)
        }
    }

    private func count(_ i: Int) -> Int {
        var at = i + 1
        var number = 0
        while at < tape.after(i) - 1 {
            number += 1
            at = tape.after(at)
        }
        return number
    }

    private mutating func readAnswer(_ i: Int, _ position: Int, into batch: FactBatch) throws(RejectReason) {
        guard tape.kind(i) == .object else { throw .wrongType(field: "answers[\(position)]", expected: "an object") }
        let fields = fields(of: i, position: position)
        guard let question = fields.question else {
            let field = "answers[\(position)].questionId"
            if fields.questionHasWrongType { throw .wrongType(field: field, expected: "a string") }
            throw .missing(field)
        }
        if question.count < 1 || question.count > ResponseLimits.idBytes {
            throw .badID(field: "answers[\(position)].questionId", length: question.count)
        }
        if let text = fields.text, text.count > ResponseLimits.textBytes {
            throw .textTooLong(question: String(decoding: question, as: UTF8.self), bytes: text.count)
        }
        let type = fields.type ?? UnsafeBufferPointer(start: nil, count: 0)
        let number = form.question(id: question, type: type, cursor: &cursor)
        var fact = AnswerFact(question: number, position: UInt16(truncatingIfNeeded: position))
        if !fields.active { fact.flags.remove(.active) }
        if let label = fields.label { fact.label = form.label(of: number, label) }
        fill(&fact, fields, form.questions[Int(number)].kind, batch)
        batch.answers.append(fact)
    }

    @inline(__always)
    private mutating func fields(of i: Int, position: Int) -> Fields {
        var fields = Fields()
        let end = tape.after(i) - 1
        var at = i + 1
        while at < end {
            let value = at + 1
            switch FieldName(tape.string(at)) {
            case .questionId:
                fields.question = tape.stringIfAny(value)
                fields.questionHasWrongType = fields.question == nil
            case .questionType: fields.type = tape.stringIfAny(value)
            case .key: fields.label = tape.stringIfAny(value)
            case .text: fields.text = tape.stringIfAny(value)
            case .state: fields.active = isActive(value)
            case .createdBy: if position == 0 { collector = tape.stringIfAny(value).flatMap { $0.isEmpty ? nil : $0 } }
            case .number: fields.number = tape.number(value)
            case .phone: fields.phone = tape.stringIfAny(value)
            case .location: fields.location = tape.kind(value) == .object ? value : nil
            case .choices: fields.choices = tape.kind(value) == .array ? value : nil
            case .choice: fields.choice = value
            case .boolean: fields.boolean = tape.kind(value) == .yes ? true : tape.kind(value) == .no ? false : nil
            case .responseId: noteResponseID(value)
            case .createdOnDeviceAt, .lastModifiedOnDeviceAt: break
            default: if fields.structure == nil { fields.structure = value }
            }
            at = tape.after(value)
        }
        return fields
    }

    private mutating func noteResponseID(_ i: Int) {
        guard responseID == nil, let id = tape.stringIfAny(i), id.count >= 1, id.count <= ResponseLimits.idBytes else {
            return
        }
        responseID = id
    }

    /// An answer without a state is active; so is one whose state is null.
    private func isActive(_ i: Int) -> Bool {
        guard let state = tape.stringIfAny(i) else { return tape.kind(i) == .null }
        return FieldName.equal(state, "active")
    }

    private func fill(_ fact: inout AnswerFact, _ fields: Fields, _ kind: QuestionKind, _ batch: FactBatch) {
        switch kind {
        case .number: fillNumber(&fact, fields)
        case .phone: fillPhone(&fact, fields, batch)
        case .location: fillLocation(&fact, fields)
        case .date:
            if let text = fields.text, let ms = Timestamp.parse(text) ?? Timestamp.parseDay(text) {
                fact.x = Double(ms)
                fact.flags.insert(.hasValue)
            }
        case .multiChoice:
            if let choices = fields.choices {
                fillChoices(&fact, choices, batch)
            } else {
                fillText(&fact, fields.text, batch)
            }
        case .choice: fillText(&fact, fields.text ?? optionText(fields), batch)
        case .text: fillText(&fact, fields.text, batch)
        case .other:
            if fields.text == nil, let structure = fields.structure {
                // Rows of a matrix, parts of a repeat: told apart by their one spelling.
                CanonicalJSON.canonical(tape, at: structure).withUnsafeBufferPointer { fillText(&fact, $0, batch) }
            } else {
                fillText(&fact, fields.text, batch)
            }
        }
    }

    @inline(__always)
    private func fillText(_ fact: inout AnswerFact, _ text: UnsafeBufferPointer<UInt8>?, _ batch: FactBatch) {
        guard let text else { return }
        fact.flags.insert(.hasText)
        fact.textOffset = batch.append(text)
        fact.textLength = UInt32(text.count)
        fact.textHash = ByteHash.of(UnsafeRawBufferPointer(text))
    }

    /// The option of a `choice` object or of a `boolean`, for clients that send no text.
    private func optionText(_ fields: Fields) -> UnsafeBufferPointer<UInt8>? {
        if let choice = fields.choice { return optionName(choice) }
        guard let boolean = fields.boolean else { return nil }
        let name: StaticString = boolean ? "true" : "false"
        return UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// A choice is a string, or an object whose label, text or code names it.
    private func optionName(_ i: Int) -> UnsafeBufferPointer<UInt8>? {
        if let text = tape.stringIfAny(i) { return text }
        guard tape.kind(i) == .object else { return nil }
        var code: UnsafeBufferPointer<UInt8>?
        var at = i + 1
        while at < tape.after(i) - 1 {
            switch FieldName(tape.string(at)) {
            case .label, .text: if let name = tape.stringIfAny(at + 1) { return name }
            case .code: code = tape.stringIfAny(at + 1)
            default: break
            }
            at = tape.after(at + 1)
        }
        return code
    }

    private func fillChoices(_ fact: inout AnswerFact, _ i: Int, _ batch: FactBatch) {
        fact.flags.formUnion([.hasText, .listed])
        fact.textOffset = UInt32(batch.textBytes)
        var at = i + 1
        while at < tape.after(i) - 1 {
            if let name = optionName(at) {
                _ = withUnsafeBytes(of: UInt32(name.count)) { batch.append($0.bindMemory(to: UInt8.self)) }
                batch.append(name)
            }
            at = tape.after(at)
        }
        fact.textLength = UInt32(batch.textBytes) - fact.textOffset
    }

    private func fillNumber(_ fact: inout AnswerFact, _ fields: Fields) {
        guard let value = fields.number ?? fields.text.flatMap(Self.parseNumber), value.isFinite else { return }
        fact.x = value
        fact.flags.insert(.hasValue)
    }

    /// A number that stands only as text, such as "26" or "-3.5": decimal digits, no spaces, no hexadecimal, nothing behind it.
    private static func parseNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count > 0, text.count <= 40,
            text.allSatisfy({
                ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E || $0 | 0x20 == 0x65
            })
        else { return nil }
        return Double(String(decoding: text, as: UTF8.self))
    }

    private func fillPhone(_ fact: inout AnswerFact, _ fields: Fields, _ batch: FactBatch) {
        guard let phone = fields.phone ?? fields.text else { return }
        fillText(&fact, phone, batch)
        if Self.isPhone(phone) { fact.flags.insert(.validPhone) }
    }

    /// `+`, then 7 to 15 digits of which the first is not 0. - Source: ITU-T E.164.
    private static func isPhone(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 8, text.count <= 16, text[0] == UInt8(ascii: "+"), text[1] != UInt8(ascii: "0") else {
            return false
        }
        return text.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    /// The first point of a location; a line or polygon is placed by where it begins.
    private func fillLocation(_ fact: inout AnswerFact, _ fields: Fields) {
        guard let location = fields.location else { return }
        var at = location + 1
        while at < tape.after(location) - 1 {
            let value = at + 1
            if FieldName(tape.string(at)) == .coordinates, tape.kind(value) == .array, tape.after(value) - value > 2 {
                fillPoint(&fact, value + 1)
            }
            at = tape.after(value)
        }
    }

    private func fillPoint(_ fact: inout AnswerFact, _ i: Int) {
        guard tape.kind(i) == .object else { return }
        var latitude: Double?
        var longitude: Double?
        var at = i + 1
        while at < tape.after(i) - 1 {
            switch FieldName(tape.string(at)) {
            case .latitude: latitude = tape.number(at + 1)
            case .longitude: longitude = tape.number(at + 1)
            default: break
            }
            at = tape.after(at + 1)
        }
        guard let latitude, let longitude, abs(latitude) <= 90, abs(longitude) <= 180 else { return }
        fact.x = latitude
        fact.y = longitude
        fact.flags.insert(.hasValue)
    }
}
