import Glibc

/// The names inside a data directory, and what opening one has to check first.
struct LogDirectory: Sendable {
    let storage: any LogStorage
    let path: String

    /// What may stand beside the log before it exists: other parts of Collect put their files into the same directory.
    private static let neighbours: Set<String> = [
        "LOCK", "HEAD", "log.json", "quarantine", "identities", "facts", "control", "forms.yaml", "alerts.yaml",
        "config.yaml",
        "lost+found",
    ]

    var descriptionPath: String { "\(path)/log.json" }
    var lockPath: String { "\(path)/LOCK" }
    var headPath: String { "\(path)/HEAD" }
    var quarantinePath: String { "\(path)/quarantine" }
    var identitiesPath: String { "\(path)/identities" }

    var factsRootPath: String { "\(path)/facts" }

    func factsFolderPath(_ partition: Int) -> String { "\(factsRootPath)/\(Self.partitionName(partition))" }
    /// The facts of the segment that begins at `base`.
    func factsPath(_ partition: Int, base: UInt64) -> String {
        "\(factsFolderPath(partition))/\(Self.digits(base))\(Self.factsSuffix)"
    }

    func partitionPath(_ partition: Int) -> String { "\(path)/\(Self.partitionName(partition))" }
    func sparePath(_ partition: Int) -> String { "\(partitionPath(partition))/spare.tmp" }
    func segmentPath(_ partition: Int, base: UInt64) -> String {
        "\(partitionPath(partition))/\(Self.segmentName(base))"
    }

    func packedPath(_ partition: Int, base: UInt64) -> String { segmentPath(partition, base: base) + ".zst" }
    /// A packed segment that is not finished.
    func packingPath(_ partition: Int) -> String { "\(partitionPath(partition))/packing.tmp" }

    /// A segment without what has expired in it, on the way to being packed.
    func erasingPath(_ partition: Int) -> String { "\(partitionPath(partition))/erasing.tmp" }
    /// The empty file whose name says where the partition begins.
    func startPath(_ partition: Int, _ start: UInt64) -> String {
        "\(partitionPath(partition))/\(Self.digits(start))\(Self.startSuffix)"
    }

    private static let startSuffix = ".start"
    private static let factsSuffix = ".facts"

    static func partitionName(_ partition: Int) -> String { partition < 10 ? "p0\(partition)" : "p\(partition)" }

    static func segmentName(_ base: UInt64) -> String { digits(base) + ".seg" }

    private static func digits(_ offset: UInt64) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    /// What stands in a partition's folder.
    struct Contents {
        /// Everything below has expired.
        var start: UInt64 = 0
        /// First offsets of its segments, ascending.
        var bases: [UInt64] = []
        /// Those of segments that have expired and are not removed yet.
        var expiredBases: [UInt64] = []
        /// Earlier starts that are not removed yet.
        var outdatedStarts: [UInt64] = []
    }

    /// Empty when the folder does not exist yet.
    func contents(_ partition: Int) throws(LogError) -> Contents {
        let folder = partitionPath(partition)
        var contents = Contents()
        guard try storage.kind(of: folder) == .directory else { return contents }
        let names = try storage.list(folder)
        let bases = Set(names.compactMap(Self.segmentBase)).sorted()
        // A beginning with nothing behind it would make all there is look expired: no program of ours writes it.
        let starts = names.compactMap(Self.start).filter { $0 <= bases.last ?? 0 }.sorted()
        contents.start = starts.last ?? 0
        contents.outdatedStarts = Array(starts.dropLast())
        contents.bases = bases.filter { $0 >= contents.start }
        contents.expiredBases = bases.filter { $0 < contents.start }
        return contents
    }

    /// First offsets of the partition's segments that have not expired, ascending.
    func segmentBases(_ partition: Int) throws(LogError) -> [UInt64] { try contents(partition).bases }

    /// The offset in a segment's name, raw or packed; nil for other names.
    static func segmentBase(_ name: String) -> UInt64? {
        let stem = name.hasSuffix(".seg.zst") ? name.dropLast(8) : name.hasSuffix(".seg") ? name.dropLast(4) : ""
        return offset(stem)
    }

    /// The offset in the name that says where the partition begins; nil for other names.
    static func start(_ name: String) -> UInt64? {
        name.hasSuffix(startSuffix) ? offset(name.dropLast(startSuffix.count)) : nil
    }

    /// The offset in the name of a file of facts; nil for other names.
    static func factsBase(_ name: String) -> UInt64? {
        name.hasSuffix(factsSuffix) ? offset(name.dropLast(factsSuffix.count)) : nil
    }

    private static func offset(_ digits: Substring) -> UInt64? {
        guard digits.utf8.count == 20, let offset = UInt64(digits), offset <= UInt64(Int64.max) else { return nil }
        return offset
    }

    /// Opens a segment for reading, raw where there is such a file, else packed; nil when there is neither.
    func openSegment(_ partition: Int, base: UInt64) throws(LogError) -> (any LogFile)? {
        // Packing gives the packed file its name before it takes the raw one away: whoever loses the race finds the other.
        if let raw = try openIfPresent(segmentPath(partition, base: base)) { return raw }
        let path = packedPath(partition, base: base)
        return try openIfPresent(path).map { (file) throws(LogError) in try PackedFile(file, path: path) }
    }

    private func openIfPresent(_ path: String) throws(LogError) -> (any LogFile)? {
        do throws(LogError) {
            return try storage.open(path, .read)
        } catch {
            if case .storage(let failure) = error, failure.code == ENOENT { return nil }
            throw error
        }
    }

    /// What `log.json` says; nil for an empty or half-created directory, which is an empty log.
    func description() throws(LogError) -> LogDescription? {
        switch try storage.kind(of: path) {
        case .none: throw .directoryMissing(path: path)
        case .file: throw .foreignDirectory(path: path, found: "one file, not a directory")
        case .directory: break
        }
        if try storage.kind(of: descriptionPath) == .file {
            let file = try storage.open(descriptionPath, .read)
            let json = try file.bytes(at: 0, count: 64 << 10)
            return try LogDescription(json: json, path: descriptionPath, directory: path)
        }
        for name in try storage.list(path).sorted() where !Self.isNeighbour(name) {
            guard Self.isPartitionName(name) else { throw .foreignDirectory(path: path, found: name) }
            if try storage.list("\(path)/\(name)").contains(where: { $0.hasSuffix(".seg") }) {
                throw .descriptionDamaged(path: descriptionPath, detail: "missing, although \(name) holds segments")
            }
        }
        return nil
    }

    /// Drafts of such files count too: somebody may have died before giving them their name.
    private static func isNeighbour(_ name: String) -> Bool {
        neighbours.contains(name.hasSuffix(".tmp") ? String(name.dropLast(4)) : name)
    }

    private static func isPartitionName(_ name: String) -> Bool {
        name.utf8.count == 3 && name.hasPrefix("p") && UInt8(name.dropFirst()) != nil
    }

    /// Makes the directory and its parents.
    func create() throws(LogError) {
        var missing: [String] = []
        var current = path
        while try storage.kind(of: current) == .none {
            missing.append(current)
            guard let slash = current.lastIndex(of: "/"), slash > current.startIndex else { break }
            current = String(current[..<slash])
        }
        for folder in missing.reversed() { try storage.createDirectory(folder) }
    }

    /// Makes durable what an earlier writer, which died at a bad moment, may have left in the cache only: names in the directory, and of
    /// a new log the directory's own name.
    func syncNames(isNew: Bool) throws(LogError) {
        try storage.syncDirectory(path)
        guard isNew else { return }
        var folder = path
        while folder != "/", folder != "." {
            folder = Self.parent(of: folder)
            do throws(LogError) {
                try storage.syncDirectory(folder)
            } catch {
                // Whoever may not look into a folder has not made one in it.
                guard case .storage(let failure) = error, failure.code == EACCES else { throw error }
            }
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes `log.json` in one step: a crash leaves none or a whole one.
    func write(_ description: LogDescription) throws(LogError) {
        let draft = "\(descriptionPath).tmp"
        if try storage.kind(of: draft) == .file { try storage.remove(draft) }
        let file = try storage.open(draft, .create)
        try file.write(Array(description.json.utf8), at: 0)
        try file.sync()
        try storage.rename(draft, to: descriptionPath)
        try storage.syncDirectory(path)
    }

    func createFolder(_ folder: String) throws(LogError) {
        guard try storage.kind(of: folder) == .none else { return }
        try storage.createDirectory(folder)
        try storage.syncDirectory(path)
    }

    /// Opens `HEAD` for the writer, creating it when it is absent or too short.
    func openHead(_ description: LogDescription) throws(LogError) -> HeadFile {
        let exists = try storage.kind(of: headPath) == .file
        let file = try storage.open(headPath, exists ? .readWrite : .create)
        let head = HeadFile(file: file, logID: description.logID, partitions: description.partitions)
        let size = try file.sizeBytes()
        if size < UInt64(head.sizeBytes) {
            try file.write([UInt8](repeating: 0, count: head.sizeBytes - Int(size)), at: size)
            try file.sync()
            try storage.syncDirectory(path)
        }
        return head
    }
}
