import ArgumentParser
import CollectModel
import CollectStream
import Glibc

/// `report`: statistics of a data directory or of files.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Statistics of a data directory, or of files without storing anything.",
        discussion: """
            JSON is complete and clear; the table is for people and masks personal answers.

            EXAMPLES
              collect-top report answers.ndjson --format json
              collect-top report --data survey --form vaccination --since today
              collect-top report --data survey --form vaccination --since today --minutes --format json
              collect-top report --data survey --field --since 14d
              collect-top report --data survey --digest
              collect-top report --data survey --by submitted --since 2026-11-01 --until 2026-11-08 --format csv
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, csv, table }

    @Argument(help: "Files of responses, one JSON object a line; - is the standard input.")
    var files: [String] = []
    @Option(help: "The data directory.")
    var data: String?
    @Option(help: "Only this form.")
    var form: String?
    @Option(
        help: "The time axis: the server's time of receipt or the device's time of submission: received or submitted.",
        transform: ReportCommand.axis)
    var by: TimeAxis = .received
    @Option(help: ArgumentHelp("Only responses from this time on. \(TimeArgument.help)"))
    var since: TimeArgument?
    @Option(help: "Only responses before this time.")
    var until: TimeArgument?
    @Option(help: "A catalogue of names and options; of a data directory its own forms.yaml unless said.")
    var catalogue: String?
    @Option(help: "How it is printed.")
    var format: Format = .table
    @Flag(help: "Also who sent the responses: collectors, devices and teams, with their pace.")
    var field = false
    @Flag(help: ArgumentHelp("Also arrivals per minute; needs --since, at most \(ReportCommand.mostMinuteDays) days."))
    var minutes = false
    @Flag(help: "Print only a hash of the whole state: the same for a log, a replay and files.")
    var digest = false
    @Option(help: "Threads for files.")
    var workers: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    func validate() throws {
        if files.isEmpty == (data == nil) {
            throw ValidationError("name files, or a data directory with --data, but not both")
        }
        if workers < 1 { throw ValidationError("--workers needs 1 or more") }
    }

    func run() throws {
        let nowMs = SystemTime.nowMs()
        var filter = FoldFilter()
        filter.axis = by
        filter.sinceMs = since?.ms(nowMs: nowMs)
        filter.untilMs = until?.ms(nowMs: nowMs)
        filter.form = form
        filter.tallies.countsField = field || digest
        if minutes { filter.tallies.timeUnit = .minute }
        if let since = filter.sinceMs, let until = filter.untilMs, since >= until {
            throw ValidationError("--since is not before --until: there is nothing between them")
        }
        if minutes {
            let days = filter.sinceMs.map { ((filter.untilMs ?? nowMs) - $0) / TimeUnit.day.ms }
            if days.map({ $0 > Self.mostMinuteDays }) ?? true {
                throw ValidationError(
                    "--minutes needs --since, and at most \(Self.mostMinuteDays) days until --until or now")
            }
        }
        if let data { try report(directory: data, filter, nowMs) } else { try report(filter, nowMs) }
    }

    private static let mostMinuteDays: Int64 = 62

    private static func axis(_ word: String) throws -> TimeAxis {
        guard let axis = TimeAxis(rawValue: word) else {
            throw ValidationError("--by takes received or submitted, not \(word)")
        }
        return axis
    }

    private func report(directory: String, _ filter: FoldFilter, _ nowMs: Int64) throws {
        let progress = ProgressLine("folding", unit: "records")
        let outcome: LogFold.Outcome
        do throws(LogError) {
            outcome = try LogFold(directory: directory, filter: filter).run {
                progress.update(Int64($0), of: Int64($1))
            }
        } catch { throw CommandFailure(error) }
        progress.end()
        for gap in outcome.gaps { StandardError.line("collect-top: \(directory): \(gap)") }
        let hasForm = try write(outcome.counted, position: outcome.position, filter, nowMs)
        if !outcome.gaps.isEmpty || !hasForm { throw CommandFailure(.problems) }
    }

    private func report(_ filter: FoldFilter, _ nowMs: Int64) throws {
        var status = ExitStatus.done
        var inputs: [InputFile] = []
        for path in files {
            do throws(InputError) { inputs.append(try InputFile(path: path)) } catch {
                StandardError.line("collect-top: " + error.sentence)
                status = .environment
            }
        }
        let options = FileFold.Options(filter: filter, workers: workers, readingMs: nowMs)
        let progress = ProgressLine("reading", unit: "bytes")
        let all = inputs.reduce(0) { $0 + ($1.lengthBytes ?? 0) }
        let outcome: FileFold.Outcome
        do throws(InputError) {
            outcome = try FileFold(files: inputs, options: options).run(
                complain: { StandardError.line("\($0.path):\($0.line): \($0.text)") },
                progress: { progress.update($0, of: all) })
        } catch { throw CommandFailure(.environment, error.sentence) }
        progress.end()
        let hasForm = try write(outcome.counted, position: [], filter, nowMs)
        if outcome.rejected + outcome.conflicts > 0 || !hasForm { status = max(status, .problems) }
        if status != .done { throw CommandFailure(status) }
    }

    /// A catalogue with a mistake in it costs the names, not the figures.
    private func readCatalogue() -> FormCatalogue {
        do throws(CatalogueError) {
            if let catalogue { return try CatalogueFile.read(path: catalogue).catalogue }
            if let data { return try CatalogueFile.read(directory: data) }
        } catch { StandardError.line("collect-top: \(error)") }
        return FormCatalogue()
    }

    private static func writeJSON(_ maker: ReportMaker, to output: inout StandardOutput) throws(CommandFailure) {
        var (printed, failure): (StandardOutput, CommandFailure?) = (output, nil)
        maker.writeJSON { bytes in
            do throws(CommandFailure) {
                if failure == nil { try printed.write(bytes) }
            } catch { failure = error }
            bytes.removeAll(keepingCapacity: true)
        }
        if let failure { throw failure }
        try printed.write(CollectionOfOne(0x0A))
        output = printed
    }

    /// Prints the report. False where nothing of the form that was asked for was found.
    private func write(
        _ counted: FormTallies, position: [UInt64], _ filter: FoldFilter, _ nowMs: Int64
    ) throws -> Bool {
        // The process ends with the report: to take millions of counters apart takes longer than to let all their memory go at once.
        _ = Unmanaged.passRetained(LastTallies(counted))
        var output = StandardOutput()
        if digest {
            try output.line(counted.digest)
            try output.flush()
            return true
        }
        let maker = ReportMaker(
            counted: counted, generatedMs: nowMs, position: position, axis: filter.axis, sinceMs: filter.sinceMs,
            untilMs: filter.untilMs, form: filter.form, catalogue: readCatalogue(), hasField: field)
        switch format {
        case .json: try Self.writeJSON(maker, to: &output)
        case .csv: try ReportCSV.write(maker.report, to: &output)
        case .table: try ReportTable.write(maker.report, to: &output)
        }
        try output.flush()
        guard let form, maker.isEmpty else { return true }
        let span = filter.sinceMs == nil && filter.untilMs == nil ? "" : " in this span of time"
        StandardError.line("collect-top: no response of form \(form) was found\(span)")
        return false
    }
}

/// Tallies that are never taken apart.
nonisolated private final class LastTallies {
    private let counted: FormTallies

    init(_ counted: FormTallies) { self.counted = counted }
}
