import Yams

/// The bytes of a catalogue as a tree of YAML nodes, or where they stop being one.
///
/// Why so careful before the parser: it hashes every key with all that is below it, so a page of aliases that stand for each other ("billion
/// laughs") as a key would keep it busy for years. Aliases are therefore refused, and option lists are shared by name instead.
/// Bounds: the file's size; 1,000 levels (the parser's own limit); no aliases, so the tree is no larger than the text.
struct CatalogueYAML {
    let path: String

    /// The root, or nil where the text holds nothing but comments.
    func root(of bytes: [UInt8]) throws(CatalogueError) -> Node? {
        // What Windows puts in front of UTF-8.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: bytes, as: UTF8.self) else { throw notUTF8(bytes) }
        if let control = Self.firstControl(text) { throw control.error(path) }
        if let alias = Self.firstAlias(in: bytes) { throw alias.error(path) }
        do { return try compose(yaml: text, .basic) } catch {
            throw (error as? YamlError).map { Self.finding(in: $0, text).error(path) }
                ?? Finding(line: 1, column: 1, expected: "YAML", found: "\(error)").error(path)
        }
    }

    /// The one problem for which the rest of the file cannot be read.
    private struct Finding {
        var line: Int
        var column: Int
        var expected: String
        var found: String

        func error(_ path: String) -> CatalogueError {
            .problems(
                [CatalogueProblem(path: path, line: line, column: column, expected: expected, found: found)],
                unlisted: 0, warnings: [])
        }
    }

    private func notUTF8(_ bytes: ArraySlice<UInt8>) -> CatalogueError {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .valid(let scalar) = parser.parseScalar(from: &rest) {
            (line, column) = scalar.first == 0x0A ? (line + 1, 1) : (line, column + 1)
        }
        return Finding(
            line: line, column: column, expected: "text in UTF-8", found: "bytes that are none: save the file as UTF-8"
        ).error(path)
    }

    /// A character that no text needs. - Source: YAML 1.2.2 section 5.1, c-printable.
    private static func firstControl(_ text: String) -> Finding? {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if value < 0x20 && value != 9 && value != 10 && value != 13
                || (0x7F...0x9F).contains(value) && value != 0x85
                || value == 0xFEFF || value == 0xFFFE || value == 0xFFFF
            {
                return Finding(
                    line: line, column: column, expected: "text",
                    found: "the control character U+\(Hex.of(value, width: 4))")
            }
            (line, column) = value == 10 ? (line + 1, 1) : (line, column + 1)
        }
        return nil
    }

    /// The first `*name` for which there is an `&name`, wherever they stand: no alias is overlooked, and text that looks like both is unheard of.
    private static func firstAlias(in bytes: ArraySlice<UInt8>) -> Finding? {
        guard bytes.contains(UInt8(ascii: "&")), bytes.contains(UInt8(ascii: "*")) else { return nil }
        var anchors: [String: Int] = [:]
        forEachName(after: UInt8(ascii: "&"), in: bytes) { name, line, _ in
            if anchors[name] == nil { anchors[name] = line }
            return true
        }
        var found: Finding?
        forEachName(after: UInt8(ascii: "*"), in: bytes) { name, line, column in
            guard let anchor = anchors[name] else { return true }
            found = Finding(
                line: line, column: column, expected: "what is meant, written out or as a list under optionLists",
                found: "the alias *\(name) of what is marked &\(name) in line \(anchor)")
            return false
        }
        return found
    }

    /// Calls `body` with each name that stands right behind `mark`, until it says false. A name is what YAML's parser takes for one.
    private static func forEachName(
        after mark: UInt8, in bytes: ArraySlice<UInt8>, _ body: (_ name: String, _ line: Int, _ column: Int) -> Bool
    ) {
        var (line, column) = (1, 0)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            // Continuation bytes of UTF-8 are no characters of their own.
            if byte & 0xC0 != 0x80 { column += 1 }
            if byte == 0x0A { (line, column) = (line + 1, 0) }
            guard byte == mark else { continue }
            let name = bytes[index...].prefix(while: isOfName)
            if !name.isEmpty, !body(String(decoding: name, as: UTF8.self), line, column) { return }
        }
    }

    /// A byte of the name of an anchor or an alias.
    static func isOfName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
            || (0x61...0x7A).contains(byte | 0x20)
    }

    /// The parser's complaint as ours.
    private static func finding(in error: YamlError, _ text: String) -> Finding {
        let expected = "YAML"
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let meanwhile = context.map { " (\($0.text))" } ?? ""
            return Finding(
                line: mark.line, column: mark.column, expected: expected, found: "a mistake: \(problem)\(meanwhile)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
            return Finding(
                line: context.mark.line, column: context.mark.column, expected: "each key once",
                found: "\(names) several times, first here")
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0).unicodeScalars
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return Finding(line: line, column: column, expected: expected, found: "a mistake: \(problem)")
        default:
            return Finding(line: 1, column: 1, expected: expected, found: "\(error)")
        }
    }
}

/// Code points as people name them.
enum Hex {
    static func of(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
