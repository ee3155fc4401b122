import CollectStream
import Foundation
import Testing

@Suite struct LogReaderTests {
    @Test func `readers follow across rolls, by position and in sequence`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let reader = try LogReader(directory: place.path)
        var next: UInt64 = 0
        var seen: [String] = []
        for number in 0..<60 {
            try await log.append(draft("r-\(number)", payload: [UInt8](repeating: UInt8(number), count: 30_000)))
            for batch in try reader.read(partition: 0, from: next) {
                #expect(batch.baseOffset == next)
                #expect(batch.gap == nil)
                seen += batch.records.map(batch.responseID)
                next = batch.nextOffset
            }
            #expect(next == UInt64(number + 1), "durable is readable at once")
        }
        #expect(seen == (0..<60).map { "r-\($0)" })
        #expect(try place.names("p00").count > 5)
        var random = SeededGenerator(seed: 42)
        for _ in 0..<200 {
            let offset = UInt64.random(in: 0..<60, using: &random)
            let record = try reader.record(at: LogPosition(partition: 0, offset: offset))
            #expect(record.responseID == "r-\(offset)")
            #expect(record.payload.first == UInt8(offset))
        }
    }

    @Test func `a reader that slept through several rolls finds any record at once`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let large = [UInt8](repeating: 1, count: 30_000)
        try await log.append(draft("r-0", payload: large))
        let reader = try LogReader(directory: place.path)
        #expect(try reader.responseIDs() == ["r-0"])
        for number in 1..<40 { try await log.append(draft("r-\(number)", payload: large)) }
        for offset in [UInt64(39), 20, 1] {
            #expect(try reader.record(at: LogPosition(partition: 0, offset: offset)).responseID == "r-\(offset)")
            let batch = try #require(try reader.read(partition: 0, from: offset, maxBytes: 1).first)
            #expect(batch.gap == nil)
            #expect(batch.baseOffset == offset)
        }
    }

    @Test func `segments made ready in the background serve the same records`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.preparesSegments = true
        let log = try ResponseLog.open(directory: place.path, options: options)
        for number in 0..<100 {
            try await log.append(draft("r-\(number)", payload: [UInt8](repeating: 1, count: 20_000)))
        }
        log.close()
        #expect(try LogReader(directory: place.path).responseIDs() == (0..<100).map { "r-\($0)" })
        let again = try ResponseLog.open(directory: place.path, options: options)
        #expect(again.recovery == RecoveryReport())
    }

    @Test func `closing waits for background work, so that the log can be reopened at once`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.preparesSegments = true
        for round in 0..<20 {
            let log = try ResponseLog.open(directory: place.path, options: options)
            for number in 0..<4 {
                try await log.append(draft("\(round)/\(number)", payload: [UInt8](repeating: 1, count: 9000)))
            }
            log.close()
        }
        #expect(try LogReader(directory: place.path).responseIDs().count == 80)
    }

    @Test func `after a quiet moment a marker proves the last group without HEAD`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.markerDelayMs = 2
        let log = try ResponseLog.open(directory: place.path, options: options)
        let follower = try LogFollower(directory: place.path)
        try await log.append(draft("a"))
        var proven: [String] = []
        // HEAD changes for the group, and again for the marker.
        while proven.isEmpty, follower.wait(timeoutMs: 10_000) {
            let copy = try TemporaryDirectory()
            try copy.write(place.contents("log.json"), to: "log.json")
            try copy.write(place.contents(RecoveryTests.segment), to: RecoveryTests.segment)
            proven = try LogReader(directory: copy.path).responseIDs()
        }
        #expect(proven == ["a"])
        log.close()
    }

    @Test func `a missing segment in the middle is a gap between readable neighbours`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        for number in 0..<30 {
            try await log.append(draft("r-\(number)", payload: [UInt8](repeating: 1, count: 20_000)))
        }
        log.close()
        let names = try place.names("p00")
        let first = try #require(UInt64(names[1].prefix(20)))
        let after = try #require(UInt64(names[2].prefix(20)))
        try place.remove("p00/\(names[1])")
        let batches = try LogReader(directory: place.path).all()
        #expect(batches.compactMap(\.gap?.offsets) == [first..<after])
        #expect(batches.compactMap(\.gap?.cause) == [.missing])
        #expect(batches.reduce(0) { $0 + $1.records.count } == 30 - Int(after - first))
    }

    @Test func `an empty or half-created directory is an empty log that may come to life`() async throws {
        let place = try TemporaryDirectory()
        let reader = try LogReader(directory: place.path)
        #expect(try reader.description() == nil)
        #expect(try reader.durableEnd().next == [])
        #expect(try reader.read(partition: 0, from: 0).isEmpty)
        try place.write([], to: "LOCK")
        try place.write([1], to: "log.json.tmp")
        #expect(try LogReader(directory: place.path).durableEnd().next == [])
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"))
        #expect(try reader.responseIDs() == ["a"])
    }

    @Test func `a directory without segment folders is an empty log`() throws {
        let source = try TemporaryDirectory()
        try ResponseLog.open(directory: source.path, options: .small).close()
        let place = try TemporaryDirectory()
        try place.write(source.contents("log.json"), to: "log.json")
        let reader = try LogReader(directory: place.path)
        #expect(try reader.durableEnd().next == [0])
        #expect(try reader.read(partition: 0, from: 0).isEmpty)
    }

    @Test func `what is no log is refused with the reason`() throws {
        let place = try TemporaryDirectory()
        #expect(throws: LogError.directoryMissing(path: place.file("none"))) {
            _ = try LogReader(directory: place.file("none"))
        }
        try place.write([1], to: "holiday.jpg")
        #expect(throws: LogError.foreignDirectory(path: place.path, found: "holiday.jpg")) {
            _ = try LogReader(directory: place.path)
        }
        #expect(throws: LogError.foreignDirectory(path: place.path, found: "holiday.jpg")) {
            _ = try ResponseLog.open(directory: place.path, options: .small)
        }
        #expect(try place.names() == ["holiday.jpg"])
        try place.write(Array(#"{"format": "collect-log", "version": 9}"#.utf8), to: "log.json")
        #expect(throws: LogError.unsupportedVersion(path: place.file("log.json"), found: 9, supported: 1)) {
            _ = try LogReader(directory: place.path)
        }
        try place.write(Array(#"{"name": "web app"}"#.utf8), to: "log.json")
        #expect(throws: LogError.foreignDirectory(path: place.path, found: "a log.json of another program")) {
            _ = try LogReader(directory: place.path)
        }
    }

    @Test func `segments without log.json are not taken for a new log`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"))
        log.close()
        try place.remove("log.json")
        #expect(throws: LogError.self) { _ = try ResponseLog.open(directory: place.path, options: .small) }
        #expect(throws: LogError.self) { _ = try LogReader(directory: place.path) }
    }

    @Test func `a position beyond the end is an error and not an empty answer`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"))
        let reader = try LogReader(directory: place.path)
        #expect(try reader.read(partition: 0, from: 1).isEmpty)
        let beyond = LogPosition(partition: 0, offset: 2)
        #expect(throws: LogError.beyondEnd(position: beyond, end: 1)) { _ = try reader.read(partition: 0, from: 2) }
        #expect(throws: LogError.noSuchPartition(found: 1, partitions: 1)) {
            _ = try reader.read(partition: 1, from: 0)
        }
    }

    @Test func `a follower on another thread is woken by inotify and reads what is durable`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let follower = try LogFollower(directory: place.path)
        #expect(follower.wait(timeoutMs: 0) == false)
        let path = place.path
        let seen = Task.detached { () -> [String] in
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var ids: [String] = []
                    while follower.wait(), ids.count < 3 {
                        ids = (try? LogReader(directory: path).responseIDs()) ?? []
                        if ids.count == 3 { break }
                    }
                    continuation.resume(returning: ids)
                }
            }
        }
        for id in ["a", "b", "c"] { try await log.append(draft(id)) }
        #expect(await seen.value == ["a", "b", "c"])
    }

    @Test func `a follower without inotify finds out by looking`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let follower = try LogFollower(directory: place.path, usesNotifications: false)
        #expect(!follower.wait(timeoutMs: 0))
        try await log.append(draft("a"))
        #expect(follower.wait(timeoutMs: 10_000))
    }

    @Test
    func `seeking by time finds the first record of that time or later, also in packed segments and across a gap`()
        async throws
    {
        let disk = SimulatedDisk(seed: 1)
        let clock = SimulatedClock()
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 16 << 10
        options.largestSegmentBytes = 32 << 10
        let log = try ResponseLog.open(directory: "/data", storage: disk.process(), clock: clock, options: options)
        var times: [Int64] = []
        for number in 0..<50 {
            let size = (number * 7919) % 5000
            let group = (0...number % 3).map { draft("r\(number)-\($0)", payload: Array(repeating: 1, count: size)) }
            let staged = try log.stage(group)
            try await log.durable(staged)
            times += group.map { _ in clock.nowMs() }
            clock.pass(number % 4 * 250)
        }
        func expectFound(_ note: Comment) throws {
            let reader = try LogReader(directory: "/data", storage: disk.process())
            for ms in Set(times.flatMap { [$0 - 1, $0, $0 + 1] }) {
                let expected = UInt64(times.firstIndex { $0 >= ms } ?? times.count)
                #expect(try reader.cursor(atOrAfterMs: ms).next == [expected], "\(note)")
            }
            #expect(try reader.cursor(atOrAfterMs: .min).next == [0])
            #expect(try reader.cursor(atOrAfterMs: .max).next == [UInt64(times.count)])
        }
        try expectFound("raw")
        #expect(try log.packSealed().segments > 2)
        try expectFound("packed")
        log.close()
        // What is lost has no time any more: it goes with what follows it, so that nobody passes over it.
        let lost = try #require(disk.paths.filter { $0.hasSuffix(".zst") }.dropFirst().first)
        let first = try #require(UInt64(lost.dropLast(8).suffix(20)))
        disk.lose(lost)
        let reader = try LogReader(directory: "/data", storage: disk.process())
        let gap = try #require(try reader.all().compactMap(\.gap).first)
        #expect(gap.offsets.lowerBound == first)
        #expect(try reader.cursor(atOrAfterMs: times[Int(gap.offsets.upperBound)]).next[0] <= first)
    }

    @Test func `a follower waits for a log that does not exist yet, and stops when told`() async throws {
        let place = try TemporaryDirectory()
        let follower = try LogFollower(directory: place.path)
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(follower.wait(timeoutMs: 10_000))
        try await log.append(draft("a"))
        #expect(follower.wait(timeoutMs: 10_000))
        let stopped = Task.detached { follower.wait() }
        follower.stop()
        #expect(await stopped.value == false)
        #expect(follower.wait() == false)
    }

    @Test func `a reader in another thread never sees a record before it is durable`() async throws {
        let place = try TemporaryDirectory()
        let storage = FaultyStorage()
        let log = try ResponseLog.open(directory: place.path, storage: storage, options: .small)
        try await log.append(draft("a"))
        storage.fail(.sync)
        let group = try log.stage([draft("b")])
        await #expect(throws: LogError.self) { try await log.durable(group) }
        #expect(storage.fired == 1)
        // The bytes of b are in the file; its sync failed.
        #expect(try place.contents(RecoveryTests.segment).count > 0)
        #expect(try LogReader(directory: place.path).responseIDs() == ["a"])
    }

    /// With 64 partitions a first segment has 768 KiB, less than a batch may have. A reader that had it open was told of a gap for ever.
    @Test func `a segment that was replaced while it was empty is found again`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 8 << 10
        let log = try ResponseLog.open(directory: place.path, options: options)
        let reader = try LogReader(directory: place.path)
        #expect(try reader.durableEnd().next == [0])
        try await log.append(draft("large", payload: [UInt8](repeating: 7, count: 20_000)))
        #expect(try reader.responseIDs() == ["large"])
        #expect(try reader.record(at: LogPosition(partition: 0, offset: 0)).responseID == "large")
        log.close()
    }
}
