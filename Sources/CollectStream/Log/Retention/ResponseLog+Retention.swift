import Synchronization

extension ResponseLog {
    /// The partition's sealed segments, oldest first.
    func sealedSegments(_ partition: Int) throws(LogError) -> [SealedSegment] {
        try directory.sealedSegments(partition, logID: description.logID)
    }

    /// Where the partition begins: what stood below has expired.
    func start(_ partition: Int) throws(LogError) -> UInt64 { try directory.contents(partition).start }

    /// Takes the responses of forms out of a sealed segment.
    func erase(_ segment: SealedSegment, forms: Set<String>) throws(LogError) -> SegmentEraser.Outcome {
        try upkeep.withLock { (_) throws(LogError) in
            try directory.removeFacts(segment.partition, of: [segment.base])
            return try SegmentEraser(directory: directory, logID: description.logID, segment: segment).erase(
                forms.contains)
        }
    }

    /// Lets the partition begin at `start`, where a segment begins, and removes the segments before it.
    /// - Returns: the bytes that the segments took on the disk.
    func begin(_ partition: Int, at start: UInt64) throws(LogError) -> UInt64 {
        try upkeep.withLock { (_) throws(LogError) in try directory.begin(partition, at: start) }
    }
}
