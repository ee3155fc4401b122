/// What another process asks of the one that writes a log.
public enum ControlRequest: Hashable, Sendable {
    /// Compress sealed segments.
    case pack
    /// Let expire what is older than the catalogue's terms, long overdue or not.
    case retain(takesOverdue: Bool)

    /// One line, without its end.
    var line: String {
        switch self {
        case .pack: "collect-control 1 pack"
        case .retain(let takesOverdue): "collect-control 1 retain\(takesOverdue ? " overdue" : "")"
        }
    }

    /// Reads a line; nil for anything that `line` would not have written.
    init?(line: String) {
        let known: [ControlRequest] = [.pack, .retain(takesOverdue: false), .retain(takesOverdue: true)]
        guard let request = known.first(where: { $0.line == line }) else { return nil }
        self = request
    }
}

/// What the writer answers: what the command would have said and answered, had it done the work itself.
///
/// Shape: a line `collect-control 1 CODE`, then lines for standard output, each after `> `, and for standard error, each after `! `.
public struct ControlReply: Hashable, Sendable {
    public var code: Int32
    public var output: [String]
    public var complaints: [String]

    public init(code: Int32, output: [String] = [], complaints: [String] = []) {
        self.code = code
        self.output = output
        self.complaints = complaints
    }

    private static let greeting = "collect-control 1 "

    var text: String {
        let marked = output.map { ("> ", $0) } + complaints.map { ("! ", $0) }
        let lines = marked.flatMap { mark, text in text.split(separator: "\n").map { mark + $0 } }
        return ([Self.greeting + "\(code)"] + lines).joined(separator: "\n") + "\n"
    }

    /// Reads an answer; nil for one that is cut off or not of this kind.
    init?(text: String) {
        guard text.hasSuffix("\n") else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        guard let first = lines.popFirst(), first.hasPrefix(Self.greeting),
            let code = Int32(first.dropFirst(Self.greeting.count))
        else { return nil }
        self.init(code: code)
        for line in lines {
            if line.hasPrefix("> ") { output.append(String(line.dropFirst(2))) }
            if line.hasPrefix("! ") { complaints.append(String(line.dropFirst(2))) }
        }
    }
}
