import CollectModel
import Glibc

/// The fields at the top of a response or of an operation.
struct Envelope {
    var operation: ResponseDecoder.Line.Operation?
    var formID: UnsafeBufferPointer<UInt8>?
    var responseID: UnsafeBufferPointer<UInt8>?
    var device: UnsafeBufferPointer<UInt8>?
    var created: UnsafeBufferPointer<UInt8>?
    var submitted: UnsafeBufferPointer<UInt8>?
    var synced: UnsafeBufferPointer<UInt8>?
    var totalTimeMs: Int64?
    var ifVersion: Int64?
    /// Index of the answers, of whatever type they are.
    var answers: Int?
    /// Index of the response inside an operation.
    var response: Int?

    private var formIDHasWrongType = false
    private var ifVersionHasWrongType = false

    /// Reads the object at `i`. Fields of a wrong type count as absent, apart from those that are required.
    init(_ tape: JSONTape, at i: Int) throws(RejectReason) {
        guard tape.kind(i) == .object else { throw .notAnObject }
        var opText: UnsafeBufferPointer<UInt8>?
        let end = tape.after(i) - 1
        var at = i + 1
        while at < end {
            let key = tape.string(at)
            let value = at + 1
            switch FieldName(key) {
            case .formId:
                formID = tape.stringIfAny(value)
                formIDHasWrongType = formID == nil
            case .responseId: responseID = tape.stringIfAny(value)
            case .deviceId: device = tape.stringIfAny(value)
            case .createdOnDeviceAt: created = tape.stringIfAny(value)
            case .submittedOnDeviceAt: submitted = tape.stringIfAny(value)
            case .syncedFromDeviceAt: synced = tape.stringIfAny(value)
            case .responseTime: totalTimeMs = Self.totalTime(tape, value)
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
        if let id = responseID { try Self.checkID(id, "responseId") }
        if let opText { try take(operation: opText) }
        if device?.isEmpty == true { device = nil }
    }

    /// A field `op` beside answers may be the form's own, unless it says what would have been lost silently.
    private mutating func take(operation text: UnsafeBufferPointer<UInt8>) throws(RejectReason) {
        if answers != nil {
            if let named = try? Self.operation(text), named != .create { throw .operationBesideAnswers }
            return
        }
        operation = try Self.operation(text)
        // An edit that is to be stopped when somebody was faster must not go through because its guard cannot be read.
        if ifVersionHasWrongType { throw .wrongType(field: "ifVersion", expected: "a whole number") }
    }

    /// The form's id, or why there is none.
    func requireFormID() throws(RejectReason) -> UnsafeBufferPointer<UInt8> {
        guard let formID else {
            if formIDHasWrongType { throw .wrongType(field: "formId", expected: "a string") }
            throw .missing("formId")
        }
        try Self.checkID(formID, "formId")
        return formID
    }

    /// Takes the form that the operation around this response names. False when the response itself names none.
    mutating func adopt(formID outer: UnsafeBufferPointer<UInt8>) throws(RejectReason) -> Bool {
        if formIDHasWrongType { throw .wrongType(field: "formId", expected: "a string") }
        let own = formID
        formID = outer
        guard let own else { return false }
        guard own.elementsEqual(outer) else {
            throw .otherForm(inner: String(decoding: own, as: UTF8.self), outer: String(decoding: outer, as: UTF8.self))
        }
        return true
    }

    static func checkID(_ id: UnsafeBufferPointer<UInt8>, _ field: String) throws(RejectReason) {
        guard id.count >= 1, id.count <= ResponseLimits.idBytes else { throw .badID(field: field, length: id.count) }
    }

    private static func operation(_ text: UnsafeBufferPointer<UInt8>) throws(RejectReason)
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

/// The names of fields that are read; all others are kept in the response and not looked at.
enum FieldName {
    case formId, responseId, deviceId, createdOnDeviceAt, submittedOnDeviceAt, syncedFromDeviceAt, responseTime,
        totalTime
    case answers, op, ifVersion, response
    case key, text, state, questionId, createdBy, questionType, number, phone, location, choices, choice, boolean,
        label, code
    case coordinates, latitude, longitude
    case client, ip, lastModifiedOnDeviceAt
    case other

    /// Cost: a switch over the length and one comparison.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self = Self.candidate(bytes) ?? .other
    }

    @inline(__always)
    private static func candidate(_ b: UnsafeBufferPointer<UInt8>) -> FieldName? {
        switch b.count {
        case 2: equal(b, "op") ? .op : equal(b, "ip") ? .ip : nil
        case 3: equal(b, "key") ? .key : nil
        case 4: equal(b, "text") ? .text : equal(b, "code") ? .code : nil
        case 5:
            equal(b, "state") ? .state : equal(b, "phone") ? .phone : equal(b, "label") ? .label : nil
        case 6:
            equal(b, "number")
                ? .number
                : equal(b, "formId")
                    ? .formId
                    : equal(b, "choice") ? .choice : equal(b, "client") ? .client : nil
        case 7: equal(b, "answers") ? .answers : equal(b, "choices") ? .choices : equal(b, "boolean") ? .boolean : nil
        case 8:
            equal(b, "location")
                ? .location
                : equal(b, "deviceId")
                    ? .deviceId
                    : equal(b, "response")
                        ? .response
                        : equal(b, "latitude") ? .latitude : nil
        case 9:
            equal(b, "createdBy")
                ? .createdBy
                : equal(b, "ifVersion")
                    ? .ifVersion
                    : equal(b, "longitude")
                        ? .longitude
                        : equal(b, "totalTime") ? .totalTime : nil
        case 10: equal(b, "questionId") ? .questionId : equal(b, "responseId") ? .responseId : nil
        case 11: equal(b, "coordinates") ? .coordinates : nil
        case 12: equal(b, "questionType") ? .questionType : equal(b, "responseTime") ? .responseTime : nil
        case 17: equal(b, "createdOnDeviceAt") ? .createdOnDeviceAt : nil
        case 18: equal(b, "syncedFromDeviceAt") ? .syncedFromDeviceAt : nil
        case 19: equal(b, "submittedOnDeviceAt") ? .submittedOnDeviceAt : nil
        case 22: equal(b, "lastModifiedOnDeviceAt") ? .lastModifiedOnDeviceAt : nil
        default: nil
        }
    }

    /// Whether the bytes are those of `name`.
    @inline(__always)
    static func equal(_ b: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        guard b.count == name.utf8CodeUnitCount, let start = b.baseAddress else { return false }
        // Of a length that is known when compiling: a few comparisons of eight bytes, and no call.
        return memcmp(start, name.utf8Start, name.utf8CodeUnitCount) == 0
    }
}
