/// Where keys stand in the text; TOMLKit does not tell for what it has parsed.
nonisolated struct ThemeLines {
    private var places: [String: Int] = [:]

    init(_ text: String) {
        var section = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if words.first == "[" {
                section = String(words.dropFirst().prefix { $0 != "]" })
                places[section + "\n", default: index + 1] += 0
            } else if let equals = words.firstIndex(of: "="), words.first != "#" {
                let key = words[..<equals].filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" }
                places[section + "\n" + key, default: index + 1] += 0
            }
        }
    }

    func line(of key: String, in section: String) -> Int {
        places[section + "\n" + key] ?? places[key + "\n"] ?? places[section + "\n"] ?? 1
    }
}
