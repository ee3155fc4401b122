/// Every response that was admitted, by the hash of its form and id: the latest in memory, the others in runs on disk.
///
/// Why: phones retry after weeks, so no time window may forget a response, and a year of them does not fit into memory.
/// Law: of one hash there may be several responses, so a source never hides a row of an older one by its hash; what replaces a row
/// takes it back by its place (`gone`).
struct KnownResponses: Sendable {
    private(set) var recent = IdentityIndex()
    /// What is being written to disk.
    private(set) var leaving: IdentityIndex?
    /// From the newest to the oldest.
    private(set) var runs: [KeyRun<KnownResponse>]

    init(runs: [KeyRun<KnownResponse>] = []) { self.runs = runs }

    private var hasOlder: Bool { leaving != nil || !runs.isEmpty }

    /// Has the memory fetched that a question will need.
    @inline(__always)
    func expect(hash: UInt64) { recent.expect(hash: hash) }

    /// Makes room for so many responses, as far as it is sensible.
    mutating func expect(count: Int) { recent.expect(count: count) }

    /// The newest version of a response for which `confirm` says yes; nil where there is none.
    /// - Parameter unreadable: the error to throw where the disk cannot be read.
    @inline(__always)
    func newest<Failure: Error>(
        hash: UInt64, unreadable: (LogError) -> Failure, confirm: (_ place: UInt64) throws(Failure) -> Bool
    ) throws(Failure) -> KnownResponse? {
        let slot = try recent.slot(hash: hash) { (entry) throws(Failure) in
            guard entry.isNewest else { return false }
            return try confirm(entry.place)
        }
        if let slot { return recent[slot] }
        guard hasOlder else { return nil }
        for entry in try older(hash: hash, unreadable: unreadable) where entry.isNewest {
            if try confirm(entry.place) { return entry }
        }
        return nil
    }

    /// The newest version of a response that stands at `place`; nil where a newer one has replaced it, or it was never seen.
    func newest(hash: UInt64, place: UInt64) throws(LogError) -> KnownResponse? {
        try newest(hash: hash, unreadable: { $0 }) { (at) throws(LogError) in at == place }
    }

    /// Versions that came late, of the response for which `confirm` says yes: their places by version.
    func late<Failure: Error>(
        hash: UInt64, unreadable: (LogError) -> Failure, confirm: (_ place: UInt64) throws(Failure) -> Bool
    ) throws(Failure) -> [UInt32: UInt64] {
        let all = try recent.entries(hash: hash) + older(hash: hash, unreadable: unreadable)
        var late: [UInt32: UInt64] = [:]
        for entry in all where entry.kind == .late {
            if try confirm(entry.place) { late[entry.version] = entry.place }
        }
        return late
    }

    private func older<Failure: Error>(
        hash: UInt64, unreadable: (LogError) -> Failure
    ) throws(Failure) -> [KnownResponse] {
        do throws(LogError) { return try older(hash: hash) } catch { throw unreadable(error) }
    }

    /// What is not in `recent` and was not taken back since.
    private func older(hash: UInt64) throws(LogError) -> [KnownResponse] {
        var all = recent.entries(hash: hash)
        let newest = all.count
        if let leaving { Self.add(leaving.entries(hash: hash), to: &all) }
        for run in runs { Self.add(try run.rows(of: hash), to: &all) }
        all.removeFirst(newest)
        return all
    }

    private static func add(_ rows: [KnownResponse], to newer: inout [KnownResponse]) {
        guard !rows.isEmpty else { return }
        let known = newer.count
        for row in rows where row.isKept(after: newer[..<known]) { newer.append(row) }
    }
}

extension KnownResponses {
    /// Enters a response that is not known, or a version that came late.
    mutating func insert(_ entry: KnownResponse) { recent.insert(entry) }

    /// Enters a newer version in the place of the one that was the newest.
    /// - Returns: whether that one was in memory.
    @discardableResult
    mutating func replace(_ old: KnownResponse, with new: KnownResponse) -> Bool {
        if let slot = recentSlot(old) {
            recent[slot] = new
            return true
        }
        recent.insert(new)
        recent.insert(Self.goneRow(old))
        return false
    }

    /// Takes back what `replace` did.
    mutating func takeBack(_ new: KnownResponse, replacing old: KnownResponse, wasRecent: Bool) {
        guard let slot = recentSlot(new) else { return }
        if wasRecent {
            recent[slot] = old
            return
        }
        recent.remove(slot: slot)
        let gone = recent.slot(hash: old.hash) { $0.kind == .gone && $0.place == old.place }
        if let gone { recent.remove(slot: gone) }
    }

    /// Forgets a row, wherever it is.
    mutating func remove(_ entry: KnownResponse) {
        if let slot = recentSlot(entry) {
            recent.remove(slot: slot)
        } else if hasOlder {
            recent.insert(Self.goneRow(entry))
        }
    }

    private static func goneRow(_ entry: KnownResponse) -> KnownResponse {
        KnownResponse(hash: entry.hash, place: entry.place, version: entry.version, kind: .gone)
    }

    private func recentSlot(_ entry: KnownResponse) -> Int? {
        recent.slot(hash: entry.hash) { $0.place == entry.place && $0.kind != .gone }
    }
}

extension KnownResponses {
    /// Begins to move what is in memory to disk: it is still answered from memory, and not changed any more.
    mutating func beginLeaving() -> IdentityIndex {
        let rows = recent
        leaving = rows
        recent = IdentityIndex()
        return rows
    }

    /// What was leaving is in `runs` now.
    mutating func endLeaving(_ runs: [KeyRun<KnownResponse>]) {
        self.runs = runs
        leaving = nil
    }
}
