import CollectStream
import Synchronization

/// A clock that moves only when it is told to.
final class TestClock: LogClock {
    private let now: Mutex<Int64>

    init(_ nowMs: Int64 = 1_700_000_000_000) { now = Mutex(nowMs) }

    func nowMs() -> Int64 { now.withLock { $0 } }
    func set(_ nowMs: Int64) { now.withLock { $0 = nowMs } }
    func pass(days: Double) { now.withLock { $0 += Int64(days * 86_400_000) } }
}
