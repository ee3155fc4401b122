import ArgumentParser
import CollectStream
import Foundation

/// One record at a time, and how long it takes until another process has read it.
///
/// Why from the sync: that is the first moment at which it may be read. The acknowledgement comes a little later.
struct Wake: AsyncParsableCommand {
    @Option(help: "Responses, one a line.") var sample: String
    @Option(help: "How many records.") var records = 2000
    @Option(help: "How long the writer waits between two.") var pauseMs = 5
    @Argument(help: "A new directory.") var directory: String

    func run() async throws {
        let sample = try Sample(path: sample)
        let counts = FileCounts()
        var options = ResponseLog.Options()
        options.partitions = 1
        let log = try ResponseLog.open(
            directory: directory, storage: CountingStorage(counts: counts), options: options)
        let reader = Process()
        let answer = Pipe()
        reader.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        reader.arguments = ["follow", "--records", String(records), directory]
        reader.standardOutput = answer
        try reader.run()
        try await Task.sleep(for: .milliseconds(300))

        var (staged, synced, acknowledged): ([UInt64], [UInt64], [UInt64]) = ([], [], [])
        for number in 0..<records {
            staged.append(monotonicNs())
            try await log.durable(try log.stage([sample.draft(number)]))
            acknowledged.append(monotonicNs())
            synced.append(counts.lastSyncNs)
            try await Task.sleep(for: .milliseconds(pauseMs))
        }
        let lines = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        reader.waitUntilExit()
        log.close()
        let seen = lines.split(separator: "\n").compactMap { UInt64($0) }
        guard seen.count == records else { throw ValidationError("the reader saw \(seen.count) of \(records) records") }
        var (fromSync, fromAck, client) = (Durations(), Durations(), Durations())
        for number in 0..<records {
            fromSync.add(seen[number] - synced[number])
            fromAck.add(seen[number] > acknowledged[number] ? seen[number] - acknowledged[number] : 0)
            client.add(acknowledged[number] - staged[number])
        }
        printLine(
            [("records", Double(records))] + fromSync.fields("fromSync") + fromAck.fields("fromAck")
                + client.fields("ack"))
    }
}

/// The reader's side of `wake`: prints for each record when it had been read.
struct Follow: ParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    @Option var records: Int
    @Argument var directory: String

    func run() throws {
        let follower = try LogFollower(directory: directory)
        let reader = try LogReader(directory: directory)
        var seen: [UInt64] = []
        var next: UInt64 = 0
        while seen.count < records {
            let batches = try reader.read(partition: 0, from: next)
            let now = monotonicNs()
            for batch in batches {
                next = batch.nextOffset
                seen += Array(repeating: now, count: batch.records.count)
            }
            if batches.isEmpty { _ = follower.wait() }
        }
        print(seen.map(String.init).joined(separator: "\n"))
    }
}
