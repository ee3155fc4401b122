/// Reads one partition's segments. Not for use by two threads at once; `LogReader` guards it.
final class PartitionReader {
    /// More than a jump back to an older version usually needs; each takes a descriptor and 256 KiB.
    private static let maxOpenSegments = 8

    private let place: ReaderPlace
    private var bases: [UInt64] = []
    /// Everything below has expired.
    private var start: UInt64 = 0
    /// Segments in use with their indexes, the one used last at the end.
    private var segments: [ReaderSegment] = []
    /// Highest offset bound that this reader has seen proven.
    private var durableOffset: UInt64 = 0
    private var hasLookedAtSegments = false
    /// The batch in which a record was looked up last.
    private var openBatch: OpenBatch?
    /// Who wants one record of a small batch gets it with its header; more would mostly be of others.
    private static let aheadOfRecord = 16 << 10

    init(_ place: ReaderPlace) { self.place = place }

    /// The end of what may be served, given what `HEAD` says.
    ///
    /// `HEAD` is believed when it is intact. The first look, and every look without it, also asks the newest segment, so
    /// that a writer that died between its sync and its `HEAD` hides nothing that a later batch proves.
    func durableEnd(_ head: HeadSlot?) throws(LogError) -> UInt64 {
        if let head {
            durableOffset = max(durableOffset, head.durableOffset)
            // A new segment has its name before HEAD speaks of it: so the list covers everything below the durable end.
            if hasLookedAtSegments, bases.last.map({ $0 < head.segmentBase }) ?? true { try list() }
        }
        if head == nil || !hasLookedAtSegments {
            try list()
            if let base = bases.last, let segment = try segment(base: base) {
                durableOffset = max(durableOffset, try segment.provenOffset(from: head))
            }
            hasLookedAtSegments = true
        }
        return durableOffset
    }

    /// Where the partition begins: what stood below has expired.
    func begin() throws(LogError) -> UInt64 {
        try list()
        return start
    }

    /// Batches from `offset` on, below `end`, until `maxBytes` of bodies are collected; at least one if there is any.
    func batches(from offset: UInt64, below end: UInt64, maxBytes: Int) throws(LogError) -> [LogBatch] {
        for segment in segments { segment.window.forget() }
        var batches: [LogBatch] = []
        var bytes = 0
        var next = offset
        while next < end, bytes < maxBytes || batches.isEmpty {
            let batch: LogBatch
            do throws(LogError) {
                batch = try self.batch(at: next, below: end)
            } catch {
                // What was read before it expired is given; the next call says so.
                guard case .expired = error, !batches.isEmpty else { throw error }
                return batches
            }
            bytes += batch.bytes.count
            next = batch.nextOffset
            batches.append(batch)
        }
        return batches
    }

    /// The batch, or the gap, that holds `offset`; `offset` is below `end`, the durable end.
    private func batch(at offset: UInt64, below end: UInt64) throws(LogError) -> LogBatch {
        guard let base = try base(holding: offset), let known = try segment(base: base) else {
            return LogBatch(gap: try missing(from: offset, below: end))
        }
        let (segment, found) = try find(offset, in: known)
        switch found {
        case .batch(let header):
            let lost = gap(segment.base, offset..<header.endOffset, header.position..<header.endPosition)
            guard let body = try segment.window.rawBody(of: header) else { return LogBatch(gap: lost) }
            if header.matches(body: body),
                let batch = LogBatch(header, body: body, partition: place.partition, from: offset)
            {
                return batch
            }
            return LogBatch(salvaging: header, body: body, from: offset, lost: lost)
        case .damage(let bytes, let next):
            let limit = min(next ?? .max, try nextBase(after: base) ?? .max, end)
            if limit > offset { return LogBatch(gap: gap(segment.base, offset..<limit, bytes)) }
            return try batch(at: offset, below: end, inSegmentAfter: base)
        case .end(let position):
            if try nextBase(after: base) == offset { return try batch(at: offset, below: end, inSegmentAfter: base) }
            let limit = min(try nextBase(after: base) ?? .max, end)
            return LogBatch(gap: gap(segment.base, offset..<limit, position..<position))
        }
    }

    /// Goes on in the next segment, which begins exactly at `offset`.
    private func batch(at offset: UInt64, below end: UInt64, inSegmentAfter base: UInt64) throws(LogError) -> LogBatch {
        try list()
        guard bases.contains(offset), base < offset else {
            return LogBatch(gap: try missing(from: offset, below: end))
        }
        return try batch(at: offset, below: end)
    }

    private func gap(_ base: UInt64, _ offsets: Range<UInt64>, _ bytes: Range<UInt64>) -> LogGap {
        LogGap(
            partition: place.partition, offsets: offsets, segment: LogDirectory.segmentName(base), bytes: bytes,
            cause: bytes.isEmpty ? .missing : .damaged)
    }

    /// What is to be said where no file holds `offset`.
    /// - Throws: `expired` where that is because retention removed it.
    private func missing(from offset: UInt64, below end: UInt64) throws(LogError) -> LogGap {
        try list()
        guard offset >= start else {
            throw .expired(position: LogPosition(partition: place.partition, offset: offset), begin: start)
        }
        let next = min(try nextBase(after: offset) ?? end, end)
        return LogGap(
            partition: place.partition, offsets: offset..<max(next, offset + 1),
            segment: LogDirectory.segmentName(bases.last { $0 <= offset } ?? offset), bytes: 0..<0, cause: .missing)
    }

    /// One record by its offset, which is below the durable end.
    func record(at offset: UInt64, below end: UInt64) throws(LogError) -> LogRecordData {
        let position = LogPosition(partition: place.partition, offset: offset)
        var batch = try takeBatch(with: offset, below: end)
        // The record's own checksum: damage to a neighbour does not cost this one.
        guard let record = batch.record(at: position) else {
            throw .damaged(gap(batch.segment, offset..<offset + 1, batch.bytes))
        }
        openBatch = batch
        if record.op == .control, ErasedRecord(payload: record.payload) != nil {
            throw .expired(position: position, begin: start)
        }
        return record
    }

    /// The open batch if it is the one, else that in which the record stands.
    private func takeBatch(with offset: UInt64, below end: UInt64) throws(LogError) -> OpenBatch {
        if let batch = openBatch.take(), batch.offsets.contains(offset) { return batch }
        for segment in segments { segment.window.forget() }
        guard let base = try base(holding: offset), let known = try segment(base: base) else {
            throw .damaged(try missing(from: offset, below: end))
        }
        let (segment, found) = try find(offset, in: known, ahead: Self.aheadOfRecord)
        guard case .batch(let header) = found else {
            throw .damaged(gap(segment.base, offset..<offset + 1, 0..<0))
        }
        guard let body = try segment.window.rawBody(of: header) else {
            throw .damaged(gap(segment.base, offset..<offset + 1, header.position..<header.endPosition))
        }
        return OpenBatch(header, body, segment: segment.base)
    }

    /// The first offset that was appended at `ms` or later; `end` when all are older.
    ///
    /// Why by halves: append times never decrease, so no index can lie about them. A gap belongs to the time of what follows it: whoever reads from
    /// here is told of it.
    func firstOffset(atOrAfter ms: Int64, below end: UInt64) throws(LogError) -> UInt64 {
        for segment in segments { segment.window.forget() }
        try list()
        var low = bases.first ?? start
        var high = end
        while low < high {
            let middle = low + (high - low) / 2
            var batch = try batch(at: middle, below: end)
            while batch.gap != nil, batch.nextOffset < high { batch = try self.batch(at: batch.nextOffset, below: end) }
            if batch.gap == nil, batch.appendedMs < ms { low = batch.nextOffset } else { high = middle }
        }
        return min(low, end)
    }

    // MARK: Segments

    private func list() throws(LogError) {
        let contents = try place.directory.contents(place.partition)
        bases = contents.bases
        start = contents.start
    }

    /// The first offset of the segment that may hold `offset`.
    private func base(holding offset: UInt64) throws(LogError) -> UInt64? {
        if bases.isEmpty { try list() }
        return bases.last { $0 <= offset }
    }

    private func nextBase(after base: UInt64) throws(LogError) -> UInt64? {
        if let next = bases.first(where: { $0 > base }) { return next }
        try list()
        return bases.first { $0 > base }
    }

    /// Looks for a durable offset; in a segment that seems empty, also in the file that has its name now.
    ///
    /// Why: a segment that holds nothing yet is replaced by a larger one when its first batch does not fit.
    private func find(
        _ offset: UInt64, in segment: ReaderSegment, ahead: Int? = nil
    ) throws(LogError) -> (segment: ReaderSegment, found: ReaderSegment.Found) {
        let found = try segment.find(offset, ahead: ahead)
        if case .batch = found { return (segment, found) }
        guard segment.seemsEmpty, let file = try place.directory.openSegment(place.partition, base: segment.base) else {
            return (segment, found)
        }
        let fresh = try ReaderSegment(file, base: segment.base, place: place)
        guard fresh.salt != segment.salt else { return (segment, found) }
        segments.removeAll { $0.base == segment.base }
        segments.append(fresh)
        return (fresh, try fresh.find(offset))
    }

    /// nil when the file has gone meanwhile.
    private func segment(base: UInt64) throws(LogError) -> ReaderSegment? {
        if let last = segments.last, last.base == base { return last }
        if let index = segments.firstIndex(where: { $0.base == base }) {
            let segment = segments.remove(at: index)
            segments.append(segment)
            return segment
        }
        guard let file = try place.directory.openSegment(place.partition, base: base) else { return nil }
        let segment = try ReaderSegment(file, base: base, place: place)
        if segments.count == Self.maxOpenSegments { segments.removeFirst() }
        segments.append(segment)
        return segment
    }
}

/// Whose segments a reader reads.
struct ReaderPlace: Sendable {
    let directory: LogDirectory
    let logID: LogID
    let partition: Int
}
