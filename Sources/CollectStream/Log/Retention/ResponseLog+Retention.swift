extension ResponseLog {
    /// The partition's sealed segments, oldest first.
    func sealedSegments(_ partition: Int) throws(LogError) -> [SealedSegment] {
        try directory.sealedSegments(partition, logID: description.logID)
    }

    /// Where the partition begins: what stood below has expired.
    func start(_ partition: Int) throws(LogError) -> UInt64 { try directory.contents(partition).start }

    /// Takes the responses of forms out of a sealed segment.
    func erase(_ segment: SealedSegment, forms: Set<String>) throws(LogError) -> SegmentEraser.Outcome {
        try SegmentEraser(directory: directory, logID: description.logID, segment: segment).erase(forms.contains)
    }

    /// Lets the partition begin at `start`, where a segment begins, and removes the segments before it.
    ///
    /// Order: the new beginning is durable before anything goes, so that readers can tell what has expired from what is lost.
    /// - Returns: the bytes that the segments took on the disk.
    func begin(_ partition: Int, at start: UInt64) throws(LogError) -> UInt64 {
        let before = try directory.contents(partition)
        if start > before.start {
            let path = directory.startPath(partition, start)
            if before.start > 0 {
                try directory.storage.rename(directory.startPath(partition, before.start), to: path)
            } else {
                try directory.storage.open(path, .create).sync()
            }
            try directory.storage.syncDirectory(directory.partitionPath(partition))
        }
        return try removeExpired(partition)
    }

    /// Removes what an earlier beginning has left, because its writer died in the middle.
    private func removeExpired(_ partition: Int) throws(LogError) -> UInt64 {
        let contents = try directory.contents(partition)
        var bytes: UInt64 = 0
        for base in contents.expiredBases {
            if let file = try directory.openSegment(partition, base: base) { bytes += try file.storedBytes() }
            for path in [directory.segmentPath(partition, base: base), directory.packedPath(partition, base: base)]
            where try directory.storage.kind(of: path) == .file {
                try directory.storage.remove(path)
            }
        }
        for start in contents.outdatedStarts { try directory.storage.remove(directory.startPath(partition, start)) }
        if !contents.expiredBases.isEmpty || !contents.outdatedStarts.isEmpty {
            try directory.storage.syncDirectory(directory.partitionPath(partition))
        }
        return bytes
    }
}
