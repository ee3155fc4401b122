import CollectStream
import Testing

/// Short ways to write and read a log in tests.
extension ResponseLog.Options {
    /// One partition and small segments, no background work: what happens is what the test does.
    static var small: ResponseLog.Options {
        var options = ResponseLog.Options()
        options.partitions = 1
        options.firstSegmentBytes = 64 << 10
        options.largestSegmentBytes = 256 << 10
        options.markerDelayMs = nil
        options.preparesSegments = false
        options.requiredFreeShare = 0
        return options
    }
}

extension IdentityOptions {
    /// A handful of responses in memory and one or two filters, no background work: everything goes to disk and comes back.
    static var small: IdentityOptions {
        var options = IdentityOptions()
        options.mostInMemory = 5
        options.fewestAtClose = 1
        options.filterBytes = 128
        options.inBackground = false
        options.report = { Issue.record("identities: \($0)") }
        return options
    }
}

func draft(_ id: String, form: String = "household", payload: [UInt8] = Array("{}".utf8)) -> RecordDraft {
    RecordDraft(
        op: .create, formID: form, responseID: id, receivedMs: 1_700_000_000_000, eventMs: 1_699_999_999_000,
        payload: payload)
}

extension ResponseLog {
    @discardableResult
    func append(_ drafts: RecordDraft...) async throws -> [LogPosition] {
        let group = try stage(drafts)
        try await durable(group)
        return group.positions
    }
}

extension LogReader {
    /// All batches of a partition; asks again after each, with the least room, so that every boundary is met.
    func all(partition: Int = 0, maxBytes: Int = 1) throws -> [LogBatch] {
        var batches: [LogBatch] = []
        var next: UInt64 = 0
        while true {
            let more = try read(partition: partition, from: next, maxBytes: maxBytes)
            guard let last = more.last else { return batches }
            batches += more
            next = last.nextOffset
        }
    }

    func responseIDs(partition: Int = 0) throws -> [String] {
        try all(partition: partition).flatMap { batch in batch.records.map(batch.responseID) }
    }
}
