import ArgumentParser
import Glibc

/// Measures the ingestion log through its public interface, for `Benchmarks/measure_log.py`. Each command prints one line of JSON.
@main
struct LogBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log-bench", abstract: "Measures the ingestion log.",
        subcommands: [Append.self, Scan.self, Access.self, Wake.self, Follow.self])
}

/// Nanoseconds of the clock that never jumps and that all processes share.
func monotonicNs() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

/// Processor time that this process has used so far.
func processorNs() -> UInt64 { nanoseconds(of: CLOCK_PROCESS_CPUTIME_ID) }

private func nanoseconds(of clock: clockid_t) -> UInt64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// Durations of many events, for their percentiles.
struct Durations: Sendable {
    private(set) var ns: [UInt64] = []

    mutating func add(_ duration: UInt64) { ns.append(duration) }
    mutating func add(_ other: Durations) { ns.append(contentsOf: other.ns) }

    /// `"NAMEP50Us": …, "NAMEP99Us": …, "NAMEMaxUs": …` for the line of JSON.
    func fields(_ name: String) -> [(String, Double)] {
        let sorted = ns.sorted()
        guard let last = sorted.last else { return [] }
        return [("P50Us", sorted[sorted.count / 2]), ("P99Us", sorted[sorted.count * 99 / 100]), ("MaxUs", last)]
            .map { (name + $0.0, Double($0.1) / 1000) }
    }
}

func printLine(_ fields: [(String, Double)]) {
    print("{" + fields.map { "\"\($0.0)\": \(($0.1 * 1000).rounded() / 1000)" }.joined(separator: ", ") + "}")
}
