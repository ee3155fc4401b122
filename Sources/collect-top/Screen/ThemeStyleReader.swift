import TOMLKit

/// Reads `[styles]`, `[gradients]` and `[series]` of one file with the palette of its whole chain.
nonisolated struct ThemeStyleReader {
    let file: String
    let lines: ThemeLines
    let palette: [String: ThemeColor]
    var sheet = ThemeSheet()
    private(set) var warnings: [ThemeWarning] = []

    init(file: String, lines: ThemeLines, palette: [String: ThemeColor]) {
        self.file = file
        self.lines = lines
        self.palette = palette
    }

    mutating func readGradients(_ section: TOMLTable) {
        for key in section.keys {
            guard key == "heat" else {
                warn("gradients", key, "unknown key \"\(key)\"; there is: heat")
                continue
            }
            let stops = colors(section[key], section: "gradients", key: key)
            let exact = stops.compactMap(\.rgb)
            guard exact.count == stops.count, stops.count >= 2 else {
                warn("gradients", key, "a gradient needs two or more colours, and \"default\" cannot be mixed")
                continue
            }
            for (step, role) in Role.heat.enumerated() {
                let place = Double(step) * Double(stops.count - 1) / Double(Role.heat.count - 1)
                let from = min(Int(place), stops.count - 2)
                let share = place - Double(from)
                let color =
                    share == 0
                    ? stops[from]
                    : share == 1
                        ? stops[from + 1]
                        : .exact(exact[from].mixed(with: exact[from + 1], share: share), named: nil)
                sheet.entries[role.key, default: .init()].foreground = color
            }
        }
    }

    mutating func readSeries(_ section: TOMLTable) {
        for key in section.keys {
            guard key == "colors" else {
                warn("series", key, "unknown key \"\(key)\"; there is: colors")
                continue
            }
            let given = colors(section[key], section: "series", key: key)
            for (color, role) in zip(given, Role.series) {
                sheet.entries[role.key, default: .init()].foreground = color
            }
        }
    }

    mutating func readStyles(_ section: TOMLTable) {
        for key in section.keys {
            let isKnown =
                key == ThemeSheet.backgroundKey
                || Role.allCases.contains { $0.key == key || $0.key.hasPrefix(key + ".") }
            if !isKnown { warn("styles", key, "unknown style \"\(key)\"") }
            var entry = ThemeSheet.Entry()
            if let word = section[key]?.string {
                entry.foreground = color(word, section: "styles", key: key)
            } else if let table = section[key]?.table {
                entry = self.entry(table, key: key)
            } else {
                warn("styles", key, "a style is a colour or {fg, bg, attrs, glyph, ascii}")
            }
            if isKnown { sheet.entries[key, default: .init()].merge(entry) }
        }
    }

    private mutating func entry(_ table: TOMLTable, key: String) -> ThemeSheet.Entry {
        var entry = ThemeSheet.Entry()
        for property in table.keys {
            let value = table[property]
            switch property {
            case "fg":
                entry.foreground = value?.string.flatMap { color($0, section: "styles", key: key) }
            case "bg":
                entry.background = value?.string.flatMap { color($0, section: "styles", key: key) }
            case "attrs": entry.attributes = attributes(value, key: key)
            case "glyph": entry.glyph = glyph(value, key: key)
            case "ascii":
                entry.ascii = glyph(value, key: key)
                if entry.ascii?.isASCII == false { entry.ascii = nil }
            default: warn("styles", key, "unknown property \"\(property)\"; there are: fg, bg, attrs, glyph, ascii")
            }
        }
        return entry
    }

    private mutating func attributes(_ value: (any TOMLValueConvertible)?, key: String) -> Emphasis? {
        guard let array = value?.array else {
            warn("styles", key, "attrs is a list, such as [\"bold\"]")
            return nil
        }
        var attributes: Emphasis = []
        for item in array {
            if let known = Emphasis.names.first(where: { $0.name == item.string }) {
                attributes.insert(known.value)
            } else {
                let names = Emphasis.names.map(\.name).joined(separator: ", ")
                warn("styles", key, "unknown attribute \"\(item.string ?? "?")\"; there are: \(names)")
            }
        }
        return attributes
    }

    private mutating func glyph(_ value: (any TOMLValueConvertible)?, key: String) -> DisplayText? {
        if let text = value?.string.map({ DisplayText($0) }), text.width == 1 { return text }
        warn("styles", key, "a glyph is text of one cell")
        return nil
    }

    private mutating func colors(
        _ value: (any TOMLValueConvertible)?, section: String, key: String
    ) -> [ThemeColor] {
        guard let array = value?.array else {
            warn(section, key, "\"\(key)\" is a list of colours")
            return []
        }
        return array.compactMap { item in color(item.string ?? "?", section: section, key: key) }
    }

    private mutating func color(_ word: String, section: String, key: String) -> ThemeColor? {
        if let color = palette[word] ?? ThemeColor(word: word) { return color }
        warn(section, key, "unknown colour \"\(word)\"")
        return nil
    }

    private mutating func warn(_ section: String, _ key: String, _ message: String) {
        warnings.append(ThemeWarning(file: file, line: lines.line(of: key, in: section), message: message))
    }
}
