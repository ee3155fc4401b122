public import CollectModel
import Glibc

/// `forms.yaml` in a data directory: reading it, whole or not at all, and writing it.
///
/// - Source: docs/operations.md, "The form catalogue".
public enum CatalogueFile {
    public static let name = "forms.yaml"
    /// A larger file is not read: it is no catalogue.
    static let mostBytes = 16 << 20

    /// A catalogue and what in its file was left alone.
    public struct Reading: Sendable, Equatable {
        public var catalogue: FormCatalogue
        public var warnings: [CatalogueWarning]
    }

    /// Reads the catalogue of a data directory; an absent file is an empty one.
    /// - Throws: `problems` with line and column of everything that cannot be understood.
    public static func read(directory: String) throws(CatalogueError) -> FormCatalogue {
        let path = directory + "/" + name
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return FormCatalogue() }
        return try parse(try contents(of: file, path), path: path).catalogue
    }

    /// Reads the catalogue at `path`; `-` is the standard input.
    public static func read(path: String) throws(CatalogueError) -> Reading {
        guard path != "-" else {
            return try parse(try contents(of: dup(STDIN_FILENO), "standard input"), path: "standard input")
        }
        return try parse(try contents(of: open(path, O_RDONLY | O_CLOEXEC), path), path: path)
    }

    /// Reads a catalogue's bytes; `path` names them in messages.
    public static func parse(_ bytes: [UInt8], path: String) throws(CatalogueError) -> Reading {
        guard bytes.count <= mostBytes else { throw tooLarge(path) }
        var reader = CatalogueReader(path: path)
        if let node = try CatalogueYAML(path: path).root(of: bytes) { reader.read(node) }
        return try reader.outcome()
    }

    /// The catalogue as the file's text, which reads back as the same catalogue.
    public static func text(_ catalogue: FormCatalogue) -> String { CatalogueText(catalogue).text }

    private static func tooLarge(_ path: String) -> CatalogueError {
        .unreadable(path: path, reason: "it is larger than \(mostBytes) bytes")
    }

    /// All bytes of an open file, which it closes; a negative descriptor is one that could not be opened.
    private static func contents(of file: Int32, _ path: String) throws(CatalogueError) -> [UInt8] {
        guard file >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
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
        throw tooLarge(path)
    }
}
