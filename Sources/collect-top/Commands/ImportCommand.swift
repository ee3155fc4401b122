import ArgumentParser
import CollectModel
import CollectStream

/// `import`: NDJSON through validation into the log.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in responses: NDJSON through validation into the log.",
        discussion: """
            A line is a response, or an operation on one:
              {"op": "update", "formId": "…", "responseId": "…", "ifVersion": 1, "response": {…}}
              {"op": "delete", "formId": "…", "responseId": "…"}         likewise "restore"
            A response that was taken in before is recognised and only counted, so a file of responses may be imported again
            after an interruption. An edit is made again, unless ifVersion says which version it was made from.
            --received synced believes the phone's time of synchronisation, so a phone's wrong clock cannot be found.

            EXAMPLES
              collect-top import answers.ndjson --data survey
              collect-top import 2025-*.ndjson --data survey --received synced
              ssh phone-gateway cat queue.ndjson | collect-top import - --data survey --acks
            """)

    enum ReceivedTime: String, ExpressibleByArgument, CaseIterable { case now, synced }

    @Argument(help: "Files of responses, one JSON object a line; - is the standard input.")
    var files: [String]
    @Option(help: "The data directory; it is created when missing.")
    var data: String
    @Option(
        help: "The time of receipt: now, or the response's own syncedFromDeviceAt for history that is loaded later.")
    var received: ReceivedTime = .now
    @Flag(help: "Print `acked LINE` after each durable batch, with the last input line that it holds.")
    var acks = false
    @Option(help: "How the summary is printed.")
    var format: SummaryFormat = .text

    func run() async throws {
        var problems = ExitStatus.done
        var inputs: [InputFile] = []
        for path in files {
            do throws(InputError) { inputs.append(try InputFile(path: path, asItComes: true)) } catch {
                StandardError.line("collect-top: " + error.sentence)
                problems = .environment
            }
        }
        let intake: ResponseIntake
        do throws(LogError) {
            intake = try ResponseIntake(
                directory: data, storage: WatchedStorage { StandardError.line("collect-top: \($0)") },
                identities: .telling)
        } catch { throw CommandFailure(error) }
        defer { intake.close() }
        if tell(intake.log.recovery) { problems = max(problems, .problems) }
        var run = ImportRun(intake: intake, isSynced: received == .synced, printsAcks: acks)
        do {
            for input in inputs { try await run.take(input) }
            try await run.finish()
        } catch let error as LogError {
            // What is durable by now stays; the sender has to know how much that is.
            try run.printSummary(format)
            throw CommandFailure(error)
        } catch let error as InputError {
            StandardError.line("collect-top: " + error.sentence)
            problems = .environment
            try await run.finish()
        }
        try run.printSummary(format)
        if run.rejected + run.conflicts + run.expired > 0 { problems = max(problems, .problems) }
        if problems != .done { throw CommandFailure(problems) }
    }

    /// Says what opening the log found. True where acknowledged records are lost.
    private func tell(_ recovery: RecoveryReport) -> Bool {
        for torn in recovery.torn {
            StandardError.line(
                "collect-top: \(data): an unfinished end was cut, nothing acknowledged is lost; a copy is in \(torn.copy)"
            )
        }
        for gap in recovery.damage { StandardError.line("collect-top: \(data): \(gap)") }
        return !recovery.damage.isEmpty
    }
}

/// How a command says what it did.
nonisolated enum SummaryFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
