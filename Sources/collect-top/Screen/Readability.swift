/// Keeps a partial theme readable: a file may name a background and forget the text on it.
nonisolated enum Readability {
    /// Less than WCAG's 4.5, which our own themes keep: this is where text can no longer be made out.
    static let leastContrast = 3.0

    /// The style with a foreground that can be read on its background, where the background is known.
    static func corrected(_ style: Theme.Style, role: Role) -> Theme.Style {
        guard let background = style.background.rgb else { return style }
        if let foreground = style.foreground.rgb, foreground.contrast(with: background) >= least(role) { return style }
        var corrected = style
        let light = background.contrast(with: .white) > background.contrast(with: .black)
        corrected.foreground = .exact(light ? .white : .black, named: light ? 15 : 0)
        return corrected
    }

    /// Lines, tracks and the lower end of a scale may be faint; words may not.
    private static func least(_ role: Role) -> Double {
        switch role {
        case .border, .barTrack, .axis, .heat0, .heat1, .heat2, .heat3, .heat4: 1
        default: leastContrast
        }
    }
}
