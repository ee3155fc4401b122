import CollectModel

/// Reads the answers of one parsed response into facts.
struct AnswerReader {
    let tape: JSONTape
    let form: FormEntry
    let batch: FactBatch
    var cursor = 0
    private let dwell: DwellTimes
    private var times = TimestampReader()
    /// The batch's place of the response's first answer.
    private let first: Int
    var rowName: [UInt8] = []
    /// Answers in repeats in repeats: further in, they are left out.
    static let deepest = 4

    init(tape: JSONTape, form: FormEntry, batch: FactBatch, dwell: DwellTimes) {
        dwell.begin()
        self.dwell = dwell
        self.tape = tape
        self.form = form
        self.batch = batch
        first = batch.answerCount
    }

    /// The fields of an answer, as indices and bytes of the tape.
    private struct Found {
        var fields = AnswerFields()
        var question: FieldBytes?
        var questionHasWrongType = false
        var type: FieldBytes?
        var location: Int?
        var choices: Int?
        var choice: Int?
        var truth: Bool?
        /// The first field that no type of question has: a structured answer.
        var structure: Int?
        var rows: Int?
        var instances: Int?
    }

    /// Where answers stand: at the top of a response, or in an instance of a repeat.
    struct Level {
        var depth = 0
        /// What stands before `answers[n]` in an error.
        var path = ""
        /// Answers in what was deleted are deleted.
        var isActive = true
    }

    /// Appends a fact for each answer of the array at `i`, and notes in `response` what answers say of all of it. Rows of a matrix and answers in
    /// a repeat are answers too, and follow the one in which they stand.
    mutating func read(_ i: Int, into response: inout ResponseFields) throws(RejectReason) {
        try readAnswers(i, Level(), into: &response)
        dwell.write(to: batch)
    }

    mutating func readAnswers(
        _ i: Int, _ level: Level, into response: inout ResponseFields
    ) throws(RejectReason) {
        let end = tape.after(i) - 1
        var at = i + 1
        var position = 0
        while at < end {
            try checkRoom(in: i)
            try readAnswer(at, position, level, into: &response)
            position += 1
            at = tape.after(at)
        }
    }

    func checkRoom(in i: Int) throws(RejectReason) {
        guard batch.answerCount - first < ResponseLimits.answers else {
            throw .tooManyAnswers(max(count(i), ResponseLimits.answers + 1))
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

    private mutating func readAnswer(
        _ i: Int, _ position: Int, _ level: Level, into response: inout ResponseFields
    ) throws(RejectReason) {
        guard tape.kind(i) == .object else {
            throw .wrongType(field: "\(level.path)answers[\(position)]", expected: "an object")
        }
        var found = find(i)
        guard let question = found.question else {
            let field = "\(level.path)answers[\(position)].questionId"
            if found.questionHasWrongType { throw .wrongType(field: field, expected: "a string") }
            throw .missing(field)
        }
        if question.count < 1 || question.count > ResponseLimits.idBytes {
            throw .badID(field: "\(level.path)answers[\(position)].questionId", length: question.count)
        }
        if found.fields.text.count > ResponseLimits.textBytes {
            let name = String(decoding: question, as: UTF8.self)
            throw .textTooLong(question: name, bytes: found.fields.text.count)
        }
        let number = form.question(id: question, type: found.type ?? .absent, cursor: &cursor)
        var fact = newFact(question: number)
        if !found.fields.isActive || !level.isActive {
            found.fields.isActive = false
            fact.flags.remove(.active)
        }
        if !found.fields.label.isAbsent { fact.label = form.label(of: number, found.fields.label) }
        let kind = form.questions[Int(number)].kind
        fill(&fact, from: &found, as: kind)
        let place = batch.append(fact)
        dwell.note(found.fields, fact: place)
        if level.depth == 0 { response.note(found.fields, position: position) }
        if kind == .matrix, let rows = found.rows { try readRows(rows, of: question, at: place) }
        if kind == .repeating, let instances = found.instances {
            var inner = level
            inner.depth += 1
            inner.isActive = found.fields.isActive
            inner.path = "\(level.path)answers[\(position)]."
            try readInstances(instances, of: place, inner, into: &response)
        }
    }

    func newFact(question: Int32) -> AnswerFact {
        AnswerFact(question: question, position: UInt16(truncatingIfNeeded: batch.answerCount - first))
    }

    // MARK: Fields

    private mutating func find(_ i: Int) -> Found {
        var found = Found()
        let end = tape.after(i) - 1
        var at = i + 1
        while at < end {
            let value = at + 1
            switch FieldName(tape.string(at)) {
            case .questionId:
                found.question = tape.stringIfAny(value)
                found.questionHasWrongType = found.question == nil
            case .questionType: found.type = tape.stringIfAny(value)
            case .key: found.fields.label = tape.stringIfAny(value) ?? .absent
            case .text: found.fields.text = tape.stringIfAny(value) ?? .absent
            case .state: found.fields.isActive = isActive(value)
            case .createdBy: found.fields.createdBy = tape.stringIfAny(value) ?? .absent
            case .number: found.fields.number = tape.number(value) ?? .nan
            case .phone: found.fields.phone = tape.stringIfAny(value) ?? .absent
            case .location: found.location = tape.kind(value) == .object ? value : nil
            case .choices: found.choices = tape.kind(value) == .array ? value : nil
            case .choice: found.choice = value
            case .attachment: readAttachment(value, into: &found.fields)
            case .boolean: found.truth = tape.kind(value) == .yes ? true : tape.kind(value) == .no ? false : nil
            case .responseId: noteResponseID(value, in: &found.fields)
            case .createdOnDeviceAt: found.fields.createdMs = time(value)
            case .lastModifiedOnDeviceAt: found.fields.modifiedMs = time(value)
            case .rows:
                found.rows = tape.kind(value) == .array ? value : nil
                found.structure = found.structure ?? value
            case .repeat:
                found.instances = tape.kind(value) == .array ? value : nil
                found.structure = found.structure ?? value
            default: if found.structure == nil { found.structure = value }
            }
            at = tape.after(value)
        }
        return found
    }

    private mutating func time(_ i: Int) -> Int64 {
        tape.stringIfAny(i).flatMap { times.ms($0) } ?? AnswerFields.noTime
    }

    private func noteResponseID(_ i: Int, in fields: inout AnswerFields) {
        if let id = tape.stringIfAny(i) { fields.responseID = id }
    }

    /// An answer without a state is active; so is one whose state is null.
    private func isActive(_ i: Int) -> Bool {
        guard let state = tape.stringIfAny(i) else { return tape.kind(i) == .null }
        return AnswerFields.isActive(state: state)
    }

    private func fill(_ fact: inout AnswerFact, from found: inout Found, as kind: QuestionKind) {
        switch kind {
        case .multiChoice, .ranking:
            if let choices = found.choices { return fillChoices(&fact, choices) }
        case .choice:
            found.fields.option = (found.choice.map(optionName) ?? found.truth.map(AnswerFields.name)) ?? .absent
        case .location: found.location.map { readLocation($0, into: &found.fields) }
        case .other:
            if found.fields.text.isAbsent, let structure = found.structure {
                // Rows of a matrix, parts of a repeat: told apart by their one spelling.
                return CanonicalJSON.canonical(tape, at: structure).withUnsafeBufferPointer {
                    batch.fillText(&fact, $0)
                }
            }
        default: break
        }
        batch.fill(&fact, from: found.fields, as: kind)
    }

    /// A choice is a string, or an object whose label, text or code names it.
    func optionName(_ i: Int) -> FieldBytes? {
        if let text = tape.stringIfAny(i) { return text }
        guard tape.kind(i) == .object else { return nil }
        var code: FieldBytes?
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

    private func fillChoices(_ fact: inout AnswerFact, _ i: Int) {
        let offset = UInt32(batch.textBytes)
        var at = i + 1
        while at < tape.after(i) - 1 {
            if let name = optionName(at) {
                _ = withUnsafeBytes(of: UInt32(name.count)) { batch.append($0.bindMemory(to: UInt8.self)) }
                batch.append(name)
            }
            at = tape.after(at)
        }
        fact.flags.insert(.listed)
        fact.setText(offset: offset, length: UInt32(batch.textBytes) - offset, hash: 0)
    }

    /// A file is there when it has a size and its state, where one is given, is not `missing` or `expected`.
    private func readAttachment(_ i: Int, into fields: inout AnswerFields) {
        guard tape.kind(i) == .object else { return }
        var isThere = true
        var at = i + 1
        while at < tape.after(i) - 1 {
            switch FieldName(tape.string(at)) {
            case .sha256:
                let hash = tape.stringIfAny(at + 1) ?? .absent
                fields.fileHash = hash.isEmpty ? 0 : ByteHash.of(UnsafeRawBufferPointer(hash))
            case .size: if let size = tape.number(at + 1), size >= 0 { fields.fileBytes = size.rounded(.down) }
            case .state:
                if let state = tape.stringIfAny(at + 1) {
                    isThere = !FieldName.equal(state, "missing") && !FieldName.equal(state, "expected")
                }
            default: break
            }
            at = tape.after(at + 1)
        }
        if !isThere { fields.fileBytes = .nan }
    }

    /// The first point of a location; a line or polygon is placed by where it begins. How far it may be off stands in the point, or beside them.
    private func readLocation(_ i: Int, into fields: inout AnswerFields) {
        var beside = AnswerFact.unknownAccuracy
        var at = i + 1
        while at < tape.after(i) - 1 {
            let value = at + 1
            switch FieldName(tape.string(at)) {
            case .coordinates where tape.kind(value) == .array && tape.after(value) - value > 2:
                readPoint(value + 1, into: &fields)
            case .accuracy: beside = AnswerFields.decimetres(tape.number(value) ?? .nan)
            default: break
            }
            at = tape.after(value)
        }
        if fields.accuracyDm == AnswerFact.unknownAccuracy { fields.accuracyDm = beside }
    }

    private func readPoint(_ i: Int, into fields: inout AnswerFields) {
        guard tape.kind(i) == .object else { return }
        var at = i + 1
        while at < tape.after(i) - 1 {
            switch FieldName(tape.string(at)) {
            case .latitude: fields.latitude = tape.number(at + 1) ?? .nan
            case .longitude: fields.longitude = tape.number(at + 1) ?? .nan
            case .accuracy: fields.accuracyDm = AnswerFields.decimetres(tape.number(at + 1) ?? .nan)
            default: break
            }
            at = tape.after(at + 1)
        }
    }
}
