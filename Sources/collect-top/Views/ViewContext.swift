import CollectModel

/// What a view needs besides the data: how it may draw, what it may show, and when it is.
///
/// Units: `nowMs` in ms since 1970; `utcOffsetSeconds` east of Greenwich.
nonisolated struct ViewContext: Sendable {
    var symbols: SymbolSet
    var glyphs: StateGlyphs
    var mask: Mask
    var nowMs: Int64
    var utcOffsetSeconds: Int
}

nonisolated extension ViewContext {
    /// The mark of a state, for screens without colour.
    func glyph(_ role: Role) -> DisplayText { glyphs.glyph(role, symbols: symbols) }

    /// Whether anything personal is hidden: what the badge in the top line says.
    var isMasking: Bool { mask.address("192.0.2.1").isMasked }

    var dot: DisplayText { symbols == .ascii ? " - " : " · " }
    var arrow: DisplayText { symbols == .ascii ? ">" : "›" }
    var steps: DisplayText { symbols == .ascii ? " -> " : " → " }
    /// Stands where there is nothing to say.
    var nothing: DisplayText { symbols == .ascii ? "-" : "–" }

    func clock(_ ms: Int64) -> DisplayText { Words.clock(ms, offsetSeconds: utcOffsetSeconds) }
    /// A time as somebody says it today: the clock, and the day where it is another one.
    func moment(_ ms: Int64) -> DisplayText { Words.moment(ms, nowMs: nowMs, offsetSeconds: utcOffsetSeconds) }
}
