/// What stays where a response's record stood whose form has expired while its segment stays: the position, the operation and the times.
///
/// Why a record: positions are ordinals, so whatever comes after it keeps its own.
/// Shape: a control record of the same form, version and times, without response id and content. Payload, little endian: kind u16, version
/// u16, operation u8, three zeros.
public struct ErasedRecord: Hashable, Sendable {
    /// What the record did that stood here.
    public var op: LogOperation

    private static let payloadVersion: UInt16 = 1
    private static let payloadBytes = 8

    init(op: LogOperation) { self.op = op }

    /// Reads a control payload; nil when it is of another kind, an unknown version, or too short.
    public init?(payload: some Sequence<UInt8>) {
        let bytes = Array(payload.prefix(Self.payloadBytes))
        guard bytes.count == Self.payloadBytes, let op = LogOperation(rawValue: bytes[4]), op != .control else {
            return nil
        }
        let fits = bytes.withUnsafeBytes {
            $0.word16(at: 0) == ControlKind.erasedRecord.rawValue && $0.word16(at: 2) == Self.payloadVersion
        }
        guard fits else { return nil }
        self.op = op
    }

    private var payload: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.payloadBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(ControlKind.erasedRecord.rawValue, at: 0)
            raw.put(Self.payloadVersion, at: 2)
            raw.put(op.rawValue, at: 4)
        }
        return bytes
    }

    /// What takes the place of `record` of form `formID`.
    static func draft(of record: LogRecordHeader, formID: String) -> RecordDraft {
        RecordDraft(
            op: .control, flags: record.flags, formID: formID, responseID: "", version: record.version,
            replaces: record.otherVersion, receivedMs: record.receivedMs, eventMs: record.eventMs,
            payload: ErasedRecord(op: record.op).payload)
    }
}
