/// The smallest and the largest value, exact, also after values are taken back.
///
/// Shape: the `depth` smallest and largest distinct values with their counts. When edits take back all of them on one side while others
/// remain, that side's extreme is lost until the values are looked at again: `forget`, and `add` each of them.
/// Cost: one comparison for a value inside the range.
public struct ExtremeCounts: Sendable {
    static let depth = 32

    private var low = ExtremeList()
    private var high = ExtremeList()
    /// Values counted.
    private var count: Int64 = 0

    public init() {}

    /// Whether values are counted of which an extreme is not known.
    public var isLost: Bool { count > 0 && (minimum == nil || maximum == nil) }

    /// Forgets every value: all that are counted follow.
    public mutating func forget() { self = ExtremeCounts() }

    /// The smallest value that is still counted.
    public var minimum: Double? { low.first }
    /// The largest value that is still counted.
    public var maximum: Double? { high.first.map(-) }

    /// Adds `change` times `value`; a negative change takes it back.
    @inline(__always)
    public mutating func add(_ value: Double, change: Int64 = 1) {
        count += change
        low.add(value, change)
        high.add(-value, change)
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int { low.bytesHeld + high.bytesHeld }

    /// Adds what `other` counted.
    public mutating func merge(_ other: ExtremeCounts) {
        count += other.count
        low.merge(other.low)
        high.merge(other.high)
    }
}

/// The smallest distinct values with their counts.
///
/// Invariant: every value up to `bound` that is counted has an entry, none beyond. Of two lists that are added only what both know is known.
private struct ExtremeList: Sendable {
    private var entries: [(value: Double, count: Int64)] = []
    /// How far the list is complete; infinite as long as nothing was left out.
    private var bound = Double.infinity

    var bytesHeld: Int { entries.capacity * MemoryLayout<(value: Double, count: Int64)>.stride }

    var first: Double? { entries.first { $0.count > 0 }?.value }

    @inline(__always)
    mutating func add(_ value: Double, _ change: Int64) {
        if value <= bound { enter(value, change) }
    }

    mutating func merge(_ other: ExtremeList) {
        bound = min(bound, other.bound)
        entries.removeAll { $0.value > bound }
        for entry in other.entries { add(entry.value, entry.count) }
    }

    private mutating func enter(_ value: Double, _ change: Int64) {
        let place = place(of: value)
        guard place < entries.count, entries[place].value == value else { return insert(value, change, at: place) }
        entries[place].count += change
        if entries[place].count == 0 { entries.remove(at: place) }
    }

    /// Where a value stands or belongs: a search by halves without a branch that depends on the values, because nobody can foresee it.
    private func place(of value: Double) -> Int {
        entries.withUnsafeBufferPointer { entries in
            var low = 0
            var left = entries.count
            while left > 0 {
                let half = (left + 1) / 2
                low += entries[low + half - 1].value < value ? half : 0
                left -= half
            }
            return low
        }
    }

    private mutating func insert(_ value: Double, _ change: Int64, at place: Int) {
        guard change != 0 else { return }
        entries.insert((value, change), at: place)
        if entries.count > ExtremeCounts.depth {
            entries.removeLast()
            bound = entries[entries.count - 1].value
        }
    }
}
