import ArgumentParser
import CollectModel
import CollectStream
import Glibc

/// `demo`: simulated field teams submit to a log of their own, and the dashboard shows it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See it with simulated field teams: offline phones, retries, edits, wrong clocks.",
        discussion: """
            Without --data the log lives in a temporary directory that is removed at the end.

            EXAMPLES
              collect-top demo
              collect-top demo --rate 1200 --forms 1000
              collect-top demo --headless --count 1000000 --data load-test
            """)

    @Option(help: "Responses a second.")
    var rate: Double = 12
    @Option(help: "Forms; beyond the first fourteen they are the same surveys in further regions.")
    var forms: Int = 14
    @Option(help: "The same seed and time give the same responses.")
    var seed: UInt64 = 1
    @Option(help: "Write so many responses and no more; as fast as possible with --headless.")
    var count: Int?
    @Option(help: "The data directory; it is created when missing.")
    var data: String?
    @Flag(help: "Write only, show nothing.")
    var headless = false
    @OptionGroup var screen: ScreenOptions
    /// The process to end with. Asked for its parent itself, a writer whose parent is gone already would name another one.
    @Option(help: .hidden)
    var endsWith: pid_t?

    func validate() throws {
        if rate <= 0 || !rate.isFinite || rate > 1_000_000 {
            throw ValidationError("--rate needs a number above 0, at most 1,000,000")
        }
        if forms < 1 || forms > 100_000 { throw ValidationError("--forms needs 1 to 100,000") }
        if let count, count < 0 { throw ValidationError("--count needs 0 or more") }
        if headless, data == nil {
            throw ValidationError("--headless needs --data: what nobody sees must be kept somewhere")
        }
    }

    func run() async throws {
        if headless, let data { return try await write(to: data) }
        try await show()
    }

    private func write(to directory: String) async throws {
        let intake: ResponseIntake
        do throws(LogError) {
            intake = try ResponseIntake(
                directory: directory, storage: WatchedStorage { StandardError.line("collect-top: \($0)") },
                identities: .telling)
        } catch { throw CommandFailure(error) }
        let rounds = UpkeepRounds(intake.log) { StandardError.line("collect-top: \($0)") }
        let upkeep: DemoUpkeep
        do throws(LogError) { upkeep = try DemoUpkeep(intake, directory: directory) } catch {
            intake.close()
            throw CommandFailure(error)
        }
        defer {
            upkeep.close()
            rounds.stop()
            intake.close()
        }
        let plan = DemoPlan(seed: seed, forms: forms, rate: rate, nowMs: SystemTime.nowMs())
        try plan.writeCatalogue(to: directory)
        var writer = DemoWriter(intake: intake, upkeep: upkeep, progress: ProgressLine("writing", unit: "responses"))
        do {
            if let count, endsWith == nil {
                try await writer.write(count: count, of: plan.ending(count: count), untilMs: plan.nowMs)
                StandardError.line("wrote \(ProgressLine.grouped(Int64(count))) submissions to \(directory)")
            } else {
                let isEmpty = intake.log.durableEnd.next.allSatisfy { $0 == 0 }
                if isEmpty, count == nil { try await writer.write(history: plan) }
                if endsWith != nil { DemoChild.tellReady() }
                try await writer.writeLive(plan, most: count ?? .max, endsWith: endsWith)
            }
        } catch let error as LogError { throw CommandFailure(error) }
    }

    private func show() async throws {
        guard isatty(STDOUT_FILENO) == 1 else {
            throw CommandFailure(
                .environment,
                "the dashboard needs a terminal; without one: collect-top demo --headless --count 10000 --data DIR")
        }
        let place = try DemoPlace(directory: data)
        defer { place.remove() }
        let child = try DemoChild(
            arguments: [
                "demo", "--headless", "--ends-with", "\(getpid())", "--data", place.directory, "--rate", "\(rate)",
                "--forms",
                "\(forms)", "--seed", "\(seed)",
            ] + (count.map { ["--count", "\($0)"] } ?? []))
        defer { child.end() }
        StandardError.line("simulating a day of field work …")
        child.waitUntilReady()
        var options = StreamEngine.Options()
        options.rules = AlertRule.builtIn(silenceFloorMs: DemoPlan.silenceFloorMs)
        try await Dashboard(directory: place.directory, screen: screen, engine: options) { child.complaint() }.run()
    }
}
