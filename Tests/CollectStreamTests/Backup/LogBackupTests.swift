import Testing

@testable import CollectStream

/// A copy taken while the writer goes on is whole, and says the same.
@Suite struct LogBackupTests {
    private func options() -> ResponseLog.Options {
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 16 << 10
        options.largestSegmentBytes = 64 << 10
        return options
    }

    private func log(_ disk: SimulatedDisk) throws -> ResponseLog {
        try ResponseLog.open(directory: "/data", storage: disk.process(), clock: SimulatedClock(), options: options())
    }

    private func append(_ numbers: Range<Int>, to log: ResponseLog) async throws {
        for number in numbers {
            try await log.append(draft("r\(number)", payload: Array(repeating: UInt8(number), count: 6000)))
        }
    }

    private func back(_ disk: SimulatedDisk) throws -> LogBackup.Report {
        try LogBackup(from: "/data", to: "/backup/survey", storage: disk.process()).run()
    }

    private func ids(_ disk: SimulatedDisk, _ directory: String = "/backup/survey") throws -> [String] {
        #expect(try LogSurvey(directory: directory, storage: disk.process()).findings.isEmpty)
        return try LogReader(directory: directory, storage: disk.process()).responseIDs()
    }

    @Test func `a backup beside a writer holds what was durable, and the next one copies only what is new`()
        async throws
    {
        let disk = SimulatedDisk(seed: 1)
        let log = try log(disk)
        try await append(0..<20, to: log)
        let first = try back(disk)
        #expect(first.end.next == [20] && first.keptFiles == 0)
        #expect(try ids(disk) == (0..<20).map { "r\($0)" })
        try await append(20..<40, to: log)
        #expect(try ids(disk).count == 20, "the backup stays as it is")
        let second = try back(disk)
        #expect(second.keptFiles > 0 && second.copiedBytes < first.copiedBytes * 2)
        #expect(try ids(disk) == (0..<40).map { "r\($0)" })
    }

    @Test
    func `segments that were packed since the last backup are not copied again, and unfinished ones are replaced`()
        async throws
    {
        let disk = SimulatedDisk(seed: 1)
        let log = try log(disk)
        try await append(0..<3, to: log)
        _ = try back(disk)
        try await append(3..<30, to: log)
        _ = try log.packSealed()
        let second = try back(disk)
        #expect(try ids(disk) == (0..<30).map { "r\($0)" })
        #expect(second.copiedFiles > 1)
        let third = try back(disk)
        #expect(third.copiedFiles == 1, "the open segment only")
        #expect(try ids(disk).count == 30)
    }

    /// The name that says where the partition begins was not synced with the folder of a new copy.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what has expired is gone from the next backup, and is no loss in it after a power failure`(seed: UInt64)
        async throws
    {
        let disk = SimulatedDisk(seed: seed)
        let log = try log(disk)
        try await append(0..<20, to: log)
        if seed % 2 == 0 { _ = try back(disk) }
        let start = try #require(try log.sealedSegments(0).dropFirst().first).base
        let erased = try #require(try log.sealedSegments(0).dropFirst().first)
        _ = try log.erase(erased, forms: ["household"])
        _ = try log.begin(0, at: start)
        _ = try back(disk)
        disk.losePower()
        #expect(try LogSurvey(directory: "/backup/survey", storage: disk.process()).findings.isEmpty)
        let reader = try LogReader(directory: "/backup/survey", storage: disk.process())
        #expect(try reader.begin().next == [start] && reader.durableEnd().next == [20])
        for offset in erased.offsets {
            #expect(try reader.recordIfKept(at: LogPosition(partition: 0, offset: offset)) == nil)
        }
    }

    @Test func `a restored log is read as the first one and takes more records`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let log = try log(disk)
        try await append(0..<25, to: log)
        _ = try back(disk)
        let restore = LogBackup(from: "/backup/survey", to: "/new", storage: disk.process())
        log.close()
        _ = try restore.run(isNew: true)
        #expect(try ids(disk, "/new") == (0..<25).map { "r\($0)" })
        let restored = try ResponseLog.open(directory: "/new", storage: disk.process(), options: options())
        #expect(restored.recovery == RecoveryReport())
        #expect(try await restored.append(draft("next")).first?.offset == 25)
        #expect(throws: LogError.backupExists(path: "/new")) { try restore.run(isNew: true) }
    }

    @Test func `the directory of another log is refused`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let log = try log(disk)
        try await append(0..<2, to: log)
        log.close()
        let other = try ResponseLog.open(directory: "/backup/survey", storage: disk.process(), options: options())
        other.close()
        #expect(throws: LogError.backupOfOtherLog(path: "/backup/survey")) { try back(disk) }
    }

    @Test func `a first backup interrupted at any operation is no log, and is completed by the next`() async throws {
        var number = 1
        while true {
            let disk = SimulatedDisk(seed: UInt64(number))
            let log = try log(disk)
            try await append(0..<8, to: log)
            log.close()
            disk.plan(SimulatedFault(kind: .stop, countdown: number))
            let report = try? back(disk)
            let hasFired = disk.faultFired
            disk.losePower()
            if report == nil, let reader = try? LogReader(directory: "/backup/survey", storage: disk.process()),
                try reader.description() != nil
            {
                #expect(try reader.responseIDs().count == 8, "stopped at \(number): all of it or no log")
            }
            _ = try back(disk)
            #expect(try ids(disk).count == 8, "stopped at \(number)")
            guard hasFired else { break }
            number += 1
        }
        #expect(number > 40)
    }

    @Test func `another program's directory is no place for a backup`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let log = try log(disk)
        try await append(0..<2, to: log)
        let storage = disk.process()
        try storage.createDirectory("/backup")
        try storage.createDirectory("/backup/survey")
        _ = try storage.open("/backup/survey/theirs.db", .create)
        #expect(throws: LogError.foreignDirectory(path: "/backup/survey", found: "theirs.db")) { try back(disk) }
        #expect(disk.paths.count { $0.hasPrefix("/backup/survey/") } == 1)
    }

    @Test func `a backup interrupted at any operation harms nothing and is completed by the next`() async throws {
        for powerFails in [false, true] {
            var number = 1
            while true {
                let disk = SimulatedDisk(seed: UInt64(number))
                let log = try log(disk)
                try await append(0..<5, to: log)
                _ = try back(disk)
                try await append(5..<20, to: log)
                log.close()
                disk.plan(SimulatedFault(kind: .stop, countdown: number))
                _ = try? back(disk)
                let hasFired = disk.faultFired
                if powerFails { disk.losePower() } else { disk.kill() }
                // The earlier backup's records are there, whatever has been copied since.
                let reader = try LogReader(directory: "/backup/survey", storage: disk.process())
                #expect(try reader.responseIDs().prefix(5) == ["r0", "r1", "r2", "r3", "r4"], "stopped at \(number)")
                _ = try back(disk)
                #expect(try ids(disk) == (0..<20).map { "r\($0)" }, "stopped at \(number)")
                guard hasFired else { break }
                number += 1
            }
            #expect(number > 40)
        }
    }
}
