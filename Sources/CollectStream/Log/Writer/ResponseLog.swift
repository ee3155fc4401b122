import Glibc
import Synchronization

/// The ingestion log's writer: the only source of truth, and the only thing that processes share.
///
/// Promise: `durable(_:)` returns after `fdatasync` has covered the group, never before. One writer per directory.
/// Threads: everything may be called from any thread; each partition commits on a serial queue of its own.
///
/// ```swift
/// let group = try log.stage([draft])
/// try await log.durable(group)
/// reply(201, group.positions[0])
/// ```
public final class ResponseLog: Sendable {
    public struct Options: Sendable {
        /// For a new directory only, 1 to 64; an existing log keeps its own.
        public var partitions = 4
        /// Whether a missing or empty directory becomes a log. When false, that is `directoryMissing`.
        public var creates = true
        /// Segments start this small and grow fourfold with each roll.
        public var firstSegmentBytes = 4 << 20
        public var largestSegmentBytes = 128 << 20
        public var queueLimitBytes = 64 << 20
        /// Appends are refused while less of the disk is free.
        public var requiredFreeShare = 0.05
        /// After this much quiet a marker proves the last group durable; nil writes none until `close()`.
        public var markerDelayMs: Int? = 50
        /// Whether the next segment is made ready in the background.
        public var preparesSegments = true
        /// What a refused second writer is told about this one.
        public var holder = "pid \(getpid()) (\(CommandLine.arguments.first ?? "collect"))"
        /// Source of the log's UUID and of the segments' salts; must not be guessable by clients.
        public var random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }

        public init() {}
    }

    public let description: LogDescription
    /// What opening found and repaired.
    public let recovery: RecoveryReport

    private let lock: any LogLock
    private let committers: [PartitionCommitter]
    private let budget: QueueBudget
    private let disk: DiskGuard
    let directory: LogDirectory
    let clock: any LogClock
    /// Held by whoever replaces or removes sealed segments, one segment long: packing goes on in the background, retention does not.
    let upkeep = Mutex(())
    private let reader: LogReader

    /// Takes the writer's lock, creates what is missing, and recovers each partition.
    /// - Throws: `directoryMissing`, `foreignDirectory`, `unsupportedVersion`, `descriptionDamaged`, `lockHeld`, `storage`.
    /// - Cost: reads the newest segment of each partition.
    public static func open(
        directory path: String, storage: any LogStorage = PosixStorage(), clock: any LogClock = SystemLogClock(),
        options: Options = Options()
    ) throws(LogError) -> ResponseLog {
        let directory = LogDirectory(storage: storage, path: path)
        if options.creates { try directory.create() }
        // Looked at before the lock is taken, so that another program's directory is left without a trace.
        if try directory.description() == nil, !options.creates { throw .directoryMissing(path: path) }
        let lock = try storage.lock(directory.lockPath, holder: options.holder)
        let description: LogDescription
        if let existing = try directory.description() {
            description = existing
            try directory.syncNames(isNew: false)
        } else {
            try directory.syncNames(isNew: true)
            description = LogDescription(
                logID: LogID(random: options.random), partitions: min(max(options.partitions, 1), 64),
                createdMs: clock.nowMs())
            try directory.write(description)
        }
        return try ResponseLog(
            directory: directory, description: description, lock: lock, clock: clock, options: options)
    }

    private init(
        directory: LogDirectory, description: LogDescription, lock: any LogLock, clock: any LogClock, options: Options
    ) throws(LogError) {
        let head = try directory.openHead(description)
        let slots = try head.read()
        let sizing = SegmentSizing(
            firstBytes: options.firstSegmentBytes, largestBytes: options.largestSegmentBytes,
            partitions: description.partitions)
        let budget = QueueBudget(limitBytes: options.queueLimitBytes)
        var report = RecoveryReport()
        var committers: [PartitionCommitter] = []
        for partition in 0..<description.partitions {
            let place = PartitionPlace(
                directory: directory, logID: description.logID, partition: partition, sizing: sizing,
                random: options.random)
            var recovery = PartitionRecovery(place: place, head: slots[partition], nowMs: clock.nowMs())
            let state = try recovery.run()
            report.torn += recovery.report.torn
            report.damage += recovery.report.damage
            let writer = try PartitionWriter(
                place: place, head: head, lastSlot: slots[partition],
                spares: SpareSegment(partition: partition, inBackground: options.preparesSegments, lock: lock),
                state: state)
            committers.append(
                PartitionCommitter(
                    partition: partition, writer: writer, budget: budget, clock: clock,
                    markerDelayMs: options.markerDelayMs, lock: lock))
        }
        self.description = description
        self.recovery = report
        self.lock = lock
        self.committers = committers
        self.budget = budget
        self.disk = DiskGuard(
            storage: directory.storage, path: directory.path, requiredShare: options.requiredFreeShare)
        self.directory = directory
        self.clock = clock
        self.reader = try LogReader(directory: directory.path, storage: directory.storage)
    }

    /// Gives each draft its position and queues it. Drafts of one form keep their order.
    ///
    /// Not atomic across partitions, nor across batches of 1 MiB: a crash may keep some records of a group; none of them
    /// has been acknowledged then.
    /// - Throws: `invalidDraft`, `busy`, `diskFull`, `poisoned`, `closed`: nothing was staged.
    public func stage(_ drafts: [RecordDraft]) throws(LogError) -> StagedGroup {
        try disk.check(nowMs: clock.nowMs())
        return try stageInReserve(drafts)
    }

    /// The same for the platform's own records, which may use the room that is kept free: what makes room must not need it first.
    func stageInReserve(_ drafts: [RecordDraft]) throws(LogError) -> StagedGroup {
        let bytes = try checkedBytes(drafts)
        let shares = shares(of: drafts)
        for share in shares { try committers[share.partition].checkOpen() }
        try budget.reserve(bytes)
        var positions = Array(repeating: LogPosition(partition: 0, offset: 0), count: drafts.count)
        var unqueuedBytes = bytes
        // What could not be queued takes no memory; what was queued before it is committed and never acknowledged.
        defer { if unqueuedBytes > 0 { budget.release(unqueuedBytes) } }
        var ends: [(partition: Int, offset: UInt64)] = []
        for share in shares {
            let chunks = StagedChunk.encode(drafts, indices: share.indices)
            let first = try committers[share.partition].enqueue(chunks)
            unqueuedBytes -= chunks.reduce(0) { $0 + $1.bytes.count }
            for (ordinal, index) in share.indices.enumerated() {
                positions[index] = LogPosition(partition: share.partition, offset: first + UInt64(ordinal))
            }
            ends.append((share.partition, first + UInt64(share.indices.count)))
        }
        return StagedGroup(positions: positions, ends: ends)
    }

    /// How much room the drafts take, once each has been found fit to be stored.
    private func checkedBytes(_ drafts: [RecordDraft]) throws(LogError) -> Int {
        var bytes = 0
        for (index, draft) in drafts.enumerated() {
            if let reason = draft.defect { throw .invalidDraft(index: index, reason: reason) }
            bytes += RecordFormat.sizeBytes(draft)
        }
        return bytes
    }

    /// Which drafts go to which partition, in their order.
    private func shares(of drafts: [RecordDraft]) -> [(partition: Int, indices: [Int])] {
        var shares: [(partition: Int, indices: [Int])] = []
        for (index, draft) in drafts.enumerated() {
            let partition = partition(of: draft.formID)
            if let known = shares.firstIndex(where: { $0.partition == partition }) {
                shares[known].indices.append(index)
            } else {
                shares.append((partition, [index]))
            }
        }
        return shares
    }

    /// Returns when the whole group is on the disk.
    /// - Throws: `durabilityUnknown`: the clients may be told neither yes nor no; they repeat with the same ids.
    public func durable(_ group: StagedGroup) async throws(LogError) {
        for end in group.ends { try await committers[end.partition].durable(below: end.offset) }
    }

    /// Suspends while more than half of the queue's limit is in use: call it before `stage` to be slowed instead of refused.
    public func makeRoom() async { await budget.room() }

    /// One record, also one that is staged and not durable yet.
    /// - Throws: `noSuchPartition`, `beyondEnd`, `damaged`, `storage`.
    public func read(_ position: LogPosition) throws(LogError) -> LogRecordData {
        guard committers.indices.contains(position.partition) else {
            throw .noSuchPartition(found: position.partition, partitions: committers.count)
        }
        if let record = committers[position.partition].staged(at: position) { return record }
        return try reader.record(at: position)
    }

    public func partition(of formID: String) -> Int { murmur2Partition(formID, partitions: committers.count) }

    /// What this writer has made durable so far.
    public var durableEnd: LogCursor { LogCursor(next: committers.map(\.durableOffset)) }

    /// Ends the segments in use that were begun before `ms`, so that what they hold can be packed and can expire.
    /// - Throws: `poisoned`, `closed`.
    func seal(begunBeforeMs ms: Int64) throws(LogError) {
        for committer in committers { try committer.seal(begunBeforeMs: ms) }
    }

    /// Finishes what is queued, proves it durable, and gives up the lock. Staging is refused from then on.
    public func close() {
        for committer in committers { committer.close() }
        lock.release()
    }
}
