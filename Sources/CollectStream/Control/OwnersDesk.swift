import Dispatch
import Synchronization

/// Hands requests that arrive on a socket to the task that owns the intake, which takes them when it comes by.
///
/// Why: an intake belongs to one task, and what changes a log's responses must not run beside it.
public final class OwnersDesk: Sendable {
    private final class Waiting: Sendable {
        let request: ControlRequest
        let reply = Mutex<ControlReply?>(nil)
        let isAnswered = DispatchSemaphore(value: 0)

        init(_ request: ControlRequest) { self.request = request }

        func answer(_ reply: ControlReply) {
            self.reply.withLock { $0 = reply }
            isAnswered.signal()
        }
    }

    private struct State {
        var waiting: [Waiting] = []
        var isClosed = false
    }

    private static let closed = ControlReply(
        code: 3, complaints: ["the writer has ended meanwhile; run the command again"])
    private let state = Mutex(State())

    public init() {}

    /// Waits until the owner has answered, or has closed the desk.
    public func ask(_ request: ControlRequest) -> ControlReply {
        let waiting = Waiting(request)
        let isOpen = state.withLock { state in
            if !state.isClosed { state.waiting.append(waiting) }
            return !state.isClosed
        }
        guard isOpen else { return Self.closed }
        waiting.isAnswered.wait()
        return waiting.reply.withLock { $0 } ?? Self.closed
    }

    /// Answers what has come in. Called by the owner, often.
    public func serve(_ answer: (ControlRequest) async -> ControlReply) async {
        while let next = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
            next.answer(await answer(next.request))
        }
    }

    /// Tells whoever waits, and whoever comes later, that nobody will answer any more.
    public func close() {
        let left = state.withLock { state in
            defer { state.waiting = [] }
            state.isClosed = true
            return state.waiting
        }
        for waiting in left { waiting.answer(Self.closed) }
    }
}
