import ArgumentParser
import CollectStream

/// Reads single records at random positions, as `show` and a correction do: with a reader that has just come, and with one that stays.
struct Access: ParsableCommand {
    @Option(help: "How many records.") var count = 2000
    @Argument(help: "A log that nobody writes to.") var directory: String

    func run() throws {
        var random = SeededGenerator(seed: 1)
        var (fresh, staying) = (Durations(), Durations())
        let reader = try LogReader(directory: directory)
        let ends = try reader.durableEnd().next
        for _ in 0..<count {
            let partition = Int.random(in: 0..<ends.count, using: &random)
            guard ends[partition] > 0 else { continue }
            let position = LogPosition(
                partition: partition, offset: UInt64.random(in: 0..<ends[partition], using: &random))
            var begun = monotonicNs()
            _ = try reader.record(at: position)
            staying.add(monotonicNs() - begun)
            begun = monotonicNs()
            _ = try LogReader(directory: directory).record(at: position)
            fresh.add(monotonicNs() - begun)
        }
        printLine(staying.fields("access") + fresh.fields("freshAccess"))
    }
}
