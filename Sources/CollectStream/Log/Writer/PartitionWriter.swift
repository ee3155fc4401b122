/// Where a partition's writer stands.
struct WriterState: Sendable {
    var segment: OpenSegment
    /// Where the next batch goes.
    var position: UInt64
    var nextOffset: UInt64
    var epoch: UInt32
    var appendedMs: Int64
}

/// Writes batches of one partition, in order: no threads, no queue, no clock of its own.
///
/// Invariant: everything below `durableOffset` is on the disk; at most one batch of records beyond it is not.
/// After any throw the value must not be used again: what is on the disk is unknown.
struct PartitionWriter: Sendable {
    private let place: PartitionPlace
    private let head: HeadFile
    private let spares: SpareSegment
    private var state: WriterState
    private var headSequence: UInt64
    private(set) var durableOffset: UInt64
    /// Whether no later batch yet says that the last group is durable.
    private(set) var lastGroupIsUnproven = false
    private var buffer: [UInt8] = []

    /// - Parameter state: as recovery left it, so that everything below `nextOffset` is durable.
    init(
        place: PartitionPlace, head: HeadFile, lastSlot: HeadSlot?, spares: SpareSegment, state: WriterState
    ) throws(LogError) {
        self.place = place
        self.head = head
        self.spares = spares
        self.state = state
        headSequence = lastSlot?.sequence ?? 0
        durableOffset = state.nextOffset
        try publish()
    }

    var nextOffset: UInt64 { state.nextOffset }

    /// Writes the records of `chunks` as one batch and returns when they are on the disk and `HEAD` says so.
    mutating func commit(_ chunks: ArraySlice<StagedChunk>, nowMs: Int64) throws(LogError) {
        let bodyBytes = chunks.reduce(0) { $0 + $1.bytes.count }
        let records = chunks.reduce(0) { $0 + $1.starts.count }
        state.appendedMs = max(state.appendedMs, nowMs)
        let batchBytes = BatchHeader.sizeBytes + bodyBytes
        if state.position + UInt64(batchBytes) > state.segment.capacityBytes {
            try roll(to: place.sizing.next(after: state.segment.capacityBytes, batchBytes: batchBytes))
        }
        compose(.records, chunks: chunks, records: records)
        try state.segment.file.write(buffer, at: state.position)
        try state.segment.file.sync()
        state.position += UInt64(batchBytes)
        state.nextOffset += UInt64(records)
        durableOffset = state.nextOffset
        lastGroupIsUnproven = true
        try publish()
        if buffer.capacity > 4 << 20 { buffer = [] }
        spares.prepare(place, whenPast: state)
    }

    /// Writes an empty batch that says how far the partition is durable. Not synced: it promises nothing new.
    mutating func mark(nowMs: Int64) throws(LogError) {
        guard lastGroupIsUnproven else { return }
        lastGroupIsUnproven = false
        // A full segment needs no marker: the base of the next one proves the same.
        guard state.position + UInt64(BatchHeader.sizeBytes) <= state.segment.capacityBytes else { return }
        state.appendedMs = max(state.appendedMs, nowMs)
        compose(.marker, chunks: [], records: 0)
        try state.segment.file.write(buffer, at: state.position)
        state.position += UInt64(BatchHeader.sizeBytes)
        try publish()
    }

    /// Begins a new segment of the same size where the one in use was begun before `ms` and holds records.
    mutating func seal(begunBeforeMs ms: Int64) throws(LogError) {
        guard state.segment.createdMs < ms, state.nextOffset > state.segment.baseOffset else { return }
        try roll(to: state.segment.capacityBytes)
        lastGroupIsUnproven = false
        try publish()
    }

    /// Waits for work in the background.
    func settle() { spares.settle() }

    /// The last step before closing: the marker and `HEAD` reach the disk.
    mutating func finish(nowMs: Int64) throws(LogError) {
        try mark(nowMs: nowMs)
        try state.segment.file.sync()
        try head.file.sync()
    }

    private mutating func compose(_ kind: BatchHeader.Kind, chunks: ArraySlice<StagedChunk>, records: Int) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: repeatElement(0, count: BatchHeader.sizeBytes))
        for chunk in chunks { buffer.append(contentsOf: chunk.bytes) }
        var header = BatchHeader(
            bodyBytes: UInt32(buffer.count - BatchHeader.sizeBytes), baseOffset: state.nextOffset,
            count: UInt32(records), kind: kind, segmentID: state.segment.segmentID, durableOffset: durableOffset,
            appendedMs: state.appendedMs, epoch: state.epoch, position: state.position)
        buffer.withUnsafeMutableBytes { raw in
            header.bodyCRC = crc32c(UnsafeRawBufferPointer(raw).slice(BatchHeader.sizeBytes..<raw.count))
            header.encode(into: raw)
        }
        // The rest of the page is zero on the disk already; writing it saves reading it before it can be changed.
        let end = state.position + UInt64(buffer.count)
        let padding = min((end + 4095) & ~4095, state.segment.capacityBytes) - end
        buffer.append(contentsOf: repeatElement(0, count: Int(padding)))
    }

    /// Goes on in a new segment. Every record of the old one is durable by then, so the new base proves them all.
    private mutating func roll(to capacity: UInt64) throws(LogError) {
        // A marker may still be on its way; recovery looks at the newest segment only, so nothing half-written may stay behind.
        try state.segment.file.sync()
        let spare = try spares.take(place, atLeast: capacity)
        state.segment = try place.adopt(
            spare.file, capacityBytes: spare.capacityBytes, base: state.nextOffset, epoch: state.epoch,
            nowMs: state.appendedMs)
        state.position = UInt64(SegmentHeader.sizeBytes)
    }

    private mutating func publish() throws(LogError) {
        headSequence += 1
        try head.write(
            HeadSlot(
                partition: place.partition, sequence: headSequence, durableOffset: durableOffset,
                segmentBase: state.segment.baseOffset, position: state.position, epoch: state.epoch,
                appendedMs: state.appendedMs))
    }
}
