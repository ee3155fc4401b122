import CollectModel
import Synchronization

/// Hands the newest snapshot from the engine's thread to the main actor; a newer one replaces one that was not fetched.
nonisolated final class SnapshotMailbox: Sendable {
    private let newest = Mutex<Snapshot?>(nil)

    /// Lays a snapshot down. True when none lay there: the owner has to be told.
    func put(_ snapshot: Snapshot) -> Bool {
        newest.withLock { newest in
            defer { newest = snapshot }
            return newest == nil
        }
    }

    func take() -> Snapshot? {
        newest.withLock { newest in
            defer { newest = nil }
            return newest
        }
    }
}
