/// What a cell means; the theme says how that looks.
///
/// Why: views that name meanings instead of colours look right in every theme and at every colour depth.
/// Shape: `key` is the dotted name in theme files, where `a.b.c` falls back to `a.b` and then to `a`; `letter` stands
/// for the role in golden frames.
nonisolated enum Role: UInt8, CaseIterable, Sendable {
    case text, dim, strong, title, heading, header
    case border, borderFocus, selection, match, input
    case key, keyLabel, badge, live, frozen
    case good, info, warn, critical, late, masked, missing
    case bar, barAlt, barTrack, sparkline, axis
    case heat0, heat1, heat2, heat3, heat4
    case series0, series1, series2, series3, series4, series5

    static let heat: [Role] = [.heat0, .heat1, .heat2, .heat3, .heat4]
    static let series: [Role] = [.series0, .series1, .series2, .series3, .series4, .series5]

    var key: String { Role.descriptions[Int(rawValue)].key }
    var letter: Character { Role.descriptions[Int(rawValue)].letter }

    /// In the order of the cases.
    private static let descriptions: [(key: String, letter: Character)] = [
        ("ui.text", "."), ("ui.text.dim", "d"), ("ui.text.strong", "S"), ("ui.title", "T"), ("ui.heading", "H"),
        ("ui.header", "h"),
        ("ui.border", "b"), ("ui.border.focus", "B"), ("ui.selection", "s"), ("ui.match", "/"), ("ui.input", "i"),
        ("ui.key", "k"), ("ui.key.label", "l"), ("ui.badge", "G"), ("ui.badge.live", "L"), ("ui.badge.frozen", "F"),
        ("status.good", "g"), ("status.info", "I"), ("status.warn", "w"), ("status.critical", "c"),
        ("stream.late", "t"), ("pii.masked", "m"), ("answer.missing", "n"),
        ("chart.bar", "#"), ("chart.bar.alt", "="), ("chart.bar.track", "_"), ("chart.line", "~"), ("chart.axis", "a"),
        ("chart.heat.0", "p"), ("chart.heat.1", "q"), ("chart.heat.2", "r"), ("chart.heat.3", "u"),
        ("chart.heat.4", "v"),
        ("series.0", "0"), ("series.1", "1"), ("series.2", "2"), ("series.3", "3"), ("series.4", "4"),
        ("series.5", "5"),
    ]
}
