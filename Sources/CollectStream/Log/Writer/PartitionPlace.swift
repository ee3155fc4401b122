/// One partition's folder, and how segments come into it.
struct PartitionPlace: Sendable {
    let directory: LogDirectory
    let logID: LogID
    let partition: Int
    let sizing: SegmentSizing
    let random: @Sendable () -> UInt64

    var storage: any LogStorage { directory.storage }
    var folder: String { directory.partitionPath(partition) }
    var sparePath: String { directory.sparePath(partition) }
    func segmentPath(_ base: UInt64) -> String { directory.segmentPath(partition, base: base) }

    /// Makes the spare file: zeros on the disk, so that a commit changes no metadata.
    ///
    /// Why zeros and not a reservation: writing into reserved space still converts extents inside the sync, which measured
    /// 1.6 to 2.5 times slower.
    func makeZeroed(capacityBytes: UInt64) throws(LogError) -> any LogFile {
        if try storage.kind(of: sparePath) == .file { try storage.remove(sparePath) }
        return try storage.createZeroed(sparePath, bytes: capacityBytes)
    }

    /// Turns the spare file into the segment that begins at `base`. The header is on the disk before the name is.
    func adopt(
        _ file: any LogFile, capacityBytes: UInt64, base: UInt64, epoch: UInt32, nowMs: Int64
    ) throws(LogError) -> OpenSegment {
        let header = SegmentHeader(
            logID: logID, partition: partition, epoch: epoch, segmentID: random() | 1, baseOffset: base,
            capacityBytes: capacityBytes, createdMs: nowMs)
        try file.write(header.encoded(), at: 0)
        try file.sync()
        try storage.rename(sparePath, to: segmentPath(base))
        try storage.syncDirectory(folder)
        return OpenSegment(
            file: file, segmentID: header.segmentID, baseOffset: base, capacityBytes: header.capacityBytes,
            createdMs: nowMs)
    }
}

/// The segment that is being written.
struct OpenSegment: Sendable {
    let file: any LogFile
    let segmentID: UInt64
    let baseOffset: UInt64
    let capacityBytes: UInt64
    let createdMs: Int64
}

/// How large segments are: small for a small survey, four times as large with each roll, up to a limit.
struct SegmentSizing: Sendable {
    let first: UInt64
    let largest: UInt64

    /// - Parameter partitions: a new directory takes at most 48 MiB for all of them, and as much again for spares later.
    init(firstBytes: Int, largestBytes: Int, partitions: Int) {
        let share = (48 << 20) / partitions
        let bounded = min(firstBytes, share) & ~4095
        first = UInt64(max(bounded, 2 * SegmentHeader.sizeBytes))
        largest = max(first, UInt64(largestBytes & ~4095))
    }

    /// The size of the segment after one of `current` bytes that must take a batch of `batchBytes`.
    func next(after current: UInt64, batchBytes: Int = 0) -> UInt64 {
        let least = UInt64((SegmentHeader.sizeBytes + batchBytes + 4095) & ~4095)
        return max(min(current * 4, largest), least)
    }
}
