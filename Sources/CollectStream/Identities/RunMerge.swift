/// Makes one run of several, and of the rows that are in memory.
struct RunMerge<Row: RunRow> {
    /// From the newest source to the oldest.
    private var sources: [RunCursor<Row>]
    /// Whether there is no older run.
    let isOldest: Bool
    let isWanted: @Sendable (Row) -> Bool
    private var survivors: [Row] = []

    /// - Parameter rows: sorted by key; newer than all runs.
    /// - Parameter runs: from the newest to the oldest.
    init(
        _ rows: [Row], _ runs: [KeyRun<Row>], isOldest: Bool, isWanted: @escaping @Sendable (Row) -> Bool
    ) throws(LogError) {
        sources = [RunCursor(rows)]
        for run in runs { sources.append(try RunCursor(run)) }
        self.isOldest = isOldest
        self.isWanted = isWanted
    }

    mutating func write(to writer: inout RunWriter<Row>) throws(LogError) {
        while let key = nextKey() {
            try gather(key)
            for row in survivors where isWanted(row) && (!isOldest || row.isKeptInOldest) { try writer.append(row) }
        }
    }

    private func nextKey() -> UInt64? {
        var least: UInt64?
        for source in sources {
            if let row = source.row, least.map({ row.key < $0 }) ?? true { least = row.key }
        }
        return least
    }

    private mutating func gather(_ key: UInt64) throws(LogError) {
        survivors.removeAll(keepingCapacity: true)
        for n in sources.indices {
            let newer = survivors.count
            while let row = sources[n].row, row.key == key {
                if row.isKept(after: survivors[..<newer]) { survivors.append(row) }
                try sources[n].advance()
            }
        }
    }
}

/// Walks through the rows of a run.
private struct RunCursor<Row: RunRow> {
    private static var blocksAtOnce: Int { 64 }

    private let run: KeyRun<Row>?
    private var rows: [Row]
    private var next = 0
    private var nextBlock = 0

    init(_ rows: [Row]) {
        run = nil
        self.rows = rows
    }

    init(_ run: KeyRun<Row>) throws(LogError) {
        self.run = run
        rows = []
        try refill()
    }

    var row: Row? { next < rows.count ? rows[next] : nil }

    mutating func advance() throws(LogError) {
        next += 1
        if next == rows.count { try refill() }
    }

    private mutating func refill() throws(LogError) {
        guard let run, nextBlock < run.blockCount else { return }
        let end = min(nextBlock + Self.blocksAtOnce, run.blockCount)
        rows.removeAll(keepingCapacity: true)
        next = 0
        try run.read(nextBlock..<end, into: &rows)
        nextBlock = end
    }
}
