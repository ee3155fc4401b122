import Glibc

/// Counts of distinct values: exact up to a limit, beyond it over a sample of the values that says its error.
///
/// Why: a free text can have a million distinct values; memory must stay bounded, and edits must still be able to take a value back.
/// Shape: an open-addressing table from a 64-bit key (a hash, or a number scrambled by `ByteHash.mix`) to a count. A value is kept
/// while its key has at least `level` leading zero bits; when more than `limit` values have *ever* been seen at a level, the level
/// rises. Values that fall to zero keep their place.
/// Invariant: because what was ever seen only grows, the level and what is kept depend on the set of inputs, not on their order, on
/// batches or on which worker saw what: merging equals having seen everything.
/// Error: 0 at level 0; else the standard error 1/√(values kept) of the estimate of distinct values.
/// Cost: about 8 ns an update that hits the cache; at most 24 bytes × 2 × `limit`, and the texts' bytes.
/// - Source: adaptive sampling of Wegman, analysed by Flajolet, "On Adaptive Sampling" (Computing 43, 1990).
public struct SampledCounts: Sendable {
    struct Entry: Sendable {
        var key: UInt64
        var count: Int64
        var textOffset: UInt32
        var textLength: UInt32
    }

    /// The most bytes of a text that are kept to show it; longer texts are told apart by hash and length.
    public static let keptTextBytes = 256

    public let limit: Int
    public private(set) var level = 0
    /// Values kept, those that fell to zero included.
    public private(set) var used = 0
    /// Values kept whose count is not zero.
    private var alive = 0
    private var entries: [Entry]
    private var texts: [UInt8] = []
    private var mask: Int

    public init(limit: Int) {
        self.limit = limit
        entries = []
        mask = -1
    }

    /// Adds `change` to the count of the value with this key. `text` is kept with it when given.
    @inline(__always)
    public mutating func add(key: UInt64, text: UnsafeRawBufferPointer? = nil, change: Int64 = 1) {
        let key = key == 0 ? 1 : key
        if level > 0, key.leadingZeroBitCount < level { return }
        if mask >= 0 {
            var slot = Int(truncatingIfNeeded: key) & mask
            while entries[slot].key != 0 {
                if entries[slot].key == key, matches(slot, text) {
                    self.change(slot, by: change)
                    return
                }
                slot = (slot + 1) & mask
            }
        }
        insert(key: key, text: text, count: change)
    }

    /// Whether the value with this key has a place, be its count zero.
    func holds(key: UInt64) -> Bool {
        guard mask >= 0 else { return false }
        let key = key == 0 ? 1 : key
        var slot = Int(truncatingIfNeeded: key) & mask
        while entries[slot].key != 0 {
            if entries[slot].key == key { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    /// Adds all counts of `other`, which was filled under the same limit.
    public mutating func merge(_ other: SampledCounts) {
        if used == 0, level <= other.level {
            // Nothing was ever seen here: sharing the other's table costs nothing.
            self = other
            return
        }
        raise(to: other.level)
        other.texts.withUnsafeBytes { bytes in
            for entry in other.entries where entry.key != 0 {
                let end = Int(entry.textOffset) + Int(entry.textLength)
                let kept = min(Int(entry.textLength), Self.keptTextBytes)
                if entry.textLength == 0 {
                    add(key: entry.key, change: entry.count)
                } else if end <= bytes.count, kept == Int(entry.textLength) {
                    add(
                        key: entry.key, text: UnsafeRawBufferPointer(rebasing: bytes[Int(entry.textOffset)..<end]),
                        change: entry.count)
                } else {
                    let start = Int(entry.textOffset)
                    let shown = UnsafeRawBufferPointer(rebasing: bytes[start..<start + kept])
                    addLong(key: entry.key, shown: shown, length: entry.textLength, change: entry.count)
                }
            }
        }
    }

    /// Values whose count is not zero, in no order.
    public func forEach(_ body: (_ key: UInt64, _ count: Int64, _ text: UnsafeRawBufferPointer) -> Void) {
        withEntries(body) {}
    }

    /// `forEach`, and then `then`, during which the texts that were handed out are still valid.
    func withEntries<Result>(
        _ body: (_ key: UInt64, _ count: Int64, _ text: UnsafeRawBufferPointer) -> Void, then: () -> Result
    ) -> Result {
        texts.withUnsafeBytes { bytes in
            for entry in entries where entry.key != 0 && entry.count != 0 {
                let start = Int(entry.textOffset)
                let kept = min(Int(entry.textLength), Self.keptTextBytes)
                body(entry.key, entry.count, UnsafeRawBufferPointer(rebasing: bytes[start..<start + kept]))
            }
            return then()
        }
    }

    /// How many distinct values have a count that is not zero, and the error of that figure as a share of it.
    public var distinct: Estimate {
        if level == 0 { return Estimate(value: Int64(alive), error: 0) }
        return Estimate(value: Int64(alive) << Int64(level), error: 1 / Double(max(alive, 1)).squareRoot())
    }

    /// Bytes held, for the memory budget.
    public var bytesHeld: Int { entries.capacity * MemoryLayout<Entry>.stride + texts.capacity }

    @inline(__always)
    private mutating func change(_ slot: Int, by change: Int64) {
        let before = entries[slot].count
        let after = before &+ change
        entries[slot].count = after
        alive += (after != 0 ? 1 : 0) - (before != 0 ? 1 : 0)
    }

    @inline(__always)
    private func matches(_ slot: Int, _ text: UnsafeRawBufferPointer?) -> Bool {
        guard let text else { return true }
        let entry = entries[slot]
        guard Int(entry.textLength) == text.count else { return false }
        let kept = min(text.count, Self.keptTextBytes)
        let start = Int(entry.textOffset)
        guard kept > 0, let seen = text.baseAddress else { return true }
        return texts.withUnsafeBytes { held in
            guard let own = held.baseAddress, start + kept <= held.count else { return false }
            return memcmp(own + start, seen, kept) == 0
        }
    }

    private mutating func insert(key: UInt64, text: UnsafeRawBufferPointer?, count: Int64) {
        let length = text?.count ?? 0
        let shown = text.map { UnsafeRawBufferPointer(rebasing: $0.prefix(Self.keptTextBytes)) }
        place(key: key, shown: shown, length: UInt32(length), count: count)
    }

    /// `add` for a text of which only the beginning is known.
    private mutating func addLong(key: UInt64, shown: UnsafeRawBufferPointer, length: UInt32, change: Int64) {
        guard key.leadingZeroBitCount >= level else { return }
        if mask >= 0 {
            var slot = Int(truncatingIfNeeded: key) & mask
            while entries[slot].key != 0 {
                if entries[slot].key == key, entries[slot].textLength == length {
                    self.change(slot, by: change)
                    return
                }
                slot = (slot + 1) & mask
            }
        }
        place(key: key, shown: shown, length: length, count: change)
    }

    private mutating func place(key: UInt64, shown: UnsafeRawBufferPointer?, length: UInt32, count: Int64) {
        if used >= limit {
            // The level rises only while values that qualify, this one included, are more than the limit: a level further would depend on
            // the order of arrival.
            while used >= limit, key.leadingZeroBitCount >= level, level < 63 { raise(to: level + 1) }
            guard key.leadingZeroBitCount >= level else { return }
        }
        if (used + 1) * 4 > entries.count * 3 { grow() }
        let offset = texts.count
        if let shown { texts.append(contentsOf: shown) }
        put(Entry(key: key, count: count, textOffset: UInt32(offset), textLength: length))
    }

    private mutating func put(_ entry: Entry) {
        var slot = Int(truncatingIfNeeded: entry.key) & mask
        while entries[slot].key != 0 { slot = (slot + 1) & mask }
        entries[slot] = entry
        used += 1
        if entry.count != 0 { alive += 1 }
    }

    private mutating func grow() {
        rebuild(capacity: max(8, entries.count * 2), texts: nil)
    }

    private mutating func raise(to newLevel: Int) {
        guard newLevel > level else { return }
        level = newLevel
        rebuild(capacity: max(8, entries.count), texts: texts)
    }

    /// Lays the table anew; with `texts`, also leaves out the bytes of values that are no longer kept.
    private mutating func rebuild(capacity: Int, texts old: [UInt8]?) {
        let before = entries
        entries = Array(repeating: Entry(key: 0, count: 0, textOffset: 0, textLength: 0), count: capacity)
        mask = capacity - 1
        used = 0
        alive = 0
        if old != nil { texts = [] }
        for entry in before where entry.key != 0 && entry.key.leadingZeroBitCount >= level {
            var kept = entry
            if let old {
                let start = Int(entry.textOffset)
                kept.textOffset = UInt32(texts.count)
                texts.append(contentsOf: old[start..<start + min(Int(entry.textLength), Self.keptTextBytes)])
            }
            put(kept)
        }
    }
}

/// A figure and how far it may be off, as a share of it; error 0 is exact.
public struct Estimate: Sendable, Equatable {
    public var value: Int64
    public var error: Double

    public init(value: Int64, error: Double) {
        self.value = value
        self.error = error
    }
}
