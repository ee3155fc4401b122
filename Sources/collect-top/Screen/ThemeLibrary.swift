import Glibc

/// The directories where themes lie, searched in order.
///
/// Why a list: a user's own themes, an installed copy and the source tree all have to work without any setup.
/// Cost: one directory listing or one small file read a call; nothing is kept.
nonisolated struct ThemeLibrary: Sendable {
    let directories: [String]

    /// The theme that is there even without any file.
    private static let fallback = "default"

    /// Larger files are refused: the largest of ours has 3 KB.
    static let maxFileBytes = 256 * 1024

    init(directories: [String]) {
        self.directories = directories
    }

    /// Where this program looks: `$COLLECT_THEMES`, `../share/collect/themes` beside the program, the user's
    /// configuration, and the source tree that the program was built in.
    /// - Parameter executable: the real path of the running program.
    static func standard(executable: String, environment: (String) -> String?) -> ThemeLibrary {
        var directories: [String] = []
        if let own = environment("COLLECT_THEMES"), !own.isEmpty { directories.append(own) }
        var folder = parent(of: executable)
        directories.append(parent(of: folder) + "/share/collect/themes")
        if let config = environment("XDG_CONFIG_HOME"), config.hasPrefix("/") {
            directories.append(config + "/collect/themes")
        } else if let home = environment("HOME"), home.hasPrefix("/") {
            directories.append(home + "/.config/collect/themes")
        }
        while folder.count > 1 {
            if access(folder + "/Package.swift", R_OK) == 0, access(folder + "/themes", R_OK) == 0 {
                directories.append(folder + "/themes")
                break
            }
            folder = parent(of: folder)
        }
        return ThemeLibrary(directories: directories)
    }

    /// The real path of the running program, or an empty text where the system does not tell.
    static func executablePath() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The names of all themes, sorted.
    func names() -> [String] {
        var names: Set<String> = []
        for directory in directories {
            guard let stream = opendir(directory) else { continue }
            defer { closedir(stream) }
            while let item = readdir(stream) {
                let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name.hasSuffix(".toml"), ThemeLibrary.isName(name.dropLast(5)) {
                    names.insert(String(name.dropLast(5)))
                }
            }
        }
        return names.sorted()
    }

    /// Loads a theme with all that it inherits.
    func load(_ name: String) throws(ThemeError) -> Theme {
        var chain: [String] = []
        var files: [ThemeFile] = []
        var next: String? = name
        while let current = next {
            if chain.contains(current) { throw .circle(names: chain + [current]) }
            guard let path = path(of: current) else {
                // A program that was copied without its themes still works.
                if current == ThemeLibrary.fallback, names().isEmpty { return Theme.plain }
                throw .missing(name: current, neededBy: chain.last, available: names())
            }
            chain.append(current)
            let file = try ThemeFile(text: ThemeLibrary.read(path), file: path)
            files.append(file)
            next = file.inherits
        }
        return ThemeLibrary.theme(name: name, files: files)
    }

    /// Lays files over each other; the first is the theme itself, each next one its parent.
    static func theme(name: String, files: [ThemeFile]) -> Theme {
        var palette: [String: ThemeColor] = [:]
        for file in files.reversed() { palette.merge(file.palette) { _, child in child } }
        var sheet = ThemeSheet.base
        var warnings: [ThemeWarning] = []
        for file in files.reversed() {
            let said = file.sheet(palette: palette)
            sheet = sheet.overlaid(with: said.sheet)
            warnings += said.warnings
        }
        return sheet.theme(name: name, warnings: warnings)
    }

    private func path(of name: String) -> String? {
        // A name is not a path: "../x" must not leave the directories.
        guard ThemeLibrary.isName(name[...]) else { return nil }
        return directories.map { "\($0)/\(name).toml" }.first { access($0, F_OK) == 0 }
    }

    private static func isName(_ name: Substring) -> Bool {
        !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }

    private static func read(_ path: String) throws(ThemeError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
            guard bytes.count <= maxFileBytes else {
                throw .unreadable(path: path, reason: "larger than \(maxFileBytes) bytes")
            }
        }
    }
}
