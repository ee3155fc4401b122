import Synchronization

/// How much memory the records that wait for the disk may take, and who waits for room.
///
/// Bound: `limitBytes` over all partitions, exceeded by at most one group. At the bound, staging is refused with `busy`.
final class QueueBudget: Sendable {
    private struct State {
        var queuedBytes = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let limitBytes: Int
    private let state = Mutex(State())

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    func reserve(_ bytes: Int) throws(LogError) {
        let refusal = state.withLock { state -> LogError? in
            guard state.queuedBytes == 0 || state.queuedBytes + bytes <= limitBytes else {
                return .busy(queuedBytes: state.queuedBytes, limitBytes: limitBytes)
            }
            state.queuedBytes += bytes
            return nil
        }
        if let refusal { throw refusal }
    }

    func release(_ bytes: Int) {
        let resumed = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.queuedBytes -= bytes
            guard state.queuedBytes <= limitBytes / 2, !state.waiting.isEmpty else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in resumed { continuation.resume() }
    }

    /// Returns when at most half of the limit is in use.
    func room() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state -> Bool in
                guard state.queuedBytes > limitBytes / 2 else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }
}
