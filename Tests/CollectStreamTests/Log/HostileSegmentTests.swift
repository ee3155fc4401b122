import Testing

@testable import CollectStream

/// Bytes that pass their checksums and cannot be right, and files that are not this log's. Found by fuzzing (`Fuzzing/`).
@Suite struct HostileSegmentTests {
    private static let segment = "p00/00000000000000000000.seg"
    private static let headerBytes = 4096
    /// Where it stands, byte 8 of a record, none is served.
    private static let unknownOperation: UInt8 = 99

    /// Records `one` and `two`, one group each; closed.
    private func twoRecords(_ place: TemporaryDirectory) async throws {
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("one"))
        try await log.append(draft("two"))
        log.close()
    }

    /// Changes the first batch and gives it checksums that hold.
    private func forge(
        _ place: TemporaryDirectory, _ change: (inout BatchHeader, UnsafeMutableRawBufferPointer) -> Void
    ) throws {
        var bytes = try place.contents(Self.segment)
        try bytes.withUnsafeMutableBytes { raw in
            let first = UnsafeMutableRawBufferPointer(rebasing: raw[Self.headerBytes...])
            var header = try #require(
                BatchHeader(UnsafeRawBufferPointer(first), position: UInt64(Self.headerBytes), segmentID: nil))
            let end = BatchHeader.sizeBytes + Int(header.bodyBytes)
            let body = UnsafeMutableRawBufferPointer(rebasing: first[BatchHeader.sizeBytes..<end])
            change(&header, body)
            header.bodyCRC = crc32c(UnsafeRawBufferPointer(body))
            header.encode(into: first)
        }
        try place.write(bytes, to: Self.segment)
    }

    /// It made readers believe in 2⁶⁴ records, and the writer go on where no number comes after.
    @Test func `a header that calls later offsets durable is no header`() async throws {
        let place = try TemporaryDirectory()
        try await twoRecords(place)
        try forge(place) { header, _ in header.durableOffset = .max }
        #expect(try LogReader(directory: place.path).durableEnd().next == [2])
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery.damage.map(\.offsets) == [0..<1])
        #expect(try await log.append(draft("next")).first?.offset == 2)
        log.close()
        #expect(try LogReader(directory: place.path).responseIDs() == ["two", "next"])
    }

    /// A survey and a recovery asked the checksum alone and called it healthy, while readers reported a gap.
    @Test func `a body that does not hold its records is damage for everybody`() async throws {
        let place = try TemporaryDirectory()
        try await twoRecords(place)
        try forge(place) { _, body in body[8] = Self.unknownOperation }
        #expect(try LogReader(directory: place.path).all().map { $0.gap?.offsets } == [0..<1, nil])
        let survey = try LogSurvey(directory: place.path)
        #expect(survey.findings.map(\.kind) == [.lostRecords])
        #expect(survey.findings.map(\.offsets) == [0..<1])
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery.damage.map(\.offsets) == [0..<1])
    }

    /// A recovery looked for batches inside the damaged body, a reader behind it: what the one kept the other had lost, and was not told.
    @Test func `a header says where its batch ends, for everybody`() async throws {
        let place = try TemporaryDirectory()
        try await twoRecords(place)
        // Its body reaches over the second batch, and its checksum does not hold.
        try forge(place) { header, _ in header.bodyBytes += 1024 }
        #expect(try LogReader(directory: place.path).all().map { $0.gap?.offsets } == [nil, 1..<2])
        #expect(try LogSurvey(directory: place.path).findings.map(\.offsets) == [0..<2])
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery.damage.map(\.offsets) == [0..<2])
        #expect(try await log.append(draft("next")).first?.offset == 2)
        log.close()
        #expect(try LogReader(directory: place.path).responseIDs() == ["one", "next"])
    }

    /// The writer went on behind the second batch without a word about the first.
    @Test func `what a segment without a header has lost is told although nothing proves it`() async throws {
        let place = try TemporaryDirectory()
        try await twoRecords(place)
        var second = 0
        try forge(place) { header, body in
            second = Int(header.endPosition)
            body[8] = Self.unknownOperation
        }
        var bytes = try place.contents(Self.segment)
        bytes[0] ^= 1
        bytes.withUnsafeMutableBytes { raw in
            let room = UnsafeMutableRawBufferPointer(rebasing: raw[second...])
            var header = BatchHeader(UnsafeRawBufferPointer(room), position: UInt64(second), segmentID: nil)
            header?.durableOffset = 0
            header?.encode(into: room)
        }
        try place.write(bytes, to: Self.segment)
        try place.remove("HEAD")
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery.damage.map(\.offsets) == [0..<1])
        #expect(try await log.append(draft("next")).first?.offset == 2)
    }

    /// It was read as ours, although a survey said that it is not.
    @Test func `another log's segment in the place of ours is a gap`() async throws {
        let (place, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        try await twoRecords(place)
        let log = try ResponseLog.open(directory: other.path, options: .small)
        for id in ["x", "y", "z"] { try await log.append(draft(id)) }
        log.close()
        try place.write(other.contents(Self.segment), to: Self.segment)
        let batches = try LogReader(directory: place.path).all()
        #expect(batches.map { $0.gap?.offsets } == [0..<2])
        let again = try ResponseLog.open(directory: place.path, options: .small)
        #expect(again.recovery.damage.map(\.offsets) == [0..<2])
        #expect(try await again.append(draft("next")).first?.offset == 2)
        #expect(try LogReader(directory: place.path).responseIDs() == ["next"])
    }

    /// The segment's name proves every offset below it. It was moved away before the new one took its place.
    @Test func `a recovery that fails while it replaces a ruined segment loses no durable end`() async throws {
        for number in 1...2 {
            let place = try TemporaryDirectory()
            let log = try ResponseLog.open(directory: place.path, options: .small)
            let large = [UInt8](repeating: 1, count: 40_000)
            try await log.append(draft("one", payload: large))
            try await log.append(draft("two", payload: large))
            log.close()
            let second = "p00/00000000000000000001.seg"
            let ruined = [UInt8](repeating: 0, count: try place.contents(second).count)
            try place.write(ruined, to: second)
            try place.remove("HEAD")
            let storage = FaultyStorage()
            storage.fail(.rename, number: number)
            try? ResponseLog.open(directory: place.path, storage: storage, options: .small).close()
            #expect(storage.fired == (number == 1 ? 1 : 0), "one rename does it")
            #expect(try LogReader(directory: place.path).durableEnd().next == [1])
            if number == 2 { #expect(try place.contents("quarantine/p00-1-segment-0.bin") == ruined) }
        }
    }
}
