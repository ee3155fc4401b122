public import CollectModel
import Synchronization

/// The newest entries of the stream, in the order in which the server appended them.
///
/// Bound: `Snapshot.recentLimit` entries and the batches that they stand in; an entry is read when somebody looks at it.
struct RecentResponses {
    /// All entries there have been.
    private(set) var appended: Int64 = 0
    private var known: [(appendedMs: Int64, entry: StreamEntry)] = []
    private var isSorted = true
    private let reader = EntryReader()

    mutating func append(_ index: Int, of batch: LogBatch, effect: PartitionFold.Effect) {
        appended += 1
        isSorted = false
        // Room for twice the limit, so that entries are moved once for each thousand.
        if known.count >= 2 * Snapshot.recentLimit { trim() }
        let record = batch.records[index]
        let entry = StreamEntry(
            place: RecordPlace(batch.position(index)), operation: ResponseOperation(record.op),
            receivedMs: record.receivedMs, eventMs: record.eventMs, version: Int(record.version),
            isLate: effect.facts?.isLate ?? false,
            isClockSkewed: effect.facts?.flags.contains(.clockSkewed) ?? false,
            source: RecordContent(reader: reader, batch: batch, index: index))
        known.append((batch.appendedMs, entry))
    }

    /// Counts an entry that is too old to be among the newest.
    mutating func pass() { appended += 1 }

    private mutating func trim() {
        if !isSorted { known.sort { ($0.appendedMs, $0.entry.place) < ($1.appendedMs, $1.entry.place) } }
        isSorted = true
        known.removeFirst(max(0, known.count - Snapshot.recentLimit))
    }

    /// The newest entries, the oldest first.
    mutating func entries() -> [StreamEntry] {
        trim()
        return known.map(\.entry)
    }
}

/// Reads entries for whoever looks, one at a time.
final class EntryReader: Sendable {
    /// More answers than fit into a line.
    private static let previewAnswers = 8
    private let reader = Mutex(ResponseReader())

    func content(of record: LogRecordHeader, in batch: LogBatch) -> StreamContent {
        let response = reader.withLock { $0.response(record, of: batch, answersMost: Self.previewAnswers) }
        return StreamContent(
            formID: batch.formID(record), responseID: batch.responseID(record), device: response?.device,
            collector: response?.collector, answers: response?.answers ?? [])
    }
}

/// A record's content, read once.
final class RecordContent: StreamContentSource {
    private let reader: EntryReader
    private let batch: LogBatch
    private let index: Int
    private let read = Mutex<StreamContent?>(nil)

    init(reader: EntryReader, batch: LogBatch, index: Int) {
        self.reader = reader
        self.batch = batch
        self.index = index
    }

    var content: StreamContent {
        read.withLock { known in
            if let known { return known }
            let content = reader.content(of: batch.records[index], in: batch)
            known = content
            return content
        }
    }
}

extension RecordPlace {
    /// The place that the log calls this position.
    public init(_ position: LogPosition) { self.init(partition: position.partition, offset: position.offset) }
}

extension ResponseOperation {
    /// A control record is no operation on a response; whoever asks has left those out.
    public init(_ op: LogOperation) {
        switch op {
        case .create, .control: self = .create
        case .update: self = .update
        case .delete: self = .delete
        case .restore: self = .restore
        }
    }
}
