/// A version of a response, as the log holds it.
public struct ResponseVersion: Sendable, Equatable {
    public var place: RecordPlace
    public var operation: ResponseOperation
    public var version: Int
    public var receivedMs: Int64
    /// Nil for a deletion.
    public var response: FormResponse?
    /// The JSON as it is stored; empty for a deletion.
    public var json: [UInt8]

    public init(
        place: RecordPlace, operation: ResponseOperation, version: Int, receivedMs: Int64, response: FormResponse?,
        json: [UInt8]
    ) {
        self.place = place
        self.operation = operation
        self.version = version
        self.receivedMs = receivedMs
        self.response = response
        self.json = json
    }
}

/// Everything about one response: its versions, the newest first, and what else its device sent around it.
public struct ResponseDetail: Sendable, Equatable {
    public var versions: [ResponseVersion]
    /// Entries of the same device, the newest first.
    public var neighbours: [StreamEntry]

    public init(versions: [ResponseVersion], neighbours: [StreamEntry] = []) {
        self.versions = versions
        self.neighbours = neighbours
    }
}
