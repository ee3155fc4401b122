public import CollectModel

/// The conflicts that a log has noted, in the order in which its partitions hold them.
public struct ConflictList {
    /// A line that was refused.
    public struct Conflict: Sendable {
        public var place: RecordPlace
        public var formID: String
        /// The server's time. Units: ms since 1970.
        public var receivedMs: Int64
        public var note: ConflictNote
    }

    private let reader: LogReader

    /// - Throws: what keeps the directory from being read.
    public init(directory: String) throws(LogError) { reader = try LogReader(directory: directory) }

    /// The conflicts received from `sinceMs` on, those of expired forms left out; by time.
    /// - Cost: a pass over the headers of what was appended since then.
    public func conflicts(form: String? = nil, sinceMs: Int64? = nil) throws(LogError) -> [Conflict] {
        var found: [Conflict] = []
        let end = try reader.durableEnd().next
        let start = sinceMs == nil ? try reader.begin() : try reader.cursor(atOrAfterMs: sinceMs ?? 0)
        for partition in end.indices {
            if let form, murmur2Partition(form, partitions: end.count) != partition { continue }
            var offset = start.next[partition]
            while offset < end[partition] {
                let batches = try reader.read(partition: partition, from: offset, maxBytes: 8 << 20)
                guard let last = batches.last else { break }
                for batch in batches { found += Self.conflicts(in: batch, from: offset) }
                offset = last.nextOffset
            }
        }
        return found.filter { form == nil || $0.formID == form }.sorted {
            $0.receivedMs != $1.receivedMs ? $0.receivedMs < $1.receivedMs : $0.place < $1.place
        }
    }

    private static func conflicts(in batch: LogBatch, from offset: UInt64) -> [Conflict] {
        batch.records.enumerated().compactMap { n, record in
            let position = batch.position(n)
            guard record.op == .control, position.offset >= offset,
                let note = ConflictNote(payload: batch.bytes[record.payload]), !note.responseID.isEmpty
            else { return nil }
            return Conflict(
                place: RecordPlace(position), formID: batch.formID(record), receivedMs: record.receivedMs, note: note)
        }
    }
}
