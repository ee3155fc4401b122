/// Brings one partition to the state in which records may be appended (`docs/log-format.md`, "Recovery").
///
/// Order matters: sync before reading (what a crashed process left may be in the cache only), decide, then repair. Each
/// step may be interrupted and repeated.
struct PartitionRecovery {
    let place: PartitionPlace
    let head: HeadSlot?
    let nowMs: Int64
    private(set) var report = RecoveryReport()

    init(place: PartitionPlace, head: HeadSlot?, nowMs: Int64) {
        self.place = place
        self.head = head
        self.nowMs = nowMs
    }

    /// - Returns: where the writer goes on. Everything below `nextOffset` there is durable or reported as damage.
    mutating func run() throws(LogError) -> WriterState {
        let directory = place.directory
        try directory.createFolder(place.folder)
        if try place.storage.kind(of: place.sparePath) == .file { try place.storage.remove(place.sparePath) }
        guard let base = try directory.segmentBases(place.partition).last else { return try startEmpty() }
        guard try place.storage.kind(of: place.segmentPath(base)) == .file else { return try startBehindPacked(base) }
        let file = try place.storage.open(place.segmentPath(base), .readWrite)
        try file.sync()
        try place.storage.syncDirectory(place.folder)
        let window = SegmentWindow(file, readAheadBytes: 1 << 20)
        let identity = try SegmentIdentity(window, logID: place.logID, partition: place.partition, base: base)
        let scan = try SegmentScan(window, identity, base: base)
        if let marker = scan.lostMarker(proven: max(scan.provenOffset, head?.durableOffset ?? 0)) {
            try write(marker, to: file)
            return try run()
        }
        try rewrite(scan, window: window, file: file)
        return try decide(scan, header: identity.header, base: base, window: window)
    }

    /// No segment: a new log, or one whose segments are gone.
    private mutating func startEmpty() throws(LogError) -> WriterState {
        let start = try place.directory.contents(place.partition).start
        let next = max(start, head?.durableOffset ?? 0)
        if next > start {
            report.damage.append(
                LogGap(
                    partition: place.partition, offsets: start..<next, segment: LogDirectory.segmentName(start),
                    bytes: 0..<0, cause: .missing))
        }
        return try continueInNewSegment(base: next, epoch: (head?.epoch ?? 0) &+ 1, appendedMs: head?.appendedMs ?? 0)
    }

    /// The newest segment is packed, so the one that was being written is gone: what is proven behind it is lost.
    private mutating func startBehindPacked(_ base: UInt64) throws(LogError) -> WriterState {
        guard let file = try place.directory.openSegment(place.partition, base: base) else { return try startEmpty() }
        let window = SegmentWindow(file, readAheadBytes: 1 << 20)
        let identity = try SegmentIdentity(window, logID: place.logID, partition: place.partition, base: base)
        let scan = try SegmentScan(window, identity, base: base)
        let next = max(scan.provenOffset, scan.highestOffset, head?.durableOffset ?? 0)
        report.damage += scan.gaps(partition: place.partition, base: base, upTo: next)
        return try continueInNewSegment(
            base: next, epoch: max(scan.epoch, head?.epoch ?? 0) &+ 1,
            appendedMs: max(scan.appendedMs, head?.appendedMs ?? 0))
    }

    private mutating func decide(
        _ scan: SegmentScan, header: SegmentHeader?, base: UInt64, window: SegmentWindow
    ) throws(LogError) -> WriterState {
        let proven = max(scan.provenOffset, head?.durableOffset ?? 0)
        let epoch = max(scan.epoch, head?.epoch ?? 0) &+ 1
        let appendedMs = max(scan.appendedMs, head?.appendedMs ?? 0)
        let continues = scan.islands.first?.baseOffset == scan.nextOffset && scan.islands.contains { $0.count > 0 }
        let lost = scan.nextOffset < proven
        if lost || continues || header == nil {
            let next = max(proven, scan.highestOffset)
            if next > scan.nextOffset || continues {
                report.damage += scan.gaps(partition: place.partition, base: base, upTo: next)
            }
            // Its place is taken by the new segment, in one step: without any of that name, offsets below it would look unproven.
            if next == base { try keepCopy(of: window, base: base) }
            return try continueInNewSegment(base: next, epoch: epoch, appendedMs: appendedMs)
        }
        if let last = scan.lastNonZero {
            try keepCopy(of: scan.end..<last + 8, offset: scan.nextOffset, base: base, window: window)
        }
        let capacity = header?.capacityBytes ?? scan.end
        let end = max(min(capacity, scan.end + Self.batchExtentBytes), scan.lastNonZero.map { $0 + 8 } ?? scan.end)
        try clear(scan.end..<end, in: window.file)
        return WriterState(
            segment: OpenSegment(
                file: window.file, segmentID: header?.segmentID ?? 0, baseOffset: base,
                capacityBytes: header?.capacityBytes ?? 0, createdMs: header?.createdMs ?? 0),
            position: scan.end, nextOffset: scan.nextOffset, epoch: epoch, appendedMs: appendedMs)
    }

    private func continueInNewSegment(base: UInt64, epoch: UInt32, appendedMs: Int64) throws(LogError) -> WriterState {
        let capacity = place.sizing.first
        let file = try place.makeZeroed(capacityBytes: capacity)
        let segment = try place.adopt(
            file, capacityBytes: capacity, base: base, epoch: epoch, nowMs: max(nowMs, appendedMs))
        return WriterState(
            segment: segment, position: UInt64(SegmentHeader.sizeBytes), nextOffset: base, epoch: epoch,
            appendedMs: appendedMs)
    }

    /// Puts a marker back whose place is empty, so that what follows it is reached.
    private func write(_ marker: BatchHeader, to file: any LogFile) throws(LogError) {
        var bytes = [UInt8](repeating: 0, count: BatchHeader.sizeBytes)
        bytes.withUnsafeMutableBytes { marker.encode(into: $0) }
        try file.write(bytes, at: marker.position)
        try file.sync()
    }

    /// Writes the same bytes again over every batch, and marker, that no later one proves, and syncs.
    ///
    /// Why: after a failed sync the pages may exist in the cache only and be marked clean; a plain sync would not write them.
    private func rewrite(_ scan: SegmentScan, window: SegmentWindow, file: any LogFile) throws(LogError) {
        let unproven = scan.unproven + scan.islands.filter { $0.count == 0 || $0.endOffset > scan.provenOffset }
        guard !unproven.isEmpty else { return }
        for batch in unproven {
            let length = BatchHeader.sizeBytes + Int(batch.bodyBytes)
            let bytes = try window.bytes(at: batch.position, count: length)
            try file.write(bytes.slice(0..<min(length, bytes.count)), at: batch.position)
        }
        try file.sync()
    }

    /// As far as the bytes of a batch that was never finished can reach.
    private static let batchExtentBytes = UInt64(BatchHeader.sizeBytes + BatchHeader.maxBodyBytes)

    /// Keeps a copy of a torn tail, before it is cleared.
    private mutating func keepCopy(
        of bytes: Range<UInt64>, offset: UInt64, base: UInt64, window: SegmentWindow
    ) throws(LogError) {
        let name = LogDirectory.partitionName(place.partition)
        let copyPath = try copy(bytes, of: window, to: "\(name)-\(base)-\(bytes.lowerBound)")
        report.torn.append(
            .init(
                partition: place.partition, offset: offset, segment: LogDirectory.segmentName(base), bytes: bytes,
                copy: copyPath))
    }

    /// Writes zeros where the next batch goes, also where zeros seem to be.
    ///
    /// Why: an earlier recovery may have written them and failed to sync; then they are in the cache only, and after a power failure the
    /// unfinished batch would come back behind new ones.
    private func clear(_ bytes: Range<UInt64>, in file: any LogFile) throws(LogError) {
        guard !bytes.isEmpty else { return }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        try transfer(bytes) { (part, position) throws(LogError) in
            try file.write(part == zeros.count ? zeros : Array(zeros.prefix(part)), at: position)
        }
        try file.sync()
    }

    private func transfer(
        _ bytes: Range<UInt64>, _ step: (_ count: Int, _ position: UInt64) throws(LogError) -> Void
    ) throws(LogError) {
        var position = bytes.lowerBound
        while position < bytes.upperBound {
            let part = Int(min(1 << 20, bytes.upperBound - position))
            try step(part, position)
            position += UInt64(part)
        }
    }

    /// A segment without a readable header and without records will be replaced by one of the same name.
    private func keepCopy(of window: SegmentWindow, base: UInt64) throws(LogError) {
        let name = LogDirectory.partitionName(place.partition)
        let bytes = 0..<(try window.file.sizeBytes())
        _ = try copy(bytes, of: window, to: "\(name)-\(base)-segment")
    }

    /// Copies `bytes` into a new file in `quarantine/`; durable when this returns.
    /// - Returns: its path.
    private func copy(_ bytes: Range<UInt64>, of window: SegmentWindow, to stem: String) throws(LogError) -> String {
        let path = try quarantineName(stem)
        let copy = try place.storage.open(path, .create)
        try transfer(bytes) { (part, position) throws(LogError) in
            let content = try window.bytes(at: position, count: part)
            try copy.write(content.slice(0..<min(part, content.count)), at: position - bytes.lowerBound)
        }
        try copy.sync()
        try place.storage.syncDirectory(place.directory.quarantinePath)
        return path
    }

    /// A name in `quarantine/` that is not taken.
    private func quarantineName(_ stem: String) throws(LogError) -> String {
        let folder = place.directory.quarantinePath
        try place.directory.createFolder(folder)
        let taken = Set(try place.storage.list(folder))
        var number = 0
        while taken.contains("\(stem)-\(number).bin") { number += 1 }
        return "\(folder)/\(stem)-\(number).bin"
    }
}
