import CollectStream
import Glibc
import Synchronization

/// Progress of long work on stderr, when that is a terminal: share, rate and time left, at most five times a second.
nonisolated final class ProgressLine: Sendable {
    private struct State {
        var shownMs: Int64 = 0
        var isShown = false
    }

    private let verb: String
    private let unit: String
    private let startedMs = SystemTime.monotonicMs()
    private let isOn = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    init(_ verb: String, unit: String) {
        self.verb = verb
        self.unit = unit
    }

    /// `done` of `all` units; `all` 0 where it is not known.
    func update(_ done: Int64, of all: Int64) {
        guard isOn else { return }
        let now = SystemTime.monotonicMs()
        let isDue = state.withLock { state in
            guard now - state.shownMs >= 200, now - startedMs >= 500 else { return false }
            state.shownMs = now
            state.isShown = true
            return true
        }
        guard isDue else { return }
        let seconds = Double(now - startedMs) / 1000
        let rate = Double(done) / seconds
        var text = "\(verb) \(Self.grouped(Int64(rate))) \(unit)/s"
        if all > 0, rate > 0 {
            text += " · \(done * 100 / all) % · \(Int(Double(all - done) / rate + 0.5)) s left"
        }
        StandardError.write("\r\u{1B}[K" + text)
    }

    /// Clears the line, so that what is said next stands alone.
    func end() {
        if state.withLock({ $0.isShown }) { StandardError.write("\r\u{1B}[K") }
    }

    static func grouped(_ number: Int64) -> String {
        var digits = Array(String(number.magnitude))
        var i = digits.count - 3
        while i > 0 {
            digits.insert(",", at: i)
            i -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }
}

/// The machine's clocks, read at the program's edge only.
nonisolated enum SystemTime {
    static func nowMs() -> Int64 { SystemLogClock().nowMs() }
    static func monotonicMs() -> Int64 { SteadyLogClock().nowMs() }

    /// Offset of local time from UTC at `ms`, in seconds.
    static func utcOffsetSeconds(atMs ms: Int64) -> Int {
        var seconds = time_t(ms / 1000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return 0 }
        return parts.tm_gmtoff
    }
}
