import CollectStream
import Testing

/// Crashes that the simulation found to lose something, each told as a story of its own.
@Suite struct CrashStoryTests {
    private let disk = SimulatedDisk(seed: 3)
    private static let first = "/data/p00/00000000000000000000.seg"

    private func open(_ clock: SimulatedClock = SimulatedClock(), markers: Bool = false) throws -> ResponseLog {
        var options = ResponseLog.Options.small
        if markers { options.markerDelayMs = 50 }
        return try ResponseLog.open(directory: "/data", storage: disk.process(), clock: clock, options: options)
    }

    private func ids() throws -> [String] { try LogReader(directory: "/data", storage: disk.process()).responseIDs() }

    @Test func `a folder that a dead writer made is durable before anything in it is acknowledged`() async throws {
        // The first writer dies between making the partition's folder and syncing its name, whichever operation that is.
        for countdown in 1...40 {
            let disk = SimulatedDisk(seed: UInt64(countdown))
            disk.plan(SimulatedFault(kind: .stop, countdown: countdown))
            _ = try? ResponseLog.open(directory: "/srv/collect", storage: disk.process(), options: .small)
            disk.kill()
            let log = try ResponseLog.open(directory: "/srv/collect", storage: disk.process(), options: .small)
            try await log.append(draft("a"))
            disk.losePower()
            let again = try ResponseLog.open(directory: "/srv/collect", storage: disk.process(), options: .small)
            #expect(try again.read(LogPosition(partition: 0, offset: 0)).responseID == "a", "died at \(countdown)")
        }
    }

    @Test func `a marker at the end of a full segment is whole before the next segment begins`() async throws {
        let clock = SimulatedClock()
        let log = try open(clock, markers: true)
        let large = [UInt8](repeating: 7, count: 31_000)
        try await log.append(draft("a", payload: large))
        try await log.append(draft("b"))
        clock.pass(100)
        try await log.append(draft("c", payload: large))
        #expect(disk.paths.count { $0.hasSuffix(".seg") } == 2)
        #expect(disk.unsyncedSectors(Self.first).isEmpty)
    }

    @Test func `zeros that a failed recovery left in the cache are written again`() async throws {
        let log = try open()
        try await log.append(draft("a"))
        // The write passes, its sync does not.
        disk.plan(SimulatedFault(kind: .stop, countdown: 2))
        await #expect(throws: LogError.self) {
            try await log.append(draft("torn", payload: Array(repeating: 9, count: 900)))
        }
        disk.losePower { _, sector in sector % 2 == 0 }
        // Recovery keeps a copy and clears the tail, but the disk refuses to confirm.
        var refused = 0
        for countdown in 1...40 {
            disk.plan(SimulatedFault(kind: .refuse(code: 5, sticky: false), countdown: countdown))
            if let log = try? open() { log.close() }
            if disk.faultFired { refused += 1 }
            disk.kill()
        }
        #expect(refused > 5)
        let next = try open()
        try await next.append(draft("b"))
        next.close()
        disk.losePower()
        let bytes = try #require(disk.content(Self.first))
        let torn = bytes.indices.contains { bytes[$0...].prefix(20).elementsEqual(repeatElement(9, count: 20)) }
        #expect(!torn, "nothing of the torn group is left")
        #expect(try ids() == ["a", "b"])
    }

    @Test func `a marker that a failed sync left in the cache is written again`() async throws {
        for countdown in 1...40 {
            let disk = SimulatedDisk(seed: UInt64(countdown))
            let clock = SimulatedClock()
            var options = ResponseLog.Options.small
            options.markerDelayMs = 50
            let log = try ResponseLog.open(directory: "/data", storage: disk.process(), clock: clock, options: options)
            try await log.append(draft("a"))
            clock.pass(100)
            disk.kill()
            disk.plan(SimulatedFault(kind: .refuse(code: 5, sticky: false), countdown: countdown))
            _ = try? ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            disk.kill()
            let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            try await again.append(draft("b"))
            disk.losePower()
            let last = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            #expect(last.recovery.damage.isEmpty, "refused at \(countdown)")
        }
    }

    @Test func `a marker that never reached the disk before the next group is put back, and called no damage`()
        async throws
    {
        let clock = SimulatedClock()
        let log = try open(clock, markers: true)
        // With this much the marker ends its sector, so that the disk can write the next group without it.
        try await log.append(draft("a", payload: Array(repeating: 1, count: 326)))
        clock.pass(100)
        disk.plan(SimulatedFault(kind: .stop, countdown: 2))
        await #expect(throws: LogError.self) { try await log.append(draft("b")) }
        disk.losePower { _, sector in sector != 8 }
        let bytes = try #require(disk.content(Self.first))
        #expect(bytes[4544..<4608].allSatisfy { $0 == 0 } && bytes[4608..<4612].elementsEqual("CBTH".utf8))
        #expect(try !LogSurvey(directory: "/data", storage: disk.process()).isDamaged)
        let again = try open()
        #expect(again.recovery == RecoveryReport())
        #expect(try await again.append(draft("c")).first?.offset == 2)
        #expect(try ids() == ["a", "b", "c"])
        #expect(try LogSurvey(directory: "/data", storage: disk.process()).findings.isEmpty)
    }

    @Test func `a segment of another partition in the place of one is not read`() async throws {
        var options = ResponseLog.Options.small
        options.partitions = 2
        let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: options)
        let forms = (0..<10).map { "f\($0)" }
        for partition in 0..<2 {
            let form = try #require(forms.first { log.partition(of: $0) == partition })
            try await log.append(draft("of-\(partition)", form: form))
        }
        log.close()
        disk.swap(Self.first, "/data/p01/00000000000000000000.seg")
        let reader = try LogReader(directory: "/data", storage: disk.process())
        for partition in 0..<2 {
            #expect(try reader.all(partition: partition).map { $0.gap?.offsets } == [0..<1])
        }
        let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: options)
        #expect(again.recovery.damage.map(\.offsets) == [0..<1, 0..<1])
    }

    @Test func `a sector that cannot be read costs the group it stands in, and opening goes on`() async throws {
        let log = try open()
        for id in ["a", "b", "c"] { try await log.append(draft(id, payload: Array(repeating: 1, count: 5000))) }
        log.close()
        disk.makeUnreadable(Self.first, sector: (4096 + 64 + 5100 + 2000) / 512)
        let reader = try LogReader(directory: "/data", storage: disk.process())
        #expect(try reader.all().map { $0.gap?.offsets } == [nil, 1..<2, nil])
        let again = try open()
        #expect(again.recovery.damage.map(\.offsets) == [1..<2])
        #expect(try await again.append(draft("d")).first?.offset == 3)
        #expect(try LogSurvey(directory: "/data", storage: disk.process()).isDamaged)
    }
}
