import Synchronization

/// Reads a log from any process, any number at a time. Never writes into the directory and never takes the lock.
///
/// Serves durable records only: what could still vanish in a power failure is not shown. Safe for use by several threads,
/// whose calls wait for each other: to read partitions in parallel, give each thread its own reader.
///
/// ```swift
/// for batch in try reader.read(partition: 0, from: next, maxBytes: 1 << 20) {
///     if let gap = batch.gap { report(gap) }
///     next = batch.nextOffset
/// }
/// ```
public final class LogReader: Sendable {
    private struct State {
        var description: LogDescription?
        var head: HeadFile?
        var partitions: [PartitionReader] = []
    }

    public let directory: String
    let place: LogDirectory
    private let state: Mutex<State>

    /// Opens a log for reading. An empty or half-created directory is an empty log.
    /// - Throws: `directoryMissing`, `foreignDirectory`, `unsupportedVersion`, `descriptionDamaged`, `storage`.
    public init(directory: String, storage: any LogStorage = PosixStorage()) throws(LogError) {
        self.directory = directory
        place = LogDirectory(storage: storage, path: directory)
        state = Mutex(State())
        try visit { (_) throws(LogError) in }
    }

    /// What the log is; nil while the directory is still empty.
    public func description() throws(LogError) -> LogDescription? {
        try visit { (state) throws(LogError) in state.description }
    }

    /// Durable batches from offset `from` on, in order, about `maxBytes` of them and at least one; empty = caught up.
    ///
    /// Lost records appear as a batch with a `gap`. A position inside a batch gives the rest of that batch.
    /// - Throws: `noSuchPartition`; `expired` for a position that retention has removed; `beyondEnd` for one of another log; `storage`.
    public func read(partition: Int, from offset: UInt64, maxBytes: Int = 1 << 20) throws(LogError) -> [LogBatch] {
        try visit { (state) throws(LogError) in
            guard state.description != nil else { return [] }
            let (reader, end) = try Self.partition(partition, &state)
            guard offset <= end else {
                throw .beyondEnd(position: LogPosition(partition: partition, offset: offset), end: end)
            }
            return try reader.batches(from: offset, below: end, maxBytes: maxBytes)
        }
    }

    /// For each partition, its first offset: what stood below has expired. Empty while the directory is still empty.
    public func begin() throws(LogError) -> LogCursor {
        try visit { (state) throws(LogError) in
            var next: [UInt64] = []
            for reader in state.partitions { next.append(try reader.begin()) }
            return LogCursor(next: next)
        }
    }

    /// For each partition, the offset after its last durable record. Empty while the directory is still empty.
    public func durableEnd() throws(LogError) -> LogCursor {
        try visit { (state) throws(LogError) in
            let slots = try state.head?.read()
            var next: [UInt64] = []
            for (partition, reader) in state.partitions.enumerated() {
                next.append(try reader.durableEnd(slots?[partition]))
            }
            return LogCursor(next: next)
        }
    }

    /// One record by its position. Cost: one or two reads where its segment has been read before, else a pass over headers.
    /// - Throws: `noSuchPartition`, `expired`, `beyondEnd`, `damaged`, `storage`.
    public func record(at position: LogPosition) throws(LogError) -> LogRecordData {
        try visit { (state) throws(LogError) in
            let (reader, end) = try Self.partition(position.partition, &state)
            guard position.offset < end else { throw .beyondEnd(position: position, end: end) }
            return try reader.record(at: position.offset, below: end)
        }
    }

    /// The record at `position`; nil where it has expired or is damaged.
    func recordIfKept(at position: LogPosition) throws(LogError) -> LogRecordData? {
        do throws(LogError) {
            return try record(at: position)
        } catch {
            switch error {
            case .expired, .damaged: return nil
            default: throw error
            }
        }
    }

    /// For each partition, where the records begin that the server appended at `ms` or later. Empty while the directory is still empty.
    /// - Cost: some twenty reads of a batch for each partition, whatever the log's length.
    public func cursor(atOrAfterMs ms: Int64) throws(LogError) -> LogCursor {
        let ends = try durableEnd().next
        return try visit { (state) throws(LogError) in
            var next: [UInt64] = []
            for (reader, end) in zip(state.partitions, ends) {
                next.append(try reader.firstOffset(atOrAfter: ms, below: end))
            }
            return LogCursor(next: next)
        }
    }

    private static func partition(
        _ partition: Int, _ state: inout State
    ) throws(LogError) -> (PartitionReader, UInt64) {
        guard state.partitions.indices.contains(partition) else {
            throw .noSuchPartition(found: partition, partitions: state.partitions.count)
        }
        let slots = try state.head?.read()
        let reader = state.partitions[partition]
        return (reader, try reader.durableEnd(slots?[partition]))
    }

    /// Runs `body` with what the directory holds by now: a log may come to life after its reader.
    private func visit<Value: Sendable>(
        _ body: (inout State) throws(LogError) -> Value
    ) throws(LogError) -> Value {
        try state.withLock { (state) throws(LogError) in
            if state.description == nil, let description = try place.description() {
                state.description = description
                state.partitions = (0..<description.partitions).map {
                    PartitionReader(ReaderPlace(directory: place, logID: description.logID, partition: $0))
                }
            }
            if state.head == nil, let description = state.description,
                try place.storage.kind(of: place.headPath) == .file
            {
                let file = try place.storage.open(place.headPath, .read)
                state.head = HeadFile(file: file, logID: description.logID, partitions: description.partitions)
            }
            return try body(&state)
        }
    }
}
