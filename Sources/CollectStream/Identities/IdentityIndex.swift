import CollectModel

/// Where the newest version of each response stands, for recognising retries for ever.
///
/// Why: phones retry after weeks, so no time window may forget a response.
/// Shape: an open-addressing table from the hash of (form, response id) to the newest version's place. A hash is only a hint: whoever
/// asks confirms by reading the record, so that no two responses are ever taken for one.
/// Cost: 24 bytes × 4/3 to 8/3 a response; about 50 ns a question, mostly one cache miss.
public struct IdentityIndex: Sendable {
    /// What is known of a response.
    public struct Entry: Sendable {
        var hash: UInt64
        /// The newest version's place, in the terms of whoever fills the index.
        public var place: UInt64
        public var version: UInt32
        public var isDeleted: Bool
    }

    /// The place of an entry that was taken back.
    private static let nowhere = UInt64.max
    private var entries: [Entry] = []
    /// Slots in use, those of entries that were taken back included until room is made.
    public private(set) var count = 0

    public init() {}

    /// Has the memory fetched in which a response with this hash stands or will stand: waiting for it is most of a question's cost.
    @inline(__always)
    func expect(hash: UInt64) {
        guard !entries.isEmpty else { return }
        let slot = Int(truncatingIfNeeded: hash) & (entries.count - 1)
        entries.withUnsafeBufferPointer { ComingMemory.expect($0.baseAddress! + slot) }
    }

    /// The slot of the response with this hash for which `confirm` says yes; nil when it was never seen.
    @inline(__always)
    public func slot<Failure: Error>(
        hash: UInt64, confirm: (_ place: UInt64) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        guard !entries.isEmpty else { return nil }
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while entries[slot].hash != 0 {
            if entries[slot].hash == hash, entries[slot].place != Self.nowhere, try confirm(entries[slot].place) {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The entry in a slot that `slot(hash:confirm:)` gave; slots change with the next insertion.
    public subscript(slot: Int) -> Entry {
        get { entries[slot] }
        set { entries[slot] = newValue }
    }

    /// Enters a response that `slot` did not find.
    public mutating func insert(hash: UInt64, place: UInt64, version: UInt32, isDeleted: Bool = false) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        put(Entry(hash: hash, place: place, version: version, isDeleted: isDeleted))
        count += 1
    }

    /// Takes back the insertion of the response whose newest version stands at `place`.
    mutating func remove(hash: UInt64, place: UInt64) {
        if let slot = slot(hash: hash, confirm: { $0 == place }) { entries[slot].place = Self.nowhere }
    }

    private mutating func put(_ entry: Entry) {
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: entry.hash) & mask
        while entries[slot].hash != 0 { slot = (slot + 1) & mask }
        entries[slot] = entry
    }

    /// Makes room: twice as much, or only that of entries that were taken back where these are many.
    private mutating func grow() {
        let before = entries
        count = before.count { $0.hash != 0 && $0.place != Self.nowhere }
        let capacity = max(1024, count * 2 > before.count ? before.count * 2 : before.count)
        entries = Array(unsafeUninitializedCapacity: capacity) { buffer, count in
            LargeMemory.advise(UnsafeMutableRawBufferPointer(buffer))
            buffer.initialize(repeating: Entry(hash: 0, place: 0, version: 0, isDeleted: false))
            count = capacity
        }
        for entry in before where entry.hash != 0 && entry.place != Self.nowhere { put(entry) }
    }
}
