import ArgumentParser
import CollectModel
import CollectStream
import Glibc

/// `tail`: the stream of responses, as it arrives.
struct TailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Follow the stream of responses.",
        discussion: """
            JSON is a line a response: {"position", "op", "receivedAt", "version", "response"}. `--from` takes a printed position
            and goes on behind it. Text masks personal answers.

            EXAMPLES
              collect-top tail --data survey --form vaccination
              collect-top tail --data survey --format json --from start --no-follow > all.ndjson
              collect-top tail --data survey --from 2h                what arrived in the last two hours, and goes on
            """)

    @Option(help: "The data directory.")
    var data: String
    @Option(help: "Only this form.")
    var form: String?
    @Option(help: "How it is printed.")
    var format: SummaryFormat = .text
    @Option(
        help:
            "start, end, a time of arrival (2h, today, 2026-11-01), or a position that was printed; end when following, else start."
    )
    var from: String?
    @Flag(inversion: .prefixedNo, help: "Wait for more.")
    var follow = true
    @Option(help: "End after so many.")
    var count: Int?
    @Option(help: RevealReason.help)
    var reveal: RevealReason?

    func validate() throws {
        if let count, count < 0 { throw ValidationError("--count needs 0 or more") }
        if let from, TailStart(argument: from) == nil {
            throw ValidationError(
                "--from takes start, end, a time, or a position that a command printed, not \(from). A time: \(TimeArgument.help)"
            )
        }
    }

    func run() throws {
        var tail: TailRun
        do throws(LogError) {
            tail = try TailRun(
                directory: data, from: from.flatMap { TailStart(argument: $0) } ?? (follow ? .end : .start), form: form,
                line: format == .json
                    ? .json
                    : .text(Mask(role: .manager, reveal: reveal != nil, tags: CataloguedTags.read(directory: data))),
                count: count)
            if follow, isatty(STDERR_FILENO) == 1 {
                let what = form.map { "responses of form \($0)" } ?? "responses"
                StandardError.line("collect-top: waiting for \(what) in \(data); Ctrl-C ends")
            }
            while try tail.printMore() || (follow && tail.waitForMore()) {}
        } catch { throw CommandFailure(error) }
        if let failure = follow ? tail.failure : tail.ending { throw failure }
    }
}
