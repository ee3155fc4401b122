/// The 64 bytes before every group of records (`docs/log-format.md`, "Batch").
///
/// Why its own checksum: a flipped bit in the length must not make a reader take other bytes for the body.
/// Why the salt: bytes of another segment, or bytes that a client sent, must never pass for a batch. The salt is random and
/// never leaves the machine.
struct BatchHeader: Hashable {
    enum Kind: UInt8 { case records = 0, marker = 1 }

    static let sizeBytes = 64
    static let magic: UInt32 = 0x4854_4243  // "CBTH"
    static let version: UInt16 = 1
    /// Larger than any body this program writes (one record alone in its batch), small enough to read at once.
    static let maxBodyBytes = 4 << 20

    var bodyBytes: UInt32 = 0
    var bodyCRC: UInt32 = 0
    var baseOffset: UInt64
    var count: UInt32 = 0
    var kind: Kind
    var segmentID: UInt64
    /// Every offset below this was on disk when the batch was written.
    var durableOffset: UInt64
    var appendedMs: Int64
    var epoch: UInt32
    /// Where the batch stands in its file: a write that landed elsewhere does not pass.
    var position: UInt64

    var endOffset: UInt64 { baseOffset + UInt64(count) }
    var endPosition: UInt64 { position + UInt64(Self.sizeBytes) + UInt64(bodyBytes) }
}

extension BatchHeader {
    func encode(into raw: UnsafeMutableRawBufferPointer) {
        raw.put(Self.magic, at: 0)
        raw.put(bodyBytes, at: 8)
        raw.put(bodyCRC, at: 12)
        raw.put(baseOffset, at: 16)
        raw.put(count, at: 24)
        raw.put(kind.rawValue, at: 28)
        raw.put(UInt8(0), at: 29)
        raw.put(Self.version, at: 30)
        raw.put(segmentID, at: 32)
        raw.put(durableOffset, at: 40)
        raw.put(appendedMs, at: 48)
        raw.put(epoch, at: 56)
        raw.put(UInt32(position / 8), at: 60)
        raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<Self.sizeBytes)), at: 4)
    }

    /// The header at the start of `raw`, which stands at `position` of a segment with that salt; nil when it is not one.
    /// - Parameter segmentID: nil accepts any salt, for a segment whose own header is damaged.
    init?(_ raw: UnsafeRawBufferPointer, position: UInt64, segmentID: UInt64?) {
        guard raw.count >= Self.sizeBytes, raw.word32(at: 0) == Self.magic,
            UInt64(raw.word32(at: 60)) * 8 == position,
            segmentID == nil || raw.word64(at: 32) == segmentID,
            raw.word32(at: 4) == crc32c(raw.slice(8..<Self.sizeBytes)),
            raw.word16(at: 30) == Self.version, let kind = Kind(rawValue: raw[28])
        else { return nil }
        self.init(
            bodyBytes: raw.word32(at: 8), bodyCRC: raw.word32(at: 12), baseOffset: raw.word64(at: 16),
            count: raw.word32(at: 24), kind: kind, segmentID: raw.word64(at: 32), durableOffset: raw.word64(at: 40),
            appendedMs: Int64(bitPattern: raw.word64(at: 48)), epoch: raw.word32(at: 56), position: position)
        let plausible =
            bodyBytes % 8 == 0 && Int(bodyBytes) <= Self.maxBodyBytes && baseOffset <= UInt64(Int64.max)
            && durableOffset <= baseOffset && Int(count) <= Int(bodyBytes) / RecordFormat.headerBytes
        guard plausible else { return nil }
    }

    func matches(body: UnsafeRawBufferPointer) -> Bool { crc32c(body) == bodyCRC }

    /// Whether `body` is filled by as many records as this header says.
    func counts(in body: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        for _ in 0..<count {
            guard let record = LogRecordHeader(body, at: start) else { return false }
            start = record.end
        }
        return start == body.count
    }
}
