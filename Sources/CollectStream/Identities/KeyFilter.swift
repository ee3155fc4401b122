/// A Bloom filter in blocks of a cache line: says of most keys that a run does not hold that it does not, without reading the run.
///
/// Why blocks: a question touches one line, in memory or on disk. Which block a key falls into follows from its highest bits, so a run that is
/// written in the order of its keys writes its filter in order too.
/// Shape: 480 bits and their CRC-32C. Cost: 1.33 bytes a key.
/// Error: of the keys that are not held, 1 in 80 or so is believed to be; none that is held is denied.
/// - Source: F. Putze, P. Sanders, J. Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007.
enum KeyFilter {
    static let blockBytes = 64
    private static let bits = 480
    private static let keysPerBlock = 48

    static func blocks(forKeys count: Int) -> Int { max(1, (count + keysPerBlock - 1) / keysPerBlock) }

    static func block(of key: UInt64, among blocks: UInt64) -> UInt64 { key.multipliedFullWidth(by: blocks).high }

    static func enter(_ key: UInt64, into block: inout [UInt8]) {
        eachBit(of: key) { bit in block[bit >> 3] |= 1 << UInt8(bit & 7) }
    }

    static func seal(_ block: inout [UInt8]) {
        block.withUnsafeMutableBytes { raw in raw.put(checksum(UnsafeRawBufferPointer(raw)), at: bits / 8) }
    }

    static func isWhole(_ block: UnsafeRawBufferPointer) -> Bool { block.word32(at: bits / 8) == checksum(block) }

    static func mayHold(_ key: UInt64, in block: UnsafeRawBufferPointer) -> Bool {
        var holdsAll = true
        eachBit(of: key) { bit in if block[bit >> 3] & 1 << UInt8(bit & 7) == 0 { holdsAll = false } }
        return holdsAll
    }

    private static func checksum(_ block: UnsafeRawBufferPointer) -> UInt32 { crc32c(block.slice(0..<bits / 8)) }

    /// Six bits, from the low half of the key scrambled: the high one has chosen the block.
    @inline(__always)
    private static func eachBit(of key: UInt64, _ visit: (Int) -> Void) {
        var rest = (key & 0xFFFF_FFFF) &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<6 {
            visit((Int(rest >> 55) * bits) >> 9)
            rest <<= 9
        }
    }
}
