/// The folder `identities` of a data directory: what it holds, and how it is changed in one step.
struct IdentityFolder: Sendable {
    let directory: LogDirectory
    let logID: LogID
    /// Room for the filters of all runs in memory; those of further runs are read block by block. Units: bytes.
    let filterBytes: Int

    private var path: String { directory.identitiesPath }
    private var manifestPath: String { "\(path)/CURRENT" }
    private var storage: any LogStorage { directory.storage }

    private func runPath<Row: RunRow>(_: Row.Type, _ number: UInt64) -> String {
        "\(path)/\(Self.runName(Row.self, number))"
    }

    private static func runName<Row: RunRow>(_: Row.Type, _ number: UInt64) -> String { "\(number).\(Row.suffix)" }

    /// What `CURRENT` says; nil where it is missing, damaged, of another log or another version.
    func manifest() throws(LogError) -> IdentityManifest? {
        guard try storage.kind(of: manifestPath) == .file else { return nil }
        let file = try storage.open(manifestPath, .read)
        let manifest = IdentityManifest(try file.bytes(at: 0, count: Int(clamping: try file.sizeBytes())))
        return manifest.flatMap { $0.logID == logID ? $0 : nil }
    }

    func write(_ manifest: IdentityManifest) throws(LogError) {
        try replace(manifestPath) { (file) throws(LogError) in
            try file.write(manifest.encoded(), at: 0)
            try file.sync()
        }
        try storage.syncDirectory(path)
    }

    /// - Parameter budget: what is left of `filterBytes`.
    func open<Row: RunRow>(
        _ number: UInt64, _ budget: inout Int
    ) throws(LogError) -> KeyRun<Row> {
        let path = runPath(Row.self, number)
        return try KeyRun(
            storage.open(path, .read), path: path, number: number, logID: logID, filterBudget: &budget)
    }

    func open<Row: RunRow>(_ numbers: [UInt64], _ budget: inout Int) throws(LogError) -> [KeyRun<Row>] {
        var runs: [KeyRun<Row>] = []
        for number in numbers { runs.append(try open(number, &budget)) }
        return runs
    }

    /// Writes a run; it counts once a manifest names it. Nil where no row is left.
    func write<Row: RunRow>(
        _ number: UInt64, most: Int, _ budget: inout Int, _ fill: (inout RunWriter<Row>) throws(LogError) -> Void
    ) throws(LogError) -> KeyRun<Row>? {
        var rows: UInt64 = 0
        try replace(runPath(Row.self, number)) { (file) throws(LogError) in
            var writer = RunWriter<Row>(file, logID: logID, most: most)
            try fill(&writer)
            rows = try writer.finish()
        }
        return rows > 0 ? try open(number, &budget) : nil
    }

    /// Makes the folder where there is none.
    func create() throws(LogError) { try directory.createFolder(path) }

    /// Removes what `manifest` does not name: runs that were merged, drafts of a writer that died.
    func removeOthers(than manifest: IdentityManifest) throws(LogError) {
        let kept = Set(
            ["CURRENT"] + manifest.knownRuns.map { Self.runName(KnownResponse.self, $0) }
                + manifest.expiredRuns.map { Self.runName(Fingerprint.self, $0) })
        for name in try storage.list(path) where !kept.contains(name) { try storage.remove("\(path)/\(name)") }
    }

    /// Has everything built anew when the log is opened the next time.
    func distrust() throws(LogError) {
        guard try storage.kind(of: manifestPath) == .file else { return }
        try storage.remove(manifestPath)
        try storage.syncDirectory(path)
    }

    private func replace(
        _ path: String, _ fill: (any LogFile) throws(LogError) -> Void
    ) throws(LogError) {
        let draft = "\(path).tmp"
        if try storage.kind(of: draft) == .file { try storage.remove(draft) }
        try fill(try storage.open(draft, .create))
        try storage.rename(draft, to: path)
    }
}
