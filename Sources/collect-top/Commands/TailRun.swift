import CollectModel
import CollectStream

/// A tail under way.
nonisolated struct TailRun {
    enum Line {
        case json
        case text(Mask)
    }

    private let reader: LogReader
    private let follower: LogFollower
    private let form: String?
    private let line: Line
    private let responses = ResponseReader()
    private var cursor: LogCursor
    private var left: Int?
    private var output = StandardOutput()
    /// The output is closed or full.
    private(set) var failure: CommandFailure?
    /// Acknowledged records were lost.
    private(set) var hasGaps = false
    private var hasPrinted = false

    init(directory: String, from: TailStart, form: String?, line: Line, count: Int?) throws(LogError) {
        reader = try LogReader(directory: directory)
        follower = try LogFollower(directory: directory)
        self.form = form
        self.line = line
        left = count
        let end = try reader.durableEnd()
        switch from {
        case .start: cursor = try reader.begin()
        case .end: cursor = end
        case .position(let position): cursor = position
        case .time(let time): cursor = try reader.cursor(atOrAfterMs: time.ms(nowMs: SystemTime.nowMs()))
        }
    }

    private var isOver: Bool { left == 0 || failure != nil }

    func waitForMore() -> Bool { !isOver && (follower.wait() || !follower.isStopped) }

    /// Prints what is durable, in the order in which the server appended it as far as one look sees it. False at the end.
    mutating func printMore() throws(LogError) -> Bool {
        let end = try reader.durableEnd()
        while cursor.next.count < end.next.count { cursor.next.append(0) }
        let batches = try readInOrder()
        guard !batches.isEmpty, !isOver else {
            flush()
            return false
        }
        for batch in batches where !isOver {
            if let gap = batch.gap {
                hasGaps = true
                StandardError.line("collect-top: \(gap)")
            }
            for (i, record) in batch.records.enumerated() where !isOver {
                let offset = batch.baseOffset + UInt64(i)
                guard offset >= cursor.next[batch.partition] else { continue }
                cursor.next[batch.partition] = offset + 1
                if record.op != .control { print(record, of: batch) }
            }
            if !isOver { cursor.next[batch.partition] = max(cursor.next[batch.partition], batch.nextOffset) }
        }
        flush()
        return !isOver
    }

    /// The next batches of all partitions. A partition's batches stay in order: their append times never fall, and a gap, which has
    /// none, takes the time of the batch before it.
    private func readInOrder() throws(LogError) -> [LogBatch] {
        var batches: [(appendedMs: Int64, batch: LogBatch)] = []
        for partition in cursor.next.indices {
            var lastMs = Int64.min
            for batch in try reader.read(
                partition: partition, from: cursor.next[partition], maxBytes: 1 << 20)
            {
                lastMs = max(lastMs, batch.appendedMs)
                batches.append((lastMs, batch))
            }
        }
        batches.sort {
            ($0.appendedMs, $0.batch.partition, $0.batch.baseOffset)
                < ($1.appendedMs, $1.batch.partition, $1.batch.baseOffset)
        }
        return batches.map(\.batch)
    }

    /// What is to be said at the end of a tail that does not follow.
    var ending: CommandFailure? {
        if let failure { return failure }
        if let form, !hasPrinted { return CommandFailure(.problems, "no response of form \(form) was found") }
        return hasGaps ? CommandFailure(.problems) : nil
    }

    private mutating func flush() {
        do throws(CommandFailure) { try output.flush() } catch { failure = error }
    }

    private mutating func print(_ record: LogRecordHeader, of batch: LogBatch) {
        let formID = batch.formID(record)
        if let form, form != formID { return }
        if let left { self.left = left - 1 }
        hasPrinted = true
        do throws(CommandFailure) {
            switch line {
            case .json: try output.line(json(record, of: batch, formID: formID))
            case .text(let mask): try output.line(text(record, of: batch, formID: formID, mask))
            }
        } catch { failure = error }
    }

    private func json(_ record: LogRecordHeader, of batch: LogBatch, formID: String) -> String {
        var writer = JSONWriter()
        writer.object { w in
            w.pair("position", cursor.description)
            w.pair("op", ResponseOperation(record.op).rawValue)
            w.time("receivedAt", record.receivedMs)
            w.pair("version", Int64(record.version))
            w.pair("formId", formID)
            w.pair("responseId", batch.responseID(record))
            w.key("response")
            if record.payload.isEmpty { w.null() } else { w.raw(batch.bytes[record.payload]) }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func text(_ record: LogRecordHeader, of batch: LogBatch, formID: String, _ mask: Mask) -> String {
        let id = batch.responseID(record)
        let response = responses.response(batch.bytes[record.payload], formID: formID, responseID: id)
        let words = ResponseText(mask: mask)
        let answers = (response?.answers ?? []).prefix(8).map {
            "\(DisplayText($0.key, maxCells: 16).string)=\(DisplayText(words.shown($0, form: formID), maxCells: 24).string)"
        }
        return [
            Timestamp.format(record.receivedMs), ResponseOperation(record.op).rawValue,
            DisplayText(formID, maxCells: 24).string,
            DisplayText(id, maxCells: 36).string,
            DisplayText(response?.device.map { mask.identifier($0).text } ?? "", maxCells: 20).string,
        ].joined(separator: "  ") + "  " + answers.joined(separator: " ")
    }
}
