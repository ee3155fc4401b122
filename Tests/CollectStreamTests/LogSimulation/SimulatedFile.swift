import CollectStream

/// The content of one file on a simulated disk: what programs see, and what would survive a power failure.
///
/// The unit is the sector of 512 bytes. Between two syncs the disk may have written any version of any sector, in any order, or a part
/// of one; `loseUnsynced` draws what it did.
struct SimulatedFile {
    static let sectorBytes = 512

    /// What programs see: the page cache.
    private(set) var cache: [UInt8] = []
    /// What is certainly on the disk.
    private(set) var disk: [UInt8] = []
    /// Every version of each sector since the last sync.
    private var unsynced: [Int: [[UInt8]]] = [:]
    /// Sectors that the disk can no longer read; writing one mends it.
    private(set) var unreadable: Set<Int> = []

    /// Zeros that are on the disk.
    init(zeros: Int = 0) {
        cache = Array(repeating: 0, count: zeros)
        disk = cache
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        guard !bytes.isEmpty else { return }
        let end = position + bytes.count
        if cache.count < end { cache += repeatElement(0, count: end - cache.count) }
        cache.withUnsafeMutableBytes { $0[position..<end].copyBytes(from: bytes) }
        for sector in position / Self.sectorBytes...(end - 1) / Self.sectorBytes {
            unsynced[sector, default: []].append(Array(cache[range(of: sector, in: cache)]))
            unreadable.remove(sector)
        }
    }

    func canRead(_ range: Range<Int>) -> Bool {
        guard !unreadable.isEmpty, !range.isEmpty else { return true }
        return (range.lowerBound / Self.sectorBytes...(range.upperBound - 1) / Self.sectorBytes).allSatisfy {
            !unreadable.contains($0)
        }
    }

    mutating func sync() {
        if disk.count != cache.count {
            disk = cache
        } else {
            for sector in unsynced.keys {
                let range = range(of: sector, in: cache)
                disk.replaceSubrange(range, with: cache[range])
            }
        }
        unsynced = [:]
    }

    /// A sync that failed: some sectors arrived, and the operating system calls all of them clean from now on.
    /// - Parameter reverts: whether the cache shows the disk's content afterwards (Btrfs) or keeps what was written (ext4, XFS).
    /// - Source: Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
    mutating func failSync(reverts: Bool, _ random: inout SeededGenerator) {
        let seen = cache
        loseUnsynced(&random)
        if !reverts { cache = seen }
    }

    /// The power fails: of what was not synced, the disk has written what it liked.
    mutating func loseUnsynced(_ random: inout SeededGenerator) {
        if disk.count < cache.count, !unsynced.isEmpty, Bool.random(using: &random) {
            disk += repeatElement(0, count: cache.count - disk.count)
        }
        // The keys have an order of their own in every process: a seed must not depend on it.
        for sector in unsynced.keys.sorted() {
            let versions = unsynced[sector] ?? []
            apply(sector, versions, &random)
        }
        unsynced = [:]
        cache = disk
    }

    private mutating func apply(_ sector: Int, _ versions: [[UInt8]], _ random: inout SeededGenerator) {
        let choice = Int.random(in: 0...versions.count, using: &random)
        guard choice > 0 else { return }
        let version = versions[choice - 1]
        let range = range(of: sector, in: disk)
        var length = min(version.count, range.count)
        // A torn sector is rare, and possible.
        if length > 0, Int.random(in: 0..<8, using: &random) == 0 {
            length = Int.random(in: 0...length, using: &random)
        }
        disk.replaceSubrange(range.lowerBound..<range.lowerBound + length, with: version[..<length])
    }

    /// The power fails, and of the unsynced sectors exactly those have reached the disk for which `arrives` says so.
    mutating func loseUnsynced(except arrives: (_ sector: Int) -> Bool) {
        if disk.count < cache.count { disk += repeatElement(0, count: cache.count - disk.count) }
        for sector in unsynced.keys where arrives(sector) {
            let range = range(of: sector, in: cache)
            disk.replaceSubrange(range, with: cache[range])
        }
        unsynced = [:]
        cache = disk
    }

    var unsyncedSectors: [Int] { unsynced.keys.sorted() }

    /// The disk itself changes its mind about bytes that it once had right.
    mutating func rot(_ change: (inout [UInt8]) -> Void) {
        change(&disk)
        cache = disk
    }

    mutating func makeUnreadable(_ sector: Int) { unreadable.insert(sector) }

    private func range(of sector: Int, in bytes: [UInt8]) -> Range<Int> {
        let start = min(sector * Self.sectorBytes, bytes.count)
        return start..<min(start + Self.sectorBytes, bytes.count)
    }
}
