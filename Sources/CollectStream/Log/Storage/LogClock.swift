public import Dispatch
import Glibc

/// The server's clock and its timers, passed in so that tests own the time.
public protocol LogClock: Sendable {
    /// Milliseconds since 1970-01-01T00:00Z. May jump; the log clamps it to be monotone.
    func nowMs() -> Int64
    /// Runs `action` on `queue`, once, when about `delayMs` have passed.
    func after(_ delayMs: Int, on queue: DispatchQueue, _ action: @escaping @Sendable () -> Void)
}

extension LogClock {
    public func after(_ delayMs: Int, on queue: DispatchQueue, _ action: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .milliseconds(delayMs), execute: action)
    }
}

/// The machine's wall clock.
public struct SystemLogClock: LogClock {
    public init() {}

    public func nowMs() -> Int64 { milliseconds(of: CLOCK_REALTIME) }
}

/// Time since the machine started: for durations, because it never jumps.
public struct SteadyLogClock: LogClock {
    public init() {}

    public func nowMs() -> Int64 { milliseconds(of: CLOCK_MONOTONIC) }
}

private func milliseconds(of clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
}
