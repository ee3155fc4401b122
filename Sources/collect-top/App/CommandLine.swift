import CollectModel

/// What `:` takes.
nonisolated enum Command: Sendable, Equatable {
    case form(String), theme(String?), view(MainView), response(WantedResponse), help, quit

    /// The names, what follows them and what they do; the first name is the one that completion writes.
    static let table: [(names: [String], argument: DisplayText, meaning: DisplayText)] = [
        (["form"], "ID or title", "open a form"),
        (["view"], "NAME", "overview, form, stream or alerts"),
        (["r", "response"], "ID", "open one response; of a recent one the last four letters do"),
        (["theme"], "NAME", "choose a theme; without a name: the list"),
        (["help"], "", "show all keys"),
        (["q", "quit"], "", "quit"),
    ]

    /// - Throws: `CommandError`, with a sentence for the user.
    init(parsing text: String, in state: AppState) throws(CommandError) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let name = words.first.map { $0.lowercased() } ?? ""
        let argument = words.count > 1 ? String(words[1].drop { $0 == " " }) : ""
        switch name {
        case "form": self = .form(try Command.form(named: argument, in: state.snapshot))
        case "theme": self = .theme(try Command.theme(named: argument, in: state.themeNames))
        case "view":
            guard
                let view = MainView.allCases.first(where: {
                    !argument.isEmpty && $0.name.hasPrefix(argument.lowercased())
                })
            else { throw .unknownView(argument) }
            self = .view(view)
        case "r", "response":
            guard !argument.isEmpty else { throw .missing(command: "r", what: "the id of a response") }
            self = .response(try WantedResponse(argument, in: state))
        case "help": self = .help
        case "q", "quit": self = .quit
        default: throw .unknown(name)
        }
    }

    /// An id, or else a title, or else the only form whose id or title contains the text.
    private static func form(named text: String, in snapshot: Snapshot) throws(CommandError) -> String {
        guard !text.isEmpty else { throw .missing(command: "form", what: "the id or title of a form") }
        if let exact = snapshot.forms.first(where: { $0.formID == text }) { return exact.formID }
        let wanted = text.lowercased()
        if let titled = snapshot.forms.first(where: { $0.title?.lowercased() == wanted }) { return titled.formID }
        let found = snapshot.forms.filter {
            $0.formID.lowercased().contains(wanted) || $0.title?.lowercased().contains(wanted) == true
        }
        guard let only = found.first else { throw .noForm(text) }
        if found.count > 1 { throw .manyForms(text, count: found.count) }
        return only.formID
    }

    private static func theme(named text: String, in names: [String]) throws(CommandError) -> String? {
        if text.isEmpty { return nil }
        guard names.contains(text) else { throw .noTheme(text, names: names) }
        return text
    }
}

/// Why a command cannot be carried out.
nonisolated enum CommandError: Error, Sendable, Equatable {
    case unknown(String)
    case unknownView(String)
    case missing(command: String, what: String)
    case noForm(String)
    case manyForms(String, count: Int)
    case noTheme(String, names: [String])
    case manyResponses(String, count: Int)
    case noFormSelected

    /// For the line at the bottom.
    var sentence: DisplayText {
        switch self {
        case .unknown(let name): DisplayText("no command \(name); :help lists them", maxCells: 120)
        case .unknownView(let name): DisplayText("no view \(name); overview, form, stream or alerts", maxCells: 120)
        case .missing(let command, let what): DisplayText(":\(command) needs \(what)", maxCells: 120)
        case .noForm(let text): DisplayText("no form has \(text) in its id or title", maxCells: 120)
        case .manyForms(let text, let count):
            DisplayText("\(count) forms have \(text) in id or title; type more", maxCells: 120)
        case .manyResponses(let text, let count):
            DisplayText("\(count) recent responses begin or end with \(text); type more", maxCells: 120)
        case .noFormSelected: "select the form of this response first"
        case .noTheme(let text, let names):
            DisplayText("no theme \(text); there are \(names.joined(separator: ", "))", maxCells: 120)
        }
    }
}

/// The command that is being typed, and what Tab would make of it.
nonisolated struct CommandLine: Sendable, Equatable {
    static let completionLimit = 20

    var field = TextField()

    /// Whole lines that begin with what is typed, the nearest first.
    func completions(in state: AppState) -> [String] {
        let text = field.text
        guard let space = text.firstIndex(of: " ") else {
            let names = Command.table.map { $0.argument.isEmpty ? $0.names[0] : $0.names[0] + " " }
            return names.filter { $0.hasPrefix(text.lowercased()) }
        }
        let name = text[..<space].lowercased()
        let wanted = text[text.index(after: space)...].drop { $0 == " " }.lowercased()
        let choices: [String] =
            switch name {
            case "view": MainView.allCases.map(\.name).filter { $0.hasPrefix(wanted) }
            case "theme": state.themeNames.filter { $0.lowercased().hasPrefix(wanted) }
            case "form": forms(wanted, in: state.snapshot)
            default: []
            }
        return choices.prefix(Self.completionLimit).map { "\(name) \($0)" }
    }

    private func forms(_ wanted: String, in snapshot: Snapshot) -> [String] {
        let names = snapshot.forms.map { $0.title ?? $0.formID }
        let starting = names.filter { $0.lowercased().hasPrefix(wanted) }
        let holding = names.filter { !$0.lowercased().hasPrefix(wanted) && $0.lowercased().contains(wanted) }
        return starting + holding
    }

    /// Writes what all completions have in common, or the first where that is no more than what is typed.
    mutating func complete(in state: AppState) {
        let found = completions(in: state)
        guard let first = found.first else { return }
        var common = first
        for other in found.dropFirst() { common = Self.shared(common, other) }
        let isLonger = common.count > field.text.count && common.lowercased().hasPrefix(field.text.lowercased())
        field = TextField(isLonger ? common : first)
    }

    private static func shared(_ a: String, _ b: String) -> String {
        String(zip(a, b).prefix { $0.lowercased() == $1.lowercased() }.map(\.0))
    }
}
