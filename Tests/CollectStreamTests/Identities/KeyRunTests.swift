import Testing

@testable import CollectStream

/// Runs on disk hold what was written, and nothing else.
@Suite struct KeyRunTests {
    private static let logID = LogID(high: 7, low: 9)

    private func run<Row: RunRow>(
        _ rows: [Row], _ storage: SimulatedStorage, filterBudget: Int, path: String = "/run"
    ) throws -> KeyRun<Row> {
        var writer = RunWriter<Row>(try storage.open(path, .create), logID: Self.logID, most: rows.count)
        for row in rows { try writer.append(row) }
        #expect(try writer.finish() == UInt64(rows.count))
        return try open(storage, filterBudget: filterBudget, path: path)
    }

    private func open<Row: RunRow>(
        _ storage: SimulatedStorage, filterBudget: Int, path: String = "/run", logID: LogID = logID
    ) throws -> KeyRun<Row> {
        var budget = filterBudget
        return try KeyRun(storage.open(path, .read), path: path, number: 1, logID: logID, filterBudget: &budget)
    }

    @Test(arguments: [0, 1 << 20], [1, 169, 170, 171, 5000])
    func `every row is found, with the filter in memory and on disk`(budget: Int, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        var rows: [KnownResponse] = []
        for n in 0..<count {
            let kind: KnownResponse.Kind = n % 3 == 0 ? .deleted : .live
            rows.append(
                KnownResponse(
                    hash: random.next() | 1, place: UInt64(n), version: UInt32(n + 1), kind: kind,
                    first: n % 5 == 0 ? 3 : 0))
        }
        rows.sort { $0.hash < $1.hash }
        let run = try run(rows, SimulatedDisk(seed: 1).process(), filterBudget: budget)
        #expect(run.rowCount == count && run.filterBytes == (budget > 0 ? (count + 47) / 48 * 64 : 0))
        for row in rows { #expect(try run.rows(of: row.hash) == [row]) }
    }

    /// Of one hash there may be more rows than a page holds.
    @Test(arguments: [1, 100, 169, 170, 171, 600])
    func `rows of one key are found all, wherever the pages end`(alike: Int) throws {
        for before in [0, 1, 100, 169, 170] {
            let key: UInt64 = 1 << 63
            var rows = (0..<before).map { KnownResponse(hash: UInt64($0 + 1), place: UInt64($0), version: 1) }
            for n in 0..<alike { rows.append(KnownResponse(hash: key, place: UInt64(1000 + n), version: 1)) }
            rows.append(KnownResponse(hash: key + 1, place: 9999, version: 1))
            let run = try run(rows, SimulatedDisk(seed: 1).process(), filterBudget: 1 << 20)
            #expect(try run.rows(of: key).map(\.place) == (0..<alike).map { UInt64(1000 + $0) })
            #expect(try run.rows(of: key + 1).map(\.place) == [9999])
        }
    }

    @Test func `of a hundred thousand strangers the filter believes one in sixty at most`() throws {
        var random = SeededGenerator(seed: 3)
        let rows = (0..<100_000).map { _ in random.next() }.sorted().map { Fingerprint($0) }
        let disk = SimulatedDisk(seed: 1)
        _ = try run(rows, disk.process(), filterBudget: 1 << 20)
        // Pages that cannot be read: whoever is believed to be there is told so.
        disk.rot("/run") { bytes in
            let header = RunHeader(Array(bytes[..<4096]))
            for page in 0..<Int(header?.blocks ?? 0) { bytes[Int(header?.blocksPosition ?? 0) + page * 4096] ^= 1 }
        }
        let rotten: KeyRun<Fingerprint> = try open(disk.process(), filterBudget: 1 << 20)
        var believed = 0
        for _ in 0..<100_000 {
            do { #expect(try rotten.rows(of: random.next()).isEmpty) } catch { believed += 1 }
        }
        #expect(believed > 0 && believed < 1667, "\(believed)")
        for row in rows.prefix(1000) { #expect(throws: LogError.self) { try rotten.rows(of: row.key) } }
    }

    /// A flipped bit may cost the run, but never gives another answer.
    @Test func `whatever byte is damaged, a row is found as it was or the damage is`() throws {
        let rows = (0..<400).map { KnownResponse(hash: UInt64($0 + 1) << 55 | 1, place: UInt64($0), version: 1) }
        var noticed = 0
        for budget in [0, 1 << 20] {
            let disk = SimulatedDisk(seed: 1)
            _ = try run(rows, disk.process(), filterBudget: budget)
            let size = disk.content("/run")?.count ?? 0
            for byte in stride(from: 0, to: size, by: 7) {
                disk.rot("/run") { $0[byte] ^= 1 << UInt8(byte % 8) }
                defer { disk.rot("/run") { $0[byte] ^= 1 << UInt8(byte % 8) } }
                do {
                    let run: KeyRun<KnownResponse> = try open(disk.process(), filterBudget: budget)
                    for row in rows { #expect(try run.rows(of: row.hash) == [row], "byte \(byte)") }
                } catch LogError.identitiesDamaged {
                    noticed += 1
                }
            }
        }
        #expect(noticed > 2000)
    }

    @Test func `a run of another log, of other rows, cut off or too long is refused`() throws {
        let disk = SimulatedDisk(seed: 1)
        _ = try run([Fingerprint(1), Fingerprint(2)], disk.process(), filterBudget: 0)
        #expect(throws: LogError.identitiesDamaged(path: "/run")) {
            let _: KeyRun<Fingerprint> = try open(disk.process(), filterBudget: 0, logID: LogID(high: 7, low: 10))
        }
        #expect(throws: LogError.identitiesDamaged(path: "/run")) {
            let _: KeyRun<KnownResponse> = try open(disk.process(), filterBudget: 0)
        }
        let changes: [(inout [UInt8]) -> Void] = [{ $0.removeLast() }, { $0.append(0) }, { $0 = [] }]
        for change in changes {
            let kept = disk.content("/run") ?? []
            disk.rot("/run", change)
            #expect(throws: LogError.identitiesDamaged(path: "/run")) {
                let _: KeyRun<Fingerprint> = try open(disk.process(), filterBudget: 0)
            }
            disk.rot("/run") { $0 = kept }
        }
        let whole: KeyRun<Fingerprint> = try open(disk.process(), filterBudget: 0)
        #expect(try whole.rows(of: 2) == [Fingerprint(2)])
    }
}
