/// The smallest and the largest value, exact, also after values are taken back.
///
/// Shape: the `depth` smallest and largest distinct values with their counts. When edits take back all of them on one side while others
/// remain, that side's extreme is not known until the values are scanned again: `nil`.
/// Cost: one comparison for a value inside the range.
public struct ExtremeCounts: Sendable {
    static let depth = 32

    private var low: [(value: Double, count: Int64)] = []
    private var high: [(value: Double, count: Int64)] = []

    public init() {}

    /// The smallest value that is still counted.
    public var minimum: Double? { low.first { $0.count > 0 }?.value }
    /// The largest value that is still counted.
    public var maximum: Double? { high.first { $0.count > 0 }?.value }

    /// Adds `change` times `value`; a negative change takes it back.
    @inline(__always)
    public mutating func add(_ value: Double, change: Int64 = 1) {
        if low.count < Self.depth || value <= low[low.count - 1].value {
            Self.add(value, change, to: &low) { $0 < $1 }
        }
        if high.count < Self.depth || value >= high[high.count - 1].value {
            Self.add(value, change, to: &high) { $0 > $1 }
        }
    }

    /// Adds what `other` counted.
    public mutating func merge(_ other: ExtremeCounts) {
        for entry in other.low { Self.add(entry.value, entry.count, to: &low) { $0 < $1 } }
        for entry in other.high { Self.add(entry.value, entry.count, to: &high) { $0 > $1 } }
    }

    private static func add(
        _ value: Double, _ change: Int64, to list: inout [(value: Double, count: Int64)],
        before: (Double, Double) -> Bool
    ) {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if before(list[middle].value, value) { low = middle + 1 } else { high = middle }
        }
        if low < list.count, list[low].value == value {
            list[low].count += change
        } else if low < depth {
            list.insert((value, change), at: low)
            if list.count > depth { list.removeLast() }
        }
    }
}
