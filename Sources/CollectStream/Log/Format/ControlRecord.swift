/// The kinds of control record. The numbers stand in the log; those without a payload type here are reserved.
public enum ControlKind: UInt16, Sendable {
    case intakeCounts = 1
    case acknowledgement = 2
    case alertTransition = 3
    case retentionSummary = 4
    case catalogueVersion = 5
    case gap = 6
    case erasedRecord = 7
    case conflict = 8
}

/// What one commit group did not store, for one form: so that every rebuild gives the same counts.
///
/// Shape: payload of a control record whose form id is the form. Little endian: kind u16, version u16, then four u32.
public struct IntakeCounts: Hashable, Sendable {
    public var duplicates: UInt32
    public var conflicts: UInt32
    public var rejected: UInt32
    /// Retries of responses that retention has removed (answered 410).
    public var lateRetries: UInt32

    public init(duplicates: UInt32 = 0, conflicts: UInt32 = 0, rejected: UInt32 = 0, lateRetries: UInt32 = 0) {
        self.duplicates = duplicates
        self.conflicts = conflicts
        self.rejected = rejected
        self.lateRetries = lateRetries
    }

    private static let payloadVersion: UInt16 = 1
    private static let payloadBytes = 20

    /// Reads a control payload; nil when it is of another kind, an unknown version, or too short.
    public init?(payload: some Sequence<UInt8>) {
        let bytes = Array(payload.prefix(Self.payloadBytes))
        guard bytes.count == Self.payloadBytes else { return nil }
        let fields: IntakeCounts? = bytes.withUnsafeBytes { raw in
            guard raw.word16(at: 0) == ControlKind.intakeCounts.rawValue, raw.word16(at: 2) == Self.payloadVersion
            else {
                return nil
            }
            return IntakeCounts(
                duplicates: raw.word32(at: 4), conflicts: raw.word32(at: 8), rejected: raw.word32(at: 12),
                lateRetries: raw.word32(at: 16))
        }
        guard let fields else { return nil }
        self = fields
    }

    public var payload: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.payloadBytes) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.put(ControlKind.intakeCounts.rawValue, at: 0)
            raw.put(Self.payloadVersion, at: 2)
            raw.put(duplicates, at: 4)
            raw.put(conflicts, at: 8)
            raw.put(rejected, at: 12)
            raw.put(lateRetries, at: 16)
            count = Self.payloadBytes
        }
    }

    /// The record that stores these counts beside the responses of their form.
    public func draft(formID: String, receivedMs: Int64) -> RecordDraft {
        RecordDraft(
            op: .control, formID: formID, responseID: "", version: 0, receivedMs: receivedMs, eventMs: receivedMs,
            payload: payload)
    }
}

extension ControlKind {
    /// The kind that a control payload names; nil for a kind of a later program, which readers skip.
    public init?(payload: some Sequence<UInt8>) {
        let bytes = Array(payload.prefix(2))
        guard bytes.count == 2 else { return nil }
        self.init(rawValue: UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
    }
}
