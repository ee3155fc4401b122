/// One answer as a person reads it. Absent fields are nil; an unknown type keeps its name.
public struct Answer: Sendable, Equatable {
    public var questionID: String
    public var key: String
    public var type: String
    public var state: String
    public var text: String?
    public var number: Double?
    public var phone: String?
    /// Degrees.
    public var latitude: Double?
    public var longitude: Double?
    public var choices: [String]
    /// What a structured answer (a matrix, a repeat) says, in words.
    public var structure: String?
    public var createdBy: String?
    /// Units: ms since 1970, by the device's clock.
    public var createdMs: Int64?
    public var modifiedMs: Int64?
    /// The questions of the repeats in which it stands, the outermost first.
    public var repeats: [String] = []

    public init(
        questionID: String, key: String, type: String, state: String = "active", text: String? = nil,
        number: Double? = nil,
        phone: String? = nil, latitude: Double? = nil, longitude: Double? = nil, choices: [String] = [],
        structure: String? = nil, createdBy: String? = nil, createdMs: Int64? = nil, modifiedMs: Int64? = nil
    ) {
        self.questionID = questionID
        self.key = key
        self.type = type
        self.state = state
        self.text = text
        self.number = number
        self.phone = phone
        self.latitude = latitude
        self.longitude = longitude
        self.choices = choices
        self.structure = structure
        self.createdBy = createdBy
        self.createdMs = createdMs
        self.modifiedMs = modifiedMs
    }

    /// The answer in one line: its text, or what stands for it.
    public var shown: String {
        if let text, !text.isEmpty { return text }
        if let phone { return phone }
        if !choices.isEmpty { return choices.joined(separator: ", ") }
        if let number { return JSONWriter.text(of: number) }
        if let latitude, let longitude { return "\(latitude), \(longitude)" }
        return structure ?? text ?? ""
    }
}

/// One response as a person reads it, for the inspector and the commands; the statistics read facts instead.
///
/// Units: ms since 1970; all device times are as the device wrote them.
public struct FormResponse: Sendable, Equatable {
    public var formID: String
    public var responseID: String
    public var device: String?
    public var client: String?
    public var ip: String?
    public var createdMs: Int64?
    public var modifiedMs: Int64?
    public var submittedMs: Int64?
    public var syncedMs: Int64?
    public var totalTimeMs: Int64?
    public var answers: [Answer]
    /// Fields at the top that Collect does not know, by name, as JSON.
    public var unknown: [String]

    public init(formID: String, responseID: String, answers: [Answer] = []) {
        self.formID = formID
        self.responseID = responseID
        self.answers = answers
        unknown = []
    }

    /// The first answer's collector.
    public var collector: String? { answers.first?.createdBy }
}
