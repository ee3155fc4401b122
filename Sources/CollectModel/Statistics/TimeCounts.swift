/// Counts by the hour (or another unit) of a time axis, in order, and how many of them came late.
///
/// Why: charts and `perHour` need every hour that holds responses; whoever fills this clamps times first (`ResponseFacts.setTimes`),
/// so that it cannot hold more units than the log keeps.
/// Shape: pages of eight units, in ascending order by number; each knows where its counts stand, which never move. A unit that comes between others
/// thus moves little, and while no page is missing before it, its page is found without searching.
/// Cost: O(1) on an axis without holes, else O(log n); 136 bytes a page, which are 17 a unit where all eight hold something.
public struct TimeCounts: Sendable {
    private struct Count {
        var all: Int64 = 0
        var late: Int64 = 0

        @inline(__always)
        mutating func add(_ change: Count) {
            all &+= change.all
            late &+= change.late
        }
    }

    private struct Page {
        /// The number of its first unit, divided by eight.
        let number: Int32
        /// Where its counts start.
        let start: Int32
    }

    private static let unitsOfPage = 8

    public let unitMs: Int64
    private var pages: [Page] = []
    private var counts: [Count] = []
    private var hint = StorageHint()
    /// The page that was counted in last: nearly always that of the next time as well. Of a number that none has before the first one.
    private var recent = Page(number: .min, start: 0)

    public init(unitMs: Int64) { self.unitMs = unitMs }

    /// Adds `change` to the unit that holds `ms`.
    @inline(__always)
    public mutating func add(_ ms: Int64, isLate: Bool = false, change: Int64 = 1) {
        add(Count(all: change, late: isLate ? change : 0), to: Int(Timestamp.unit(of: ms, unitMs)))
    }

    /// Has the counts fetched that are probably added to next.
    @inline(__always)
    func expect() { hint.expect(byte: Int(recent.start) * MemoryLayout<Count>.stride) }

    @inline(__always)
    private mutating func add(_ change: Count, to unit: Int) {
        let number = Int32(truncatingIfNeeded: unit >> 3)
        if recent.number != number { recent = expectedPage(number) ?? page(number) }
        counts[Int(recent.start) + unit & (Self.unitsOfPage - 1)].add(change)
    }

    /// A page before which none is missing: numbers ascend, so it stands no farther from the first one than its number is.
    @inline(__always)
    private func expectedPage(_ number: Int32) -> Page? {
        guard let first = pages.first else { return nil }
        let guess = Int(number) - Int(first.number)
        guard guess >= 0, guess < pages.count, pages[guess].number == number else { return nil }
        return pages[guess]
    }

    /// Any page; it is made where it is missing.
    private mutating func page(_ number: Int32) -> Page {
        let place = pages.partitionPoint { $0.number >= number }
        if place < pages.count, pages[place].number == number { return pages[place] }
        let page = Page(number: number, start: Int32(counts.count))
        pages.insert(page, at: place)
        counts.append(contentsOf: repeatElement(Count(), count: Self.unitsOfPage))
        hint = StorageHint(counts)
        return page
    }

    /// Adds what `other` counted.
    public mutating func merge(_ other: TimeCounts) {
        other.forEach { unit, count in add(count, to: unit) }
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int {
        pages.capacity * MemoryLayout<Page>.stride + counts.capacity * MemoryLayout<Count>.stride
    }

    /// The first and the last unit that hold something. Units: ms since 1970.
    var ends: (first: Int64, last: Int64)? {
        var ends: (first: Int, last: Int)?
        forEach { unit, count in
            if count.all != 0 { ends = (ends?.first ?? unit, unit) }
        }
        return ends.map { (Int64($0.first) * unitMs, Int64($0.last) * unitMs) }
    }

    /// Units that hold something, in ascending order.
    public var buckets: [TimeBucket] { buckets(of: unitMs) }

    /// The same in units of which each holds several whole ones of these.
    public func buckets(of unitMs: Int64) -> [TimeBucket] {
        var buckets: [TimeBucket] = []
        if unitMs == self.unitMs { buckets.reserveCapacity(counts.count) }
        forEach { unit, count in
            let bucket = TimeBucket(startMs: Int64(unit) * self.unitMs, count: count.all, late: count.late)
            bucket.join(&buckets, unitMs)
        }
        return buckets
    }

    /// Units that hold something, in ascending order.
    @inline(__always)
    private func forEach(_ body: (_ unit: Int, _ count: Count) -> Void) {
        for page in pages {
            for unit in 0..<Self.unitsOfPage {
                let count = counts[Int(page.start) + unit]
                if count.all != 0 || count.late != 0 { body(Int(page.number) << 3 + unit, count) }
            }
        }
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
    static func grouped(_ buckets: [TimeBucket], _ unitMs: Int64) -> [TimeBucket] {
        buckets.reduce(into: []) { groups, bucket in bucket.join(&groups, unitMs) }
    }

    /// Adds itself to the last of the groups, or begins one behind it.
    @inline(__always)
    fileprivate func join(_ groups: inout [TimeBucket], _ unitMs: Int64) {
        let start = Timestamp.floor(startMs, to: unitMs)
        if groups.last?.startMs != start { groups.append(TimeBucket(startMs: start, count: 0)) }
        groups[groups.count - 1].count += count
        groups[groups.count - 1].late += late
    }
}
