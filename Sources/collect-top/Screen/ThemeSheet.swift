/// What theme files say, before it is completed for every role: styles by dotted key, each property given or not.
///
/// Why: inheritance and prefix fallback work on what is *said*; a style with blanks filled in could not be merged.
nonisolated struct ThemeSheet: Sendable {
    /// One entry of `[styles]`; nil means "not said here".
    struct Entry: Sendable, Hashable {
        var foreground: ThemeColor?
        var background: ThemeColor?
        var attributes: Emphasis?
        var glyph: DisplayText?
        var ascii: DisplayText?

        /// Takes over what `other` says.
        mutating func merge(_ other: Entry) {
            foreground = other.foreground ?? foreground
            background = other.background ?? background
            attributes = other.attributes ?? attributes
            glyph = other.glyph ?? glyph
            ascii = other.ascii ?? ascii
        }
    }

    static let backgroundKey = "ui.background"

    var variant: Theme.Variant?
    var entries: [String: Entry] = [:]

    /// A child over this parent: what the child says wins, key by key and property by property.
    func overlaid(with child: ThemeSheet) -> ThemeSheet {
        var sheet = self
        sheet.variant = child.variant ?? variant
        for (key, entry) in child.entries { sheet.entries[key, default: Entry()].merge(entry) }
        return sheet
    }

    /// Completes every role: each property comes from the longest prefix of the role's key that says it.
    func theme(name: String, warnings: [ThemeWarning]) -> Theme {
        let background = entries[ThemeSheet.backgroundKey]?.background ?? .terminal
        var styles: [Theme.Style] = []
        var glyphs: [Role: DisplayText] = [:]
        var ascii: [Role: DisplayText] = [:]
        for role in Role.allCases {
            let entry = resolved(role.key)
            let style = Theme.Style(
                foreground: entry.foreground ?? .terminal, background: entry.background ?? background,
                attributes: entry.attributes ?? [])
            styles.append(Readability.corrected(style, role: role))
            glyphs[role] = entry.glyph
            ascii[role] = entry.ascii
        }
        return Theme(
            name: name, variant: variant ?? .dark, background: background, styles: styles,
            glyphs: StateGlyphs(glyphs: glyphs, ascii: ascii), warnings: warnings)
    }

    private func resolved(_ key: String) -> Entry {
        var entry = Entry()
        var parts = key.split(separator: ".")[...]
        var said: [Entry] = []
        while !parts.isEmpty {
            if let found = entries[parts.joined(separator: ".")] { said.append(found) }
            parts = parts.dropLast()
        }
        for found in said.reversed() { entry.merge(found) }
        return entry
    }

    /// What holds where no file says anything: attributes and glyphs, so that a screen without colours is complete.
    static let base: ThemeSheet = {
        func entry(_ attributes: Emphasis, _ glyph: DisplayText? = nil, _ ascii: DisplayText? = nil) -> Entry {
            Entry(attributes: attributes, glyph: glyph, ascii: ascii)
        }
        return ThemeSheet(entries: [
            "ui.text.dim": entry(.dim), "ui.text.strong": entry(.bold), "ui.title": entry(.bold),
            "ui.heading": entry(.bold), "ui.header": entry([.bold, .underline]), "ui.border.focus": entry(.bold),
            "ui.selection": entry(.reverse), "ui.match": entry([.bold, .underline]), "ui.input": entry(.underline),
            "ui.key": entry(.bold), "ui.badge": entry(.reverse), "ui.badge.live": entry(.bold, "●", "*"),
            "ui.badge.frozen": entry([.bold, .reverse], "‖", "="),
            "status.good": entry([], "✓", "+"), "status.info": entry([], "◆", "i"),
            "status.warn": entry(.bold, "▲", "!"), "status.critical": entry([.bold, .reverse], "✗", "X"),
            "stream.late": entry(.underline, "◷", "L"), "pii.masked": entry(.dim, "▒", "#"),
            "answer.missing": entry(.dim, "∅", "-"), "chart.bar.track": entry(.dim),
        ])
    }()
}
