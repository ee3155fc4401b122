import CollectModel

/// The newest snapshot, and the one that is being looked at while the view is frozen.
///
/// Why: freezing stops the view and never the data: what arrives meanwhile is counted.
/// Invariant: `frozen` stays the same value until `toggle` lets it go.
nonisolated struct SnapshotFeed: Sendable {
    /// Nil until the engine has published for the first time.
    private(set) var newest: Snapshot?
    private(set) var frozen: Snapshot?

    /// What the views show.
    var shown: Snapshot { frozen ?? newest ?? Snapshot() }
    var isFrozen: Bool { frozen != nil }
    var isEmpty: Bool { newest == nil }

    /// Entries that came since the view was frozen.
    var newSinceFrozen: Int64 {
        guard let frozen, let newest else { return 0 }
        return max(0, newest.streamed &- frozen.streamed)
    }

    /// Takes a snapshot unless a newer one is there already; returns whether the views show it.
    mutating func take(_ snapshot: Snapshot) -> Bool {
        if let newest, snapshot.sequence < newest.sequence { return false }
        newest = snapshot
        return frozen == nil
    }

    /// Freezes what is shown, or lets it go. Before the first snapshot there is nothing to hold.
    mutating func toggle() {
        frozen = frozen == nil ? newest : nil
    }
}
