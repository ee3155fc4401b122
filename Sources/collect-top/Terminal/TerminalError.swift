import Glibc

/// Why the dashboard could not take the terminal.
nonisolated enum TerminalError: Error, Hashable, CustomStringConvertible {
    case noTerminal(errno: Int32)
    case unknownTerminal(tried: [String])
    /// It can print line after line only.
    case cannotPlaceText(type: String)
    /// A call into ncurses or the system failed; `name` is the call's name.
    case call(name: String, errno: Int32)

    var description: String {
        switch self {
        case .noTerminal(let code):
            "no terminal to draw on (/dev/tty: \(String(cString: strerror(code)))); use `render` for a frame as text"
        case .unknownTerminal(let tried):
            "no terminfo entry for \(tried.joined(separator: ", ")); install ncurses-term or set TERM"
        case .cannotPlaceText(let type):
            "a terminal of type \(type) cannot place text; set TERM to what it is, or use `render` for a frame as text"
        case .call(let name, let code): "the terminal refused \(name): \(String(cString: strerror(code)))"
        }
    }
}
