/// Counts by the hour (or another unit) of a time axis, in order, and how many of them came late.
///
/// Why: charts and `perHour` need every hour that holds responses; whoever fills this clamps times first (`ResponseFacts.setTimes`),
/// so that it cannot hold more units than the log keeps.
/// Shape: units in ascending order, each with its counts. Cost: O(1) at the newest unit, O(log n) elsewhere; 20 bytes a unit.
public struct TimeCounts: Sendable {
    private struct Count {
        var all: Int64
        var late: Int64
    }

    public let unitMs: Int64
    private var units: [Int32] = []
    private var counts: [Count] = []

    public init(unitMs: Int64) { self.unitMs = unitMs }

    /// Adds `change` to the unit that holds `ms`.
    @inline(__always)
    public mutating func add(_ ms: Int64, isLate: Bool = false, change: Int64 = 1) {
        let unit = Int32(truncatingIfNeeded: Timestamp.unit(of: ms, unitMs))
        let last = units.count - 1
        let late = isLate ? change : 0
        if last >= 0, units[last] == unit {
            counts[last].all &+= change
            counts[last].late &+= late
        } else {
            addElsewhere(unit, Count(all: change, late: late))
        }
    }

    private mutating func addElsewhere(_ unit: Int32, _ change: Count) {
        let place = units.partitionPoint { $0 >= unit }
        if place < units.count, units[place] == unit {
            counts[place].all &+= change.all
            counts[place].late &+= change.late
        } else {
            units.insert(unit, at: place)
            counts.insert(change, at: place)
        }
    }

    /// Adds what `other` counted.
    public mutating func merge(_ other: TimeCounts) {
        for i in other.units.indices { addElsewhere(other.units[i], other.counts[i]) }
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int {
        units.capacity * MemoryLayout<Int32>.stride + counts.capacity * MemoryLayout<Count>.stride
    }

    /// The first and the last unit that hold something. Units: ms since 1970.
    var ends: (first: Int64, last: Int64)? {
        guard let first = counts.firstIndex(where: { $0.all != 0 }), let last = counts.lastIndex(where: { $0.all != 0 })
        else { return nil }
        return (Int64(units[first]) * unitMs, Int64(units[last]) * unitMs)
    }

    /// Units that hold something, in ascending order.
    public var buckets: [TimeBucket] { buckets(of: unitMs) }

    /// The same in units of which each holds several whole ones of these.
    public func buckets(of unitMs: Int64) -> [TimeBucket] {
        TimeBucket.grouped(
            zip(units, counts).lazy.filter { $1.all != 0 || $1.late != 0 }.map {
                TimeBucket(startMs: Int64($0) * self.unitMs, count: $1.all, late: $1.late)
            }, unitMs)
    }
}

/// A unit of time and how many it holds. Units: ms since 1970 at the unit's start, UTC.
public struct TimeBucket: Sendable, Equatable {
    public var startMs: Int64
    public var count: Int64
    /// How many of them came late.
    public var late: Int64

    public init(startMs: Int64, count: Int64, late: Int64 = 0) {
        self.startMs = startMs
        self.count = count
        self.late = late
    }
}

extension TimeBucket {
    /// Buckets in ascending order, put together into larger ones.
    static func grouped(_ buckets: some Sequence<TimeBucket>, _ unitMs: Int64) -> [TimeBucket] {
        var groups: [TimeBucket] = []
        for bucket in buckets {
            let start = Timestamp.floor(bucket.startMs, to: unitMs)
            if groups.last?.startMs != start { groups.append(TimeBucket(startMs: start, count: 0)) }
            groups[groups.count - 1].count += bucket.count
            groups[groups.count - 1].late += bucket.late
        }
        return groups
    }
}
