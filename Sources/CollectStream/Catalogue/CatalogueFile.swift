public import CollectModel
import Glibc
import Yams

/// `forms.yaml` in a data directory.
///
/// Shape: `forms:` with a list of `id:`, `title:` and `keepDays:`; beside it `keepDays:` for all other forms. Other keys are left alone.
public enum CatalogueFile {
    public static let name = "forms.yaml"
    /// A larger file is not read: it is no catalogue.
    private static let mostBytes = 16 << 20

    /// Reads the catalogue; an absent file is an empty one.
    /// - Throws: `CatalogueError` with line and column of what cannot be understood.
    public static func read(directory: String) throws(CatalogueError) -> FormCatalogue {
        let path = directory + "/" + name
        guard let bytes = try contents(path) else { return FormCatalogue() }
        let node: Node?
        do { node = try compose(yaml: String(decoding: bytes, as: UTF8.self)) } catch {
            throw .malformed(path: path, detail: "\(error)")
        }
        guard let node else { return FormCatalogue() }
        guard let forms = node["forms"]?.sequence else { throw misplaced(node, "a list under the key forms", path) }
        var catalogue = FormCatalogue()
        if let days = try keepDays(of: node, path) { catalogue.retention.days = days }
        for form in forms {
            guard let id = form["id"]?.string else { throw misplaced(form, "an id of the form", path) }
            if let title = form["title"]?.string { catalogue.titles[id] = title }
            if let days = try keepDays(of: form, path) { catalogue.retention.daysByForm[id] = days }
        }
        return catalogue
    }

    /// How long responses are kept, from 1 day to a century. Anything else is refused: a mistake here would delete what cannot be had again.
    private static func keepDays(of node: Node, _ path: String) throws(CatalogueError) -> Int? {
        guard let value = node["keepDays"] else { return nil }
        guard let days = value.int, (1...36_525).contains(days) else {
            throw misplaced(value, "a whole number of days from 1 to 36525 as keepDays", path)
        }
        return days
    }

    /// The catalogue as the file's text.
    public static func text(_ catalogue: FormCatalogue) throws(CatalogueError) -> String {
        let forms = catalogue.titles.sorted { $0.key < $1.key }.map { ["id": $0.key, "title": $0.value] }
        do { return try Yams.dump(object: ["forms": forms], allowUnicode: true) } catch {
            throw .malformed(path: name, detail: "\(error)")
        }
    }

    private static func misplaced(_ node: Node, _ expected: String, _ path: String) -> CatalogueError {
        .expected(path: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, what: expected)
    }

    private static func contents(_ path: String) throws(CatalogueError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= mostBytes {
            let got = Glibc.read(file, &buffer, buffer.count)
            if got == 0 { return bytes }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            bytes += buffer[..<got]
        }
        throw .unreadable(path: path, reason: "it is larger than \(mostBytes) bytes")
    }
}

/// Why a catalogue is not used.
public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case malformed(path: String, detail: String)
    case expected(path: String, line: Int, column: Int, what: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .malformed(let path, let detail): "\(path) is not valid YAML: \(detail)"
        case .expected(let path, let line, let column, let what): "\(path):\(line):\(column): expected \(what)"
        }
    }
}
