public import CollectModel
import Dispatch
import Synchronization

/// Follows a log and publishes what a screen may know: the newest snapshot wins, no response is skipped.
///
/// Why a thread of its own: it waits in the kernel for the writer (inotify) and reads files; neither may block the shared pool.
/// Isolation: the state lives on that thread; from outside come only wishes, by `focus` and `stop`.
/// Cost: idle, one wake-up a second.
public final class StreamEngine: Sendable {
    public struct Options: Sendable {
        public var rules: [AlertRule] = AlertRule.builtIn()
        /// While data flows, a snapshot at most this often; the first one after a pause comes at once. Units: ms.
        public var publishEveryMs: Int64 = 200
        public var clock: any LogClock = SystemLogClock()

        public init() {}
    }

    private struct Wishes {
        var focus: String?
        var hasNewFocus = false
    }

    private let directory: String
    private let options: Options
    private let follower: LogFollower
    private let wishes = Mutex(Wishes())
    private let publish: @Sendable (Snapshot) -> Void
    private let fail: @Sendable (LogError) -> Void
    private let queue = DispatchQueue(label: "collect.engine")

    /// `publish` and `fail` are called on the engine's thread; after `fail` nothing follows.
    /// - Throws: what keeps the directory from being read.
    public init(
        directory: String, options: Options = Options(), publish: @escaping @Sendable (Snapshot) -> Void,
        fail: @escaping @Sendable (LogError) -> Void
    ) throws(LogError) {
        self.directory = directory
        self.options = options
        self.publish = publish
        self.fail = fail
        _ = try LogReader(directory: directory)
        follower = try LogFollower(directory: directory)
    }

    public func start() {
        queue.async { [self] in
            do throws(LogError) { try run() } catch { fail(error) }
        }
    }

    /// Asks for the full statistics of a form in the next snapshots; nil for none.
    public func focus(_ formID: String?) {
        wishes.withLock {
            $0.focus = formID
            $0.hasNewFocus = true
        }
        follower.wake()
    }

    public func stop() { follower.stop() }

    private func run() throws(LogError) {
        var core = try EngineCore(directory: directory, options: options)
        var publishedMs = Int64.min
        while !follower.isStopped {
            let wanted = wishes.withLock { wishes -> Wishes in
                defer { wishes.hasNewFocus = false }
                return wishes
            }
            if wanted.hasNewFocus { core.focus(wanted.focus) }
            let hasMore = try core.foldSome()
            let now = options.clock.nowMs()
            let wait = core.isChanged ? options.publishEveryMs : 1000
            if wanted.hasNewFocus || publishedMs == .min || now - publishedMs >= wait || now < publishedMs {
                publish(try core.snapshot(nowMs: now))
                publishedMs = now
            }
            if hasMore { continue }
            // While data flows, what arrives until the next snapshot is folded in one go: a wake-up for each commit of the writer
            // would cost more than the fold. After a pause the first change is shown at once.
            let quietMs = options.clock.nowMs() - publishedMs
            let isWoken = follower.rest(ms: Int(min(max(0, options.publishEveryMs - quietMs), options.publishEveryMs)))
            if !isWoken, !core.isChanged { _ = follower.wait(timeoutMs: Int(max(1, publishedMs + 1000 - now))) }
        }
    }
}
