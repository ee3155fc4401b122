import CollectModel

/// The fields at the top of a parsed response or operation.
struct Envelope {
    var operation: ResponseDecoder.Line.Operation?
    var formID: FieldBytes?
    var fields = ResponseFields()
    var ifVersion: Int64?
    /// Index of the answers, of whatever type they are.
    var answers: Int?
    /// Index of the response inside an operation.
    var response: Int?
    /// The form's id where the operation around a response names it, and the response itself does not.
    private(set) var adoptedFormID: FieldBytes?

    private var formIDHasWrongType = false
    private var ifVersionHasWrongType = false

    /// Reads the object at `i`. Fields of a wrong type count as absent, apart from those that are required.
    init(_ tape: JSONTape, at i: Int) throws(RejectReason) {
        guard tape.kind(i) == .object else { throw .notAnObject }
        var opText: FieldBytes?
        let end = tape.after(i) - 1
        var at = i + 1
        while at < end {
            let key = tape.string(at)
            let value = at + 1
            switch FieldName(key) {
            case .formId:
                formID = tape.stringIfAny(value)
                formIDHasWrongType = formID == nil
            case .responseId: fields.responseID = tape.stringIfAny(value) ?? .absent
            case .deviceId: fields.device = tape.stringIfAny(value) ?? .absent
            case .createdOnDeviceAt: fields.createdMs = tape.stringIfAny(value).flatMap(Timestamp.parse)
            case .submittedOnDeviceAt: fields.submittedMs = tape.stringIfAny(value).flatMap(Timestamp.parse)
            case .syncedFromDeviceAt: fields.syncedMs = tape.stringIfAny(value).flatMap(Timestamp.parse)
            case .responseTime: fields.totalTimeMs = Self.totalTime(tape, value)
            case .formVersion: fields.setVersion(tape.stringIfAny(value) ?? .absent, number: tape.number(value))
            case .answers: answers = value
            case .op: opText = tape.stringIfAny(value)
            case .ifVersion:
                ifVersion = tape.wholeNumber(value)
                ifVersionHasWrongType = ifVersion == nil && tape.kind(value) != .null
            case .response: response = tape.kind(value) == .object ? value : nil
            default: break
            }
            at = tape.after(value)
        }
        if !fields.responseID.isAbsent { try Self.checkID(fields.responseID, "responseId") }
        if let opText { try take(operation: opText) }
    }

    /// A field `op` beside answers may be the form's own, unless it says what would have been lost silently.
    private mutating func take(operation text: FieldBytes) throws(RejectReason) {
        if answers != nil {
            if let named = try? Self.operation(text), named != .create { throw .operationBesideAnswers }
            return
        }
        operation = try Self.operation(text)
        // An edit that is to be stopped when somebody was faster must not go through because its guard cannot be read.
        if ifVersionHasWrongType { throw .wrongType(field: "ifVersion", expected: "a whole number") }
    }

    /// The form's id, or why there is none.
    func requireFormID() throws(RejectReason) -> FieldBytes {
        guard let formID else {
            if formIDHasWrongType { throw .wrongType(field: "formId", expected: "a string") }
            throw .missing("formId")
        }
        try Self.checkID(formID, "formId")
        return formID
    }

    /// Takes the form that the operation around this response names.
    mutating func adopt(formID outer: FieldBytes) throws(RejectReason) {
        if formIDHasWrongType { throw .wrongType(field: "formId", expected: "a string") }
        guard let own = formID else {
            formID = outer
            adoptedFormID = outer
            return
        }
        guard own.elementsEqual(outer) else {
            throw .otherForm(inner: String(decoding: own, as: UTF8.self), outer: String(decoding: outer, as: UTF8.self))
        }
    }

    static func checkID(_ id: FieldBytes, _ field: String) throws(RejectReason) {
        guard id.count >= 1, id.count <= ResponseLimits.idBytes else { throw .badID(field: field, length: id.count) }
    }

    private static func operation(_ text: FieldBytes) throws(RejectReason)
        -> ResponseDecoder.Line.Operation
    {
        let name = String(decoding: text, as: UTF8.self)
        switch name {
        case "create": return .create
        case "update": return .update
        case "delete": return .delete
        case "restore": return .restore
        default: throw .unknownOperation(name)
        }
    }

    private static func totalTime(_ tape: JSONTape, _ i: Int) -> Int64? {
        guard tape.kind(i) == .object else { return nil }
        let end = tape.after(i) - 1
        var at = i + 1
        var found: Int64?
        while at < end {
            if FieldName(tape.string(at)) == .totalTime { found = tape.integer(at + 1) }
            at = tape.after(at + 1)
        }
        return found
    }
}
