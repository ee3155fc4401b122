import ArgumentParser
import CollectModel
import Glibc

/// How a screen looks and who looks at it: the same flags wherever something is drawn.
struct ScreenOptions: ParsableArguments {
    @Option(help: "A theme by name; `:theme` in the dashboard shows all.")
    var theme = "default"
    @Option(help: "auto, always, never, 16, 256 or truecolor.", transform: ScreenOptions.color)
    var color: ColorOption = .auto
    @Option(help: "What bars and lines are drawn with: braille, block or ascii.", transform: ScreenOptions.symbolSet)
    var symbols: SymbolSet = .braille
    @Option(
        name: .customLong("as"), help: "See what this role may see; a data directory is read as manager.",
        transform: ScreenOptions.role)
    var role: CollectModel.Role = .manager
    @Option(help: RevealReason.help)
    var reveal: RevealReason?

    var mask: Mask { Mask(role: role, reveal: reveal != nil) }

    /// Reads the theme. - Throws: `CommandFailure` that lists the themes there are.
    func loadTheme() throws -> Theme {
        do throws(ThemeError) { return try Self.library.load(theme) } catch { throw CommandFailure(error) }
    }

    static var library: ThemeLibrary {
        ThemeLibrary.standard(executable: ThemeLibrary.executablePath(), environment: environment)
    }

    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    func context(theme: Theme, nowMs: Int64) -> ViewContext {
        ViewContext(
            symbols: symbols, glyphs: theme.glyphs, mask: mask, nowMs: nowMs,
            utcOffsetSeconds: SystemTime.utcOffsetSeconds(atMs: nowMs))
    }

    private static func color(_ word: String) throws -> ColorOption {
        guard let option = ColorOption(rawValue: word) else {
            throw ValidationError(
                "--color takes \(ColorOption.allCases.map(\.rawValue).joined(separator: ", ")), not \(word)")
        }
        return option
    }

    private static func symbolSet(_ word: String) throws -> SymbolSet {
        guard let symbols = SymbolSet(rawValue: word) else {
            throw ValidationError("--symbols takes braille, block or ascii, not \(word)")
        }
        return symbols
    }

    private static func role(_ word: String) throws -> CollectModel.Role {
        guard let role = CollectModel.Role(parsing: word) else {
            let names = CollectModel.Role.allCases.filter { $0.grant(.readStatistics) != nil }.map(\.rawValue)
                .joined(separator: ", ")
            throw ValidationError("--as takes one of \(names), not \(word)")
        }
        guard role.grant(.readStatistics) != nil else {
            throw ValidationError("--as \(word): this role sees no dashboard")
        }
        return role
    }
}

/// Why somebody wants to see personal answers in clear: anything but nothing.
nonisolated struct RevealReason: ExpressibleByArgument, Sendable {
    static let help = ArgumentHelp("Show personal answers in clear, and say why.", valueName: "reason")

    init?(argument: String) {
        guard argument.contains(where: { !$0.isWhitespace }) else { return nil }
    }
}
