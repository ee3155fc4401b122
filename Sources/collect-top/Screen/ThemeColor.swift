/// A colour as a theme names it.
nonisolated enum ThemeColor: Sendable, Hashable {
    /// Whatever the terminal shows without any colour set; for a background, also transparency.
    case terminal
    /// One of the 16 named colours, in the user's own shades.
    case named(UInt8)
    /// An exact colour, with the named colour to use where only 16 exist.
    case exact(RGB, named: UInt8?)

    /// `#rrggbb`, `#rgb`, one of the 16 names, or "default".
    init?(word: String) {
        if word == "default" {
            self = .terminal
        } else if let number = Palette256.names.firstIndex(of: word) {
            self = .named(UInt8(number))
        } else if let rgb = RGB(hex: word) {
            self = .exact(rgb, named: nil)
        } else {
            return nil
        }
    }

    /// The exact colour, xterm's shade of a named one, or nil where only the terminal knows.
    var rgb: RGB? {
        switch self {
        case .terminal: nil
        case .named(let number): Palette256.rgb(number)
        case .exact(let rgb, _): rgb
        }
    }

    /// What is sent at a colour depth.
    func reduced(to depth: ColorDepth) -> SentColor {
        switch (self, depth) {
        case (.terminal, _), (_, .mono): .terminal
        case (.named(let number), _): .indexed(number)
        case (.exact(let rgb, _), .truecolor): .rgb(rgb)
        case (.exact(let rgb, _), .indexed256): .indexed(Palette256.nearest(rgb))
        case (.exact(let rgb, let number), .ansi16): .indexed(number ?? Palette256.nearestNamed(rgb))
        }
    }
}

/// A colour as it goes to a terminal.
nonisolated enum SentColor: Sendable, Hashable {
    case terminal
    case indexed(UInt8)
    case rgb(RGB)
}

/// Colours and attributes as they go to a terminal.
nonisolated struct SentStyle: Sendable, Hashable {
    var foreground: SentColor = .terminal
    var background: SentColor = .terminal
    var attributes: Emphasis = []
}
