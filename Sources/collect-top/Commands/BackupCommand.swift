import ArgumentParser
import CollectStream

/// `backup`: a copy of the log that is whole, taken while a writer runs.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the log into another directory, while its writer goes on, and check the copy.",
        discussion: """
            Copies everything that is durable now. Run it again into the same directory: only what is new is copied. The copy is a data directory like \
            any other: report, show and verify read it. Exit code 1: the copy has damage that the log has too; see verify.

            EXAMPLES
              collect-top backup --data survey --to /backup/survey
            """)

    @Option(help: "The data directory.")
    var data: String
    @Option(help: "Where the copy goes: a new directory, or an earlier backup of the same log.")
    var to: String

    func run() throws { try BackupRun(source: data, target: to, isNew: false).run() }
}

/// `restore`: makes a data directory from a backup.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a data directory from a backup, and check it.",
        discussion: """
            The data directory must be new or empty; the backup stays as it is. What was taken in after the backup is not there: senders that \
            repeat it are taken in as new.

            EXAMPLES
              collect-top restore --from /backup/survey --data survey
            """)

    @Option(help: "The backup.")
    var from: String
    @Option(help: "The data directory to make.")
    var data: String

    func run() throws { try BackupRun(source: from, target: data, isNew: true).run() }
}

/// Copies, then checks every byte of the copy.
nonisolated private struct BackupRun {
    let source: String
    let target: String
    let isNew: Bool

    func run() throws {
        let copied: LogBackup.Report
        let progress = ProgressLine("copying", unit: "segments")
        do throws(LogError) {
            defer { progress.end() }
            copied = try LogBackup(from: source, to: target).run(isNew: isNew) {
                progress.update(Int64($0), of: Int64($1))
            }
        } catch { throw CommandFailure(error) }
        let survey = try LogSurvey.watched(directory: target)
        var output = StandardOutput()
        try output.line(
            """
            \(DisplayText(target).string): \(survey.summary), \(LogSurvey.size(copied.copiedBytes)) copied, \
            up to position \(copied.end); checked, \(survey.isDamaged ? "damaged" : "nothing is damaged")
            """)
        try output.flush()
        if survey.isDamaged {
            throw CommandFailure(.problems, "\(target): damaged; compare collect-top verify of both directories")
        }
    }
}
