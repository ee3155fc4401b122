import CollectStream
import Testing

/// A crash may leave any part of the last group on the disk. What was acknowledged before it must stay.
@Suite struct RecoveryTests {
    static let segment = "p00/00000000000000000000.seg"

    /// Three records, one group each, and no `HEAD`: as after a crash before the third was acknowledged.
    private func threeRecords(_ place: TemporaryDirectory) async throws -> (bytes: [UInt8], ends: [Int]) {
        let log = try ResponseLog.open(directory: place.path, options: .small)
        var ends: [Int] = []
        for id in ["one", "two", "three"] {
            try await log.append(draft(id))
            let bytes = try place.contents(Self.segment)
            ends.append((try #require(bytes.lastIndex { $0 != 0 }) + 8) & ~7)
        }
        return (try place.contents(Self.segment), ends)
    }

    @Test func `a last group cut at any byte is dropped whole and the position stays`() async throws {
        let source = try TemporaryDirectory()
        let (bytes, ends) = try await threeRecords(source)
        let json = try source.contents("log.json")
        for cut in ends[1]...ends[2] {
            let place = try TemporaryDirectory()
            var torn = bytes
            for index in cut..<torn.count { torn[index] = 0 }
            // The last bytes of a record may be zero by themselves: then nothing is missing.
            let isWhole = torn == bytes
            try place.write(json, to: "log.json")
            try place.write(torn, to: Self.segment)
            let log = try ResponseLog.open(directory: place.path, options: .small)
            #expect(log.recovery.damage.isEmpty, "cut at \(cut)")
            #expect(log.recovery.torn.count == (isWhole || cut == ends[1] ? 0 : 1), "cut at \(cut)")
            if let tail = log.recovery.torn.first {
                #expect(tail.offset == 2)
                let kept = Int(tail.bytes.upperBound)
                #expect(try place.contents("quarantine/p00-0-\(ends[1])-0.bin") == Array(torn[ends[1]..<kept]))
                #expect(try place.contents(Self.segment)[ends[1]...].allSatisfy { $0 == 0 })
            }
            let expected: UInt64 = isWhole ? 3 : 2
            #expect(try await log.append(draft("next")).first?.offset == expected)
            log.close()
            let ids = try LogReader(directory: place.path).responseIDs()
            #expect(ids == (isWhole ? ["one", "two", "three", "next"] : ["one", "two", "next"]), "cut at \(cut)")
        }
    }

    @Test func `a reader without a writer serves what is proven and not the torn tail`() async throws {
        let source = try TemporaryDirectory()
        let (bytes, ends) = try await threeRecords(source)
        for cut in stride(from: ends[1], through: ends[2], by: 8) {
            let place = try TemporaryDirectory()
            var torn = bytes
            for index in cut..<torn.count { torn[index] = 0 }
            try place.write(source.contents("log.json"), to: "log.json")
            try place.write(torn, to: Self.segment)
            let ids = try LogReader(directory: place.path).responseIDs()
            // The third batch's header, once whole, proves the second group; nothing proves the third.
            #expect(ids == (cut >= ends[1] + 64 ? ["one", "two"] : ["one"]), "cut at \(cut)")
            #expect(try place.names() == ["log.json", "p00"], "a reader leaves no trace")
        }
    }

    @Test func `any flipped bit in acknowledged data is reported as a gap and never cut`() async throws {
        let source = try TemporaryDirectory()
        let (bytes, ends) = try await threeRecords(source)
        let head = try source.contents("HEAD")
        let json = try source.contents("log.json")
        let reached = SegmentBounds(ends: ends)
        for byte in stride(from: 4096, to: ends[2], by: 3) {
            let place = try TemporaryDirectory()
            var damaged = bytes
            damaged[byte] ^= 1 << UInt8(byte % 8)
            try place.write(json, to: "log.json")
            try place.write(head, to: "HEAD")
            try place.write(damaged, to: Self.segment)
            let lost = UInt64(reached.record(holding: byte))
            let log = try ResponseLog.open(directory: place.path, options: .small)
            #expect(log.recovery.torn.isEmpty)
            #expect(log.recovery.damage.map(\.offsets) == [lost..<lost + 1], "flipped in byte \(byte)")
            #expect(try place.contents(Self.segment) == damaged, "nothing is cut")
            #expect(try await log.append(draft("next")).first?.offset == 3)
            let reader = try LogReader(directory: place.path)
            let batches = try reader.all()
            #expect(batches.compactMap(\.gap?.offsets) == [lost..<lost + 1])
            var ids = ["one", "two", "three", "next"]
            ids.remove(at: Int(lost))
            #expect(try reader.responseIDs() == ids)
            // In the batch header: the record's own checksum is not asked. In the record: it must refuse.
            #expect(throws: LogError.self) { try reader.record(at: LogPosition(partition: 0, offset: lost)) }
            log.close()
            let again = try ResponseLog.open(directory: place.path, options: .small)
            #expect(try await again.append(draft("last")).first?.offset == 4)
        }
    }

    @Test func `a flipped bit in a group costs the one record it stands in`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"), draft("b"), draft("mark-me"), draft("also"), draft("e"))
        log.close()
        var bytes = try place.contents(Self.segment)
        let mark = Array("mark-me".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) })
        bytes[start] ^= 0x10
        try place.write(bytes, to: Self.segment)
        for maxBytes in [1, 1 << 20] {
            let batches = try LogReader(directory: place.path).all(maxBytes: maxBytes)
            #expect(batches.map { $0.gap?.offsets } == [nil, 2..<3, nil])
            #expect(batches.map { batch in batch.records.map(batch.responseID) } == [["a", "b"], [], ["also", "e"]])
            #expect(batches.map(\.nextOffset) == [2, 3, 5])
        }
        let reader = try LogReader(directory: place.path)
        #expect(try reader.record(at: LogPosition(partition: 0, offset: 3)).responseID == "also")
        #expect(throws: LogError.self) { try reader.record(at: LogPosition(partition: 0, offset: 2)) }
        let middle = try reader.read(partition: 0, from: 4)
        #expect(middle.map { batch in batch.records.map(batch.responseID) } == [["e"]])
    }

    @Test func `a damaged segment header costs no record`() async throws {
        let place = try TemporaryDirectory()
        var (bytes, _) = try await threeRecords(place)
        bytes[41] ^= 1
        try place.write(bytes, to: Self.segment)
        #expect(try LogReader(directory: place.path).responseIDs() == ["one", "two", "three"])
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(try await log.append(draft("next")).first?.offset == 3)
        #expect(try LogReader(directory: place.path).responseIDs() == ["one", "two", "three", "next"])
        #expect(try place.names("p00").count == 2)
    }

    @Test func `a missing newest segment is a gap and its offsets are not given again`() async throws {
        let place = try TemporaryDirectory()
        _ = try await threeRecords(place)
        try place.remove(Self.segment)
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery.damage.map(\.offsets) == [0..<3])
        #expect(try await log.append(draft("next")).first?.offset == 3)
        let batches = try LogReader(directory: place.path).all()
        #expect(batches.map { $0.gap?.cause } == [.missing, nil])
        #expect(batches[0].gap?.offsets == 0..<3)
    }

    @Test func `a lost HEAD is made again from the segments`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"))
        try await log.append(draft("b"))
        log.close()
        try place.remove("HEAD")
        #expect(try LogReader(directory: place.path).responseIDs() == ["a", "b"], "the closing marker proves both")
        let again = try ResponseLog.open(directory: place.path, options: .small)
        #expect(try await again.append(draft("c")).first?.offset == 2)
        #expect(try LogReader(directory: place.path).responseIDs() == ["a", "b", "c"])
    }

    @Test func `random bytes in a segment never crash a reader or a writer`() async throws {
        let source = try TemporaryDirectory()
        let (bytes, ends) = try await threeRecords(source)
        for seed in UInt64(1)...60 {
            var random = SeededGenerator(seed: seed)
            let place = try TemporaryDirectory()
            var hostile = bytes
            let start = Int.random(in: 0..<ends[2], using: &random)
            for index in start..<min(start + Int.random(in: 1...600, using: &random), hostile.count) {
                hostile[index] = UInt8.random(in: 0...255, using: &random)
            }
            if seed % 3 == 0 { hostile.removeLast(Int.random(in: 1..<hostile.count, using: &random)) }
            try place.write(source.contents("log.json"), to: "log.json")
            try place.write(source.contents("HEAD"), to: "HEAD")
            try place.write(hostile, to: Self.segment)
            let log = try ResponseLog.open(directory: place.path, options: .small)
            #expect(try await log.append(draft("next")).first?.offset == 3, "seed \(seed)")
            let batches = try LogReader(directory: place.path).all()
            #expect(batches.last.map { $0.records.map($0.responseID) } == ["next"], "seed \(seed)")
            let covered = batches.reduce(UInt64(0)) { $0 + ($1.nextOffset - $1.baseOffset) }
            #expect(covered == 4, "every offset is served or reported, seed \(seed)")
        }
    }
}

/// Which of three one-record groups a byte of the segment belongs to.
private struct SegmentBounds {
    let ends: [Int]
    func record(holding byte: Int) -> Int { ends.firstIndex { byte < $0 } ?? ends.count }
}
