import CollectStream
import Glibc

/// Where a demo keeps its log: a given directory, or a temporary one that goes with it.
nonisolated struct DemoPlace {
    let directory: String
    private let isTemporary: Bool

    init(directory given: String?) throws(CommandFailure) {
        isTemporary = given == nil
        if let given {
            directory = given
            if mkdir(given, 0o700) != 0, errno != EEXIST {
                throw CommandFailure(.environment, "cannot create \(given): \(String(cString: strerror(errno)))")
            }
            return
        }
        let parent = UnnamedFile.folder
        // mkdtemp(3) puts random letters in the place of the last six.
        var template = Array((parent + "/collect-demo-" + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(
                .environment,
                "no temporary directory in \(parent): \(String(cString: strerror(errno))); name one with --data")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a temporary directory with all that is in it.
    func remove() {
        if isTemporary { Self.removeTree(directory) }
    }

    private static func removeTree(_ path: String) {
        for name in names(in: path) {
            let child = path + "/" + name
            // Not every file system says in its lists which names are folders.
            if unlink(child) != 0 { removeTree(child) }
        }
        rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let entries = opendir(path) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
