import Testing

@testable import CollectStream

/// Random work on few hashes, so that different responses share them, against a plain list: in memory, on the way to disk, and in runs
/// that are merged.
@Suite struct KnownResponsesTests {
    /// What is known, as a list of what stands where.
    private struct Model {
        var newest: [KnownResponse] = []
        var late: [KnownResponse] = []
    }

    /// The structure under test, with its store on a disk.
    private final class Desk {
        let disk: SimulatedDisk
        var known: KnownResponses
        var expired: ExpiredResponses
        private var store: IdentityStore
        private let log: ResponseLog
        private let options: IdentityOptions

        init(seed: UInt64, _ options: IdentityOptions) throws {
            disk = SimulatedDisk(seed: seed)
            self.options = options
            log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            store = IdentityStore(log.directory, log.description.logID, options)
            known = KnownResponses()
            expired = ExpiredResponses(log.description.logID)
        }

        /// The log stays empty: only what is moved to disk matters here.
        func keep() { store.keep(&known, &expired, upTo: [0]) { _ in true } }

        func reopen() throws {
            store.close(&known, &expired, upTo: [0]) { _ in true }
            store = IdentityStore(log.directory, log.description.logID, options)
            let loaded = try store.load(LogReader(directory: "/data", storage: disk.process()))
            #expect(loaded.covered == [0])
            known = loaded.known
            expired = ExpiredResponses(
                log.description.logID, fingerprints: loaded.fingerprints, summarised: loaded.summarised)
        }
    }

    private func hash(_ number: Int) -> UInt64 { UInt64(number + 1) &* 0x2000_0000_0000_0001 | 1 }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is known does not depend on where it is kept`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var options = IdentityOptions.small
        options.mostInMemory = Int.random(in: 3...40, using: &random)
        options.filterBytes = Int.random(in: 0...2, using: &random) * 256
        let desk = try Desk(seed: seed, options)
        var (model, nextPlace, mostRuns) = (Model(), UInt64(1), 0)
        for step in 0..<400 {
            let (draw, hash) = (Int.random(in: 0..<100, using: &random), hash(Int.random(in: 0..<6, using: &random)))
            let known = model.newest.indices.filter { model.newest[$0].hash == hash }.randomElement(using: &random)
            switch (draw, known) {
            case (..<40, _), (_, nil):
                let entry = KnownResponse(
                    hash: hash, place: nextPlace, version: 1, first: Bool.random(using: &random) ? 2 : 0)
                desk.known.insert(entry)
                model.newest.append(entry)
            case (..<75, let at?):
                var newer = model.newest[at]
                newer.version += 1
                newer.kind = Bool.random(using: &random) ? .deleted : .live
                // Where a late version shows that a change came early, the place stays.
                if draw < 70 { newer.place = nextPlace } else { newer.first = newer.version }
                let wasRecent = desk.known.replace(model.newest[at], with: newer)
                if draw % 3 == 0 {
                    if newer.place == nextPlace {
                        desk.known.takeBack(newer, replacing: model.newest[at], wasRecent: wasRecent)
                    } else {
                        model.newest[at] = newer
                    }
                } else {
                    model.newest[at] = newer
                }
            case (..<85, let at?): desk.known.remove(model.newest.remove(at: at))
            default:
                let late = KnownResponse(hash: hash, place: nextPlace, version: UInt32(step + 1), kind: .late)
                desk.known.insert(late)
                if draw % 2 == 0 { model.late.append(late) } else { desk.known.remove(late) }
            }
            nextPlace += 1
            desk.keep()
            if Int.random(in: 0..<60, using: &random) == 0 { try desk.reopen() }
            mostRuns = max(mostRuns, desk.known.runs.count)
            try check(desk.known, model, nextPlace, "seed \(seed), step \(step)")
        }
        #expect(mostRuns > 1, "merged and unmerged runs were asked")
    }

    private func check(_ known: KnownResponses, _ model: Model, _ places: UInt64, _ note: String) throws {
        for number in 0..<6 {
            let hash = hash(number)
            let expected = model.newest.filter { $0.hash == hash }
            for entry in expected { #expect(try known.newest(hash: hash, place: entry.place) == entry, "\(note)") }
            var seen: Set<UInt64> = []
            let none = try known.newest(hash: hash, unreadable: { $0 }) { (place) throws(LogError) in
                #expect(seen.insert(place).inserted, "\(note): twice")
                return false
            }
            #expect(none == nil && seen == Set(expected.map(\.place)), "\(note)")
            let late = try known.late(hash: hash, unreadable: { $0 }) { (_) throws(LogError) in true }
            #expect(Set(late.values) == Set(model.late.filter { $0.hash == hash }.map(\.place)), "\(note)")
        }
    }

    @Test func `merging loses no fingerprint, and keeps few runs`() throws {
        var options = IdentityOptions.small
        options.mostInMemory = 100
        let desk = try Desk(seed: 1, options)
        var random = SeededGenerator(seed: 2)
        var all: Set<UInt64> = []
        for n in 0..<5000 {
            // One in four is said again, as by a summary that is carried on.
            let fingerprint = n % 4 == 0 ? all.randomElement(using: &random) ?? 1 : random.next()
            desk.expired.fingerprints.insert(fingerprint)
            all.insert(fingerprint)
            desk.keep()
        }
        try desk.reopen()
        for fingerprint in all { #expect(try desk.expired.fingerprints.contains(fingerprint)) }
        for _ in 0..<5000 { #expect(try !desk.expired.fingerprints.contains(random.next())) }
        let runs = desk.expired.fingerprints.runs
        #expect(runs.count > 1 && runs.count < 8, "\(runs.map(\.rowCount))")
    }
}
