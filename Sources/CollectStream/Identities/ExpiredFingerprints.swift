/// The fingerprints of all responses that have expired: the latest in memory, the others in runs on disk.
struct ExpiredFingerprints: Sendable {
    private(set) var recent: Set<UInt64> = []
    /// What is being written to disk.
    private(set) var leaving: Set<UInt64>?
    /// From the newest to the oldest.
    private(set) var runs: [KeyRun<Fingerprint>]

    init(runs: [KeyRun<Fingerprint>] = []) { self.runs = runs }

    var isEmpty: Bool { recent.isEmpty && leaving == nil && runs.isEmpty }

    mutating func insert(_ fingerprint: UInt64) { recent.insert(fingerprint) }

    func contains(_ fingerprint: UInt64) throws(LogError) -> Bool {
        if recent.contains(fingerprint) || leaving?.contains(fingerprint) ?? false { return true }
        for run in runs {
            if try !run.rows(of: fingerprint).isEmpty { return true }
        }
        return false
    }

    /// Begins to move what is in memory to disk: it is still answered from memory, and not changed any more.
    mutating func beginLeaving() -> Set<UInt64> {
        let rows = recent
        leaving = rows
        recent = []
        return rows
    }

    /// What was leaving is in `runs` now.
    mutating func endLeaving(_ runs: [KeyRun<Fingerprint>]) {
        self.runs = runs
        leaving = nil
    }
}
