import ArgumentParser
import CollectModel
import CollectStream

/// `conflicts`: the lines that were refused because they contradict what is known.
struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "List the responses that were refused because they contradict what is known.",
        discussion: """
            A conflict is an id that is known with other content (two people with one id, or an edit sent as a new response), or a change of a
            version that is no longer the newest. What was refused is not kept: its sender has it. `collect-top show ID` shows what is.

            EXAMPLES
              collect-top conflicts --data survey
              collect-top conflicts --data survey --form vaccination --since today --format json
            """)

    @Option(help: "The data directory.")
    var data: String
    @Option(help: "Only this form.")
    var form: String?
    @Option(help: ArgumentHelp("Only what came from this time on. \(TimeArgument.help)"))
    var since: TimeArgument?
    @Option(help: "How it is printed.")
    var format: SummaryFormat = .text
    @Option(help: RevealReason.help)
    var reveal: RevealReason?

    func run() throws {
        let conflicts: [ConflictList.Conflict]
        do throws(LogError) {
            conflicts = try ConflictList(directory: data).conflicts(
                form: form, sinceMs: since?.ms(nowMs: SystemTime.nowMs()))
        } catch { throw CommandFailure(error) }
        var output = StandardOutput()
        let mask = Mask(role: .manager, reveal: reveal != nil)
        for conflict in conflicts {
            try output.line(format == .json ? json(conflict) : Self.text(conflict, mask))
        }
        if conflicts.isEmpty, format == .text { try output.line("no conflicts") }
        try output.flush()
    }

    private func json(_ conflict: ConflictList.Conflict) -> String {
        var writer = JSONWriter()
        writer.object { w in
            w.pair("position", "\(conflict.place.partition).\(conflict.place.offset)")
            w.time("receivedAt", conflict.receivedMs)
            w.pair("formId", conflict.formID)
            w.pair("responseId", conflict.note.responseID)
            w.pair("op", ResponseOperation(conflict.note.op).rawValue)
            w.known("ifVersion", conflict.note.seenVersion)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func text(_ conflict: ConflictList.Conflict, _ mask: Mask) -> String {
        let what =
            switch conflict.note.op {
            case .create: "sent as new, is known with other content"
            case .update, .delete, .restore, .control:
                "\(ResponseOperation(conflict.note.op).rawValue)"
                    + (conflict.note.seenVersion.map { " of version \($0)" } ?? "")
                    + ", which is not what stands"
            }
        let id = mask.identifier(conflict.note.responseID).text
        return "\(Timestamp.format(conflict.receivedMs))  \(DisplayText(conflict.formID).fitted(to: 24).string)  "
            + "\(DisplayText(id).fitted(to: 40).string)  \(what)"
    }
}
