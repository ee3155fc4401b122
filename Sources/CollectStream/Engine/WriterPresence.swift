import Glibc
import Synchronization

/// Whether a writer holds the log's lock, without touching the lock.
///
/// Why not by trying the lock: a reader that holds it for a moment would keep a writer from starting.
/// - Source: proc(5), /proc/locks: `… FLOCK … PID MAJOR:MINOR:INODE …`.
final class WriterPresence: Sendable {
    private static let everyMs: Int64 = 1000
    private let path: String
    private let last = Mutex<(atMs: Int64, isPresent: Bool)>((.min, false))

    init(directory: String) { path = directory + "/LOCK" }

    func isPresent(nowMs: Int64) -> Bool {
        last.withLock { last in
            if last.atMs == .min || nowMs - last.atMs >= Self.everyMs || nowMs < last.atMs { last = (nowMs, look()) }
            return last.isPresent
        }
    }

    private func look() -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, let locks = fopen("/proc/locks", "re") else { return false }
        defer { fclose(locks) }
        let inode = ":\(status.st_ino)"
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, locks) > 0 {
            guard let line else { break }
            let words = String(cString: line).split(separator: " ")
            if words.contains("FLOCK"), words.contains(where: { $0.hasSuffix(inode) }) { return true }
        }
        return false
    }
}
