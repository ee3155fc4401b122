/// Counts by the hour (or another unit) of a time axis, in order.
///
/// Why: charts and `perHour` need every hour that holds responses; whoever fills this clamps times first (`ResponseFacts.setTimes`),
/// so that it cannot hold more units than the log keeps.
/// Shape: units in ascending order, each with its count. Cost: O(1) at the newest unit, O(log n) elsewhere; 12 bytes a unit.
public struct TimeCounts: Sendable {
    public let unitMs: Int64
    private var units: [Int32] = []
    private var counts: [Int64] = []

    public init(unitMs: Int64) { self.unitMs = unitMs }

    /// Adds `change` to the unit that holds `ms`.
    @inline(__always)
    public mutating func add(_ ms: Int64, change: Int64 = 1) {
        let unit = Int32(truncatingIfNeeded: Timestamp.unit(of: ms, unitMs))
        let last = units.count - 1
        if last >= 0, units[last] == unit {
            counts[last] &+= change
        } else {
            addElsewhere(unit, change)
        }
    }

    private mutating func addElsewhere(_ unit: Int32, _ change: Int64) {
        var low = 0
        var high = units.count
        while low < high {
            let middle = (low + high) / 2
            if units[middle] < unit { low = middle + 1 } else { high = middle }
        }
        if low < units.count, units[low] == unit {
            counts[low] &+= change
        } else {
            units.insert(unit, at: low)
            counts.insert(change, at: low)
        }
    }

    /// Adds what `other` counted.
    public mutating func merge(_ other: TimeCounts) {
        for i in other.units.indices { addElsewhere(other.units[i], other.counts[i]) }
    }

    /// Units that hold something, in ascending order.
    public var buckets: [TimeBucket] {
        zip(units, counts).compactMap { $1 == 0 ? nil : TimeBucket(startMs: Int64($0) * unitMs, count: $1) }
    }

    /// The `count` consecutive units that end with the one that holds `ms`, empty ones as 0: a sparkline.
    public func recent(until ms: Int64, count: Int) -> [Int64] {
        let last = Int32(truncatingIfNeeded: Timestamp.unit(of: ms, unitMs))
        var result = [Int64](repeating: 0, count: count)
        for i in units.indices.reversed() {
            let place = count - 1 - Int(last - units[i])
            if place < 0 { break }
            if place < count { result[place] = counts[i] }
        }
        return result
    }
}

/// A unit of time and how many it holds. Units: ms since 1970 at the unit's start, UTC.
public struct TimeBucket: Sendable, Equatable {
    public var startMs: Int64
    public var count: Int64

    public init(startMs: Int64, count: Int64) {
        self.startMs = startMs
        self.count = count
    }
}
