import CollectStream
import Testing

/// Small worlds, walked through whole: every subset of the last group's sectors, every bit of every header.
@Suite struct EveryPlaceTests {
    private static let segment = "/data/p00/00000000000000000000.seg"

    /// Three groups of one record; the third is written and its sync has not returned.
    private func interrupted(payloads: [Int]) async throws -> SimulatedDisk {
        for countdown in 1...8 {
            let disk = SimulatedDisk(seed: 1)
            let log = try ResponseLog.open(
                directory: "/data", storage: disk.process(), clock: SimulatedClock(), options: .small)
            for number in 0..<2 { try await log.append(Self.record(number, payloads[number])) }
            disk.plan(SimulatedFault(kind: .stop, countdown: countdown))
            await #expect(throws: LogError.self) { try await log.append(Self.record(2, payloads[2])) }
            let written = disk.content(Self.segment) ?? []
            if disk.unsyncedSectors(Self.segment).count >= 8, Self.holds(written, Self.record(2, payloads[2])) {
                return disk
            }
        }
        throw LogPromises.Broken(description: "the third group was never written")
    }

    private static func record(_ number: Int, _ bytes: Int) -> RecordDraft {
        let id = "r\(number)-\(bytes)"
        return draft(id, payload: LogPromises.payload(of: id))
    }

    private static func holds(_ bytes: [UInt8], _ draft: RecordDraft) -> Bool {
        let end = draft.payload.suffix(16)
        return bytes.indices.contains { bytes[$0...].starts(with: end) }
    }

    private func promises(of payloads: [Int], promised: Int) throws -> LogPromises {
        var promises = LogPromises(partitions: 1)
        for (number, bytes) in payloads.enumerated() {
            let position = LogPosition(partition: 0, offset: UInt64(number))
            promises.tried("r\(number)-\(bytes)", at: position)
            if number < promised { try promises.promise("r\(number)-\(bytes)", at: position) }
        }
        return promises
    }

    @Test func `every subset of the last group's sectors leaves it whole or takes it away, and nothing else`()
        async throws
    {
        // The third group begins in the middle of a page and ends in the next one: 12 sectors with what fills the page.
        let payloads = [1500, 1500, 3400]
        let image = try await interrupted(payloads: payloads)
        let sectors = image.unsyncedSectors(Self.segment)
        #expect((10...12).contains(sectors.count))
        var wholeCount = 0
        for subset in 0..<(1 << sectors.count) {
            let disk = image.copy(seed: 1)
            disk.losePower { path, sector in
                guard path == Self.segment, let index = sectors.firstIndex(of: sector) else { return true }
                return subset >> index & 1 == 1
            }
            var promises = try promises(of: payloads, promised: 2)
            let note = "subset \(String(subset, radix: 2)) of sectors \(sectors)"
            let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            #expect(log.recovery.damage.isEmpty, "\(note)")
            _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), .init(isAfterOpening: true))
            let isWhole = promises.promisedCount == 3
            if isWhole { wholeCount += 1 }
            #expect(log.recovery.torn.isEmpty || !isWhole, "\(note)")
            let next = try await log.append(Self.record(7, 10))
            #expect(next.first?.offset == (isWhole ? 3 : 2), "\(note)")
            try promises.promise("r7-10", at: next[0])
            log.close()
            let again = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            #expect(again.recovery == RecoveryReport(), "\(note)")
            _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), .init(isAfterOpening: true))
        }
        // The sectors that only fill the page with zeros do not matter.
        #expect(wholeCount >= 1 && wholeCount <= 1 << 6)
    }

    /// Flips each bit of a range in turn and looks at what a reader and the next writer make of it.
    private func flipEach(
        _ range: Range<Int>, of path: String, in image: SimulatedDisk, payloads: [Int], lastMayBeTorn: Bool = false
    ) async throws {
        for bit in range.lowerBound * 8..<range.upperBound * 8 {
            let disk = image.copy(seed: 1)
            disk.rot(path) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
            let note = "bit \(bit % 8) of byte \(bit / 8) of \(path)"
            var excuses = LogPromises.Excuses(allowsGaps: true, isAfterOpening: true)
            var promises = try promises(of: payloads, promised: 3)
            let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
            if let torn = log.recovery.torn.first {
                // A marker that is cut costs no record.
                let isExcused = torn.offset == 3 || lastMayBeTorn && torn.offset == 2
                #expect(isExcused && log.recovery.torn.count == 1, "\(note)")
                #expect(disk.content(torn.copy)?.isEmpty == false, "\(note): the copy is there")
                excuses.tornFrom = [0: torn.offset]
            }
            let gaps = try promises.check(LogReader(directory: "/data", storage: disk.process()), excuses)
            #expect(gaps <= 1, "\(note): one flipped bit costs at most one record, not \(gaps)")
            #expect(
                gaps == log.recovery.damage.reduce(0) { $0 + $1.offsets.count }, "\(note): recovery and reader agree")
            log.close()
        }
    }

    /// Three groups that are certainly durable, of 1,500, 1,500 and 3,400 bytes.
    private func threeGroups() async throws -> SimulatedDisk {
        let disk = SimulatedDisk(seed: 1)
        let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
        for (number, bytes) in [1500, 1500, 3400].enumerated() { try await log.append(Self.record(number, bytes)) }
        log.close()
        disk.kill()
        return disk
    }

    /// Where the batches begin, the closing marker among them.
    private func batches(_ disk: SimulatedDisk) throws -> [Int] {
        let bytes = try #require(disk.content(Self.segment))
        let magic = Array("CBTH".utf8)
        return stride(from: 4096, to: bytes.count, by: 8).filter { bytes[$0..<$0 + 4].elementsEqual(magic) }
    }

    @Test func `every bit of every batch and record header may flip`() async throws {
        let image = try await threeGroups()
        let starts = try batches(image)
        #expect(starts.count == 4)
        for start in starts {
            try await flipEach(start..<start + 64, of: Self.segment, in: image, payloads: [1500, 1500, 3400])
        }
        for start in starts.dropLast() {
            try await flipEach(start + 64..<start + 112, of: Self.segment, in: image, payloads: [1500, 1500, 3400])
        }
    }

    @Test func `every bit of a segment's header may flip`() async throws {
        let image = try await threeGroups()
        try await flipEach(0..<4096, of: Self.segment, in: image, payloads: [1500, 1500, 3400])
    }

    @Test func `every bit of HEAD may flip`() async throws {
        let image = try await threeGroups()
        try await flipEach(0..<128, of: "/data/HEAD", in: image, payloads: [1500, 1500, 3400])
    }

    @Test func `damage to the last group before anything proves it is kept aside and said`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: .small)
        for (number, bytes) in [1500, 1500, 3400].enumerated() { try await log.append(Self.record(number, bytes)) }
        disk.kill()
        disk.lose("/data/HEAD")
        let last = try #require(try batches(disk).last)
        try await flipEach(
            last..<last + 112, of: Self.segment, in: disk, payloads: [1500, 1500, 3400], lastMayBeTorn: true)
        withExtendedLifetime(log) {}
    }
}
