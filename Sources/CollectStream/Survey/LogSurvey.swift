/// What stands in a log's directory, down to every byte, without a writer's lock and without writing.
///
/// May run beside a writer: what the writer has not made durable yet is not judged.
/// Cost: reads all segments once, at the speed of the checksum (about 6 GB/s from memory) or of the disk.
public struct LogSurvey: Sendable {
    /// One segment file.
    public struct Segment: Hashable, Sendable {
        public let name: String
        /// The offsets of its first record and behind its last.
        public let offsets: Range<UInt64>
        public let batches: Int
        /// Up to the end of its last batch, and of the whole file: less than that where it is packed.
        public let usedBytes: UInt64
        public let sizeBytes: UInt64
        /// Nil where the header is damaged.
        public let createdMs: Int64?
        /// When its last batch was appended.
        public let appendedMs: Int64
    }

    public struct Partition: Hashable, Sendable {
        public let number: Int
        public let folder: String
        /// The offset behind the last record that is certainly on the disk.
        public let durableOffset: UInt64
        /// Its first offset: what stood below has expired.
        public internal(set) var start: UInt64 = 0
        public internal(set) var segments: [Segment] = []
    }

    /// Nil for a directory in which no log has begun yet.
    public private(set) var description: LogDescription?
    public private(set) var partitions: [Partition] = []
    /// In the order of the files; damage and notes.
    public private(set) var findings: [LogFinding] = []

    /// - Parameter progress: called after each segment with the bytes that were read by then, and of all.
    /// - Throws: what keeps the directory from being read as a log at all.
    public init(
        directory: String, storage: any LogStorage = PosixStorage(),
        progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
    ) throws(LogError) {
        let place = LogDirectory(storage: storage, path: directory)
        description = try place.description()
        guard let description else { return }
        // Before the segments are listed: what is durable now stands in files that are there then.
        let end = try LogReader(directory: directory, storage: storage).durableEnd()
        let heads = try Self.heads(place, description)
        var survey = PartitionSurvey(
            place: place, logID: description.logID, allBytes: try Self.allBytes(place, description))
        for number in 0..<description.partitions {
            let durable = end.next[number]
            if durable > 0, heads[number] == nil {
                findings.append(LogFinding(.damagedHead, partition: number, file: "HEAD"))
            }
            partitions.append(try survey.survey(number, durable: durable, progress: progress))
        }
        findings += survey.findings
        findings += try Self.quarantined(place)
    }

    public var isDamaged: Bool { findings.contains(where: \.isDamage) }

    private static func heads(_ place: LogDirectory, _ description: LogDescription) throws(LogError) -> [HeadSlot?] {
        guard try place.storage.kind(of: place.headPath) == .file else {
            return Array(repeating: nil, count: description.partitions)
        }
        let file = try place.storage.open(place.headPath, .read)
        return try HeadFile(file: file, logID: description.logID, partitions: description.partitions).read()
    }

    private static func allBytes(_ place: LogDirectory, _ description: LogDescription) throws(LogError) -> UInt64 {
        var bytes: UInt64 = 0
        for number in 0..<description.partitions {
            for base in try place.segmentBases(number) {
                guard let file = try place.openSegment(number, base: base) else { continue }
                bytes += try file.storedBytes()
            }
        }
        return bytes
    }

    private static func quarantined(_ place: LogDirectory) throws(LogError) -> [LogFinding] {
        guard try place.storage.kind(of: place.quarantinePath) == .directory else { return [] }
        return try place.storage.list(place.quarantinePath).sorted().map {
            LogFinding(.quarantined, file: "quarantine/" + $0)
        }
    }
}
