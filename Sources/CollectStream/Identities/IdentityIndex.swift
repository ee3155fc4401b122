import CollectModel

/// Where the newest version of each response stands, for recognising retries: the part of it that is in memory.
///
/// Shape: an open-addressing table from the hash of (form, response id) to what is known.
/// Cost: 24 bytes × 4/3 to 8/3 a response; about 50 ns a question, mostly one cache miss.
struct IdentityIndex: Sendable {
    /// The place of an entry that was taken back.
    private static let nowhere = UInt64.max
    private var entries: [KnownResponse] = []
    /// Slots in use, those of entries that were taken back included until room is made.
    private(set) var count = 0

    /// Has the memory fetched in which a response with this hash stands or will stand: waiting for it is most of a question's cost.
    @inline(__always)
    func expect(hash: UInt64) {
        guard !entries.isEmpty else { return }
        let slot = Int(truncatingIfNeeded: hash) & (entries.count - 1)
        entries.withUnsafeBufferPointer { ComingMemory.expect($0.baseAddress! + slot) }
    }

    /// The slot of the first entry with this hash for which `confirm` says yes; nil when there is none.
    @inline(__always)
    func slot<Failure: Error>(
        hash: UInt64, confirm: (_ entry: KnownResponse) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        guard !entries.isEmpty else { return nil }
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while entries[slot].hash != 0 {
            if entries[slot].hash == hash, entries[slot].place != Self.nowhere, try confirm(entries[slot]) {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// All entries with this hash.
    func entries(hash: UInt64) -> [KnownResponse] {
        var found: [KnownResponse] = []
        _ = slot(hash: hash) { entry in
            found.append(entry)
            return false
        }
        return found
    }

    /// The entry in a slot that `slot(hash:confirm:)` gave; slots change with the next insertion.
    subscript(slot: Int) -> KnownResponse {
        get { entries[slot] }
        set { entries[slot] = newValue }
    }

    /// Enters what `slot` did not find.
    mutating func insert(_ entry: KnownResponse) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        put(entry)
        count += 1
    }

    /// Takes back an insertion.
    mutating func remove(slot: Int) { entries[slot].place = Self.nowhere }

    /// All entries, by their hashes.
    func sorted() -> [KnownResponse] {
        entries.filter { $0.hash != 0 && $0.place != Self.nowhere }.sorted { $0.hash < $1.hash }
    }

    private mutating func put(_ entry: KnownResponse) {
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: entry.hash) & mask
        while entries[slot].hash != 0 { slot = (slot + 1) & mask }
        entries[slot] = entry
    }

    /// Makes room for so many at once, because to move them again and again is a fiftieth of a report. At most for a million and a half: more
    /// may never come.
    mutating func expect(count: Int) {
        var capacity = 1024
        while capacity < Self.mostExpected, capacity * 3 < count * 4 { capacity *= 2 }
        if capacity > entries.count { rebuild(capacity) }
    }

    private static let mostExpected = 1 << 21

    /// Makes room: twice as much, or only that of entries that were taken back where these are many.
    private mutating func grow() {
        let held = entries.count { $0.hash != 0 && $0.place != Self.nowhere }
        rebuild(max(1024, held * 2 > entries.count ? entries.count * 2 : entries.count))
    }

    private mutating func rebuild(_ capacity: Int) {
        let before = entries.filter { $0.hash != 0 && $0.place != Self.nowhere }
        count = before.count
        entries = Array(unsafeUninitializedCapacity: capacity) { buffer, count in
            LargeMemory.advise(UnsafeMutableRawBufferPointer(buffer))
            buffer.initialize(repeating: KnownResponse(hash: 0, place: 0, version: 0))
            count = capacity
        }
        for entry in before { put(entry) }
    }
}
