/// One thing in a catalogue that cannot be taken as it stands.
public struct CatalogueProblem: Sendable, Equatable, CustomStringConvertible {
    public let path: String
    /// From 1; columns count Unicode scalars.
    public let line: Int
    public let column: Int
    public let expected: String
    public let found: String

    public var description: String { "\(path):\(line):\(column): expected \(expected), found \(found)" }
}

/// Something in a catalogue that is left alone, and probably meant otherwise.
public struct CatalogueWarning: Sendable, Equatable, CustomStringConvertible {
    public let path: String
    public let line: Int
    public let column: Int
    public let text: String

    public var description: String { "\(path):\(line):\(column): warning: \(text)" }
}

/// Why a catalogue is not used.
///
/// Why it is not used in parts: a mistake may be anywhere, also in what decides when responses are deleted.
public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// In the order of the file, at least one; `unlisted` more were found. Warnings often explain them.
    case problems([CatalogueProblem], unlisted: Int, warnings: [CatalogueWarning])

    /// One line: the first problem, and how many more there are.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): return "cannot read \(path): \(reason)"
        case .problems(let problems, let unlisted, _):
            let first = problems.first.map { "\($0)" } ?? "nothing of it can be used"
            let more = problems.count - 1 + unlisted
            return more <= 0
                ? first
                : "\(first); and \(more) more \(more == 1 ? "problem" : "problems"), see collect-top catalogue check"
        }
    }
}
