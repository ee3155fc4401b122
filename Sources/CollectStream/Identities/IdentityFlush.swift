/// One move of identities from memory to disk, and the merging of runs that it makes due: done on any thread.
struct IdentityFlush: Sendable {
    /// What counts afterwards.
    struct Outcome: Sendable {
        var known: [KeyRun<KnownResponse>]
        var expired: [KeyRun<Fingerprint>]
        var nextNumber: UInt64
    }

    let folder: IdentityFolder
    /// Offsets below which the rows say all there is to say.
    let covered: [UInt64]
    let summarised: [SegmentKey: Set<String>]
    let known: IdentityIndex
    let fingerprints: Set<UInt64>
    /// The state before.
    let before: Outcome
    /// No more rows are merged at once: whoever waits for it does not want to wait long.
    var mostMerged = Int.max

    /// - Throws: `storage`, and `identitiesDamaged` where a run that is to be merged cannot be read; what counted before still does.
    /// - Cost: 24 bytes a row, and each row again whenever its run has doubled.
    func run() throws(LogError) -> Outcome {
        let reader = try LogReader(directory: folder.directory.path, storage: folder.directory.storage)
        let starts = try reader.begin().next
        var budget =
            folder.filterBytes - before.known.reduce(0) { $0 + $1.filterBytes }
            - before.expired.reduce(0) { $0 + $1.filterBytes }
        try folder.create()
        var after = before
        after.known = try merge(known.sorted(), before.known, &after.nextNumber, &budget) { row in
            row.isKept(from: starts)
        }
        let rows = fingerprints.sorted().map { Fingerprint($0) }
        after.expired = try merge(rows, before.expired, &after.nextNumber, &budget) { _ in true }
        let manifest = IdentityManifest(
            logID: folder.logID, partitions: try partitions(reader), nextNumber: after.nextNumber,
            knownRuns: after.known.map(\.number), expiredRuns: after.expired.map(\.number), summarised: summarised)
        try folder.write(manifest)
        try folder.removeOthers(than: manifest)
        return after
    }

    /// Merges the rows and the newest runs as long as the next one is not more than twice as large: so there are few runs, each at least
    /// as large as all that are newer.
    private func merge<Row: RunRow>(
        _ rows: [Row], _ runs: [KeyRun<Row>], _ number: inout UInt64, _ budget: inout Int,
        isWanted: @escaping @Sendable (Row) -> Bool
    ) throws(LogError) -> [KeyRun<Row>] {
        guard !rows.isEmpty else { return runs }
        var most = rows.count
        var merged = 0
        while merged < runs.count, runs[merged].rowCount <= 2 * most, most + runs[merged].rowCount <= mostMerged {
            most += runs[merged].rowCount
            budget += runs[merged].filterBytes
            merged += 1
        }
        var merge = try RunMerge(
            rows, Array(runs[..<merged]), isOldest: merged == runs.count, isWanted: isWanted)
        let new = try folder.write(number, most: most, &budget) { (writer) throws(LogError) in
            try merge.write(to: &writer)
        }
        number += 1
        return (new.map { [$0] } ?? []) + runs[merged...]
    }

    private func partitions(_ reader: LogReader) throws(LogError) -> [IdentityManifest.Partition] {
        var partitions: [IdentityManifest.Partition] = []
        for (partition, next) in covered.enumerated() {
            let last = try reader.lastReceivedMs(partition, below: next)
            partitions.append(IdentityManifest.Partition(next: next, lastReceivedMs: last))
        }
        return partitions
    }
}

extension KnownResponse {
    /// Whether it is worth its place once everything below `starts` has expired.
    fileprivate func isKept(from starts: [UInt64]) -> Bool {
        switch kind {
        case .gone, .late: return true
        case .live, .deleted:
            let position = LogPosition(place: place)
            return position.offset >= starts[position.partition]
        }
    }
}

extension LogReader {
    /// The server's time of the record before `next`; nil where there is none, or it has expired.
    func lastReceivedMs(_ partition: Int, below next: UInt64) throws(LogError) -> Int64? {
        guard next > 0 else { return nil }
        return try recordIfKept(at: LogPosition(partition: partition, offset: next - 1))?.receivedMs
    }
}
