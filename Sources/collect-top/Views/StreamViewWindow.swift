import CollectModel

/// The lines that can be scrolled through: those held since the view stopped following, and those that came later.
///
/// Why: the snapshot keeps the newest lines only; lines that somebody is reading must not leave under their eyes.
/// Shape: rows from the oldest to the newest; one row stands for lines that came and went while nobody looked.
/// Cost: two retains; no line is copied.
nonisolated struct StreamWindow: Sendable {
    enum Row: Sendable {
        /// `ordinal`: the line's place in all that ever streamed.
        case entry(StreamEntry, ordinal: Int64)
        /// So many lines are not held.
        case gap(Int64)
    }

    private let held: [StreamEntry]
    private let heldStreamed: Int64
    private let newer: ArraySlice<StreamEntry>
    private let newerStreamed: Int64
    let gap: Int64

    /// Everything that the snapshot has.
    init(following snapshot: Snapshot) {
        held = []
        heldStreamed = 0
        newer = snapshot.recent[...]
        newerStreamed = snapshot.streamed
        gap = 0
    }

    /// What was held, and, unless it is frozen, what came since.
    init(_ stop: StreamStop, snapshot: Snapshot?) {
        held = stop.entries
        heldStreamed = stop.streamed
        let since = (snapshot?.streamed ?? stop.streamed) - stop.streamed
        newer = snapshot?.recent.suffix(Int(clamping: max(0, since))) ?? []
        newerStreamed = snapshot?.streamed ?? stop.streamed
        gap = max(0, since - Int64(newer.count))
    }

    var heldCount: Int { held.count }
    var count: Int { held.count + (gap > 0 ? 1 : 0) + newer.count }
    /// The lines among the rows.
    var entryCount: Int { held.count + newer.count }
    var oldestOrdinal: Int64 {
        held.isEmpty ? newerStreamed - Int64(newer.count) : heldStreamed - Int64(held.count)
    }

    var newestOrdinal: Int64 { (newer.isEmpty && !held.isEmpty ? heldStreamed : newerStreamed) - 1 }

    subscript(row: Int) -> Row {
        if row < held.count { return .entry(held[row], ordinal: heldStreamed - Int64(held.count - row)) }
        if gap > 0, row == held.count { return .gap(gap) }
        let place = row - held.count - (gap > 0 ? 1 : 0)
        return .entry(newer[newer.startIndex + place], ordinal: newerStreamed - Int64(newer.count - place))
    }

    /// The entry of a row; nil for the row of a gap.
    func entry(_ row: Int) -> StreamEntry? {
        guard row >= 0, row < count, case .entry(let entry, _) = self[row] else { return nil }
        return entry
    }

    /// The row of the line at `place`. Cost: a pass over the rows, newest first.
    func row(of place: RecordPlace) -> Int? {
        if let found = newer.lastIndex(where: { $0.place == place }) {
            return held.count + (gap > 0 ? 1 : 0) + found - newer.startIndex
        }
        return held.lastIndex { $0.place == place }
    }

    /// These lines, to be held from now on: at most twice what a snapshot has, the newest.
    var stop: StreamStop {
        StreamStop(entries: (held + newer).suffix(2 * Snapshot.recentLimit), streamed: newerStreamed)
    }

    /// The lines after the gap, to be held from now on.
    var newest: StreamStop { StreamStop(entries: newer, streamed: newerStreamed) }
}

/// The lines that there were when the view stopped following.
nonisolated struct StreamStop: Sendable, Equatable {
    let entries: [StreamEntry]
    /// All lines there had been by then.
    let streamed: Int64

    init(entries: some Sequence<StreamEntry>, streamed: Int64) {
        self.entries = Array(entries)
        self.streamed = streamed
    }

    init(_ snapshot: Snapshot) {
        entries = snapshot.recent
        streamed = snapshot.streamed
    }
}
