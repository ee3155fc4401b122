import Glibc
import Synchronization

/// Wakes a reader when the writer, in whatever process, has made records durable.
///
/// How: inotify on `HEAD`, which the writer changes after every commit; on file systems without inotify, and while `HEAD`
/// does not exist yet, a look every 250 ms. Linux only.
/// Threads: `wait` blocks and belongs to one thread at a time; `stop` may be called from any other.
public final class LogFollower: Sendable {
    private static let pollMs: Int32 = 250

    private struct State {
        var headWatch: Int32 = -1
        /// `HEAD` as last seen: woken means changed, so that a spurious event costs the caller nothing.
        var seen: [UInt8] = []
    }

    private let headPath: String
    private let directory: String
    private let storage: any LogStorage
    private let clock = SteadyLogClock()
    private let notifications: Int32
    /// A pipe: written by `stop` and `wake`.
    private let stopRead: Int32
    private let stopWrite: Int32
    private let stopped = Atomic(false)
    private let state = Mutex(State())

    /// - Parameter usesNotifications: false only looks every 250 ms. So does a machine that has no inotify left to give.
    /// - Throws: `directoryMissing`, `storage`.
    public init(
        directory: String, storage: any LogStorage = PosixStorage(), usesNotifications: Bool = true
    ) throws(LogError) {
        guard try storage.kind(of: directory) == .directory else { throw .directoryMissing(path: directory) }
        self.directory = directory
        self.storage = storage
        headPath = LogDirectory(storage: storage, path: directory).headPath
        notifications = usesNotifications ? inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) : -1
        var ends: [Int32] = [-1, -1]
        let made = pipe(&ends)
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        stopRead = ends[0]
        stopWrite = ends[1]
        guard made == 0 else {
            let failure = LogError.system("watch", directory)
            for descriptor in [notifications, stopRead, stopWrite] where descriptor >= 0 { close(descriptor) }
            throw failure
        }
        // Tells when HEAD appears.
        inotify_add_watch(notifications, directory, UInt32(IN_CREATE | IN_MOVED_TO))
        state.withLock { state in
            watchHead(&state)
            state.seen = currentHead()
        }
    }

    deinit {
        close(notifications)
        close(stopRead)
        close(stopWrite)
    }

    /// Waits until something became durable since the last `wait` (or since the follower was made).
    /// - Parameter timeoutMs: nil waits until there is something or `stop()` is called.
    /// - Returns: true when there is something to read; false after the timeout or `stop()`.
    public func wait(timeoutMs: Int? = nil) -> Bool {
        let deadline = timeoutMs.map { clock.nowMs() + Int64($0) }
        while !isStopped {
            if changed() { return true }
            let left = deadline.map { $0 - clock.nowMs() }
            if let left, left <= 0 { return false }
            var polled = [
                pollfd(fd: notifications, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopRead, events: Int16(POLLIN), revents: 0),
            ]
            poll(&polled, 2, Int32(min(left ?? Int64(Self.pollMs), Int64(Self.pollMs))))
            drain(notifications)
            if polled[1].revents != 0 {
                drain(stopRead)
                return changed()
            }
        }
        return false
    }

    /// Waits without looking at the log, for a reader that has just read and takes the next records in one go.
    /// - Returns: true when `wake` or `stop` ended it early.
    public func rest(ms: Int) -> Bool {
        guard !isStopped, ms > 0 else { return isStopped }
        var polled = pollfd(fd: stopRead, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, Int32(clamping: ms)) > 0 else { return false }
        drain(stopRead)
        return true
    }

    /// Ends the current `wait`, or the next one, early: whoever waits has something else to do.
    public func wake() {
        var signal: UInt8 = 0
        write(stopWrite, &signal, 1)
    }

    /// Ends the current `wait` and every later one.
    public func stop() {
        stopped.store(true, ordering: .releasing)
        var signal: UInt8 = 1
        write(stopWrite, &signal, 1)
    }

    public var isStopped: Bool { stopped.load(ordering: .acquiring) }

    private func changed() -> Bool {
        state.withLock { state in
            watchHead(&state)
            let head = currentHead()
            defer { state.seen = head }
            return head != state.seen
        }
    }

    /// `HEAD` is never renamed, so one watch lasts; adding it again returns the same number.
    private func watchHead(_ state: inout State) {
        if state.headWatch < 0 { state.headWatch = inotify_add_watch(notifications, headPath, UInt32(IN_MODIFY)) }
    }

    private func currentHead() -> [UInt8] {
        // Any failure here is the reader's to report when it reads.
        guard let file = try? storage.open(headPath, .read) else { return [] }
        return (try? file.bytes(at: 0, count: LogDescription.maxPartitions * 2 * HeadSlot.sizeBytes)) ?? []
    }

    private func drain(_ descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}
