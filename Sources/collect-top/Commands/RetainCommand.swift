import ArgumentParser
import CollectModel
import CollectStream

/// `retain`: lets expire what has been kept long enough.
struct RetainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retain",
        abstract: "Remove responses that have been kept long enough: a year, or as forms.yaml says.",
        discussion: """
            Ages are counted from when the server stored a response. forms.yaml says keepDays for all forms, and for single ones:
              keepDays: 365
              forms:
                - id: vaccination
                  keepDays: 90
            Totals to date stay, live figures lose what expires, and a retry of an expired response is refused as expired. What is removed cannot be had \
            again: look with --dry-run first. Long-running writers do this by themselves, once an hour; where one runs, it is asked to do it now. \
            Exit code 1: something was left, because it is long overdue or damaged.

            EXAMPLES
              collect-top retain --data survey --dry-run
              collect-top retain --data survey
            """)

    @Option(help: "The data directory.")
    var data: String
    @Flag(help: "Say what would expire, and change nothing.")
    var dryRun = false
    @Flag(help: "Also what should have expired long ago: otherwise that is left, because the clock may be wrong.")
    var overdue = false
    @Option(help: "How it is printed, with --dry-run.")
    var format: SummaryFormat = .text

    func validate() throws {
        if format == .json, !dryRun { throw ValidationError("--format json goes with --dry-run") }
    }

    func run() async throws {
        if dryRun { return try preview() }
        let progress = ProgressLine("reading", unit: "responses")
        try await OwnerWork.run(.retain(takesOverdue: overdue), directory: data) { () async throws(LogError) in
            // Before anything else is printed.
            defer { progress.end() }
            var options = ResponseLog.Options()
            options.creates = false
            let intake = try ResponseIntake(directory: data, options: options, identities: .telling) {
                progress.update(Int64($0), of: 0)
            }
            defer { intake.close() }
            return await OwnerWork.retain(intake, data: data, takesOverdue: overdue)
        }
    }

    private func preview() throws {
        let report: RetentionReport
        let progress = ProgressLine("reading", unit: "responses")
        do {
            defer { progress.end() }
            report = try RetentionReport(
                previewing: data, terms: try CatalogueFile.read(directory: data).retention,
                caution: RetentionCaution(waitsForReaders: false, takesOverdue: overdue), nowMs: SystemTime.nowMs()
            ) { progress.update(Int64($0), of: 0) }
        } catch { throw CommandFailure(error) }
        var output = StandardOutput()
        switch format {
        case .json: try output.line(String(decoding: report.json, as: UTF8.self))
        case .text: for line in report.lines(data: data, isPreview: true) { try output.line(DisplayText(line).string) }
        }
        try output.flush()
        if let advice = report.overdueAdvice { throw CommandFailure(.problems, advice) }
    }
}

extension RetentionReport {
    /// What people read: the sum, then each form.
    nonisolated func lines(data: String, isPreview: Bool) -> [String] {
        let would = isPreview ? "would " : ""
        guard responses > 0 || removedSegments + erasedSegments > 0 else {
            return ["\(data): nothing \(isPreview ? "would expire" : "has expired")"]
        }
        let number = ProgressLine.grouped(Int64(responses))
        var parts = [
            "\(number) \(responses == 1 ? "response" : "responses") \(would)\(isPreview ? "expire" : "expired")"
        ]
        if removedSegments > 0 {
            parts.append("\(Self.segments(removedSegments)) \(isPreview ? "would go" : "removed")")
        }
        if erasedSegments > 0 {
            parts.append("\(Self.segments(erasedSegments)) \(isPreview ? "would shrink" : "shrunk")")
        }
        if freedBytes > 0 { parts.append("\(LogSurvey.size(freedBytes)) \(isPreview ? "would be free" : "freed")") }
        let forms = expired.filter { $0.value > 0 && !$0.key.hasPrefix("__") }.sorted {
            ($1.value, $0.key) < ($0.value, $1.key)
        }
        return ["\(data): " + parts.joined(separator: ", ")]
            + forms.map { "  \(ProgressLine.grouped(Int64($0.value)))  \($0.key)" }
    }

    nonisolated private static func segments(_ count: Int) -> String { count == 1 ? "1 segment" : "\(count) segments" }

    /// What to do about what was left; nil when nothing was.
    nonisolated var overdueAdvice: String? {
        overdueDays.map {
            "some responses should have expired \($0) days ago and were left: is this machine's clock right? Then give --overdue"
        }
    }

    /// One object, without a newline at the end.
    nonisolated var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { w in
            w.pair("responses", Int64(responses))
            w.pair("removedSegments", Int64(removedSegments))
            w.pair("erasedSegments", Int64(erasedSegments))
            w.pair("freedBytes", Int64(clamping: freedBytes))
            w.pair("overdueDays", overdueDays.map(Int64.init))
            w.key("forms")
            w.array(expired.filter { $0.value > 0 }.sorted { $0.key < $1.key }) { w, form in
                w.object { w in
                    w.pair("formId", form.key)
                    w.pair("responses", Int64(form.value))
                }
            }
        }
        return writer.bytes
    }
}
