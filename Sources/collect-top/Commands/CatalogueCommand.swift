import ArgumentParser
import CollectModel
import CollectStream

/// `catalogue`: what is to be done with a form catalogue.
struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Check a form catalogue, the forms.yaml of titles, labels, options, targets and teams.",
        discussion: """
            EXAMPLES
              collect-top catalogue check survey/forms.yaml
              collect-top help catalogue check
            """,
        subcommands: [CatalogueCheckCommand.self])
}

/// `catalogue check`: says everything that is wrong with a catalogue.
struct CatalogueCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with a form catalogue, one line each, and what is in it.",
        discussion: """
            A problem is told as FILE:LINE:COLUMN: expected …, found …; a file that has one is not used, and nothing expires meanwhile. A warning \
            is a key that is left alone. Exit code 0: nothing is wrong, but for warnings; 1: there are problems; 3: the file cannot be read.

            EXAMPLES
              collect-top catalogue check forms.yaml
              collect-top catalogue check forms.yaml && mv forms.yaml survey/
              collect-top catalogue check - --format json < survey/forms.yaml
            """)

    @Argument(help: "The catalogue; - is the standard input.")
    var file: String
    @Option(help: "How the summary is printed.")
    var format: SummaryFormat = .text

    func run() throws {
        let reading: CatalogueFile.Reading
        do throws(CatalogueError) { reading = try CatalogueFile.read(path: file) } catch {
            guard case .problems(let problems, let unlisted, let warnings) = error else { throw CommandFailure(error) }
            for warning in warnings { StandardError.line("\(warning)") }
            for problem in problems { StandardError.line("\(problem)") }
            if unlisted > 0 { StandardError.line("\(file): and \(unlisted) more problems") }
            throw CommandFailure(.problems)
        }
        for warning in reading.warnings { StandardError.line("\(warning)") }
        let summary = CatalogueSummary(reading)
        var output = StandardOutput()
        switch format {
        case .json: try output.line(String(decoding: summary.json, as: UTF8.self))
        case .text: try output.line(DisplayText("\(file): \(summary.text)").string)
        }
        try output.flush()
    }
}

/// How much is in a catalogue.
nonisolated struct CatalogueSummary {
    /// What there is of each thing, in the order in which it is told.
    private let counts: [(name: String, one: String, count: Int)]
    private let warnings: Int

    init(_ reading: CatalogueFile.Reading) {
        let catalogue = reading.catalogue
        let questions = catalogue.forms.flatMap(\.questions)
        counts = [
            ("organisations", "organisation", catalogue.organisations.count),
            ("forms", "form", catalogue.forms.count), ("questions", "question", questions.count),
            ("options", "option", questions.reduce(0) { $0 + $1.options.count }),
            ("teams", "team", catalogue.teams.count),
            ("collectors", "collector", catalogue.teams.reduce(0) { $0 + $1.collectors.count }),
            ("devices", "device", catalogue.teams.reduce(0) { $0 + $1.devices.count }),
        ]
        warnings = reading.warnings.count
    }

    var text: String {
        counts.filter { $0.count > 0 || $0.name == "forms" }.map {
            "\(ProgressLine.grouped(Int64($0.count))) \($0.count == 1 ? $0.one : $0.name)"
        }.joined(
            separator: ", ")
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { w in
            for (name, _, count) in counts { w.pair(name, Int64(count)) }
            w.pair("warnings", Int64(warnings))
        }
        return writer.bytes
    }
}
