/// How one record stands in a batch body (`docs/log-format.md`, "Record"): 48 bytes, then form id, response id, payload,
/// zeros up to the next multiple of 8. Its own checksum lets one record be verified without its neighbours.
enum RecordFormat {
    static let headerBytes = 48
    static let noOffset = UInt64.max

    static func sizeBytes(_ draft: RecordDraft) -> Int {
        aligned8(headerBytes + draft.formID.utf8.count + draft.responseID.utf8.count + draft.payload.count)
    }

    /// Writes `draft` at the start of `raw`, which has exactly `sizeBytes(draft)` bytes.
    static func encode(_ draft: RecordDraft, into raw: UnsafeMutableRawBufferPointer) {
        raw.put(UInt32(raw.count), at: 0)
        raw.put(draft.op.rawValue, at: 8)
        raw.put(UInt8(0), at: 9)
        raw.put(draft.flags.rawValue, at: 10)
        raw.put(draft.version, at: 12)
        raw.put(draft.replaces ?? noOffset, at: 16)
        raw.put(draft.receivedMs, at: 24)
        raw.put(draft.eventMs, at: 32)
        raw.put(UInt16(draft.formID.utf8.count), at: 40)
        raw.put(UInt16(draft.responseID.utf8.count), at: 42)
        raw.put(UInt32(draft.payload.count), at: 44)
        var end = headerBytes
        end = copy(draft.formID, into: raw, at: end)
        end = copy(draft.responseID, into: raw, at: end)
        draft.payload.withUnsafeBytes { end = copy($0, into: raw, at: end) }
        while end < raw.count {
            raw[end] = 0
            end += 1
        }
        raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<raw.count)), at: 4)
    }

    private static func copy(_ text: String, into raw: UnsafeMutableRawBufferPointer, at start: Int) -> Int {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0), into: raw, at: start) }
    }

    private static func copy(
        _ source: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer, at start: Int
    ) -> Int {
        UnsafeMutableRawBufferPointer(rebasing: raw[start..<start + source.count]).copyMemory(from: source)
        return start + source.count
    }
}

/// One record of a `LogBatch`: its fields, and where its texts stand in the batch's bytes. No allocation.
public struct LogRecordHeader: Sendable {
    public let op: LogOperation
    public let flags: RecordFlags
    public let version: UInt32
    public let receivedMs: Int64
    public let eventMs: Int64
    /// Byte ranges in `LogBatch.bytes`.
    public var formID: Range<Int> { formStart..<responseStart }
    public var responseID: Range<Int> { responseStart..<payloadStart }
    public var payload: Range<Int> { payloadStart..<payloadStart + Int(payloadBytes) }
    /// Offset, in the same partition, of the version that this record replaces.
    public var replaces: UInt64? { flags.contains(.superseded) ? nil : otherVersion }
    /// The same of the newest version behind which this record came as an older one; nil for any other record.
    public var supersededBy: UInt64? { flags.contains(.superseded) ? otherVersion : nil }
    /// Whichever of both it is.
    var otherVersion: UInt64? { replacesWord == RecordFormat.noOffset ? nil : replacesWord }

    let replacesWord: UInt64
    let start: UInt32
    let lengthBytes: UInt32
    private let formBytes: UInt16
    private let responseBytes: UInt16
    private let payloadBytes: UInt32

    private var formStart: Int { Int(start) + RecordFormat.headerBytes }
    private var responseStart: Int { formStart + Int(formBytes) }
    private var payloadStart: Int { responseStart + Int(responseBytes) }
    var end: Int { Int(start) + Int(lengthBytes) }
}

extension LogRecordHeader {
    /// The record at `start` of a batch body; nil when its lengths do not fit or its operation is unknown.
    init?(_ body: UnsafeRawBufferPointer, at start: Int) {
        guard start >= 0, body.count - start >= RecordFormat.headerBytes else { return nil }
        let raw = body.slice(start..<body.count)
        guard let op = LogOperation(rawValue: raw[8]) else { return nil }
        self.op = op
        lengthBytes = raw.word32(at: 0)
        flags = RecordFlags(rawValue: raw.word16(at: 10))
        version = raw.word32(at: 12)
        replacesWord = raw.word64(at: 16)
        receivedMs = Int64(bitPattern: raw.word64(at: 24))
        eventMs = Int64(bitPattern: raw.word64(at: 32))
        formBytes = raw.word16(at: 40)
        responseBytes = raw.word16(at: 42)
        payloadBytes = raw.word32(at: 44)
        self.start = UInt32(start)
        let content = RecordFormat.headerBytes + Int(formBytes) + Int(responseBytes) + Int(payloadBytes)
        guard Int(lengthBytes) == aligned8(content), Int(lengthBytes) <= raw.count else { return nil }
    }

    /// Whether the record's own checksum holds.
    func isIntact(in body: UnsafeRawBufferPointer) -> Bool {
        body.word32(at: Int(start) + 4) == crc32c(body.slice(Int(start) + 8..<end))
    }

    /// Everything copied out.
    func data(in body: UnsafeRawBufferPointer, at position: LogPosition) -> LogRecordData {
        LogRecordData(
            position: position, op: op, flags: flags, formID: String(decoding: body.slice(formID), as: UTF8.self),
            responseID: String(decoding: body.slice(responseID), as: UTF8.self), version: version, replaces: replaces,
            receivedMs: receivedMs, eventMs: eventMs, payload: Array(body.slice(payload)))
    }
}
