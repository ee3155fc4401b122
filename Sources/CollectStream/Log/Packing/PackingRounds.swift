import Dispatch
import Synchronization

/// Packs a log's sealed segments in the background for as long as its writer lives: a round every minute, with the least priority.
///
/// Why a wait before packing: what was just sealed is what readers that follow are reading, and what an import has just written is worth no
/// processor while the import goes on.
public final class PackingRounds: Sendable {
    private static let roundMs = 60_000
    private static let ageMs: Int64 = 10 * 60_000

    private let log: ResponseLog
    private let clock: any LogClock
    private let report: @Sendable (Result<PackingReport, LogError>) -> Void
    private let queue = DispatchQueue(label: "collect.log.packing", qos: .background)
    private let isStopped = Atomic(false)

    /// Begins with the first round a minute from now.
    /// - Parameter report: told of each round that packed something, found damage, or failed; it is tried again in the next one.
    public init(
        _ log: ResponseLog, clock: any LogClock = SystemLogClock(),
        report: @escaping @Sendable (Result<PackingReport, LogError>) -> Void
    ) {
        self.log = log
        self.clock = clock
        self.report = report
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
            let packed = try log.packSealed(ageMs: Self.ageMs)
            if packed != PackingReport() { report(.success(packed)) }
        } catch {
            report(.failure(error))
        }
        scheduleRound()
    }
}
