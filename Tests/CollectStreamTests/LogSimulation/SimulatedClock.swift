import CollectStream
import Dispatch
import Synchronization

/// A clock that jumps as it is told, with timers that run when it passes them.
///
/// The timers follow a time of their own that only moves on: a real machine's do not run backwards either.
final class SimulatedClock: LogClock {
    private struct Timer {
        let dueMs: Int
        let queue: DispatchQueue
        let action: @Sendable () -> Void
    }

    private struct State {
        var wallMs: Int64 = 1_700_000_000_000
        var elapsedMs = 0
        var timers: [Timer] = []
    }

    private let state = Mutex(State())

    func nowMs() -> Int64 { state.withLock { $0.wallMs } }

    func after(_ delayMs: Int, on queue: DispatchQueue, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.timers.append(Timer(dueMs: $0.elapsedMs + delayMs, queue: queue, action: action)) }
    }

    /// Time passes; returns when every timer that came due has done its work.
    func pass(_ ms: Int) {
        let due = state.withLock { state -> [Timer] in
            state.elapsedMs += ms
            state.wallMs += Int64(ms)
            let due = state.timers.filter { $0.dueMs <= state.elapsedMs }
            state.timers.removeAll { $0.dueMs <= state.elapsedMs }
            return due
        }
        for timer in due { timer.queue.sync(execute: timer.action) }
    }

    /// Somebody sets the machine's clock.
    func jump(_ ms: Int64) { state.withLock { $0.wallMs += ms } }

    /// The processes have ended, and their timers with them.
    func forgetTimers() { state.withLock { $0.timers = [] } }
}
