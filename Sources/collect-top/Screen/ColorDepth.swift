/// How many colours may be used.
nonisolated enum ColorDepth: String, Sendable, CaseIterable {
    case mono
    case ansi16 = "16"
    case indexed256 = "256"
    case truecolor

    /// Decides from what the user said, then from what the environment says.
    ///
    /// Why in this order: a flag is the most deliberate, `NO_COLOR` speaks for every program, `COLORTERM` and terminfo
    /// only describe the terminal.
    /// - Parameter terminfoColors: terminfo's `colors`, or nil where terminfo was not asked.
    /// - Parameter environment: answers a variable's value.
    /// - Source: no-color.org (any non-empty value counts).
    static func detect(
        option: ColorOption, isTerminal: Bool, terminfoColors: Int?, environment: (String) -> String?
    ) -> ColorDepth {
        switch option {
        case .never: return .mono
        case .ansi16: return .ansi16
        case .indexed256: return .indexed256
        case .truecolor: return .truecolor
        case .auto:
            if !isTerminal || environment("NO_COLOR")?.isEmpty == false { return .mono }
            return described(terminfoColors: terminfoColors, environment: environment)
        case .always:
            let depth = described(terminfoColors: terminfoColors, environment: environment)
            return depth == .mono ? .ansi16 : depth
        }
    }

    private static func described(terminfoColors: Int?, environment: (String) -> String?) -> ColorDepth {
        let term = environment("TERM") ?? ""
        if term == "dumb" { return .mono }
        if let claim = environment("COLORTERM"), claim == "truecolor" || claim == "24bit" { return .truecolor }
        if let terminfoColors {
            if terminfoColors >= 256 { return .indexed256 }
            return terminfoColors >= 8 ? .ansi16 : .mono
        }
        if term.contains("256color") || term.contains("direct") { return .indexed256 }
        return term.isEmpty || term.hasPrefix("vt") ? .mono : .ansi16
    }
}

/// The values of `--color`.
nonisolated enum ColorOption: String, Sendable, CaseIterable {
    case auto, always, never, truecolor
    case ansi16 = "16"
    case indexed256 = "256"
}

/// The values of `--symbols`: what charts are drawn with, from the finest to what every terminal has.
nonisolated enum SymbolSet: String, Sendable, CaseIterable {
    case braille, block, ascii
}
