import Dispatch
import Synchronization

/// The next segment of one partition, made ready while the current one fills.
///
/// Why: zeroing 128 MiB inside a commit would hold every waiting client. A spare that fails to be made is made again, and
/// its error seen, when it is needed.
final class SpareSegment: Sendable {
    struct Ready: Sendable {
        let file: any LogFile
        let capacityBytes: UInt64
    }

    private enum State { case none, preparing, ready(Ready) }

    private let state = Mutex(State.none)
    private let queue: DispatchQueue?
    /// Held by the work in the background: no other writer may come into the folder before it ends.
    private let lock: any LogLock

    /// - Parameter inBackground: false makes none ahead, for runs that must be deterministic.
    init(partition: Int, inBackground: Bool, lock: any LogLock) {
        self.lock = lock
        queue = inBackground ? DispatchQueue(label: "collect.log.spare.p\(partition)", qos: .utility) : nil
    }

    /// Starts making the next segment once a quarter of the current one is full, and at once when that one is of full size: such a log
    /// is a busy one, and 128 MiB take long to zero beside the commits.
    func prepare(_ place: PartitionPlace, whenPast writer: WriterState) {
        let capacity = writer.segment.capacityBytes
        let startBytes = capacity < place.sizing.largest ? capacity / 4 : 0
        guard let queue, writer.position > startBytes else { return }
        let starts = state.withLock { state -> Bool in
            guard case .none = state else { return false }
            state = .preparing
            return true
        }
        guard starts else { return }
        let nextCapacity = place.sizing.next(after: capacity)
        queue.async { [self] in
            let file = try? place.makeZeroed(capacityBytes: nextCapacity)
            state.withLock { state in
                state = file.map { .ready(Ready(file: $0, capacityBytes: nextCapacity)) } ?? .none
            }
        }
    }

    /// Waits for the one that is being made, if any.
    func settle() {
        // The queue is serial: whoever has passed through it has waited.
        queue?.sync {}
    }

    /// The spare, once it is there; made on the spot when none is being made or it is too small.
    func take(_ place: PartitionPlace, atLeast capacity: UInt64) throws(LogError) -> Ready {
        settle()
        let spare = state.withLock { state -> Ready? in
            defer { state = .none }
            guard case .ready(let spare) = state else { return nil }
            return spare
        }
        if let spare, spare.capacityBytes >= capacity { return spare }
        return Ready(file: try place.makeZeroed(capacityBytes: capacity), capacityBytes: capacity)
    }
}
