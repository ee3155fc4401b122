import CollectModel

/// Takes a line apart into stretches: what is the same in the next line, and what will differ.
///
/// Why bytes and not the tape: the tape does not say where in the line a value stands.
/// Precondition: the line is valid JSON and was decoded as a response of `form`. Of a line that is not, nothing is learned.
struct LayoutLesson {
    private(set) var head = LayoutStretch()
    private(set) var answers: [LayoutStretch] = []
    private(set) var tail = LayoutStretch()

    private let form: FormEntry
    /// Labels differ from response to response, as in "How old is Ana?".
    private let labelsDiffer: Bool
    private var scanner: LineScanner
    private var draft = LayoutStretch()
    private var literalStart = 0
    private var hasAnswers = false
    private var answer = AnswerNames()
    private var cursor = 0

    /// What an answer is called.
    private struct AnswerNames {
        var question: Range<Int>?
        var type: Range<Int>?
        var label: Range<Int>?
        var hasText = false
        var hasStructure = false
    }

    /// What an object or array belongs to.
    private enum Context { case response, responseTime, answer, location, coordinates, point, other }

    init(line: UnsafeRawBufferPointer, form: FormEntry, labelsDiffer: Bool) {
        scanner = LineScanner(line)
        self.form = form
        self.labelsDiffer = labelsDiffer
    }

    /// False where the line has something that a layout cannot express.
    mutating func read() -> Bool {
        guard object(.response), scanner.isAtEnd, hasAnswers else { return false }
        end(.end)
        tail = draft
        return true
    }

    /// Ends a literal, behind which `value` stands.
    private mutating func end(_ value: LayoutValue) {
        draft.add(literal: scanner.bytes(literalStart..<scanner.at), value: value)
        literalStart = scanner.at
    }

    private mutating func object(_ context: Context) -> Bool {
        guard scanner.take("{") else { return false }
        if scanner.takeAfterSpace("}") { return true }
        var seen: UInt64 = 0
        repeat {
            scanner.skipSpace()
            // A name with escapes is another one than its bytes say.
            guard let key = scanner.string().flatMap(scanner.plain) else { return false }
            let name = FieldName(key)
            // Of a key that stands twice the last one counts, which no stretch can say.
            let bit: UInt64 = name == .other ? 0 : 1 << UInt64(name.rawValue)
            guard seen & bit == 0, scanner.takeAfterSpace(":") else { return false }
            seen |= bit
            if context == .response { draft.traits.names.insert(name) }
            scanner.skipSpace()
            guard value(name, context) else { return false }
        } while scanner.takeAfterSpace(",")
        return scanner.takeAfterSpace("}")
    }

    private mutating func value(_ name: FieldName, _ context: Context) -> Bool {
        let first = scanner.byte
        if context == .answer, first != UInt8(ascii: "\"") {
            // A choice that is no text may be named by what is inside, and hides a truth value.
            if name == .choice { return false }
            if name == .state, first != UInt8(ascii: "n") { draft.traits.isActive = false }
        }
        switch first {
        case UInt8(ascii: "\""): return text(name, context)
        case UInt8(ascii: "{"):
            noteStructure(name, context)
            switch (context, name) {
            case (.response, .responseTime): return object(.responseTime)
            case (.response, .response), (.answer, .attachment): return false
            case (.answer, .location): return object(.location)
            default: return object(.other)
            }
        case UInt8(ascii: "["): return array(name, context)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return word(name, context)
        default: return number(name, context)
        }
    }

    /// Of a question without a kind, a field that no type has stands for a text that is missing: only the tape can spell it.
    private mutating func noteStructure(_ name: FieldName, _ context: Context) {
        let isKnown: Bool =
            switch name {
            case .questionId, .questionType, .key, .text, .state, .createdBy, .number, .phone, .location, .choices,
                .choice, .boolean, .responseId, .createdOnDeviceAt, .lastModifiedOnDeviceAt:
                true
            default: false
            }
        if context == .answer, !isKnown { answer.hasStructure = true }
    }

    private mutating func text(_ name: FieldName, _ context: Context) -> Bool {
        noteStructure(name, context)
        guard let whole = scanner.string() else { return false }
        let value: LayoutValue
        switch (context, name) {
        case (.response, .op): return false
        case (.response, .formId): return true
        case (.answer, .questionId):
            answer.question = whole
            return true
        case (.answer, .questionType):
            answer.type = whole
            return true
        case (.answer, .key) where !labelsDiffer:
            answer.label = whole
            return true
        case (.answer, .key): value = .label
        case (.answer, .state) where AnswerFields.isActive(state: scanner.field(whole)): return true
        case (.answer, .text):
            answer.hasText = true
            value = .text
        default: value = Self.value(of: name, in: context)
        }
        // The quotes belong to the literals around the value.
        let behind = scanner.at
        scanner.at = whole.lowerBound + 1
        end(value)
        literalStart = behind - 1
        scanner.at = behind
        return true
    }

    private static func value(of name: FieldName, in context: Context) -> LayoutValue {
        switch (context, name) {
        case (.response, .responseId): .responseID
        case (.response, .deviceId): .device
        case (.response, .createdOnDeviceAt): .responseCreatedAt
        case (.response, .submittedOnDeviceAt): .submittedAt
        case (.response, .syncedFromDeviceAt): .syncedAt
        case (.response, .formVersion): .formVersion
        case (.answer, .phone): .phone
        case (.answer, .choice): .option
        case (.answer, .state): .state
        case (.answer, .createdBy): .createdBy
        case (.answer, .createdOnDeviceAt): .createdAt
        case (.answer, .lastModifiedOnDeviceAt): .modifiedAt
        case (.answer, .responseId): .idOnAnswer
        default: .anyString
        }
    }

    private mutating func number(_ name: FieldName, _ context: Context) -> Bool {
        noteStructure(name, context)
        let value: LayoutValue =
            switch (context, name) {
            case (.responseTime, .totalTime): .totalTime
            case (.answer, .number): .number
            case (.point, .latitude): .latitude
            case (.point, .longitude): .longitude
            case (.point, .accuracy): .accuracy
            case (.location, .accuracy): .accuracyBeside
            case (.response, .formVersion): .formVersionNumber
            default: .anyNumber
            }
        end(value)
        guard scanner.number() else { return false }
        literalStart = scanner.at
        return true
    }

    /// `true`, `false` or `null`: the same in every line of this stretch.
    private mutating func word(_ name: FieldName, _ context: Context) -> Bool {
        noteStructure(name, context)
        let first = scanner.byte
        if context == .answer, name == .boolean, first != UInt8(ascii: "n") {
            draft.traits.truth = first == UInt8(ascii: "t")
        }
        return scanner.word()
    }

    private mutating func array(_ name: FieldName, _ context: Context) -> Bool {
        noteStructure(name, context)
        switch (context, name) {
        case (.response, .answers): return answerList()
        case (.answer, .choices): return false
        case (.location, .coordinates): return list(.coordinates)
        default: return list(.other)
        }
    }

    /// An array whose elements are as many in every line of this stretch.
    private mutating func list(_ context: Context) -> Bool {
        guard scanner.take("[") else { return false }
        if scanner.takeAfterSpace("]") { return true }
        var n = 0
        repeat {
            scanner.skipSpace()
            let isFirstPoint = context == .coordinates && n == 0 && scanner.byte == UInt8(ascii: "{")
            guard isFirstPoint ? object(.point) : value(.other, .other) else { return false }
            n += 1
        } while scanner.takeAfterSpace(",")
        return scanner.takeAfterSpace("]")
    }

    private mutating func answerList() -> Bool {
        guard scanner.take("[") else { return false }
        end(.end)
        head = draft
        hasAnswers = true
        if scanner.byte != UInt8(ascii: "]") {
            repeat {
                draft = LayoutStretch()
                answer = AnswerNames()
                literalStart = scanner.at
                guard object(.answer), endAnswer() else { return false }
            } while scanner.take(",")
        }
        draft = LayoutStretch()
        literalStart = scanner.at
        return scanner.take("]")
    }

    private mutating func endAnswer() -> Bool {
        guard let question = answer.question.flatMap(scanner.plain) else { return false }
        var type = FieldBytes.absent
        if let given = answer.type {
            guard let plain = scanner.plain(given) else { return false }
            type = plain
        }
        let number = form.question(id: question, type: type, cursor: &cursor)
        draft.traits.question = number
        draft.traits.kind = form.questions[Int(number)].kind
        // Answers in answers are as many as they like.
        if draft.traits.kind == .matrix || draft.traits.kind == .repeating { return false }
        if draft.traits.kind == .other, !answer.hasText, answer.hasStructure { return false }
        if let label = answer.label {
            guard let plain = scanner.plain(label) else { return false }
            draft.traits.label = form.label(of: number, plain)
        }
        end(.end)
        answers.append(draft)
        return true
    }
}
