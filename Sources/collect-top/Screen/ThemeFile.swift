import TOMLKit

/// One theme file: its own words about colours, and, once all palettes of the chain are known, its styles.
///
/// Why in two steps: a child that only gives `ok` another colour must also change the styles that its parent paints
/// with `ok`, so styles are read with the palettes of parents and children laid over each other.
/// Shape: `[palette]` names colours, `[ansi]` their stand-ins where only 16 exist, `[styles]` maps dotted keys to a
/// colour or to `{fg, bg, attrs, glyph, ascii}`, `[gradients] heat` has two or more stops, `[series] colors` up to six.
/// Errors: what is not understood is skipped with a warning that names its line; only broken TOML stops the load.
nonisolated struct ThemeFile {
    private(set) var inherits: String?
    private(set) var palette: [String: ThemeColor] = [:]
    private(set) var warnings: [ThemeWarning] = []
    private var variant: Theme.Variant?
    private let file: String
    private let lines: ThemeLines
    private let table: TOMLTable

    /// - Parameter file: the name that warnings and errors give.
    init(text: String, file: String) throws(ThemeError) {
        self.file = file
        lines = ThemeLines(text)
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw .syntax(
                file: file, line: error.source.begin.line, column: error.source.begin.column,
                message: error.description)
        } catch {
            throw .syntax(file: file, line: 1, column: 1, message: "not TOML")
        }
        readTop()
        if let section = table["palette"]?.table { readPalette(section, ansi: table["ansi"]?.table) }
        if let section = table["ansi"]?.table { checkNamedColors(section) }
    }

    /// What the file says about styles, with colour names looked up in `palette`, and all its warnings.
    func sheet(palette: [String: ThemeColor]) -> (sheet: ThemeSheet, warnings: [ThemeWarning]) {
        var reader = ThemeStyleReader(file: file, lines: lines, palette: palette)
        reader.sheet.variant = variant
        if let section = table["gradients"]?.table { reader.readGradients(section) }
        if let section = table["series"]?.table { reader.readSeries(section) }
        if let section = table["styles"]?.table { reader.readStyles(section) }
        return (reader.sheet, warnings + reader.warnings)
    }

    private mutating func readTop() {
        let sections: Set<String> = ["palette", "ansi", "styles", "gradients", "series"]
        for key in table.keys {
            switch key {
            case "name": break
            case "inherits": inherits = string(table[key], section: "", key: key)
            case "variant":
                guard let word = string(table[key], section: "", key: key) else { break }
                variant = Theme.Variant(rawValue: word)
                if variant == nil { warn("", key, "variant is \"dark\" or \"light\", found \"\(word)\"") }
            case _ where sections.contains(key):
                if table[key]?.table == nil { warn("", key, "\"\(key)\" is a section: [\(key)]") }
            default: warn("", key, "unknown key \"\(key)\"")
            }
        }
    }

    private mutating func readPalette(_ section: TOMLTable, ansi: TOMLTable?) {
        for key in section.keys {
            guard let word = string(section[key], section: "palette", key: key) else { continue }
            guard var color = ThemeColor(word: word) else {
                warn("palette", key, "\"\(word)\" is no colour: give #rrggbb, one of the 16 names, or \"default\"")
                continue
            }
            if case .exact(let rgb, _) = color, let name = ansi?[key]?.string {
                color = .exact(rgb, named: Palette256.names.firstIndex(of: name).map(UInt8.init))
            }
            palette[key] = color
        }
    }

    private mutating func checkNamedColors(_ section: TOMLTable) {
        for key in section.keys {
            guard let word = string(section[key], section: "ansi", key: key) else { continue }
            if !Palette256.names.contains(word) { warn("ansi", key, "\"\(word)\" is not one of the 16 colour names") }
            if palette[key] == nil { warn("ansi", key, "\"\(key)\" is not in [palette]") }
        }
    }

    private mutating func string(
        _ value: (any TOMLValueConvertible)?, section: String, key: String
    ) -> String? {
        if let word = value?.string { return word }
        warn(section, key, "\"\(key)\" is text in quotes")
        return nil
    }

    private mutating func warn(_ section: String, _ key: String, _ message: String) {
        warnings.append(ThemeWarning(file: file, line: lines.line(of: key, in: section), message: message))
    }
}
