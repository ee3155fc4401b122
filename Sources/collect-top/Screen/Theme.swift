/// How each role looks.
///
/// Why: a reader's eyes, a projector and a slow serial line differ; views do not know which one they draw for.
/// Shape: one complete style for each role; `warnings` are what the file got wrong, in the file's order.
/// Invariant: on a background that the theme names, every text role can be read (contrast of at least 3).
nonisolated struct Theme: Sendable {
    /// A role's look. The glyph stands beside a state's word, so that a screen without colours says as much.
    struct Style: Sendable, Hashable {
        var foreground: ThemeColor = .terminal
        var background: ThemeColor = .terminal
        var attributes: Emphasis = []
    }

    let name: String
    let variant: Variant
    /// The colour behind everything that has no background of its own.
    let background: ThemeColor
    let glyphs: StateGlyphs
    let warnings: [ThemeWarning]
    private let styles: [Style]

    enum Variant: String, Sendable { case dark, light }

    /// `styles` in the order of `Role.allCases`.
    init(
        name: String, variant: Variant, background: ThemeColor, styles: [Style], glyphs: StateGlyphs,
        warnings: [ThemeWarning]
    ) {
        precondition(styles.count == Role.allCases.count, "a theme needs one style for each role")
        self.name = name
        self.variant = variant
        self.background = background
        self.styles = styles
        self.glyphs = glyphs
        self.warnings = warnings
    }

    subscript(role: Role) -> Style { styles[Int(role.rawValue)] }

    /// What is sent for a cell of this role and emphasis.
    func sent(_ role: Role, emphasis: Emphasis = [], depth: ColorDepth) -> SentStyle {
        let style = self[role]
        return SentStyle(
            foreground: style.foreground.reduced(to: depth), background: style.background.reduced(to: depth),
            attributes: style.attributes.union(emphasis))
    }

    /// The program's own theme: attributes only, needs no file and no colours.
    static let plain = ThemeSheet.base.theme(name: "plain", warnings: [])
}

/// The marks that stand beside a state, for screens without colour and eyes that do not see it.
///
/// Shape: one glyph of one cell for each role that has one; `ascii` where the terminal shows nothing else.
nonisolated struct StateGlyphs: Sendable, Hashable {
    private(set) var glyphs: [Role: DisplayText]
    private(set) var ascii: [Role: DisplayText]

    init(glyphs: [Role: DisplayText], ascii: [Role: DisplayText]) {
        self.glyphs = glyphs
        self.ascii = ascii
    }

    /// The glyph of a role; empty if it has none.
    func glyph(_ role: Role, symbols: SymbolSet) -> DisplayText {
        (symbols == .ascii ? ascii[role] : glyphs[role]) ?? .empty
    }

    static let standard = Theme.plain.glyphs
}

/// Something in a theme file that was not understood, and was ignored.
nonisolated struct ThemeWarning: Sendable, Hashable, CustomStringConvertible {
    let file: String
    let line: Int
    let message: String

    var description: String { "\(file):\(line): \(message)" }
}
