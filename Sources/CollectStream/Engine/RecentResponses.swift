public import CollectModel

/// The newest entries of the stream, in the order in which the server appended them.
///
/// Bound: `Snapshot.recentLimit` entries; entries are decoded when a snapshot is made, so that a replay of a million costs a copy each.
struct RecentResponses {
    private struct Raw {
        var appendedMs: Int64
        var place: RecordPlace
        var record: LogRecordHeader
        var formID: String
        var responseID: String
        var payload: [UInt8]
        var facts: ResponseFacts?
    }

    /// More answers than fit into a line.
    private static let previewAnswers = 8

    /// All entries there have been.
    private(set) var appended: Int64 = 0
    private var fresh: [Raw] = []
    private var known: [(appendedMs: Int64, entry: StreamEntry)] = []
    private let reader = ResponseReader()

    mutating func append(_ record: LogRecordHeader, of batch: LogBatch, index: Int, effect: PartitionFold.Effect) {
        appended += 1
        // Room for twice the limit, so that entries are moved once for each thousand.
        if fresh.count >= 2 * Snapshot.recentLimit { trim() }
        fresh.append(
            Raw(
                appendedMs: batch.appendedMs, place: RecordPlace(batch.position(index)), record: record,
                formID: batch.formID(record), responseID: batch.responseID(record),
                payload: Array(batch.bytes[record.payload]), facts: effect.facts))
    }

    private mutating func trim() {
        fresh.sort { ($0.appendedMs, $0.place) < ($1.appendedMs, $1.place) }
        fresh.removeFirst(max(0, fresh.count - Snapshot.recentLimit))
    }

    /// The newest entries, the oldest first.
    mutating func entries() -> [StreamEntry] {
        if !fresh.isEmpty {
            trim()
            for raw in fresh { known.append((raw.appendedMs, entry(of: raw))) }
            fresh.removeAll(keepingCapacity: true)
            known.sort { ($0.appendedMs, $0.entry.place) < ($1.appendedMs, $1.entry.place) }
            known.removeFirst(max(0, known.count - Snapshot.recentLimit))
        }
        return known.map(\.entry)
    }

    private func entry(of raw: Raw) -> StreamEntry {
        let response = reader.response(
            raw.payload, formID: raw.formID, responseID: raw.responseID, answersMost: Self.previewAnswers)
        return StreamEntry(
            place: raw.place, operation: ResponseOperation(raw.record.op), receivedMs: raw.record.receivedMs,
            eventMs: raw.record.eventMs, formID: raw.formID, responseID: raw.responseID,
            version: Int(raw.record.version),
            device: response?.device, collector: response?.collector, isLate: raw.facts?.isLate ?? false,
            isClockSkewed: raw.facts?.flags.contains(.clockSkewed) ?? false, answers: response?.answers ?? [])
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
