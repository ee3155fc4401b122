import Synchronization

/// Refuses appends while the disk is nearly full, so that what must go on (reading, alerts, the outbox) has room.
final class DiskGuard: Sendable {
    private let storage: any LogStorage
    private let path: String
    private let requiredShare: Double
    /// The time of the last look that found room.
    private let lastGoodMs = Mutex<Int64?>(nil)

    init(storage: any LogStorage, path: String, requiredShare: Double) {
        self.storage = storage
        self.path = path
        self.requiredShare = requiredShare
    }

    /// Looks at most once a second while there is room, and every time while there is none.
    func check(nowMs: Int64) throws(LogError) {
        let isFresh = lastGoodMs.withLock { last in last.map { $0 <= nowMs && nowMs - $0 < 1000 } ?? false }
        if isFresh { return }
        let share = try storage.freeShare(path)
        guard share >= requiredShare else {
            throw .diskFull(
                path: path, freePercent: Int(share * 100), requiredPercent: Int((requiredShare * 100).rounded()))
        }
        lastGoodMs.withLock { $0 = nowMs }
    }
}
