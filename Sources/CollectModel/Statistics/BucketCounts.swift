/// Counts of numbered buckets of which few are used, near each other as a rule.
///
/// Why: values of survey questions span a decade or two, and there counting has to cost next to nothing; but nobody keeps a device from sending 1e-300
/// and then 1e300, and what lies between must not take memory.
/// Shape: one run of consecutive buckets, which grows to what comes within `nearBy` of it, and pages of `page` buckets for what is farther away.
/// Invariant: runs begin at a multiple of `page` and do not overlap; `far` is ascending. Which bucket lies in which run depends on the order of arrival,
/// the counts do not.
/// Cost: one comparison and one addition inside the run, a binary search elsewhere; 2 bytes a bucket (8 once a count of its run is beyond 32,767),
/// about 100 a page.
struct BucketCounts: Sendable {
    private static let page = 32
    /// A little more than a decade.
    private static let nearBy = 128
    /// Seventeen decades.
    private static let longest = 2048

    private var near = Run(first: 0, buckets: 0)
    private var hint = StorageHint()
    private var far: [Run] = []

    @inline(__always)
    mutating func add(_ bucket: Int, _ change: Int64) {
        if !near.addIfSmall(bucket, change) { addElsewhere(bucket, change) }
    }

    /// Has the run fetched, as far as it is short: waiting for each line of it was a fortieth of a report.
    @inline(__always)
    func expect() { hint.expect(most: Self.mostExpected) }

    /// Units: bytes.
    private static let mostExpected = 1024

    mutating func merge(_ other: BucketCounts) {
        if near.isEmpty {
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
        if far.isEmpty {
            _ = near.walk(descending: descending, body)
            return
        }
        let runs = far[..<place(of: near.first)] + [near] + far[place(of: near.first)...]
        if descending {
            for run in runs.reversed() { guard run.walk(descending: true, body) else { return } }
        } else {
            for run in runs { guard run.walk(descending: false, body) else { return } }
        }
    }

    /// Bytes held, for the memory budget.
    var bytesHeld: Int {
        far.reduce(near.bytesHeld + far.capacity * MemoryLayout<Run>.stride) { $0 + $1.bytesHeld }
    }

    private mutating func addElsewhere(_ bucket: Int, _ change: Int64) {
        if near.holds(bucket) { return near.add(bucket, change) }
        defer { hint = StorageHint(near.small) }
        let first = bucket & ~(Self.page - 1)
        let (low, high) = (min(near.first, first), max(near.end, first + Self.page))
        if near.isEmpty {
            near = Run(first: first, buckets: Self.page)
        } else if high - low <= Self.longest, high - low - near.count <= Self.nearBy {
            widen(low, high)
        } else {
            return addFar(bucket, change, pageAt: first)
        }
        near.add(bucket, change)
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
            if near.count == Self.page {
                // One value that came first does not settle where the others will be.
                swap(&run, &near)
                near.add(bucket, change)
                far.insert(run, at: self.place(of: run.first))
                return
            }
            far.insert(run, at: place)
        }
        far[place].add(bucket, change)
    }

    /// Where the page that begins with this bucket stands or belongs in `far`.
    private func place(of first: Int) -> Int { far.partitionPoint { $0.first >= first } }

    /// Counts of consecutive buckets.
    private struct Run: Sendable {
        let first: Int
        /// Nearly all runs hold few values a bucket: of a thousand forms a quarter of the memory to fetch and to clear.
        private(set) var small: [Int16]
        /// The counts once one of them was beyond 16 bits; `small` is empty then.
        private var large: [Int64] = []

        init(first: Int, buckets: Int) {
            self.first = first
            small = Array(repeating: 0, count: buckets)
        }

        var count: Int { small.isEmpty ? large.count : small.count }
        var isEmpty: Bool { count == 0 }
        var end: Int { first + count }
        var bytesHeld: Int {
            small.capacity * MemoryLayout<Int16>.stride + large.capacity * MemoryLayout<Int64>.stride
        }

        func holds(_ bucket: Int) -> Bool { bucket >= first && bucket < end }

        /// False, with nothing changed, where the bucket lies elsewhere or its count is beyond 16 bits.
        @inline(__always)
        mutating func addIfSmall(_ bucket: Int, _ change: Int64) -> Bool {
            let place = bucket - first
            guard place >= 0, place < small.count, let sum = Int16(exactly: Int64(small[place]) &+ change) else {
                return false
            }
            small[place] = sum
            return true
        }

        mutating func add(_ bucket: Int, _ change: Int64) {
            if addIfSmall(bucket, change) { return }
            if large.isEmpty {
                large = small.map(Int64.init)
                small = []
            }
            large[bucket - first] &+= change
        }

        /// Hands out counts that are not zero as long as `body` wants to see more; false once it does not.
        func walk(descending: Bool, _ body: (_ bucket: Int, _ count: Int64) -> Bool) -> Bool {
            if small.isEmpty || descending {
                for n in 0..<count {
                    let place = descending ? count - 1 - n : n
                    let held = small.isEmpty ? large[place] : Int64(small[place])
                    if held != 0, !body(first + place, held) { return false }
                }
                return true
            }
            return small.withUnsafeBytes { counts in
                // A run is a multiple of a page long; most of its buckets are empty, and passed by four.
                for four in stride(from: 0, to: counts.count, by: 8)
                where counts.loadUnaligned(fromByteOffset: four, as: UInt64.self) != 0 {
                    for place in four / 2..<four / 2 + 4 {
                        let held = Int64(counts.load(fromByteOffset: 2 * place, as: Int16.self))
                        if held != 0, !body(first + place, held) { return false }
                    }
                }
                return true
            }
        }

        /// Takes the counts of a run that lies inside, where nothing was counted yet.
        mutating func take(_ other: Run) {
            if !small.isEmpty, !other.small.isEmpty {
                let start = other.first - first
                small.replaceSubrange(start..<start + other.count, with: other.small)
                return
            }
            _ = other.walk(descending: false) { bucket, count in
                add(bucket, count)
                return true
            }
        }
    }
}
