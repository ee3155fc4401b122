/// Why a theme could not be loaded.
nonisolated enum ThemeError: Error, Hashable, CustomStringConvertible {
    /// No file of that name; `neededBy` is the theme that inherits from it.
    case missing(name: String, neededBy: String?, available: [String])
    case unreadable(path: String, reason: String)
    case syntax(file: String, line: Int, column: Int, message: String)
    /// Themes that inherit from each other in a circle, in order.
    case circle(names: [String])

    var description: String {
        switch self {
        case .missing(let name, let neededBy, let available):
            "no theme \"\(name)\"\(neededBy.map { ", which \"\($0)\" inherits" } ?? "")"
                + (available.isEmpty
                    ? "; no theme files found: set COLLECT_THEMES to their directory"
                    : "; there are: \(available.joined(separator: ", "))")
        case .unreadable(let path, let reason): "cannot read theme \(path): \(reason)"
        case .syntax(let file, let line, let column, let message): "\(file):\(line):\(column): \(message)"
        case .circle(let names): "themes inherit in a circle: \(names.joined(separator: " → ")); cut one \"inherits\""
        }
    }
}
