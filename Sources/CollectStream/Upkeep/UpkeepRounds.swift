import Dispatch
import Synchronization

/// Looks after a log's sealed segments in the background for as long as its writer lives: writes their facts, then packs them. A round every
/// minute, with the least priority.
///
/// Why a wait before: what was just sealed is what readers that follow are reading, and what an import has just written is worth no
/// processor while the import goes on. Why facts first: what is packed would have to be unpacked for them.
public final class UpkeepRounds: Sendable {
    private static let roundMs = 60_000
    private static let ageMs: Int64 = 10 * 60_000

    private let log: ResponseLog
    private let clock: any LogClock
    private let report: @Sendable (LogError) -> Void
    private let queue = DispatchQueue(label: "collect.log.upkeep", qos: .background)
    private let facts: Mutex<FactsWriting>
    private let isStopped = Atomic(false)

    /// Begins with the first round a minute from now.
    /// - Parameter report: told of each round that failed; it is tried again in the next one.
    public init(
        _ log: ResponseLog, clock: any LogClock = SystemLogClock(), report: @escaping @Sendable (LogError) -> Void
    ) {
        self.log = log
        self.clock = clock
        self.report = report
        facts = Mutex(FactsWriting(log))
        scheduleRound()
    }

    /// Returns when no round is under way and none will begin.
    public func stop() {
        isStopped.store(true, ordering: .releasing)
        queue.sync {}
    }

    private func scheduleRound() {
        clock.after(Self.roundMs, on: queue) { [weak self] in self?.round() }
    }

    private func round() {
        guard !isStopped.load(ordering: .acquiring) else { return }
        do throws(LogError) {
            _ = try facts.withLock { (facts) throws(LogError) in try facts.round(ageMs: Self.ageMs) }
            _ = try log.packSealed(ageMs: Self.ageMs)
        } catch {
            report(error)
        }
        scheduleRound()
    }
}
