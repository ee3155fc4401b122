import Glibc

/// Temporary files that nobody else can open and that go with the process, however it ends.
public enum UnnamedFile {
    /// Where temporary files belong: `TMPDIR`, else `/tmp`.
    public static var folder: String {
        getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// A new, empty file for reading and writing, closed when another program is started. The caller closes it.
    /// Returns -1 with `errno` where there can be none.
    public static func open() -> Int32 {
        // mkstemp(3) puts random letters in the place of the last six.
        var path = Array((folder + "/collect-" + String(repeating: "X", count: 6)).utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { return -1 }
        unlink(path)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }
}
