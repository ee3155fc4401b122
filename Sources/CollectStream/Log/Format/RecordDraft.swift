/// What an appender hands in: one record without its position.
public struct RecordDraft: Sendable {
    public var op: LogOperation
    public var flags: RecordFlags
    /// Decides the partition; 1 to 1,024 bytes.
    public var formID: String
    /// 0 to 1,024 bytes; empty for a control record.
    public var responseID: String
    public var version: UInt32
    /// Offset, in the same partition, of the version that an update, delete or restore replaces; of a superseded one, of the newest.
    public var replaces: UInt64?
    /// Milliseconds since 1970 when the server took the response in.
    public var receivedMs: Int64
    /// Milliseconds since 1970 by the (corrected) device clock.
    public var eventMs: Int64
    /// At most `RecordDraft.maxPayloadBytes`.
    public var payload: [UInt8]

    /// Twice what the services accept, so that an envelope around a response always fits.
    public static let maxPayloadBytes = 2 << 20
    static let maxIDBytes = 1024

    public init(
        op: LogOperation, flags: RecordFlags = [], formID: String, responseID: String, version: UInt32 = 1,
        replaces: UInt64? = nil, receivedMs: Int64, eventMs: Int64, payload: [UInt8]
    ) {
        self.op = op
        self.flags = flags
        self.formID = formID
        self.responseID = responseID
        self.version = version
        self.replaces = replaces
        self.receivedMs = receivedMs
        self.eventMs = eventMs
        self.payload = payload
    }

    /// Why this record cannot be stored; nil when it can.
    var defect: String? {
        if formID.utf8.isEmpty || formID.utf8.count > Self.maxIDBytes {
            return "the form id must have 1 to 1,024 bytes"
        }
        if responseID.utf8.count > Self.maxIDBytes { return "the response id is longer than 1,024 bytes" }
        if payload.count > Self.maxPayloadBytes { return "the response is larger than \(Self.maxPayloadBytes) bytes" }
        if replaces == .max { return "the replaced position is not a position" }
        return nil
    }
}

/// One record read alone, with everything copied out of the log's bytes.
public struct LogRecordData: Hashable, Sendable {
    public var position: LogPosition
    public var op: LogOperation
    public var flags: RecordFlags
    public var formID: String
    public var responseID: String
    public var version: UInt32
    /// Offset, in the same partition, of the version that it replaces.
    public var replaces: UInt64?
    public var receivedMs: Int64
    public var eventMs: Int64
    public var payload: [UInt8]
}
