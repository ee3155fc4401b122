import ArgumentParser
import CollectStream

/// `pack`: compresses what is no longer written to.
struct PackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Compress the log's sealed segments, to about a seventh of their size.",
        discussion: """
            Long-running writers do this by themselves, ten minutes after a segment is sealed; run it after a large import. Where one runs, it is asked to do \
            it now. Nothing changes for \
            readers. A packed segment is a zstd file: zstd -dc gives back its bytes. Beside it, in facts/, is written what statistics need of its \
            responses, so that reports and the dashboard's start need not read it again. Exit code 1: a damaged segment was left as it is.

            EXAMPLES
              collect-top pack --data survey
            """)

    @Option(help: "The data directory.")
    var data: String

    func run() async throws {
        let progress = ProgressLine("packing", unit: "steps")
        try await OwnerWork.run(.pack, directory: data) { () async throws(LogError) in
            // Before anything else is printed.
            defer { progress.end() }
            var options = ResponseLog.Options()
            options.creates = false
            let log = try ResponseLog.open(directory: data, options: options)
            defer { log.close() }
            return OwnerWork.pack(log, data: data) { progress.update(Int64($0), of: Int64($1)) }
        }
    }

    nonisolated static func summary(of report: PackingReport, _ facts: FactsReport, data: String) -> String {
        var said: [String] = []
        if report.segments > 0 {
            let share = Double(report.bytes) / Double(max(report.packedBytes, 1))
            said.append(
                """
                packed \(segments(report.segments)), \(LogSurvey.size(report.bytes)) into \
                \(LogSurvey.size(report.packedBytes)) (\((share * 10).rounded() / 10) to 1)
                """)
        }
        if facts.segments > 0 {
            said.append("wrote the facts of \(segments(facts.segments)), \(LogSurvey.size(facts.bytes))")
        }
        return "\(data): " + (said.isEmpty ? "nothing to pack" : said.joined(separator: "; "))
    }

    nonisolated private static func segments(_ count: Int) -> String {
        "\(count) \(count == 1 ? "segment" : "segments")"
    }
}
