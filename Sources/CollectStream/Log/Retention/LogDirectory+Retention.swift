extension LogDirectory {
    /// Lets the partition begin at `start`, where a segment begins, and removes the segments before it.
    ///
    /// Order: the new beginning is durable before anything goes, so that readers can tell what has expired from what is lost.
    /// - Returns: the bytes that the segments took on the disk.
    func begin(_ partition: Int, at start: UInt64) throws(LogError) -> UInt64 {
        let before = try contents(partition)
        if start > before.start {
            let path = startPath(partition, start)
            if before.start > 0 {
                try storage.rename(startPath(partition, before.start), to: path)
            } else {
                try storage.open(path, .create).sync()
            }
        }
        return try removeExpired(partition)
    }

    /// Removes what stands before the partition's beginning, also where an earlier run died in the middle.
    private func removeExpired(_ partition: Int) throws(LogError) -> UInt64 {
        let found = try contents(partition)
        guard !found.expiredBases.isEmpty || !found.outdatedStarts.isEmpty else { return 0 }
        try storage.syncDirectory(partitionPath(partition))
        var bytes: UInt64 = 0
        for base in found.expiredBases {
            if let file = try openSegment(partition, base: base) { bytes += try file.storedBytes() }
            for path in [segmentPath(partition, base: base), packedPath(partition, base: base)]
            where try storage.kind(of: path) == .file {
                try storage.remove(path)
            }
        }
        for start in found.outdatedStarts { try storage.remove(startPath(partition, start)) }
        try storage.syncDirectory(partitionPath(partition))
        return bytes
    }
}
