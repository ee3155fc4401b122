/// Packs a sealed segment: compressed beside the raw one, compared with it byte for byte, then put into its place.
///
/// Why: responses of a form resemble each other; a year of them takes a seventh of the disk (docs/decisions/0012).
/// Safety: the raw file goes only when the packed one, its name included, is durable and has been read back. A segment in which anything is
/// damaged stays as it is: it is evidence, and a repair may need every byte.
struct SegmentPacker {
    enum Outcome: Hashable, Sendable {
        case packed(bytes: UInt64, into: UInt64)
        /// Left as it is, because not all of it can be read.
        case damaged
    }

    /// The level is no part of the format. 9 packs 110 MB/s; 15 would take a tenth less room for fourteen times the work.
    static let level: Int32 = 9

    let directory: LogDirectory
    let logID: LogID
    let segment: SealedSegment

    private var partition: Int { segment.partition }

    /// Packs the raw segment.
    /// - Throws: `storage`; the raw segment is untouched then.
    func pack() throws(LogError) -> Outcome {
        let file = try directory.storage.open(directory.segmentPath(partition, base: segment.base), .read)
        guard let (header, usedBytes) = try whole(file) else { return .damaged }
        return .packed(bytes: usedBytes, into: try put(file, usedBytes: usedBytes, header: header))
    }

    /// The segment's header and the end of its last batch; nil when anything in it is damaged or missing.
    func whole(_ file: any LogFile) throws(LogError) -> (header: SegmentHeader, usedBytes: UInt64)? {
        let window = SegmentWindow(file, readAheadBytes: 1 << 20)
        let identity = try SegmentIdentity(window, logID: logID, partition: partition, base: segment.base)
        guard let header = identity.header else { return nil }
        let scan = try SegmentScan(window, identity, base: segment.base)
        guard scan.nextOffset == segment.next, scan.islands.isEmpty, scan.lastNonZero == nil else { return nil }
        return (header, scan.end)
    }

    /// Packs `file`, the segment's content, and puts it into the segment's place, whether that was raw or packed.
    /// - Returns: the size of the packed file.
    func put(_ file: any LogFile, usedBytes: UInt64, header: SegmentHeader) throws(LogError) -> UInt64 {
        let size = try write(file, usedBytes: usedBytes, header: header)
        let folder = directory.partitionPath(partition)
        let raw = directory.segmentPath(partition, base: segment.base)
        try directory.storage.rename(
            directory.packingPath(partition), to: directory.packedPath(partition, base: segment.base))
        try directory.storage.syncDirectory(folder)
        if try directory.storage.kind(of: raw) == .file {
            try directory.storage.remove(raw)
            try directory.storage.syncDirectory(folder)
        }
        return size
    }

    /// - Returns: the size of the file, which is on the disk and has been compared.
    private func write(_ file: any LogFile, usedBytes: UInt64, header: SegmentHeader) throws(LogError) -> UInt64 {
        let path = directory.packingPath(partition)
        if try directory.storage.kind(of: path) == .file { try directory.storage.remove(path) }
        let packed = try directory.storage.open(path, .create)
        let packer = Packer(level: Self.level)
        var frames: [PackedFrame] = []
        var place: UInt64 = 0
        var start: UInt64 = 0
        while start < usedBytes {
            let count = Int(min(UInt64(PackedFormat.blockBytes), usedBytes - start))
            let block = try file.bytes(at: start, count: count)
            guard block.count == count, let frame = packer.pack(block) else { throw failure(path, "cannot be packed") }
            try packed.write(frame, at: place)
            frames.append(PackedFrame(place: place, packedBytes: frame.count, bytes: count))
            place += UInt64(frame.count)
            start += UInt64(count)
        }
        let index = PackedFormat.index(header, try marks(file, usedBytes: usedBytes, salt: header.segmentID))
        try packed.write(index + PackedFormat.table(frames), at: place)
        try packed.sync()
        try compare(file, try PackedFile(packed, path: path), usedBytes: usedBytes, path: path)
        return try packed.sizeBytes()
    }

    /// The first batch that begins in each block.
    private func marks(_ file: any LogFile, usedBytes: UInt64, salt: UInt64) throws(LogError) -> [SegmentMark] {
        let window = SegmentWindow(file)
        var marks: [SegmentMark] = []
        var position = UInt64(SegmentHeader.sizeBytes)
        var block: UInt64?
        while position < usedBytes, let header = try window.header(at: position, salt: salt) {
            let own = position / UInt64(PackedFormat.blockBytes)
            if own != block {
                marks.append(
                    SegmentMark(offset: header.baseOffset, position: position, appendedMs: header.appendedMs))
                block = own
            }
            position = header.endPosition
        }
        return marks
    }

    private func compare(
        _ raw: any LogFile, _ packed: PackedFile, usedBytes: UInt64, path: String
    ) throws(LogError) {
        guard try packed.sizeBytes() == usedBytes, !packed.marks.isEmpty else { throw failure(path, "is incomplete") }
        var position: UInt64 = 0
        while position < usedBytes {
            let count = min(PackedFormat.blockBytes, Int(usedBytes - position))
            guard try raw.bytes(at: position, count: count) == packed.bytes(at: position, count: count) else {
                throw failure(path, "differs from the segment at byte \(position)")
            }
            position += UInt64(count)
        }
    }

    private func failure(_ path: String, _ reason: String) -> LogError {
        .storage(StorageFailure(operation: "pack", path: path, code: 0, reason: reason))
    }
}
