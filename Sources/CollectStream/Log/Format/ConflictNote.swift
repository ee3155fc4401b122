/// A line that was refused because it contradicts what is known: which response it spoke of, so that somebody can look into it.
///
/// Why: a conflict is two people with one id, or an edit that came too late; a count alone says that it happened, not to whom.
/// Shape: payload of a control record whose form id is the form. Little endian: kind u16, version u16, operation u8, three zeros, the version
/// that the sender had seen i64 (−1: not said), length of the response id u16, the id. Without an id once its form has expired. What was refused
/// is not kept.
public struct ConflictNote: Hashable, Sendable {
    public var op: LogOperation
    public var seenVersion: Int64?
    public var responseID: String

    public init(op: LogOperation, seenVersion: Int64?, responseID: String) {
        self.op = op
        self.seenVersion = seenVersion
        self.responseID = responseID
    }

    private static let payloadVersion: UInt16 = 1
    private static let headerBytes = 18

    /// Reads a control payload; nil when it is of another kind, an unknown version, or its length does not fit.
    public init?(payload: some Sequence<UInt8>) {
        let bytes = Array(payload)
        let note: ConflictNote? = bytes.withUnsafeBytes { raw in
            guard raw.count >= Self.headerBytes, raw.word16(at: 0) == ControlKind.conflict.rawValue,
                raw.word16(at: 2) == Self.payloadVersion, let op = LogOperation(rawValue: raw[4]),
                raw.count == Self.headerBytes + Int(raw.word16(at: 16))
            else { return nil }
            let seen = Int64(bitPattern: raw.word64(at: 8))
            return ConflictNote(
                op: op, seenVersion: seen < 0 ? nil : seen,
                responseID: String(decoding: raw[Self.headerBytes...], as: UTF8.self))
        }
        guard let note else { return nil }
        self = note
    }

    public var payload: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.headerBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(ControlKind.conflict.rawValue, at: 0)
            raw.put(Self.payloadVersion, at: 2)
            raw.put(op.rawValue, at: 4)
            raw.put(UInt64(bitPattern: max(seenVersion ?? -1, -1)), at: 8)
            raw.put(UInt16(responseID.utf8.count), at: 16)
        }
        return bytes + responseID.utf8
    }

    /// The record that stores it beside the form's responses.
    public func draft(formID: String, receivedMs: Int64) -> RecordDraft {
        RecordDraft(
            op: .control, formID: formID, responseID: "", version: 0, receivedMs: receivedMs, eventMs: receivedMs,
            payload: payload)
    }

    /// The same record without the response's id.
    static func withoutID(_ record: LogRecordHeader, in body: UnsafeRawBufferPointer, formID: String) -> RecordDraft? {
        guard var note = ConflictNote(payload: body.slice(record.payload)) else { return nil }
        note.responseID = ""
        var draft = note.draft(formID: formID, receivedMs: record.receivedMs)
        draft.eventMs = record.eventMs
        draft.flags = record.flags
        return draft
    }
}
