import ArgumentParser
import CollectStream

/// Reads a log that is in memory by now: as recovery does, as `verify` does, and as readers do.
struct Scan: ParsableCommand {
    @Option(help: "How often each is done; the best time counts.") var rounds = 5
    @Argument(help: "A log that nobody writes to.") var directory: String

    func run() throws {
        var (recovery, survey, read) = (Double.infinity, Double.infinity, Double.infinity)
        var newestBytes = 0.0
        var allBytes: UInt64 = 0
        var records = 0
        for _ in 0...rounds {
            var options = ResponseLog.Options()
            options.creates = false
            var begun = monotonicNs()
            let log = try ResponseLog.open(directory: directory, options: options)
            recovery = min(recovery, Double(monotonicNs() - begun))
            log.close()

            begun = monotonicNs()
            let found = try LogSurvey(directory: directory) { _, all in allBytes = all }
            survey = min(survey, Double(monotonicNs() - begun))
            newestBytes = Double(found.partitions.compactMap { $0.segments.last?.sizeBytes }.reduce(0, +))

            begun = monotonicNs()
            let reader = try LogReader(directory: directory)
            records = 0
            var next: UInt64 = 0
            while true {
                let batches = try reader.read(partition: 0, from: next)
                guard let last = batches.last else { break }
                next = last.nextOffset
                for batch in batches { records += batch.records.count }
            }
            read = min(read, Double(monotonicNs() - begun))
        }
        printLine([
            ("recoveryBytes", newestBytes), ("recoveryGigabytesPerSecond", newestBytes / recovery),
            ("surveyBytes", Double(allBytes)), ("surveyGigabytesPerSecond", Double(allBytes) / survey),
            ("readGigabytesPerSecond", Double(allBytes) / read), ("readRecordsPerSecond", Double(records) / read * 1e9),
        ])
    }
}
