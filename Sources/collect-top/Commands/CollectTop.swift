import ArgumentParser
import Glibc

/// The program: a subcommand a job, the dashboard when none is named.
@main
struct CollectTop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect-top",
        abstract: "Live statistics of a data collection, in the terminal.",
        discussion: """
            EXAMPLES
              collect-top demo                                    see it with simulated field teams
              collect-top --data survey                           watch a data directory
              collect-top import answers.ndjson --data survey     take in responses
              collect-top report answers.ndjson --format json     statistics of files, nothing stored

            Exit codes: 0 done, 1 the work found problems, 2 wrong usage, 3 input/output or environment.
            """,
        version: "collect-top 0.1.0",
        subcommands: [
            DashboardCommand.self, DemoCommand.self, ImportCommand.self, ReportCommand.self, ShowCommand.self,
            TailCommand.self, ConflictsCommand.self, RenderCommand.self, VerifyCommand.self, LogCommand.self,
            PackCommand.self,
            RetainCommand.self, BackupCommand.self, RestoreCommand.self, CatalogueCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self)

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch let failure as CommandFailure {
            failure.report()
            Glibc.exit(failure.code.rawValue)
        } catch {
            let code = exitCode(for: error)
            let isUsage = code == .validationFailure
            // Messages of the argument parser are several lines on purpose: usage and help.
            let message = fullMessage(for: error)
            if !message.isEmpty, isUsage {
                // The message repeats what was typed, which may hold anything.
                for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
                    StandardError.line(String(line))
                }
            } else if !message.isEmpty {
                StandardError.write(message + "\n", to: STDOUT_FILENO)
            }
            Glibc.exit(isUsage ? ExitStatus.usage.rawValue : code.rawValue)
        }
    }
}
