/// What a terminal can do to a glyph besides colour.
nonisolated struct Emphasis: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let bold = Emphasis(rawValue: 1)
    static let dim = Emphasis(rawValue: 2)
    static let underline = Emphasis(rawValue: 4)
    static let reverse = Emphasis(rawValue: 8)
    static let italic = Emphasis(rawValue: 16)

    /// The names that a theme file may use.
    static let names: [(name: String, value: Emphasis)] = [
        ("bold", .bold), ("dim", .dim), ("underline", .underline), ("reverse", .reverse), ("italic", .italic),
    ]
}
