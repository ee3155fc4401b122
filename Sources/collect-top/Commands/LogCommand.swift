import ArgumentParser
import CollectModel
import CollectStream

/// `log`: what the log consists of.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show what the log consists of: partitions, segments, sizes, positions, times.",
        discussion: """
            Reads only, and may run beside a writer. Damage is counted here; `verify` explains it.

            EXAMPLES
              collect-top log --data survey
              collect-top log --data survey --format json | jq '.partitions[].segments[].usedBytes'
            """)

    @OptionGroup var options: SurveyOptions

    func run() throws {
        let survey = try options.survey { try write($0, to: &$1) }
        if survey.isDamaged {
            throw CommandFailure(.problems, "\(options.data): damage; see collect-top verify --data \(options.data)")
        }
    }

    private func write(_ survey: LogSurvey, to output: inout StandardOutput) throws(CommandFailure) {
        guard let log = survey.description else { return try output.line("no log has begun here yet") }
        try output.line(
            "log \(log.logID) · created \(Timestamp.format(log.createdMs)) · \(survey.partitions.count) partitions · \(survey.summary)"
        )
        try output.line("")
        try output.line(Self.row("segment", "from", "to", "records", "groups", "used", "file", "last written"))
        for partition in survey.partitions {
            for segment in partition.segments { try output.line(Self.row(of: segment)) }
            if partition.start > 0 {
                try output.line("\(partition.folder)/  begins at \(partition.start): what came before has expired")
            }
            if partition.segments.isEmpty { try output.line("\(partition.folder)/  no segment yet") }
        }
    }

    private static func row(of segment: LogSurvey.Segment) -> String {
        let records = segment.offsets.count
        return row(
            segment.name, "\(segment.offsets.lowerBound)", records == 0 ? "–" : "\(segment.offsets.upperBound - 1)",
            ProgressLine.grouped(Int64(records)), ProgressLine.grouped(Int64(segment.batches)),
            LogSurvey.size(segment.usedBytes), LogSurvey.size(segment.sizeBytes), Timestamp.format(segment.appendedMs))
    }

    private static func row(_ first: String, _ rest: String...) -> String {
        let widths = [12, 12, 11, 9, 9, 9]
        var line = DisplayText(first).fitted(to: 32).string
        for (text, width) in zip(rest, widths) {
            line += String(repeating: " ", count: max(1, width - DisplayText(text).width)) + text
        }
        return line + "  " + (rest.last ?? "")
    }
}
