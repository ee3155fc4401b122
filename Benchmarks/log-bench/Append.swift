import ArgumentParser
import CollectStream

/// Many clients, each of which sends some responses and waits until they are durable before it sends the next.
struct Append: AsyncParsableCommand {
    @Option(help: "Responses, one a line.") var sample: String
    @Option(help: "How many wait at the same time.") var clients = 2048
    @Option(help: "How many responses a client sends at once.") var group = 1
    @Option(help: "For how long; 0 means until --records are durable.") var seconds = 60.0
    @Option(help: "Stop after this many records.") var records = Int.max
    @Option(help: "zeroed, reserved or growing.") var segments = SegmentKind.zeroed
    @Option(help: "Bytes of the largest segment.") var segmentBytes = 128 << 20
    @Option(help: "Partitions of the log; all records go into one.") var partitions = 1
    @Argument(help: "A new directory.") var directory: String

    func run() async throws {
        let sample = try Sample(path: sample)
        let counts = FileCounts()
        var options = ResponseLog.Options()
        options.partitions = partitions
        options.largestSegmentBytes = segmentBytes
        let log = try ResponseLog.open(
            directory: directory, storage: CountingStorage(counts: counts, segments: segments), options: options)
        counts.reset()
        let (begun, processorBegun) = (monotonicNs(), processorNs())
        let deadline = seconds > 0 ? begun + UInt64(seconds * 1e9) : .max
        let (clients, size) = (clients, group)
        // Not more than the ids of responses have room for.
        let perClient = min(records, 1_000_000_000_000) / clients
        let (appended, waits) = try await withThrowingTaskGroup(of: (Int, Durations).self) { group in
            for client in 0..<clients {
                group.addTask {
                    try await Self.client(
                        first: client * perClient, appends: perClient, size: size, until: deadline, log: log,
                        sample: sample)
                }
            }
            return try await group.reduce(into: (0, Durations())) { total, done in
                total.0 += done.0
                total.1.add(done.1)
            }
        }
        let took = Double(monotonicNs() - begun) / 1e9
        let processor = Double(processorNs() - processorBegun) / 1e3
        let done = counts.soFar
        log.close()
        let batches = Double(done.syncs.ns.count)
        printLine(
            [
                ("recordsPerSecond", Double(appended) / took), ("records", Double(appended)), ("seconds", took),
                ("recordBytes", sample.meanBytes), ("batches", batches),
                ("batchBytes", (Double(done.writtenBytes) / batches).rounded()),
                ("batchRecords", Double(appended) / batches),
                ("processorUsPerRecord", processor / Double(appended)),
                ("megabytesPerSecond", Double(done.writtenBytes) / took / 1e6),
            ] + waits.fields("ack") + done.syncs.fields("sync"))
    }

    private static func client(
        first: Int, appends: Int, size: Int, until deadline: UInt64, log: ResponseLog, sample: Sample
    ) async throws -> (Int, Durations) {
        var waits = Durations()
        var appended = 0
        while appended < appends {
            let begun = monotonicNs()
            if begun >= deadline { break }
            let drafts = (0..<size).map { sample.draft(first + appended + $0) }
            try await log.durable(try log.stage(drafts))
            waits.add(monotonicNs() - begun)
            appended += size
        }
        return (appended, waits)
    }
}
