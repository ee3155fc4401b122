import CollectModel

/// A run of rows on disk, sorted by key, that is never changed: found by a filter, then one read of a page.
///
/// Cost: in memory 8 bytes a page of 170 identities, and its filter where there is room for it (1.33 bytes a row). A key that is not held costs
/// a cache miss, or a read of 64 bytes where the filter is not in memory; one that is held, a read of 4 KB.
final class KeyRun<Row: RunRow>: Sendable {
    let number: UInt64
    let rowCount: Int
    private let path: String
    private let file: any LogFile
    private let header: RunHeader
    private let fences: [UInt64]
    /// Nil where it is read block by block.
    private let filter: [UInt8]?

    /// - Throws: `identitiesDamaged` where the file is not one of this log that was written to its end, or not all of it can be read.
    init(
        _ file: any LogFile, path: String, number: UInt64, logID: LogID, filterBudget: inout Int
    ) throws(LogError) {
        let damage = LogError.identitiesDamaged(path: path)
        guard let header = RunHeader(try file.bytes(at: 0, count: RunBlock.sizeBytes)), header.logID == logID,
            header.rowBytes == Row.sizeBytes, try file.sizeBytes() == header.fileBytes
        else { throw damage }
        let bytes = try file.bytes(at: header.fencesPosition, count: Int(header.blocks) * 8)
        guard header.fencesChecksum == bytes.withUnsafeBytes({ crc32c($0) }) else { throw damage }
        fences = bytes.withUnsafeBytes { raw in (0..<Int(header.blocks)).map { raw.word64(at: $0 * 8) } }
        let filterBytes = Int(header.filterBlocks) * KeyFilter.blockBytes
        if filterBytes <= filterBudget {
            filterBudget -= filterBytes
            let filter = try file.bytes(at: header.filterPosition, count: filterBytes)
            let isWhole = filter.withUnsafeBytes { raw in
                stride(from: 0, to: filterBytes, by: KeyFilter.blockBytes).allSatisfy {
                    KeyFilter.isWhole(raw.slice($0..<$0 + KeyFilter.blockBytes))
                }
            }
            guard isWhole else { throw damage }
            self.filter = filter
        } else {
            filter = nil
        }
        self.number = number
        self.path = path
        self.file = file
        self.header = header
        rowCount = Int(header.rows)
    }

    /// The rows of a key, none where there are none.
    /// - Throws: `identitiesDamaged`, `storage`.
    func rows(of key: UInt64) throws(LogError) -> [Row] {
        guard try mayHold(key) else { return [] }
        var found: [Row] = []
        // The rows of one key may begin at the end of the block before the first one that begins with it.
        var block = max(0, firstFence(atLeast: key) - 1)
        while block < fences.count, fences[block] <= key {
            var rows: [Row] = []
            try read(block..<block + 1, into: &rows)
            for row in rows where row.key == key { found.append(row) }
            block += 1
        }
        return found
    }

    /// Appends the rows of some blocks.
    func read(_ range: Range<Int>, into rows: inout [Row]) throws(LogError) {
        let size = RunBlock.sizeBytes
        let start = header.blocksPosition + UInt64(range.lowerBound * size)
        let bytes = try file.bytes(at: start, count: range.count * size)
        guard bytes.count == range.count * size else { throw .identitiesDamaged(path: path) }
        let isWhole = bytes.withUnsafeBytes { raw in
            range.indices.allSatisfy { n in
                let at = (n - range.lowerBound) * size
                return RunBlock.decode(raw.slice(at..<at + size), into: &rows)
            }
        }
        guard isWhole else { throw .identitiesDamaged(path: path) }
    }

    var blockCount: Int { fences.count }
    /// What its filter takes in memory.
    var filterBytes: Int { filter?.count ?? 0 }

    private func mayHold(_ key: UInt64) throws(LogError) -> Bool {
        let block = KeyFilter.block(of: key, among: header.filterBlocks)
        let at = Int(block) * KeyFilter.blockBytes
        if let filter {
            return filter.withUnsafeBytes { KeyFilter.mayHold(key, in: $0.slice(at..<at + KeyFilter.blockBytes)) }
        }
        let bytes = try file.bytes(at: header.filterPosition + UInt64(at), count: KeyFilter.blockBytes)
        let answer: Bool? = bytes.withUnsafeBytes { raw in
            guard raw.count == KeyFilter.blockBytes, KeyFilter.isWhole(raw) else { return nil }
            return KeyFilter.mayHold(key, in: raw)
        }
        guard let answer else { throw .identitiesDamaged(path: path) }
        return answer
    }

    /// The number of the first block that begins with `key` or a higher one.
    private func firstFence(atLeast key: UInt64) -> Int { fences.partitionPoint { $0 >= key } }
}
