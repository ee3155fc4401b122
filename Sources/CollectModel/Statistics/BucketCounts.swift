import CExpect

/// Counts of numbered buckets of which few are used, near each other as a rule.
///
/// Why: values of survey questions span a decade or two, and there counting has to cost next to nothing; but nobody keeps a device from sending 1e-300
/// and then 1e300, and what lies between must not take memory.
/// Shape: one run of consecutive buckets, which grows to what comes within `nearBy` of it, and pages of `page` buckets for what is farther away.
/// Invariant: runs begin at a multiple of `page` and do not overlap; `far` is ascending. Which bucket lies in which run depends on the order of arrival,
/// the counts do not.
/// Cost: one comparison and one addition inside the run, a binary search elsewhere; 8 bytes a bucket of the run, about 300 a page.
struct BucketCounts: Sendable {
    private static let page = 32
    /// A little more than a decade.
    private static let nearBy = 128
    /// Seventeen decades.
    private static let longest = 2048

    private var near = Run(first: 0, buckets: 0)
    private var far: [Run] = []

    @inline(__always)
    mutating func add(_ bucket: Int, _ change: Int64) {
        let place = bucket - near.first
        if place >= 0, place < near.counts.count {
            near.counts[place] &+= change
        } else {
            addBeyond(bucket, change)
        }
    }

    /// Has the run fetched, as far as it is short: waiting for each line of it was a fortieth of a report.
    @inline(__always)
    func expect() {
        near.counts.withUnsafeBytes { counts in
            for at in stride(from: 0, to: min(counts.count, Self.mostExpected), by: 64) {
                counts.baseAddress.map { cex_expect($0 + at) }
            }
        }
    }

    /// Units: bytes.
    private static let mostExpected = 4096

    mutating func merge(_ other: BucketCounts) {
        if near.counts.isEmpty {
            self = other
            return
        }
        other.walk { bucket, count in
            add(bucket, count)
            return true
        }
    }

    /// Hands out every count that is not zero in the order of the buckets, as long as `body` wants to see more.
    func walk(descending: Bool = false, _ body: (_ bucket: Int, _ count: Int64) -> Bool) {
        let runs = far[..<place(of: near.first)] + [near] + far[place(of: near.first)...]
        if descending {
            for run in runs.reversed() {
                for i in run.counts.indices.reversed() where run.counts[i] != 0 {
                    guard body(run.first + i, run.counts[i]) else { return }
                }
            }
        } else {
            for run in runs {
                for i in run.counts.indices where run.counts[i] != 0 {
                    guard body(run.first + i, run.counts[i]) else { return }
                }
            }
        }
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int {
        far.reduce(near.bytesHeld + far.capacity * MemoryLayout<Run>.stride) { $0 + $1.bytesHeld }
    }

    private mutating func addBeyond(_ bucket: Int, _ change: Int64) {
        let first = bucket & ~(Self.page - 1)
        let (low, high) = (min(near.first, first), max(near.end, first + Self.page))
        if near.counts.isEmpty {
            near = Run(first: first, buckets: Self.page)
        } else if high - low <= Self.longest, high - low - near.counts.count <= Self.nearBy {
            widen(low, high)
        } else {
            return addFar(bucket, change, pageAt: first)
        }
        near.counts[bucket - near.first] &+= change
    }

    /// Pages that the wider run reaches become part of it.
    private mutating func widen(_ low: Int, _ high: Int) {
        var wider = Run(first: low, buckets: high - low)
        wider.take(near)
        for run in far where wider.holds(run.first) { wider.take(run) }
        far.removeAll { wider.holds($0.first) }
        near = wider
    }

    private mutating func addFar(_ bucket: Int, _ change: Int64, pageAt first: Int) {
        let place = place(of: first)
        if place == far.count || far[place].first != first {
            var run = Run(first: first, buckets: Self.page)
            if near.counts.count == Self.page {
                // One value that came first does not settle where the others will be.
                swap(&run, &near)
                near.counts[bucket - first] &+= change
                far.insert(run, at: self.place(of: run.first))
                return
            }
            far.insert(run, at: place)
        }
        far[place].counts[bucket - first] &+= change
    }

    /// Where the page that begins with this bucket stands or belongs in `far`.
    private func place(of first: Int) -> Int {
        var low = 0
        var high = far.count
        while low < high {
            let middle = (low + high) / 2
            if far[middle].first < first { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Counts of consecutive buckets.
    private struct Run: Sendable {
        let first: Int
        var counts: [Int64]

        init(first: Int, buckets: Int) {
            self.first = first
            counts = Array(repeating: 0, count: buckets)
        }

        var end: Int { first + counts.count }
        var bytesHeld: Int { counts.capacity * MemoryLayout<Int64>.stride }

        func holds(_ bucket: Int) -> Bool { bucket >= first && bucket < end }

        /// Adds the counts of a run that lies inside.
        mutating func take(_ other: Run) {
            for (i, count) in other.counts.enumerated() { counts[other.first - first + i] &+= count }
        }
    }
}
