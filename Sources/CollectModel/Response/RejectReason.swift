/// Why an input was not taken, in words a person can act on.
public enum RejectReason: Error, Sendable, Equatable {
    case tooLong(bytes: Int)
    case malformed(String)
    case notAnObject
    case missing(String)
    case wrongType(field: String, expected: String)
    case badID(field: String, length: Int)
    case tooManyAnswers(Int)
    case textTooLong(question: String, bytes: Int)
    case unknownOperation(String)
    case unknownResponse(String)
    case otherForm(inner: String, outer: String)
    case otherResponse(inner: String, outer: String)
    case operationBesideAnswers

    /// The sentence that a user reads behind `FILE:LINE: `.
    public var sentence: String {
        switch self {
        case .tooLong(let bytes):
            "the response has \(bytes) bytes; at most \(ResponseLimits.bytes) are taken: send attachments apart from the answers"
        case .malformed(let detail): "not valid JSON: \(detail)"
        case .notAnObject: "a line must hold one JSON object, a response or an operation on one"
        case .missing(let field): "\(field) is missing: it is required"
        case .wrongType(let field, let expected): "\(field) must be \(expected)"
        case .badID(let field, let length): "\(field) has \(length) bytes; an id has 1 to \(ResponseLimits.idBytes)"
        case .tooManyAnswers(let count): "\(count) answers; at most \(ResponseLimits.answers) are taken in one response"
        case .textTooLong(let question, let bytes):
            "the answer to \(question) has \(bytes) bytes of text; at most \(ResponseLimits.textBytes) are taken"
        case .unknownOperation(let op): "the operation \"\(op)\" is not one of create, update, delete, restore"
        case .unknownResponse(let id): "there is no response \(id) of this form to change: send the response first"
        case .otherForm(let inner, let outer): "the response names form \(inner), the operation form \(outer)"
        case .otherResponse(let inner, let outer):
            "the response names its id \(inner), the operation the id \(outer)"
        case .operationBesideAnswers:
            "op stands beside answers: an operation carries its response in the field response"
        }
    }
}

/// What is taken of one response, so that no sender can exhaust the memory of those behind it.
public enum ResponseLimits {
    public static let bytes = 1 << 20
    public static let answers = 2_000
    public static let textBytes = 64 << 10
    public static let depth = 64
    public static let idBytes = 128
}
