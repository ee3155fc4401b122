import CollectModel

/// The folder `facts` of a data directory: a file for each sealed segment whose facts were written.
///
/// Promise: nothing in it is needed. What is missing, old, damaged or of another segment is as if it were not there.
struct FactsFolder: Sendable {
    let directory: LogDirectory
    let logID: LogID

    private var storage: any LogStorage { directory.storage }

    /// The first offsets of the partition's segments for which there is a file, ascending.
    func bases(_ partition: Int) throws(LogError) -> [UInt64] {
        let folder = directory.factsFolderPath(partition)
        guard try storage.kind(of: folder) == .directory else { return [] }
        return try storage.list(folder).compactMap(LogDirectory.factsBase).sorted()
    }

    /// The facts of the segment that begins at `base`, in the numbers of `forms`; nil where they are not to be had.
    func open(_ partition: Int, base: UInt64, forms: FormDirectory) -> SegmentFacts? {
        let facts = try? read(partition, base: base, forms: forms)
        return facts ?? nil
    }

    private func read(_ partition: Int, base: UInt64, forms: FormDirectory) throws(LogError) -> SegmentFacts? {
        let file = try storage.open(directory.factsPath(partition, base: base), .read)
        guard let header = try header(of: file, partition, base: base) else { return nil }
        let rest = Int(clamping: try file.sizeBytes()) - FactsHeader.sizeBytes
        let packed = try file.bytes(at: UInt64(FactsHeader.sizeBytes), count: rest)
        return FactsContent(header, packed: packed).flatMap { SegmentFacts($0, directory: forms) }
    }

    /// The header of the file for the segment that begins at `base`; nil where it is that of another segment, or of what the segment no longer is.
    private func header(of file: any LogFile, _ partition: Int, base: UInt64) throws(LogError) -> FactsHeader? {
        let header = try file.bytes(at: 0, count: FactsHeader.sizeBytes).withUnsafeBytes { FactsHeader($0) }
        guard let header, header.origin.partition == partition, header.origin.base == base,
            try isOfItsSegment(header.origin)
        else { return nil }
        return header
    }

    /// Whether the facts of a segment are there, by their header alone.
    func isWritten(_ segment: SealedSegment) throws(LogError) -> Bool {
        let path = directory.factsPath(segment.partition, base: segment.base)
        guard try storage.kind(of: path) == .file else { return false }
        let header = try header(of: try storage.open(path, .read), segment.partition, base: segment.base)
        return header?.origin.offsets == segment.offsets
    }

    /// Whether the segment still is what it was: it has the same salt, and nothing was erased from it, which only happens to packed ones.
    private func isOfItsSegment(_ origin: FactsOrigin) throws(LogError) -> Bool {
        guard origin.logID == logID, let file = try directory.openSegment(origin.partition, base: origin.base) else {
            return false
        }
        let window = SegmentWindow(file, readAheadBytes: SegmentHeader.sizeBytes)
        let identity = try SegmentIdentity(window, logID: logID, partition: origin.partition, base: origin.base)
        guard identity.header?.segmentID == origin.salt else { return false }
        return try file is PackedFile ? file.sizeBytes() == origin.usedBytes : true
    }

    /// Writes the file of a segment.
    ///
    /// Not synced: after a power failure it is whole or its checksum says that it is not.
    func write(_ bytes: [UInt8], of origin: FactsOrigin) throws(LogError) {
        try directory.createFolder(directory.factsRootPath)
        try directory.createFolder(directory.factsFolderPath(origin.partition))
        let path = directory.factsPath(origin.partition, base: origin.base)
        let draft = "\(path).tmp"
        if try storage.kind(of: draft) == .file { try storage.remove(draft) }
        try storage.open(draft, .create).write(bytes, at: 0)
        try storage.rename(draft, to: path)
    }

    /// Removes what belongs to none of the segments that begin at `bases`: drafts of a writer that died, files of segments that are gone.
    /// - Returns: those for which there is a file.
    func sweep(_ partition: Int, keeping bases: Set<UInt64>) throws(LogError) -> [UInt64] {
        let folder = directory.factsFolderPath(partition)
        guard try storage.kind(of: folder) == .directory else { return [] }
        var kept: [UInt64] = []
        for name in try storage.list(folder) {
            if let base = LogDirectory.factsBase(name), bases.contains(base) {
                kept.append(base)
            } else {
                try storage.remove("\(folder)/\(name)")
            }
        }
        return kept
    }
}
