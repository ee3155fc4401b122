import CollectStream
import Glibc
import Synchronization

/// A small valid log, the same in every run, on which an input works: three segments of one partition, `HEAD` and `log.json`.
struct TemplateLog: Sendable {
    struct File: Sendable {
        /// Below the data directory.
        let name: String
        let bytes: [UInt8]
        /// Where structures begin: headers, batches, records, slots. Inputs aim here, since a random position seldom hits anything.
        let anchors: [Int]
    }

    static let root = "log"
    /// The smallest that the writer makes: a page of header and a page of batches.
    static let segmentBytes = 8192
    static let shared = TemplateLog()

    /// Segments in their order, then `HEAD`, then `log.json`.
    let files: [File]

    /// What every trial opens its log with: the same bytes for the same input, no timers, no threads that outlive it.
    static func options(seed: UInt64) -> ResponseLog.Options {
        var options = ResponseLog.Options()
        options.partitions = 1
        options.firstSegmentBytes = segmentBytes
        options.largestSegmentBytes = segmentBytes
        options.markerDelayMs = nil
        options.preparesSegments = false
        options.requiredFreeShare = 0
        options.holder = "fuzzer"
        let numbers = Mutex(SeededGenerator(seed: seed))
        options.random = { numbers.withLock { $0.next() } }
        return options
    }

    private init() {
        let storage = MemoryStorage(root: Self.root)
        do throws(LogError) {
            // Two sessions, so that there are two epochs, and a marker between batches.
            try Self.write(0..<7, to: storage)
            try Self.write(7..<18, to: storage)
        } catch {
            preconditionFailure("a log in memory cannot be written: \(error)")
        }
        let contents = storage.contents
        let names = contents.keys.map { String($0.dropFirst(Self.root.count + 1)) }.sorted()
        let segments = names.filter { $0.hasSuffix(".seg") }
        precondition(segments.count == 3, "the template has three segments, not \(segments.count)")
        files = (segments + ["HEAD", "log.json"]).map { name in
            let bytes = contents["\(Self.root)/\(name)"] ?? []
            return File(name: name, bytes: bytes, anchors: Self.anchors(of: name, bytes))
        }
    }

    /// One group for each number: 1 to 4 records of different lengths.
    private static func write(_ groups: Range<Int>, to storage: MemoryStorage) throws(LogError) {
        let log = try ResponseLog.open(
            directory: root, storage: storage, clock: FixedClock(), options: options(seed: UInt64(groups.lowerBound)))
        for group in groups {
            let staged = try log.stage((0...group % 4).map { record("r-\(group)-\($0)", payloadBytes: 60 + 9 * group) })
            let end = staged.positions.map(\.offset).max() ?? 0
            // A group that waited for the one before would join the next: then batches would depend on the machine.
            while log.durableEnd.next[0] <= end { sched_yield() }
        }
        log.close()
    }

    static func record(_ id: String, payloadBytes: Int) -> RecordDraft {
        RecordDraft(
            op: .create, formID: "household", responseID: id, receivedMs: FixedClock.atMs, eventMs: FixedClock.atMs - 1,
            payload: [UInt8](repeating: UInt8(ascii: "x"), count: payloadBytes))
    }

    private static func anchors(of name: String, _ bytes: [UInt8]) -> [Int] {
        if name == "HEAD" { return Array(stride(from: 0, to: bytes.count, by: LogBytes.slotBytes)) }
        guard name.hasSuffix(".seg") else { return [0] }
        var anchors = [0]
        var position = LogBytes.segmentHeaderBytes
        while LogBytes.isBatch(bytes, at: position) {
            anchors.append(position)
            let body = position + LogBytes.batchHeaderBytes
            position = body + Int(LogBytes.word32(bytes, at: position + 8))
            var record = body
            while record < position {
                anchors.append(record)
                record += Int(LogBytes.word32(bytes, at: record))
            }
        }
        // Behind the last batch, where the next one would stand.
        return anchors + [position]
    }
}

struct FixedClock: LogClock {
    static let atMs: Int64 = 1_700_000_000_000
    func nowMs() -> Int64 { Self.atMs }
}
