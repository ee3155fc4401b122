/// The first 4,096 bytes of a segment file (`docs/log-format.md`, "Segment").
struct SegmentHeader: Hashable {
    static let sizeBytes = 4096
    static let magic: UInt64 = 0x3130_4745_5354_4C43  // "CLTSEG01"
    static let version: UInt16 = 1

    var logID: LogID
    var partition: Int
    var epoch: UInt32
    /// Random, never reused: the salt of every batch in the file.
    var segmentID: UInt64
    var baseOffset: UInt64
    var capacityBytes: UInt64
    var createdMs: Int64
}

extension SegmentHeader {
    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.sizeBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(Self.magic, at: 0)
            raw.put(Self.version, at: 12)
            raw.put(logID.high, at: 16)
            raw.put(logID.low, at: 24)
            raw.put(UInt32(partition), at: 32)
            raw.put(epoch, at: 36)
            raw.put(segmentID, at: 40)
            raw.put(baseOffset, at: 48)
            raw.put(capacityBytes, at: 56)
            raw.put(createdMs, at: 64)
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(12..<Self.sizeBytes)), at: 8)
        }
        return bytes
    }

    /// nil when the bytes are not an intact header.
    init?(_ raw: UnsafeRawBufferPointer) {
        guard raw.count >= Self.sizeBytes, raw.word64(at: 0) == Self.magic,
            raw.word32(at: 8) == crc32c(raw.slice(12..<Self.sizeBytes)), raw.word16(at: 12) == Self.version,
            raw.word64(at: 56) < 1 << 40
        else { return nil }
        self.init(
            logID: LogID(high: raw.word64(at: 16), low: raw.word64(at: 24)), partition: Int(raw.word32(at: 32)),
            epoch: raw.word32(at: 36), segmentID: raw.word64(at: 40), baseOffset: raw.word64(at: 48),
            capacityBytes: raw.word64(at: 56), createdMs: Int64(bitPattern: raw.word64(at: 64)))
    }
}

/// The log's own identity, a random UUID: files of another log do not pass for ours.
public struct LogID: Hashable, Sendable, CustomStringConvertible {
    var high: UInt64
    var low: UInt64

    /// Sets the bits that make 128 random bits a version 4 UUID.
    init(random: () -> UInt64) {
        high = random() & ~0xF000 | 0x4000
        low = random() & ~(0b11 << 62) | (0b10 << 62)
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the 36-character form.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        guard let high = UInt64(parts[0...2].joined(), radix: 16), let low = UInt64(parts[3...4].joined(), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    public var description: String {
        let digits = Self.hex(high) + Self.hex(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
