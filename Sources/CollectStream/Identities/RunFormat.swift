/// A row of a run: a file of rows sorted by a hash (`docs/identities-format.md`).
protocol RunRow: BitwiseCopyable, Sendable {
    /// The end of its runs' names; says in their headers what they hold.
    static var suffix: String { get }
    static var sizeBytes: Int { get }
    /// A hash that spreads evenly over 64 bits.
    var key: UInt64 { get }

    init(_ raw: UnsafeRawBufferPointer, at offset: Int)
    func write(to raw: UnsafeMutableRawBufferPointer, at offset: Int)

    /// Whether it still counts, given the rows of its key in newer runs.
    func isKept(after newer: ArraySlice<Self>) -> Bool
    /// Whether it still says something when nothing older is left.
    var isKeptInOldest: Bool { get }
}

/// What a run's file begins with: a block of its own.
struct RunHeader: Hashable {
    static let magic: UInt32 = 0x4E52_4449  // "IDRN"
    static let version: UInt16 = 1
    static let usedBytes = 72

    var logID: LogID
    var rowBytes: Int
    var rows: UInt64
    /// Blocks of rows, behind those of the filter.
    var blocks: UInt64
    /// Blocks of the filter, `KeyFilter.blockBytes` each.
    var filterBlocks: UInt64
    /// Checksum of the fences behind the blocks.
    var fencesChecksum: UInt32

    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RunBlock.sizeBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(Self.magic, at: 0)
            raw.put(Self.version, at: 8)
            raw.put(UInt16(rowBytes), at: 10)
            raw.put(fencesChecksum, at: 12)
            raw.put(logID.high, at: 16)
            raw.put(logID.low, at: 24)
            raw.put(rows, at: 32)
            raw.put(blocks, at: 40)
            raw.put(filterBlocks, at: 48)
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<Self.usedBytes)), at: 4)
        }
        return bytes
    }
}

extension RunHeader {
    /// Nil where it is none of ours, or damaged.
    init?(_ bytes: [UInt8]) {
        let header: RunHeader? = bytes.withUnsafeBytes { raw in
            guard raw.count >= Self.usedBytes, raw.word32(at: 0) == Self.magic, raw.word16(at: 8) == Self.version,
                raw.word32(at: 4) == crc32c(raw.slice(8..<Self.usedBytes)),
                raw.word64(at: 32) < 1 << 50, raw.word64(at: 40) < 1 << 40, raw.word64(at: 48) > 0,
                raw.word64(at: 48) < 1 << 40
            else { return nil }
            return RunHeader(
                logID: LogID(high: raw.word64(at: 16), low: raw.word64(at: 24)), rowBytes: Int(raw.word16(at: 10)),
                rows: raw.word64(at: 32), blocks: raw.word64(at: 40), filterBlocks: raw.word64(at: 48),
                fencesChecksum: raw.word32(at: 12))
        }
        guard let header else { return nil }
        self = header
    }

    var filterPosition: UInt64 { UInt64(RunBlock.sizeBytes) }
    /// The blocks begin at a multiple of their size, so that each is one page.
    var blocksPosition: UInt64 {
        let size = UInt64(RunBlock.sizeBytes)
        let end = filterPosition + filterBlocks * UInt64(KeyFilter.blockBytes)
        return (end + size - 1) / size * size
    }
    var fencesPosition: UInt64 { blocksPosition + blocks * UInt64(RunBlock.sizeBytes) }
    var fileBytes: UInt64 { fencesPosition + blocks * 8 }
}

/// A block of a run: a checksum, the number of its rows, the rows.
enum RunBlock {
    static let sizeBytes = 4096
    private static let headerBytes = 8

    static func capacity<Row: RunRow>(_: Row.Type) -> Int { (sizeBytes - headerBytes) / Row.sizeBytes }

    static func encode<Row: RunRow>(_ rows: [Row], into bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: sizeBytes))
        bytes.withUnsafeMutableBytes { all in
            let raw = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            raw.put(UInt32(rows.count), at: 4)
            for (n, row) in rows.enumerated() { row.write(to: raw, at: headerBytes + n * Row.sizeBytes) }
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(4..<sizeBytes)), at: 0)
        }
    }

    /// Appends a block's rows; false where it is damaged.
    static func decode<Row: RunRow>(_ raw: UnsafeRawBufferPointer, into rows: inout [Row]) -> Bool {
        guard raw.count == sizeBytes, raw.word32(at: 0) == crc32c(raw.slice(4..<sizeBytes)) else { return false }
        let count = Int(raw.word32(at: 4))
        guard count <= capacity(Row.self) else { return false }
        for n in 0..<count { rows.append(Row(raw, at: headerBytes + n * Row.sizeBytes)) }
        return true
    }
}
