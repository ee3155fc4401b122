import ArgumentParser
import CollectStream

/// The dashboard over a data directory: what runs when no subcommand is named.
struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "The dashboard (this is what runs when no subcommand is named).",
        discussion: """
            EXAMPLES
              collect-top --data survey
              collect-top --data survey --form vaccination --theme light
              collect-top --data survey --as support --reveal "ticket 4711"
            """)

    @Option(help: "The data directory; any number of dashboards may watch it.")
    var data: String?
    @Option(help: "Begin with this form.")
    var form: String?
    @OptionGroup var screen: ScreenOptions
    /// What the parser knows nothing of lands here, because this command is the one without a name.
    @Argument(parsing: .allUnrecognized, help: .hidden)
    var words: [String] = []

    func validate() throws {
        if let word = words.first {
            let kind = word.hasPrefix("-") ? "option" : "command"
            throw ValidationError("there is no \(kind) \(word); collect-top --help shows what there is")
        }
        if data == nil { throw ValidationError("name a data directory with --data, or try: collect-top demo") }
    }

    func run() async throws {
        guard let data else { return }
        try await Dashboard(directory: data, screen: screen, engine: StreamEngine.Options(), form: form).run()
    }
}
