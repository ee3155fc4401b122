public import CollectModel

/// Finds single responses in a log: by id, with all their versions.
///
/// Cost: a pass over the records' headers of one partition when the form is known, of all otherwise (about 1 M records a second).
public struct ResponseLookup {
    private let reader: LogReader
    private let responses = ResponseReader()

    /// - Throws: what keeps the directory from being read.
    public init(directory: String) throws(LogError) { reader = try LogReader(directory: directory) }

    /// Every response with this id, by form; several forms may use the same id.
    public func versions(of responseID: String, form: String?) throws(LogError) -> [(
        formID: String, versions: [ResponseVersion]
    )] {
        var found: [String: [ResponseVersion]] = [:]
        let partitions = try reader.durableEnd().next.count
        for partition in 0..<partitions {
            if let form, murmur2Partition(form, partitions: partitions) != partition { continue }
            try scan(partition) { batch, index, record in
                guard batch.bytes[record.responseID].elementsEqual(responseID.utf8) else { return }
                let formID = batch.formID(record)
                guard form == nil || form == formID else { return }
                found[formID, default: []].append(
                    version(record, of: batch, index: index, formID: formID, responseID: responseID))
            }
        }
        // An older version may have come behind a newer one.
        return found.sorted { $0.key < $1.key }.map { form in
            (form.key, form.value.sorted { ($0.version, $0.place) > ($1.version, $1.place) })
        }
    }

    /// Below this a beginning or an end is too common to mean one response. Units: bytes.
    public static let shortestPart = 4

    /// Ids that begin or end with `part`, as people read them from a screen that has no room for the whole; sorted, at most `most`.
    public func ids(with part: String, form: String?, most: Int) throws(LogError) -> [String] {
        guard part.utf8.count >= Self.shortestPart else { return [] }
        var found: Set<String> = []
        let wanted = Array(part.utf8)
        for partition in 0..<(try reader.durableEnd().next.count) {
            try scan(partition) { batch, _, record in
                let id = batch.bytes[record.responseID]
                guard found.count < most, id.starts(with: wanted) || id.suffix(wanted.count).elementsEqual(wanted),
                    form == nil || form == batch.formID(record)
                else { return }
                found.insert(String(decoding: id, as: UTF8.self))
            }
        }
        return found.sorted()
    }

    private func scan(_ partition: Int, _ body: (LogBatch, Int, LogRecordHeader) -> Void) throws(LogError) {
        var offset = try reader.begin().next[partition]
        while true {
            let batches: [LogBatch]
            do throws(LogError) {
                batches = try reader.read(partition: partition, from: offset, maxBytes: 8 << 20)
            } catch {
                // Retention passed by: what has expired is not found any more.
                guard case .expired(_, let begin) = error, begin > offset else { throw error }
                offset = begin
                continue
            }
            guard let last = batches.last else { return }
            for batch in batches {
                for (index, record) in batch.records.enumerated() where record.op != .control {
                    body(batch, index, record)
                }
            }
            offset = last.nextOffset
        }
    }

    private func version(
        _ record: LogRecordHeader, of batch: LogBatch, index: Int, formID: String, responseID: String
    ) -> ResponseVersion {
        let json = Array(batch.bytes[record.payload])
        return ResponseVersion(
            place: RecordPlace(batch.position(index)), operation: ResponseOperation(record.op),
            version: Int(record.version),
            receivedMs: record.receivedMs, response: responses.response(json, formID: formID, responseID: responseID),
            json: json)
    }
}
