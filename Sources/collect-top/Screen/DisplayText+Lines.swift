nonisolated extension DisplayText {
    /// What is left after the first `cells` cells, for text that is scrolled sideways.
    ///
    /// A wide glyph that is cut in two leaves a space.
    func dropping(_ cells: Int) -> DisplayText {
        guard cells > 0 else { return self }
        guard cells < width else { return .empty }
        let scalars = string.unicodeScalars
        var scanner = GlyphScanner(scalars)
        var used = 0
        while used < cells, let glyph = scanner.next() {
            used += glyph.width
            if used >= cells {
                let rest = String(repeating: " ", count: used - cells) + String(scalars[glyph.range.upperBound...])
                return DisplayText(clean: rest, width: width - cells)
            }
        }
        return .empty
    }

    /// This text in lines of at most `cells` cells, broken at spaces, or inside a word that is longer than a line.
    ///
    /// The space at a break is left out. A glyph wider than the line becomes "…". Never empty.
    func lines(width cells: Int) -> [DisplayText] {
        let cells = max(1, cells)
        var lines: [DisplayText] = []
        var rest = self
        while rest.width > cells {
            var line = rest.prefix(cells)
            if line.isEmpty {
                lines.append("…")
                rest = rest.dropping(2)
                continue
            }
            let after = rest.dropping(line.width)
            if after.string.utf8.first != 0x20, let space = line.string.lastIndex(of: " "),
                space > line.string.startIndex
            {
                // Only clean text goes in, so the part before a space is clean as well and ends where a glyph ends.
                line = DisplayText(String(line.string[..<space]))
            }
            lines.append(line)
            rest = rest.dropping(line.width)
            if rest.string.utf8.first == 0x20 { rest = rest.dropping(1) }
        }
        if !rest.isEmpty || lines.isEmpty { lines.append(rest) }
        return lines
    }
}
