import CollectModel

/// One segment as a reader sees it: finds the batch that holds an offset.
///
/// Keeps a sparse index in memory, one entry for every 64 KiB or more that it has passed; a packed segment brings one along, which is
/// believed as long as it leads to batches.
final class ReaderSegment {
    enum Found {
        case batch(BatchHeader)
        /// Bytes that make no sense, and the offset of the next batch that does, nil when there is none.
        case damage(bytes: Range<UInt64>, next: UInt64?)
        /// The segment ends, at this position, before the offset.
        case end(position: UInt64)
    }

    private static let spacingBytes: UInt64 = 64 << 10

    let base: UInt64
    let window: SegmentWindow
    let salt: UInt64?
    /// Ascending in both fields; each says that a batch of that base offset begins there.
    private var marks: [SegmentMark]
    private let start: SegmentMark
    /// Whether `marks` come from a file: in doubt they are dropped.
    private var isIndexGiven: Bool
    /// Where the last call ended: the next one of a sequential reader begins there.
    private var resume: SegmentMark
    /// No batch of it has been found yet.
    private(set) var seemsEmpty = true

    init(_ file: any LogFile, base: UInt64, place: ReaderPlace) throws(LogError) {
        self.base = base
        // What a packed file gives has been unpacked for it: asking for more than is needed may unpack a second block.
        window = file is PackedFile ? SegmentWindow(file, readAheadBytes: 32 << 10) : SegmentWindow(file)
        salt = try SegmentIdentity(window, logID: place.logID, partition: place.partition, base: base).salt
        let start = SegmentMark(offset: base, position: UInt64(SegmentHeader.sizeBytes))
        self.start = start
        resume = start
        let given = (file as? PackedFile)?.marks ?? []
        marks = given.first?.position == start.position ? given : [start]
        isIndexGiven = !given.isEmpty
    }

    /// The batch that holds `offset`, which is durable and not below `base`.
    /// - Parameter ahead: how many bytes are worth reading at most around its header; nil for whoever reads on.
    func find(_ offset: UInt64, ahead wanted: Int? = nil) throws(LogError) -> Found {
        guard let salt else { return .damage(bytes: 0..<UInt64(SegmentHeader.sizeBytes), next: nil) }
        var mark = nearest(offset)
        var ahead = wanted
        while true {
            if let header = try window.header(at: mark.position, salt: salt, ahead: ahead),
                header.baseOffset == mark.offset
            {
                seemsEmpty = false
                let next = SegmentMark(offset: header.endOffset, position: header.endPosition)
                if header.endOffset > offset {
                    note(mark)
                    resume = next
                    return .batch(header)
                }
                note(mark)
                mark = next
                // Passing over large bodies: only the headers are worth reading.
                ahead = header.bodyBytes > 16 << 10 ? 4096 : wanted
                continue
            }
            if isIndexGiven {
                isIndexGiven = false
                marks = [start]
                resume = start
                mark = start
                continue
            }
            let (header, lastNonZero) = try window.nextHeader(from: mark.position, atLeast: mark.offset, salt: salt)
            guard let header else {
                guard let lastNonZero, mark.offset <= offset else { return .end(position: mark.position) }
                return .damage(bytes: mark.position..<lastNonZero + 8, next: nil)
            }
            if header.baseOffset > offset {
                resume = SegmentMark(offset: header.baseOffset, position: header.position)
                return .damage(bytes: mark.position..<header.position, next: header.baseOffset)
            }
            mark = SegmentMark(offset: header.baseOffset, position: header.position)
        }
    }

    /// The highest durable bound that the segment's intact headers claim, from where `HEAD` points if it points here.
    func provenOffset(from head: HeadSlot?) throws(LogError) -> UInt64 {
        window.forget()
        guard let salt else { return base }
        var proven = base
        var position = UInt64(SegmentHeader.sizeBytes)
        if let head, head.segmentBase == base, head.position % 8 == 0 { position = max(position, head.position) }
        while let header = try window.header(at: position, salt: salt) {
            proven = max(proven, header.durableOffset)
            position = header.endPosition
        }
        return proven
    }

    private func nearest(_ offset: UInt64) -> SegmentMark {
        if resume.offset <= offset, resume.offset >= marks[marks.count - 1].offset || resume.offset == offset {
            return resume
        }
        return marks[max(0, marks.partitionPoint { $0.offset > offset } - 1)]
    }

    private func note(_ mark: SegmentMark) {
        if mark.position >= marks[marks.count - 1].position + Self.spacingBytes { marks.append(mark) }
    }
}
