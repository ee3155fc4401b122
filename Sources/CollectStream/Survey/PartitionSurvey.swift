/// Reads the segments of one partition after the other and notes what is not as it should be.
struct PartitionSurvey {
    let place: LogDirectory
    let logID: LogID
    let allBytes: UInt64
    private(set) var findings: [LogFinding] = []
    private var doneBytes: UInt64 = 0

    init(place: LogDirectory, logID: LogID, allBytes: UInt64) {
        self.place = place
        self.logID = logID
        self.allBytes = allBytes
    }

    /// - Parameter durable: the offset behind the last record that is certainly on the disk.
    mutating func survey(
        _ number: Int, durable: UInt64, progress: (_ done: UInt64, _ all: UInt64) -> Void
    ) throws(LogError) -> LogSurvey.Partition {
        let folder = LogDirectory.partitionName(number)
        var partition = LogSurvey.Partition(number: number, folder: folder, durableOffset: durable)
        let contents = try place.contents(number)
        let bases = contents.bases
        noteFiles(try names(in: number), folder, start: contents.start)
        partition.start = contents.start
        // The end that each segment must reach: the next one's beginning, the durable end for the last.
        var reached = contents.start
        for (index, base) in bases.enumerated() {
            if base > reached { lose(number, reached..<base, file: "\(folder)/\(LogDirectory.segmentName(reached))") }
            let next = index + 1 < bases.count ? bases[index + 1] : nil
            reached = next ?? durable
            guard let segment = try survey(number, base: base, next: next, durable: durable) else { continue }
            partition.segments.append(segment)
            doneBytes += segment.sizeBytes
            progress(doneBytes, allBytes)
        }
        if bases.isEmpty, durable > reached {
            lose(number, reached..<durable, file: "\(folder)/\(LogDirectory.segmentName(reached))")
        }
        return partition
    }

    private func names(in number: Int) throws(LogError) -> [String] {
        let folder = place.partitionPath(number)
        return try place.storage.kind(of: folder) == .directory ? try place.storage.list(folder).sorted() : []
    }

    private static let drafts: Set<String> = ["spare.tmp", "packing.tmp", "erasing.tmp"]

    private mutating func noteFiles(_ names: [String], _ folder: String, start: UInt64) {
        for name in names where !Self.drafts.contains(name) {
            if let base = LogDirectory.segmentBase(name) {
                if base < start { findings.append(LogFinding(.expiredSegment, file: "\(folder)/\(name)")) }
            } else if LogDirectory.start(name) == nil {
                findings.append(LogFinding(.unknownFile, file: "\(folder)/\(name)"))
            }
        }
    }

    private mutating func lose(_ number: Int, _ offsets: Range<UInt64>, file: String) {
        findings.append(LogFinding(.lostRecords, partition: number, file: file, offsets: offsets))
    }

    // MARK: One segment

    private mutating func survey(
        _ number: Int, base: UInt64, next: UInt64?, durable: UInt64
    ) throws(LogError) -> LogSurvey.Segment? {
        guard let (file, name) = try open(number, base: base) else { return nil }
        let packed = file as? PackedFile
        let size = try file.storedBytes()
        let window = SegmentWindow(file, readAheadBytes: 1 << 20)
        let identity = try SegmentIdentity(window, logID: logID, partition: number, base: base)
        let limit = next ?? durable
        if let foreign = identity.foreign {
            findings.append(LogFinding(.foreignSegment, partition: number, file: name))
            if base < limit { lose(number, base..<limit, file: name) }
            return LogSurvey.Segment(
                name: name, offsets: base..<base, batches: 0, usedBytes: 0, sizeBytes: size,
                createdMs: foreign.createdMs, appendedMs: foreign.createdMs)
        }
        if identity.header == nil {
            let bytes = UInt64(0)..<UInt64(SegmentHeader.sizeBytes)
            findings.append(LogFinding(.damagedHeader, partition: number, file: name, bytes: bytes))
        }
        let scan = try SegmentScan(window, identity, base: base)
        if let packed, !packed.isIndexIntact {
            findings.append(LogFinding(.damagedIndex, partition: number, file: name))
        }
        judge(scan, number, base: base, limit: limit, isLast: next == nil, file: name)
        return LogSurvey.Segment(
            name: name, offsets: base..<scan.highestOffset, batches: scan.batchCount,
            usedBytes: max(scan.end, scan.islands.last?.endPosition ?? 0), sizeBytes: size,
            createdMs: identity.header?.createdMs, appendedMs: scan.appendedMs)
    }

    /// A segment, and what it is called; nil where it has expired meanwhile.
    private func open(_ number: Int, base: UInt64) throws(LogError) -> (file: any LogFile, name: String)? {
        let name = "\(LogDirectory.partitionName(number))/\(LogDirectory.segmentName(base))"
        if let file = try place.openSegment(number, base: base) {
            return (file, file is PackedFile ? name + ".zst" : name)
        }
        if try place.contents(number).start > base { return nil }
        return (try place.storage.open(place.segmentPath(number, base: base), .read), name)
    }

    private mutating func judge(
        _ scan: SegmentScan, _ number: Int, base: UInt64, limit: UInt64, isLast: Bool, file: String
    ) {
        for gap in scan.gaps(partition: number, base: base, upTo: limit) {
            let bytes = gap.bytes.isEmpty ? nil : gap.bytes
            if gap.offsets.isEmpty, isLast, gap.offsets.lowerBound >= limit {
                // Behind what is durable a marker may be missing: the disk had not come to it.
                findings.append(LogFinding(.unfinishedEnd, partition: number, file: file, bytes: bytes))
            } else if gap.offsets.isEmpty {
                findings.append(LogFinding(.damagedBytes, partition: number, file: file, bytes: bytes))
            } else {
                findings.append(
                    LogFinding(.lostRecords, partition: number, file: file, bytes: bytes, offsets: gap.offsets))
            }
        }
        if !isLast, scan.highestOffset > limit {
            findings.append(
                LogFinding(.overlap, partition: number, file: file, offsets: max(base, limit)..<scan.highestOffset))
        }
        // Without an intact batch behind it, what follows the run proves nothing.
        if scan.islands.isEmpty, scan.nextOffset >= limit, let last = scan.lastNonZero {
            let bytes = scan.end..<last + 8
            findings.append(
                LogFinding(isLast ? .unfinishedEnd : .damagedBytes, partition: number, file: file, bytes: bytes))
        }
    }
}
