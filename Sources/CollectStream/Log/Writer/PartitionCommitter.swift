import Dispatch
import Synchronization

/// The group commit of one partition: what queued while the last sync ran becomes the next batch.
///
/// Isolation: `queued` belongs to whoever holds its lock, for moments; `writer` to the partition's serial queue, which may
/// block in a sync for as long as the disk takes. A failed write or sync ends the partition: nothing is tried again.
final class PartitionCommitter: Sendable {
    /// Resumed exactly once: whoever takes it out of `Queued.waiters` does it. Unchecked, because the checked kind costs an
    /// allocation and three atomic steps for each response.
    private struct Waiter {
        let offset: UInt64
        let continuation: UnsafeContinuation<Result<Void, LogError>, Never>
    }

    private struct Queued {
        var nextOffset: UInt64
        var durableOffset: UInt64
        /// Chunks not yet durable, the ones in the current batch first.
        var chunks: [StagedChunk] = []
        var waiters: [Waiter] = []
        var isDraining = false
        var commits: UInt64 = 0
        var isMarkerDue = false
        var poison: StorageFailure?
        var isClosed = false
    }

    let partition: Int
    private let writer: Mutex<PartitionWriter>
    private let queued: Mutex<Queued>
    private let budget: QueueBudget
    private let clock: any LogClock
    private let markerDelayMs: Int?
    private let queue: DispatchQueue
    /// Where those who waited are told while the next batch is being written.
    private let acknowledgements: DispatchQueue
    /// Held so that the log stays locked until the last commit has ended, even if its owner has forgotten to close it.
    private let lock: any LogLock

    init(
        partition: Int, writer: PartitionWriter, budget: QueueBudget, clock: any LogClock, markerDelayMs: Int?,
        lock: any LogLock
    ) {
        self.lock = lock
        self.partition = partition
        queued = Mutex(Queued(nextOffset: writer.nextOffset, durableOffset: writer.durableOffset))
        self.writer = Mutex(writer)
        self.budget = budget
        self.clock = clock
        self.markerDelayMs = markerDelayMs
        queue = DispatchQueue(label: "collect.log.p\(partition)", qos: .userInitiated)
        acknowledgements = DispatchQueue(label: "collect.log.p\(partition).acknowledgements", qos: .userInitiated)
    }

    var durableOffset: UInt64 { queued.withLock { $0.durableOffset } }

    /// Throws when the partition takes no more records.
    func checkOpen() throws(LogError) {
        try queued.withLock { (queued) throws(LogError) in try checkOpen(queued) }
    }

    private func checkOpen(_ queued: borrowing Queued) throws(LogError) {
        if let cause = queued.poison { throw .poisoned(partition: partition, cause: cause) }
        if queued.isClosed { throw .closed }
    }

    /// Gives the chunks their offsets and queues them. The budget has been reserved.
    /// - Returns: the first offset.
    /// - Throws: `poisoned`, `closed`: nothing was queued.
    func enqueue(_ chunks: [StagedChunk]) throws(LogError) -> UInt64 {
        let (first, starts) = try queued.withLock { (queued) throws(LogError) -> (UInt64, Bool) in
            try checkOpen(queued)
            let first = queued.nextOffset
            for var chunk in chunks {
                chunk.base = queued.nextOffset
                queued.nextOffset = chunk.endOffset
                queued.chunks.append(chunk)
            }
            defer { queued.isDraining = true }
            return (first, !queued.isDraining)
        }
        if starts { queue.async { self.drain() } }
        return first
    }

    /// Returns when everything below `offset` is durable.
    func durable(below offset: UInt64) async throws(LogError) {
        let outcome = await withUnsafeContinuation { continuation in
            let known = queued.withLock { queued -> Result<Void, LogError>? in
                if queued.durableOffset >= offset { return .success(()) }
                if let cause = queued.poison { return .failure(.durabilityUnknown(partition: partition, cause: cause)) }
                queued.waiters.append(Waiter(offset: offset, continuation: continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        try outcome.get()
    }

    /// A record that has a position but is not durable yet; nil when it is durable or unknown.
    func staged(at position: LogPosition) -> LogRecordData? {
        let chunk = queued.withLock { queued in queued.chunks.first { position.offset < $0.endOffset } }
        return chunk?.record(at: position)
    }

    /// Takes nothing more, finishes what is queued, and proves the last group durable.
    func close() {
        let wasClosed = queued.withLock { queued -> Bool in
            defer { queued.isClosed = true }
            return queued.isClosed
        }
        guard !wasClosed else { return }
        queue.sync {
            // Also what was queued by a thread that has not yet come to start the draining.
            drain()
            writer.withLock { $0.settle() }
            guard queued.withLock({ $0.poison == nil }) else { return }
            // A failure here loses nothing that was promised: the group's own sync has been answered for.
            let nowMs = clock.nowMs()
            try? writer.withLock { (writer) throws(LogError) in try writer.finish(nowMs: nowMs) }
        }
    }

    /// Begins a new segment where the one in use was begun before `ms` and holds records, so that these can grow old apart from later ones.
    /// - Throws: `poisoned`; what was under way has failed then too.
    func seal(begunBeforeMs ms: Int64) throws(LogError) {
        try queue.sync { sealed(begunBeforeMs: ms) }.get()
    }

    // MARK: On the partition's queue

    private func sealed(begunBeforeMs ms: Int64) -> Result<Void, LogError> {
        do throws(LogError) {
            try checkOpen()
        } catch { return .failure(error) }
        do throws(LogError) {
            try writer.withLock { (writer) throws(LogError) in try writer.seal(begunBeforeMs: ms) }
            return .success(())
        } catch {
            poison(error)
            return .failure(.poisoned(partition: partition, cause: error.cause))
        }
    }

    private func drain() {
        while let group = nextGroup() {
            let nowMs = clock.nowMs()
            do throws(LogError) {
                try writer.withLock { (writer) throws(LogError) in try writer.commit(group[...], nowMs: nowMs) }
            } catch {
                poison(error)
                return
            }
            // First the marker, then the answers: who has been answered finds everything that follows from it under way.
            requestMarker()
            complete(group)
        }
    }

    /// What goes into the next batch; nil ends the draining.
    private func nextGroup() -> [StagedChunk]? {
        queued.withLock { queued in
            if queued.poison != nil || queued.chunks.isEmpty {
                queued.isDraining = false
                return nil
            }
            var bytes = 0
            var records = 0
            let group = queued.chunks.prefix { chunk in
                let isFirst = bytes == 0
                bytes += chunk.bytes.count
                records += chunk.starts.count
                return isFirst || bytes <= StagedChunk.maxBytes && records <= StagedChunk.maxRecords
            }
            return Array(group)
        }
    }

    private func complete(_ group: [StagedChunk]) {
        let end = group[group.count - 1].endOffset
        let (served, isBusy) = queued.withLock { queued -> ([Waiter], Bool) in
            queued.chunks.removeFirst(group.count)
            queued.durableOffset = end
            let served = queued.waiters.filter { $0.offset <= end }
            if !served.isEmpty { queued.waiters.removeAll { $0.offset <= end } }
            return (served, !queued.chunks.isEmpty)
        }
        budget.release(group.reduce(0) { $0 + $1.bytes.count })
        // Waking hundreds takes as long as writing what they sent. When nothing waits for the disk, another thread would only
        // delay them.
        if isBusy {
            acknowledgements.async { Self.acknowledge(served) }
        } else {
            Self.acknowledge(served)
        }
    }

    private static func acknowledge(_ waiters: [Waiter]) {
        for waiter in waiters { waiter.continuation.resume(returning: .success(())) }
    }

    private func poison(_ error: LogError) {
        let cause = error.cause
        let (bytes, waiters) = queued.withLock { queued -> (Int, [Waiter]) in
            queued.poison = cause
            queued.isDraining = false
            defer {
                queued.chunks = []
                queued.waiters = []
            }
            return (queued.chunks.reduce(0) { $0 + $1.bytes.count }, queued.waiters)
        }
        budget.release(bytes)
        for waiter in waiters {
            waiter.continuation.resume(returning: .failure(.durabilityUnknown(partition: partition, cause: cause)))
        }
    }

    /// After half of the delay without a commit, proves the last group durable; looks again as long as commits go on.
    /// One timer at a time, however many groups there are.
    private func requestMarker() {
        guard let markerDelayMs else { return }
        let isFirst = queued.withLock { queued -> Bool in
            queued.commits += 1
            defer { queued.isMarkerDue = true }
            return !queued.isMarkerDue
        }
        if isFirst { scheduleMarker(delayMs: markerDelayMs / 2) }
    }

    private func scheduleMarker(delayMs: Int) {
        let commits = queued.withLock { $0.commits }
        clock.after(delayMs, on: queue) { [weak self] in self?.mark(after: commits, delayMs: delayMs) }
    }

    private func mark(after commits: UInt64, delayMs: Int) {
        let (isQuiet, isEnded) = queued.withLock { queued -> (Bool, Bool) in
            let isQuiet = queued.commits == commits && queued.chunks.isEmpty
            let isEnded = queued.poison != nil || queued.isClosed
            if isQuiet || isEnded { queued.isMarkerDue = false }
            return (isQuiet, isEnded)
        }
        if isEnded { return }
        if !isQuiet { return scheduleMarker(delayMs: delayMs) }
        let nowMs = clock.nowMs()
        do throws(LogError) {
            try writer.withLock { (writer) throws(LogError) in try writer.mark(nowMs: nowMs) }
        } catch {
            poison(error)
        }
    }
}

extension LogError {
    /// The operating system's refusal behind an error of the writing path.
    var cause: StorageFailure {
        if case .storage(let failure) = self { return failure }
        return StorageFailure(operation: "append", path: "", code: 0, reason: description)
    }
}
