extension LogDirectory {
    /// Lets the partition begin at `start`, where a segment begins, and removes the segments before it.
    ///
    /// Order: the new beginning is durable before anything goes, so that readers can tell what has expired from what is lost.
    /// - Returns: the bytes that the segments took on the disk.
    func begin(_ partition: Int, at start: UInt64) throws(LogError) -> UInt64 {
        let before = try contents(partition)
        let hasLeftovers = !before.expiredBases.isEmpty || !before.outdatedStarts.isEmpty
        guard start > before.start || hasLeftovers else { return 0 }
        if start > before.start {
            let path = startPath(partition, start)
            if before.start > 0 {
                try storage.rename(startPath(partition, before.start), to: path)
            } else {
                try storage.open(path, .create).sync()
            }
        }
        // Also the beginning that an earlier run has left, which may be in the cache only.
        try storage.syncDirectory(partitionPath(partition))
        return try removeExpired(partition)
    }

    /// Removes what stands before the partition's beginning, which is durable.
    private func removeExpired(_ partition: Int) throws(LogError) -> UInt64 {
        let found = try contents(partition)
        try removeFacts(partition, of: found.expiredBases)
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

    /// Removes what is known of segments beside the log; when this returns, no power failure brings it back.
    ///
    /// Order: before anything of the segments themselves goes, because facts hold answers too.
    func removeFacts(_ partition: Int, of bases: [UInt64]) throws(LogError) {
        var isChanged = false
        for base in bases {
            let path = factsPath(partition, base: base)
            for file in [path, path + ".tmp"] where try storage.kind(of: file) == .file {
                try storage.remove(file)
                isChanged = true
            }
        }
        if isChanged { try storage.syncDirectory(factsFolderPath(partition)) }
    }
}
