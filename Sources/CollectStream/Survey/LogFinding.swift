/// Something about a log's files that is not as it should be, or that somebody should know.
public struct LogFinding: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// Acknowledged records cannot be read.
        case lostRecords
        /// Bytes are wrong, but no record stood in them.
        case damagedBytes
        /// A segment's own header is damaged; its records are read all the same.
        case damagedHeader
        /// A file in the place of a segment that this log did not write there.
        case foreignSegment
        /// The index of a packed segment is damaged; its records are read all the same.
        case damagedIndex
        /// Two segments claim the same positions.
        case overlap
        /// The last group was cut off before it was acknowledged.
        case unfinishedEnd
        /// `HEAD` does not say how far a partition is durable.
        case damagedHead
        /// Recovery kept a copy of what it cut.
        case quarantined
        /// A segment that has expired and is still there.
        case expiredSegment
        /// A file that the log does not know.
        case unknownFile
    }

    public let kind: Kind
    public let partition: Int?
    /// Below the data directory.
    public let file: String
    /// The bytes of the file; nil where it is about all of it.
    public let bytes: Range<UInt64>?
    /// The positions in the partition that are concerned, where there are any.
    public let offsets: Range<UInt64>?

    init(
        _ kind: Kind, partition: Int? = nil, file: String, bytes: Range<UInt64>? = nil, offsets: Range<UInt64>? = nil
    ) {
        self.kind = kind
        self.partition = partition
        self.file = file
        self.bytes = bytes
        self.offsets = offsets
    }

    /// Damage is what must not be; everything else is told for whoever wonders.
    public var isDamage: Bool {
        switch kind {
        case .lostRecords, .damagedBytes, .damagedHeader, .damagedIndex, .foreignSegment, .overlap: true
        case .unfinishedEnd, .damagedHead, .quarantined, .expiredSegment, .unknownFile: false
        }
    }
}

/// What people read.
extension LogFinding {
    /// What is wrong, in one line, without the place.
    public var what: String {
        switch kind {
        case .lostRecords: "\(records) cannot be read"
        case .damagedBytes: "damaged bytes in which no record stood"
        case .damagedHeader: "the segment's header is damaged"
        case .damagedIndex: "the index at the end of the packed segment is damaged"
        case .foreignSegment: "not a segment that this log wrote under this name"
        case .overlap: "\(records) stand in the next segment too"
        case .unfinishedEnd: "an unfinished group at the end"
        case .damagedHead: "partition \(partition ?? 0) has no intact entry"
        case .quarantined: "a copy of an unfinished end that recovery cut"
        case .expiredSegment: "a segment that has expired"
        case .unknownFile: "a file that the log does not know"
        }
    }

    /// What follows from it.
    public var meaning: String {
        switch kind {
        case .lostRecords:
            "They were acknowledged and are lost here; everything before and after is read. Reports answer 1 and name the gap."
        case .damagedBytes, .damagedHeader, .damagedIndex:
            "Nothing is lost. The disk or something else changed bytes that were once right."
        case .foreignSegment:
            "Its records are not read: a file of another log, or of another partition, was put in its place."
        case .overlap: "Readers take the later segment. No program of ours writes this: files were copied together."
        case .unfinishedEnd:
            "It was never acknowledged, its senders have sent it again; or a writer is in the middle of it just now."
        case .damagedHead: "Readers find the end from the segments, a little more slowly."
        case .quarantined: "It may hold responses whose senders were not told that they had arrived."
        case .expiredSegment: "Retention was interrupted. Nobody reads it."
        case .unknownFile: "It is ignored."
        }
    }

    /// What to do about it.
    public var advice: String {
        switch kind {
        case .lostRecords:
            "Copy the directory before anything else, look at the disk (smartctl, dmesg), then restore the file from a backup, or "
                + "import the responses again from phones or exports: what is there counts as a duplicate."
        case .damagedBytes, .damagedHeader, .damagedIndex:
            "Look at the disk (smartctl, dmesg), and restore the file from a backup when convenient."
        case .foreignSegment, .overlap:
            "Restore the partition's folder from a backup; do not mix files of two directories."
        case .unfinishedEnd: "Nothing. The next writer cuts it and keeps a copy in quarantine/."
        case .damagedHead: "Nothing. The next writer writes it anew."
        case .quarantined: "Keep it until you know that nobody misses a response, then delete it."
        case .expiredSegment: "Nothing. The next run of retention removes it."
        case .unknownFile: "Move it away if it should not be there."
        }
    }

    private var records: String {
        guard let offsets else { return "records" }
        return offsets.count == 1
            ? "1 record (position \(partition ?? 0).\(offsets.lowerBound))"
            : "\(offsets.count) records (positions \(partition ?? 0).\(offsets.lowerBound) to \(offsets.upperBound - 1))"
    }
}
