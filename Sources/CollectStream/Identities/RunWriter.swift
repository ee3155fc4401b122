/// Writes a run: rows come in the order of their keys, the file is whole and on the disk when `finish` returns.
struct RunWriter<Row: RunRow> {
    private let file: any LogFile
    private var header: RunHeader
    private var rows: [Row] = []
    private var blocks: SequentialOutput
    private var filter: SequentialOutput
    private var filterBlock = [UInt8](repeating: 0, count: KeyFilter.blockBytes)
    private var filledFilterBlocks: UInt64 = 0
    /// The first key of each block.
    private var fences: [UInt64] = []

    /// - Parameter most: no more rows than that come; the filter is made for as many.
    init(_ file: any LogFile, logID: LogID, most: Int) {
        self.file = file
        header = RunHeader(
            logID: logID, rowBytes: Row.sizeBytes, rows: 0, blocks: 0,
            filterBlocks: UInt64(KeyFilter.blocks(forKeys: most)), fencesChecksum: 0)
        blocks = SequentialOutput(file, at: header.blocksPosition)
        filter = SequentialOutput(file, at: header.filterPosition)
        rows.reserveCapacity(RunBlock.capacity(Row.self))
    }

    mutating func append(_ row: Row) throws(LogError) {
        let filterBlock = KeyFilter.block(of: row.key, among: header.filterBlocks)
        while filledFilterBlocks < filterBlock { try endFilterBlock() }
        KeyFilter.enter(row.key, into: &self.filterBlock)
        rows.append(row)
        header.rows += 1
        if rows.count == RunBlock.capacity(Row.self) { try endBlock() }
    }

    /// - Returns: the number of rows; a run of none is not a file to keep.
    mutating func finish() throws(LogError) -> UInt64 {
        guard header.rows > 0 else { return 0 }
        if !rows.isEmpty { try endBlock() }
        while filledFilterBlocks < header.filterBlocks { try endFilterBlock() }
        var bytes = [UInt8](repeating: 0, count: fences.count * 8)
        bytes.withUnsafeMutableBytes { raw in
            for (n, fence) in fences.enumerated() { raw.put(fence, at: n * 8) }
        }
        header.fencesChecksum = bytes.withUnsafeBytes { crc32c($0) }
        try blocks.append(bytes)
        try blocks.flush()
        try filter.flush()
        try file.write(header.encoded(), at: 0)
        try file.sync()
        return header.rows
    }

    private mutating func endBlock() throws(LogError) {
        fences.append(rows[0].key)
        var bytes: [UInt8] = []
        RunBlock.encode(rows, into: &bytes)
        try blocks.append(bytes)
        header.blocks += 1
        rows.removeAll(keepingCapacity: true)
    }

    private mutating func endFilterBlock() throws(LogError) {
        KeyFilter.seal(&filterBlock)
        try filter.append(filterBlock)
        filledFilterBlocks += 1
        for n in filterBlock.indices { filterBlock[n] = 0 }
    }
}

/// Bytes that are written one behind the other, in large pieces.
///
/// Why it syncs on the way: whoever waits for a commit of the log waits for everything that the disk has been given before.
private struct SequentialOutput {
    private static let pieceBytes = 1 << 20
    private static let piecesPerSync = 16

    private let file: any LogFile
    private var position: UInt64
    private var bytes: [UInt8] = []
    private var pieces = 0

    init(_ file: any LogFile, at position: UInt64) {
        self.file = file
        self.position = position
    }

    mutating func append(_ more: [UInt8]) throws(LogError) {
        bytes += more
        if bytes.count >= Self.pieceBytes { try flush() }
    }

    mutating func flush() throws(LogError) {
        guard !bytes.isEmpty else { return }
        try file.write(bytes, at: position)
        position += UInt64(bytes.count)
        bytes.removeAll(keepingCapacity: true)
        pieces += 1
        if pieces % Self.piecesPerSync == 0 { try file.sync() }
    }
}
