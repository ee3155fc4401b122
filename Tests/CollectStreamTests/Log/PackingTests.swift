import CollectStream
import Testing

/// Sealed segments are packed, and nobody who reads notices.
@Suite struct PackingTests {
    private static let count = 40

    /// Forty records over several segments, the last of which is still open.
    private func written(_ disk: SimulatedDisk) async throws -> (ResponseLog, LogPromises) {
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 16 << 10
        options.largestSegmentBytes = 400 << 10
        let log = try ResponseLog.open(
            directory: "/data", storage: disk.process(), clock: SimulatedClock(), options: options)
        var promises = LogPromises(partitions: 1)
        for number in 0..<Self.count {
            let id = "r\(number)-\(20_000 + number)"
            let positions = try await log.append(draft(id, payload: LogPromises.payload(of: id)))
            promises.tried(id, at: positions[0])
            try promises.promise(id, at: positions[0])
        }
        return (log, promises)
    }

    /// The same, packed, and its writer gone.
    private func packed() async throws -> (SimulatedDisk, LogPromises) {
        let disk = SimulatedDisk(seed: 1)
        let (log, promises) = try await written(disk)
        _ = try log.packSealed()
        log.close()
        disk.kill()
        return (disk, promises)
    }

    private func packedPaths(_ disk: SimulatedDisk) -> [String] { disk.paths.filter { $0.hasSuffix(".zst") } }

    @Test func `packed segments give every record as it was, in order and by position`() async throws {
        let disk = SimulatedDisk(seed: 1)
        var (log, promises) = try await written(disk)
        let reader = try LogReader(directory: "/data", storage: disk.process())
        let before = try reader.all().flatMap { batch in batch.records.map(batch.responseID) }
        let bytes = disk.paths.count { $0.hasSuffix(".seg") }
        let report = try log.packSealed()
        #expect(report.segments == bytes - 1 && report.damaged.isEmpty)
        #expect(packedPaths(disk).count == report.segments && disk.paths.count { $0.hasSuffix(".seg") } == 1)
        #expect(try log.packSealed() == PackingReport(), "once is enough")
        // One that has the raw files open, and one that comes now.
        #expect(try reader.responseIDs() == before)
        let fresh = try LogReader(directory: "/data", storage: disk.process())
        #expect(try promises.check(fresh, .init()) == 0)
        for offset in (0..<UInt64(Self.count)).reversed() {
            let record = try LogReader(directory: "/data", storage: disk.process()).record(
                at: LogPosition(partition: 0, offset: offset))
            #expect(record.responseID == before[Int(offset)])
        }
        let survey = try LogSurvey(directory: "/data", storage: disk.process())
        #expect(survey.findings.isEmpty)
        #expect(survey.partitions[0].segments.count { $0.name.hasSuffix(".seg.zst") } == report.segments)
        log.close()
        let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
        #expect(again.recovery == RecoveryReport())
    }

    @Test func `a flipped byte of a packed segment costs what stood in its block, and is said`() async throws {
        let (disk, promises) = try await packed()
        let path = try #require(packedPaths(disk).last)
        let bytes = try #require(disk.content(path))
        for place in stride(from: 0, to: bytes.count, by: bytes.count / 300) {
            let image = disk.copy(seed: 1)
            image.rot(path) { $0[place] ^= 0x10 }
            var promises = promises
            let gaps = try promises.check(
                LogReader(directory: "/data", storage: image.process()), .init(allowsGaps: true))
            let survey = try LogSurvey(directory: "/data", storage: image.process())
            let lost = survey.findings.reduce(0) { $0 + ($1.offsets?.count ?? 0) }
            #expect(lost == gaps, "byte \(place): reader and survey agree")
            #expect(survey.isDamaged, "byte \(place) of \(bytes.count)")
            #expect(gaps < 16, "byte \(place): one block of 13 records and what reaches into it, not \(gaps)")
        }
    }

    @Test func `a packed segment that ends early gives what is whole`() async throws {
        let (disk, promises) = try await packed()
        let path = try #require(packedPaths(disk).last)
        let bytes = try #require(disk.content(path))
        for end in stride(from: 0, to: bytes.count, by: bytes.count / 100) {
            let image = disk.copy(seed: 1)
            image.rot(path) { $0.removeSubrange(end...) }
            var promises = promises
            _ = try promises.check(LogReader(directory: "/data", storage: image.process()), .init(allowsGaps: true))
            #expect(try LogSurvey(directory: "/data", storage: image.process()).isDamaged, "cut at \(end)")
        }
    }

    @Test func `a fault at any operation of packing loses nothing`() async throws {
        let kinds: [SimulatedFault.Kind] = [
            .stop, .refuse(code: 5, sticky: false), .refuse(code: 28, sticky: true),
        ]
        for kind in kinds {
            for powerFails in [false, true] {
                var number = 1
                while true {
                    let disk = SimulatedDisk(seed: UInt64(number))
                    var (log, promises) = try await written(disk)
                    disk.plan(SimulatedFault(kind: kind, countdown: number))
                    let report = try? log.packSealed()
                    let hasFired = disk.faultFired
                    if powerFails { disk.losePower() } else { disk.kill() }
                    log.close()
                    let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
                    #expect(again.recovery.damage.isEmpty, "\(kind) at \(number)")
                    _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), .init())
                    #expect(try again.packSealed().damaged.isEmpty)
                    _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), .init())
                    #expect(try LogSurvey(directory: "/data", storage: disk.process()).findings.isEmpty)
                    again.close()
                    guard hasFired else {
                        #expect(report != nil && number > 20)
                        break
                    }
                    number += 3
                }
            }
        }
    }

    @Test func `a damaged segment stays raw, and is named`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let (log, _) = try await written(disk)
        let path = try #require(disk.paths.filter { $0.hasSuffix(".seg") }.dropLast().last)
        disk.rot(path) { $0[9000] ^= 1 }
        let before = disk.content(path)
        #expect(try log.packSealed().damaged == [String(path.dropFirst("/data/".count))])
        #expect(disk.content(path) == before)
    }

    @Test func `when the open segment is lost behind packed ones, its records are a gap and no offset is given twice`()
        async throws
    {
        let disk = SimulatedDisk(seed: 1)
        let (log, _) = try await written(disk)
        _ = try log.packSealed()
        log.close()
        disk.kill()
        disk.lose(try #require(disk.paths.first { $0.hasSuffix(".seg") }))
        let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
        let lost = try #require(again.recovery.damage.first?.offsets)
        #expect(lost.upperBound == UInt64(Self.count) && !lost.isEmpty)
        #expect(try await again.append(draft("next")).first?.offset == UInt64(Self.count))
    }

    @Test func `segments are packed ten minutes after they were sealed, in the background`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let clock = SimulatedClock()
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 16 << 10
        let log = try ResponseLog.open(directory: "/data", storage: disk.process(), clock: clock, options: options)
        for number in 0..<4 {
            try await log.append(draft("r\(number)", payload: Array(repeating: 7, count: 20_000)))
        }
        let rounds = UpkeepRounds(log, clock: clock) { _ in }
        let factsPaths = { disk.paths.filter { $0.hasSuffix(".facts") } }
        for _ in 0..<9 { clock.pass(60_000) }
        #expect(packedPaths(disk).isEmpty && factsPaths().isEmpty)
        for _ in 0..<3 { clock.pass(60_000) }
        #expect(!packedPaths(disk).isEmpty && factsPaths().count == packedPaths(disk).count)
        rounds.stop()
    }
}
