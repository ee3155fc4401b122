import Dispatch
import Synchronization

/// How the identities are kept on disk.
public struct IdentityOptions: Sendable {
    /// So many responses are held in memory before they are written: some 40 bytes each.
    public var mostInMemory = 1 << 20
    /// Fewer than this are not written when a log is closed: reading them again is quicker.
    public var fewestAtClose = 20_000
    /// Room for filters in memory: 1.33 bytes a response. Beyond it they are read from disk.
    public var filterBytes = 512 << 20
    /// Whether they are written by another thread.
    public var inBackground = true
    /// Told when they could not be written: nothing is lost, they stay in memory.
    public var report: @Sendable (LogError) -> Void = { _ in }

    public init() {}
}

/// Keeps on disk what an intake knows of responses, so that opening a log does not read it all and a year of responses needs little memory.
///
/// Promise: what is on disk is of durable records only, and says how far it covers the log. It may be deleted at any time: then it
/// is built anew from the log. Written by whoever holds the log's lock; anybody may read it.
/// Isolation: one task's own; files are written on a queue of its own.
final class IdentityStore {
    /// What the disk holds of a log.
    struct Loaded {
        var known = KnownResponses()
        var fingerprints = ExpiredFingerprints()
        var summarised: [SegmentKey: Set<String>] = [:]
        /// The first offset of each partition that it does not cover; empty where nothing is covered.
        var covered: [UInt64] = []
    }

    private enum State {
        case idle
        /// It has left memory for good when there are so many newer rows; after a failure more than at first.
        case leaving(IdentityFlush, atRows: Int)
        case writing(IdentityFlush)
        /// What is on disk is not to be believed: nothing more is written.
        case distrusted
    }

    /// Where the queue leaves what came of writing.
    private final class Finished: Sendable {
        let outcome = Mutex<Result<IdentityFlush.Outcome, LogError>?>(nil)
    }

    /// Some seconds' work.
    private static let mostMergedAtClose = 16 << 20

    private let folder: IdentityFolder
    private let options: IdentityOptions
    private let queue = DispatchQueue(label: "collect.identities", qos: .utility)
    private let finished = Finished()
    private var nextNumber: UInt64 = 1
    private var state = State.idle

    init(_ directory: LogDirectory, _ logID: LogID, _ options: IdentityOptions) {
        folder = IdentityFolder(directory: directory, logID: logID, filterBytes: options.filterBytes)
        self.options = options
    }

    /// What is on disk, as far as it is whole and of this log's past; else nothing.
    /// - Cost: its filters and the first key of each page are read, 0.06 to 1.4 bytes a response.
    func load(_ reader: LogReader) throws(LogError) -> Loaded {
        do throws(LogError) {
            guard let manifest = try folder.manifest(), try isOfThePast(manifest, reader) else { return Loaded() }
            var budget = options.filterBytes
            var loaded = Loaded()
            loaded.known = KnownResponses(runs: try folder.open(manifest.knownRuns, &budget))
            loaded.fingerprints = ExpiredFingerprints(runs: try folder.open(manifest.expiredRuns, &budget))
            loaded.summarised = manifest.summarised
            loaded.covered = manifest.partitions.map(\.next)
            nextNumber = manifest.nextNumber
            return loaded
        } catch {
            // Whatever the trouble, the log knows better.
            return Loaded()
        }
    }

    private func isOfThePast(_ manifest: IdentityManifest, _ reader: LogReader) throws(LogError) -> Bool {
        let end = try reader.durableEnd().next
        guard manifest.partitions.count == end.count else { return false }
        for (partition, covered) in manifest.partitions.enumerated() {
            guard covered.next <= end[partition] else { return false }
            let last = try reader.lastReceivedMs(partition, below: covered.next)
            if let last, last != covered.lastReceivedMs { return false }
        }
        return true
    }

    /// Has everything built anew when the log is opened the next time; what is known meanwhile stays in memory.
    func distrust() throws(LogError) {
        queue.sync {}
        state = .distrusted
        try folder.distrust()
    }

    /// Moves to disk what has become too much for memory, as soon as it is durable.
    /// - Parameter next: the offsets below which `known` and `expired` say all there is to say.
    func keep(
        _ known: inout KnownResponses, _ expired: inout ExpiredResponses, upTo next: [UInt64],
        isDurable: ([UInt64]) -> Bool
    ) {
        takeOutcome(&known, &expired)
        if case .idle = state, rows(known, expired) >= options.mostInMemory { begin(&known, &expired, upTo: next) }
        guard case .leaving(let flush, let atRows) = state, rows(known, expired) >= atRows, isDurable(flush.covered)
        else { return }
        state = .writing(flush)
        let finished = finished
        let run: @Sendable () -> Void = {
            let outcome = Result { () throws(LogError) in try flush.run() }
            finished.outcome.withLock { $0 = outcome }
        }
        if options.inBackground {
            queue.async(execute: run)
        } else {
            run()
            takeOutcome(&known, &expired)
        }
    }

    /// Moves to disk what is in memory, and returns when that is done.
    func close(
        _ known: inout KnownResponses, _ expired: inout ExpiredResponses, upTo next: [UInt64],
        isDurable: ([UInt64]) -> Bool
    ) {
        queue.sync {}
        takeOutcome(&known, &expired)
        if case .idle = state, rows(known, expired) >= options.fewestAtClose { begin(&known, &expired, upTo: next) }
        guard case .leaving(var flush, _) = state, isDurable(flush.covered) else { return }
        flush.mostMerged = Self.mostMergedAtClose
        state = .writing(flush)
        end(Result { () throws(LogError) in try flush.run() }, of: flush, &known, &expired)
    }

    private func rows(_ known: KnownResponses, _ expired: ExpiredResponses) -> Int {
        known.recent.count + expired.fingerprints.recent.count
    }

    private func begin(_ known: inout KnownResponses, _ expired: inout ExpiredResponses, upTo next: [UInt64]) {
        let before = IdentityFlush.Outcome(
            known: known.runs, expired: expired.fingerprints.runs, nextNumber: nextNumber)
        let flush = IdentityFlush(
            folder: folder, covered: next, summarised: expired.summarised, known: known.beginLeaving(),
            fingerprints: expired.fingerprints.beginLeaving(), before: before)
        state = .leaving(flush, atRows: 0)
    }

    private func takeOutcome(_ known: inout KnownResponses, _ expired: inout ExpiredResponses) {
        guard case .writing(let flush) = state else { return }
        let outcome = finished.outcome.withLock { outcome in
            defer { outcome = nil }
            return outcome
        }
        if let outcome { end(outcome, of: flush, &known, &expired) }
    }

    private func end(
        _ outcome: Result<IdentityFlush.Outcome, LogError>, of flush: IdentityFlush, _ known: inout KnownResponses,
        _ expired: inout ExpiredResponses
    ) {
        switch outcome {
        case .success(let after):
            known.endLeaving(after.known)
            expired.fingerprints.endLeaving(after.expired)
            nextNumber = after.nextNumber
            state = .idle
        case .failure(let error):
            options.report(error)
            if case .identitiesDamaged = error {
                state = .distrusted
                do throws(LogError) { try folder.distrust() } catch { options.report(error) }
                return
            }
            // It stays in memory, where it is found, and is tried again when there is more of it.
            state = .leaving(flush, atRows: rows(known, expired) + options.mostInMemory / 4 + 1)
        }
    }
}
