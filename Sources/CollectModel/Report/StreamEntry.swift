/// A line of the response stream.
///
/// Why its content is read when it is looked at: a thousand lines pass for each one that somebody sees, and reading one costs more than
/// counting it.
/// Cost: a copy is a few words and one reference.
public struct StreamEntry: Sendable, Identifiable {
    public var id: RecordPlace { place }
    public var place: RecordPlace
    public var operation: ResponseOperation
    public var receivedMs: Int64
    /// The device's time of submission, clamped as the statistics clamp it.
    public var eventMs: Int64
    public var version: Int
    public var isLate: Bool
    public var isClockSkewed: Bool
    private var source: any StreamContentSource

    public init(
        place: RecordPlace, operation: ResponseOperation, receivedMs: Int64, eventMs: Int64, version: Int,
        isLate: Bool, isClockSkewed: Bool, source: any StreamContentSource
    ) {
        self.place = place
        self.operation = operation
        self.receivedMs = receivedMs
        self.eventMs = eventMs
        self.version = version
        self.isLate = isLate
        self.isClockSkewed = isClockSkewed
        self.source = source
    }

    /// What the response says.
    public var content: StreamContent {
        get { source.content }
        set { source = newValue }
    }

    public var formID: String { content.formID }
    public var responseID: String { content.responseID }
    public var device: String? { content.device }
    public var collector: String? { content.collector }
    public var answers: [Answer] { content.answers }
}

extension StreamEntry: Equatable {
    /// A place in a log holds one record for ever; contents are compared for entries that were made by hand.
    public static func == (a: StreamEntry, b: StreamEntry) -> Bool {
        a.place == b.place && a.operation == b.operation && a.receivedMs == b.receivedMs && a.eventMs == b.eventMs
            && a.version == b.version && a.isLate == b.isLate && a.isClockSkewed == b.isClockSkewed
            && a.content == b.content
    }
}

/// What a line of the stream says of its response.
public struct StreamContent: Sendable, Equatable {
    public var formID: String
    public var responseID: String
    public var device: String?
    public var collector: String?
    /// The first answers, for the line's preview; the view masks them.
    public var answers: [Answer]

    public init(formID: String, responseID: String, device: String?, collector: String?, answers: [Answer]) {
        self.formID = formID
        self.responseID = responseID
        self.device = device
        self.collector = collector
        self.answers = answers
    }
}

/// Whoever knows what a line of the stream says: the content itself, or something that reads it once.
public protocol StreamContentSource: Sendable {
    var content: StreamContent { get }
}

extension StreamContent: StreamContentSource {
    public var content: StreamContent { self }
}
