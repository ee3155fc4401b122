import Glibc

/// Counts of distinct values: exact up to a limit, beyond it over a sample of the values that says its error.
///
/// Why: a free text can have a million distinct values; memory must stay bounded, and edits must still be able to take a value back.
/// Shape: `KeyCounts` and `TextCounts`, which keeps the texts to show them. An open-addressing table from a 64-bit key (a hash, or a number scrambled by `ByteHash.mix`) to a count. A value is kept
/// while its key has at least `level` leading zero bits; when more than `limit` values have *ever* been seen at a level, the level
/// rises. Values that fall to zero keep their place.
/// Invariant: because what was ever seen only grows, the level and what is kept depend on the set of inputs, not on their order, on
/// batches or on which worker saw what: merging equals having seen everything.
/// Error: 0 at level 0; else the standard error 1/√(values kept) of the estimate of distinct values.
/// Bound: a value's count is exact below 2^63, a text's below 2^39.
/// Cost: about 8 ns an update that hits the cache; at most 16 bytes × 8/3 × `limit`, and of texts their own bytes.
/// - Source: adaptive sampling of Wegman, analysed by Flajolet, "On Adaptive Sampling" (Computing 43, 1990).
public struct SampledCounts<Note: SampleNote>: Sendable {
    /// Why the note shares a word with the count: of a thousand forms nearly every slot that is counted in has left the cache, and what is not there
    /// need not be fetched, cleared or moved when the table grows.
    fileprivate struct Slot: Sendable {
        /// 0 where the slot is empty.
        var key: UInt64 = 0
        /// The count, and in the lowest bits the note.
        private var word: Int64 = 0

        init() {}

        init(key: UInt64, count: Int64, note: Note) {
            self.key = key
            word = count << Note.width | note.bits
        }

        var count: Int64 {
            @inline(__always) get { word >> Note.width }
            @inline(__always) set { word = newValue << Note.width | note.bits }
        }

        var note: Note {
            @inline(__always) get { Note(bits: word & (1 << Note.width - 1)) }
            set { word = count << Note.width | newValue.bits }
        }
    }

    public let limit: Int
    public private(set) var level = 0
    /// Values kept, those that fell to zero included.
    public private(set) var used = 0
    /// Values kept whose count is not zero.
    private var alive = 0
    fileprivate var slots: [Slot] = []
    fileprivate var texts: [UInt8] = []
    private var mask = -1
    private var hint = StorageHint()

    public init(limit: Int) { self.limit = limit }

    /// With room for so many values, so that it does not grow step by step while they are entered.
    init(limit: Int, values: Int) {
        self.limit = limit
        var capacity = 8
        while capacity * 3 < min(values, limit) * 4 { capacity *= 2 }
        rebuild(capacity: capacity)
    }

    /// Has the place of a key fetched that will be added soon.
    ///
    /// Why: over a thousand forms nearly every place has left the cache when its next value comes, and waiting for them one by one was a third
    /// of a fold.
    @inline(__always)
    func expect(key: UInt64) {
        guard mask >= 0 else { return }
        hint.expect(byte: (Int(truncatingIfNeeded: key) & mask) * MemoryLayout<Slot>.stride)
    }

    @inline(__always)
    fileprivate mutating func add(_ key: UInt64, _ text: Note.Text, _ change: Int64) {
        let key = key == 0 ? 1 : key
        if level > 0, key.leadingZeroBitCount < level { return }
        if let slot = slot(key, text) {
            if Note.isRenewed { slots[slot].note.renew(by: text) }
            self.change(slot, by: change)
        } else {
            insert(key, text, change)
        }
    }

    @inline(__always)
    fileprivate mutating func addIfExact(_ key: UInt64, _ text: Note.Text, _ change: Int64) -> Bool {
        let key = key == 0 ? 1 : key
        if let slot = slot(key, text) {
            self.change(slot, by: change)
            return true
        }
        guard used < limit else { return false }
        insert(key, text, change)
        return true
    }

    @inline(__always)
    fileprivate func slot(_ key: UInt64, _ text: Note.Text) -> Int? {
        guard mask >= 0 else { return nil }
        var slot = Int(truncatingIfNeeded: key) & mask
        while slots[slot].key != 0 {
            if slots[slot].key == key, slots[slot].note.isOf(text, in: texts) { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds all counts of `other`, which was filled under the same limit.
    public mutating func merge(_ other: SampledCounts) {
        if used == 0, level <= other.level {
            // Nothing was ever seen here: sharing the other's table costs nothing.
            self = other
            return
        }
        raise(to: other.level)
        for slot in other.slots where slot.key != 0 && slot.key.leadingZeroBitCount >= level {
            if let mine = place(of: slot, from: other) {
                if Note.isRenewed { slots[mine].note.renew(by: slot.note) }
                change(mine, by: slot.count)
            } else {
                enter(slot, textsOf: other.texts)
            }
        }
    }

    /// Where a value of another table stands in this one.
    private func place(of theirs: Slot, from other: SampledCounts) -> Int? {
        guard mask >= 0 else { return nil }
        var slot = Int(truncatingIfNeeded: theirs.key) & mask
        while slots[slot].key != 0 {
            if slots[slot].key == theirs.key, slots[slot].note.equals(theirs.note, in: texts, other.texts) {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Values whose count is not zero, in no order.
    public func forEach(_ body: (_ key: UInt64, _ count: Int64, _ text: UnsafeRawBufferPointer) -> Void) {
        withEntries(body) {}
    }

    /// The same with those that fell to zero: another table that is filled from this one must have seen all that this one has seen.
    func forEachEver(_ body: (_ key: UInt64, _ count: Int64, _ text: UnsafeRawBufferPointer) -> Void) {
        texts.withUnsafeBytes { bytes in
            for slot in slots where slot.key != 0 {
                body(slot.key, slot.count, UnsafeRawBufferPointer(rebasing: bytes[slot.note.kept(in: bytes)]))
            }
        }
    }

    /// `forEach`, and then `then`, during which the texts that were handed out are still valid.
    func withEntries<Result>(
        _ body: (_ key: UInt64, _ count: Int64, _ text: UnsafeRawBufferPointer) -> Void, then: () -> Result
    ) -> Result {
        texts.withUnsafeBytes { bytes in
            for slot in slots where slot.key != 0 && slot.count != 0 {
                body(slot.key, slot.count, UnsafeRawBufferPointer(rebasing: bytes[slot.note.kept(in: bytes)]))
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
    public var bytesHeld: Int { slots.capacity * MemoryLayout<Slot>.stride + texts.capacity }

    @inline(__always)
    private mutating func change(_ slot: Int, by change: Int64) {
        let before = slots[slot].count
        let after = before &+ change
        slots[slot].count = after
        if (after != 0) != (before != 0) { alive += after != 0 ? 1 : -1 }
    }

    private mutating func insert(_ key: UInt64, _ text: Note.Text, _ count: Int64) {
        guard makeRoom(for: key) else { return }
        put(Slot(key: key, count: count, note: Note(keeping: text, in: &texts)))
    }

    private mutating func enter(_ slot: Slot, textsOf other: [UInt8]) {
        guard makeRoom(for: slot.key) else { return }
        var slot = slot
        slot.note.move(from: other, to: &texts)
        put(slot)
    }

    /// False where the value does not belong to the sample.
    private mutating func makeRoom(for key: UInt64) -> Bool {
        if used >= limit {
            // The level rises only while values that qualify, this one included, are more than the limit: a level further would depend on
            // the order of arrival.
            while used >= limit, key.leadingZeroBitCount >= level, level < 63 { raise(to: level + 1) }
            guard key.leadingZeroBitCount >= level else { return false }
        }
        if (used + 1) * 4 > slots.count * 3 { rebuild(capacity: max(8, slots.count * 2)) }
        return true
    }

    private mutating func put(_ new: Slot) {
        var slot = Int(truncatingIfNeeded: new.key) & mask
        while slots[slot].key != 0 { slot = (slot + 1) & mask }
        slots[slot] = new
        used += 1
        if new.count != 0 { alive += 1 }
    }

    /// Keeps only values of the new level, and only their texts.
    private mutating func raise(to newLevel: Int) {
        guard newLevel > level else { return }
        level = newLevel
        let old = texts
        texts = []
        for slot in slots.indices where slots[slot].key != 0 && slots[slot].key.leadingZeroBitCount >= level {
            slots[slot].note.move(from: old, to: &texts)
        }
        rebuild(capacity: max(8, slots.count))
    }

    private mutating func rebuild(capacity: Int) {
        mask = capacity - 1
        used = 0
        alive = 0
        slots = Array(unsafeUninitializedCapacity: capacity) { new, count in
            new.initialize(repeating: Slot())
            for slot in slots where slot.key != 0 && slot.key.leadingZeroBitCount >= level {
                var place = Int(truncatingIfNeeded: slot.key) & mask
                while new[place].key != 0 { place = (place + 1) & mask }
                new[place] = slot
                used += 1
                if slot.count != 0 { alive += 1 }
            }
            count = capacity
        }
        hint = StorageHint(slots)
    }
}

/// Counts of values that are told apart by their keys alone: numbers, places, days, and names of which only the hash is kept.
public typealias KeyCounts = SampledCounts<NoText>
/// Counts of texts.
public typealias TextCounts = SampledCounts<KeptText>
/// Counts of names by their keys, and when each was last counted.
public typealias SeenCounts = SampledCounts<LastSeen>

extension SampledCounts<NoText> {
    /// Adds `change` to the count of the value with this key.
    @inline(__always)
    public mutating func add(key: UInt64, change: Int64 = 1) { add(key, (), change) }

    /// The same as long as every value that was ever seen has a place. False, with nothing changed, where this one would be beyond the limit.
    @inline(__always)
    mutating func addIfExact(key: UInt64, change: Int64) -> Bool { addIfExact(key, (), change) }

    /// How often the value with this key is counted; 0 where it is not in the sample.
    func count(key: UInt64) -> Int64 { slot(key == 0 ? 1 : key, ()).map { slots[$0].count } ?? 0 }
}

extension SampledCounts<KeptText> {
    /// Adds `change` to the count of the text with this key.
    @inline(__always)
    public mutating func add(key: UInt64, text: UnsafeRawBufferPointer, change: Int64 = 1) { add(key, text, change) }

    /// The same as long as every text that was ever seen has a place. False, with nothing changed, where this one would be beyond the limit.
    @inline(__always)
    mutating func addIfExact(key: UInt64, text: UnsafeRawBufferPointer, change: Int64) -> Bool {
        addIfExact(key, text, change)
    }

    /// Texts whose count is not zero, with their lengths in graphemes; `text` as far as it is kept.
    func forEachText(_ body: (_ text: UnsafeRawBufferPointer, _ graphemes: Int, _ count: Int64) -> Void) {
        texts.withUnsafeBytes { bytes in
            for slot in slots where slot.key != 0 && slot.count != 0 {
                let text = UnsafeRawBufferPointer(rebasing: bytes[slot.note.kept(in: bytes)])
                body(text, slot.note.graphemes(in: bytes) ?? GraphemeLength.of(text), slot.count)
            }
        }
    }
}

extension SampledCounts<LastSeen> {
    /// Adds `change` to the count of the name with this key, at a time.
    @inline(__always)
    mutating func add(key: UInt64, atMs ms: Int64, change: Int64) { add(key, ms, change) }

    /// How many names whose count is not zero were counted in the minute that holds `ms` or later.
    func seen(sinceMs ms: Int64) -> Estimate {
        let first = LastSeen(atMs: ms).minute
        let found = Int64(slots.count { $0.key != 0 && $0.count != 0 && $0.note.minute >= first })
        return Estimate(value: found << Int64(level), error: level == 0 ? 0 : 1 / Double(max(found, 1)).squareRoot())
    }

    /// Names whose count is not zero, in no order.
    func forEachSeen(_ body: (_ key: UInt64, _ count: Int64, _ minute: UInt32) -> Void) {
        for slot in slots where slot.key != 0 && slot.count != 0 { body(slot.key, slot.count, slot.note.minute) }
    }
}

extension SampledCounts {
    /// Values that were counted more than once, and how often together.
    var repeats: Repeats {
        var (values, answers): (Int64, Int64) = (0, 0)
        forEach { _, count, _ in
            guard count > 1 else { return }
            values += 1
            answers += count
        }
        let error = distinct.error
        return Repeats(
            values: Estimate(value: values << Int64(level), error: error),
            answers: Estimate(value: answers << Int64(level), error: error))
    }
}

/// Different values that more than one answer gave, and the answers that gave them: the same photograph of ten households, the same point.
public struct Repeats: Sendable, Equatable {
    public var values = Estimate(value: 0, error: 0)
    public var answers = Estimate(value: 0, error: 0)
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
