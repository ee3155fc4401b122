/// The log's fields as `docs/log-format.md` gives them, read and sealed without any code of the log itself: a checksum that the log gets
/// wrong must not be repeated here.
enum LogBytes {
    static let segmentHeaderBytes = 4096
    static let batchHeaderBytes = 64
    static let recordHeaderBytes = 48
    static let slotBytes = 64

    static func word32(_ bytes: [UInt8], at start: Int) -> UInt32 {
        guard start >= 0, start + 4 <= bytes.count else { return 0 }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }

    static func isBatch(_ bytes: [UInt8], at start: Int) -> Bool { word32(bytes, at: start) == 0x4854_4243 }

    /// Gives the segment's header the checksum that its bytes ask for.
    static func sealSegmentHeader(_ bytes: inout [UInt8]) {
        seal(12..<segmentHeaderBytes, into: 8, &bytes)
    }

    /// Makes the 64 bytes at `start` a batch header that counts, whatever lengths and offsets they claim: the place is right, and so is
    /// the checksum. With `body`, the body's checksum as well, where the file holds all of it.
    static func sealBatch(_ bytes: inout [UInt8], at start: Int, body: Bool) {
        guard start + batchHeaderBytes <= bytes.count else { return }
        if body {
            let first = start + batchHeaderBytes
            let length = Int(word32(bytes, at: start + 8))
            if first + length <= bytes.count { put(crc32c(bytes[first..<first + length]), at: start + 12, &bytes) }
        }
        put(0x4854_4243, at: start, &bytes)
        put(UInt32(start / 8), at: start + 60, &bytes)
        seal(start + 8..<start + batchHeaderBytes, into: start + 4, &bytes)
    }

    /// Lets the record at `start` claim a payload of that length, with a whole length that agrees: only the end of the batch contradicts.
    static func claimPayload(_ bytes: inout [UInt8], at start: Int, lengthBytes: Int) {
        guard start + recordHeaderBytes <= bytes.count else { return }
        let ids = word32(bytes, at: start + 40)
        let whole = recordHeaderBytes + Int(ids & 0xFFFF) + Int(ids >> 16) + lengthBytes
        put(UInt32(lengthBytes), at: start + 44, &bytes)
        put(UInt32((whole + 7) & ~7), at: start, &bytes)
    }

    /// Gives the record at `start` the checksum of as many bytes as it claims.
    static func sealRecord(_ bytes: inout [UInt8], at start: Int) {
        seal(start + 8..<start + max(recordHeaderBytes, Int(word32(bytes, at: start))), into: start + 4, &bytes)
    }

    static func sealSlot(_ bytes: inout [UInt8], at start: Int) {
        seal(start + 8..<start + slotBytes, into: start + 4, &bytes)
    }

    /// Whether the record that stands in `bytes` alone has its own checksum right.
    static func isIntactRecord(_ bytes: [UInt8]) -> Bool { word32(bytes, at: 4) == crc32c(bytes.dropFirst(8)) }

    private static func seal(_ range: Range<Int>, into place: Int, _ bytes: inout [UInt8]) {
        guard place >= 0, range.upperBound <= bytes.count else { return }
        put(crc32c(bytes[range]), at: place, &bytes)
    }

    private static func put(_ word: UInt32, at start: Int, _ bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
    }

    /// - Source: RFC 3720, appendix B.4.
    private static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBufferPointer { bytes in
            var sum = UInt32.max
            for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
            return ~sum
        }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
    }
}
