import CollectStream
import Testing

/// A survey finds every byte that is wrong, says which records it costs, and calls nothing damage that is none.
@Suite struct LogSurveyTests {
    private static let first = "p00/00000000000000000000.seg"

    /// One partition with `count` records, each in a group of its own; closed.
    private func log(_ count: Int, in place: TemporaryDirectory) async throws {
        let log = try ResponseLog.open(directory: place.path, options: .small)
        for number in 0..<count { try await log.append(draft("response-\(number)")) }
        log.close()
    }

    @Test func `a healthy log has nothing to tell, and every record is counted`() async throws {
        let place = try TemporaryDirectory()
        try await log(700, in: place)
        var steps: [UInt64] = []
        let survey = try LogSurvey(directory: place.path) { done, all in
            steps.append(done)
            #expect(done <= all)
        }
        #expect(survey.findings.isEmpty, "\(survey.findings)")
        let partition = try #require(survey.partitions.first)
        #expect(partition.durableOffset == 700)
        #expect(partition.segments.count > 1, "the test needs a roll")
        #expect(steps.count == partition.segments.count)
        var next: UInt64 = 0
        for segment in partition.segments {
            #expect(segment.offsets.lowerBound == next)
            #expect(segment.usedBytes <= segment.sizeBytes)
            next = segment.offsets.upperBound
        }
        #expect(next == 700)
        #expect(partition.segments.reduce(0) { $0 + $1.batches } == 700)
    }

    @Test func `a directory in which nothing has begun yet is no damage`() throws {
        let place = try TemporaryDirectory()
        let survey = try LogSurvey(directory: place.path)
        #expect(survey.description == nil)
        #expect(survey.findings.isEmpty)
        #expect(throws: LogError.self) { try LogSurvey(directory: place.file("none")) }
    }

    @Test func `any flipped bit of what was acknowledged is found, with the records that it costs`() async throws {
        let source = try TemporaryDirectory()
        try await log(3, in: source)
        let bytes = try source.contents(Self.first)
        let last = try #require(bytes.lastIndex { $0 != 0 })
        for byte in stride(from: 4096, through: last, by: 5) {
            let place = try TemporaryDirectory()
            for name in ["HEAD", "log.json"] { try place.write(source.contents(name), to: name) }
            var damaged = bytes
            damaged[byte] ^= 1 << UInt8(byte % 8)
            try place.write(damaged, to: Self.first)
            let survey = try LogSurvey(directory: place.path)
            let lost = survey.findings.filter { $0.kind == .lostRecords }
            let served = try LogReader(directory: place.path).all().compactMap(\.gap?.offsets)
            #expect(lost.compactMap(\.offsets) == served, "flipped in byte \(byte)")
            // Behind the last record stand markers: damage there costs none.
            #expect(!survey.findings.isEmpty, "flipped in byte \(byte)")
            if let place = lost.first?.bytes { #expect(place.contains(UInt64(byte))) }
        }
    }

    @Test func `a damaged header costs nothing and is said`() async throws {
        let place = try TemporaryDirectory()
        try await log(3, in: place)
        var bytes = try place.contents(Self.first)
        bytes[41] ^= 1
        try place.write(bytes, to: Self.first)
        let survey = try LogSurvey(directory: place.path)
        #expect(survey.findings.map(\.kind) == [.damagedHeader])
        #expect(survey.isDamaged)
        #expect(survey.partitions.first?.segments.first?.offsets == 0..<3)
    }

    @Test func `a lost segment, and a lost folder, are lost records`() async throws {
        let place = try TemporaryDirectory()
        try await log(700, in: place)
        let segments = try #require(try LogSurvey(directory: place.path).partitions.first?.segments)
        try place.remove(segments[0].name)
        let without = try LogSurvey(directory: place.path)
        #expect(without.findings.map(\.kind) == [.lostRecords])
        #expect(without.findings.first?.offsets == segments[0].offsets)
        try place.remove("p00")
        let nothing = try LogSurvey(directory: place.path)
        #expect(nothing.findings.map(\.offsets) == [0..<700])
    }

    @Test func `a file of another log in a segment's place is told from damage`() async throws {
        let (place, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        try await log(3, in: place)
        try await log(5, in: other)
        try place.write(other.contents(Self.first), to: Self.first)
        let survey = try LogSurvey(directory: place.path)
        #expect(survey.findings.map(\.kind) == [.foreignSegment, .lostRecords])
        #expect(survey.findings.last?.offsets == 0..<3)
    }

    @Test func `an unfinished end, a lost HEAD and strange files are notes`() async throws {
        let place = try TemporaryDirectory()
        try await log(3, in: place)
        try place.remove("HEAD")
        try place.write([1], to: "p00/notes.txt")
        try place.write([1], to: "quarantine/p00-0-4096-0.bin")
        var bytes = try place.contents(Self.first)
        let end = (try #require(bytes.lastIndex { $0 != 0 }) + 8) & ~7
        bytes[end + 16] = 7
        try place.write(bytes, to: Self.first)
        let survey = try LogSurvey(directory: place.path)
        #expect(survey.findings.map(\.kind) == [.damagedHead, .unknownFile, .unfinishedEnd, .quarantined])
        #expect(!survey.isDamaged)
        #expect(survey.findings.allSatisfy { !$0.what.isEmpty && !$0.meaning.isEmpty && !$0.advice.isEmpty })
        #expect(survey.findings.first { $0.kind == .unfinishedEnd }?.bytes == UInt64(end)..<UInt64(end + 24))
    }

    @Test func `beside a writer nothing is called damage`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("first"))
        let path = place.path
        async let writing: Void = { for number in 0..<400 { try await log.append(draft("response-\(number)")) } }()
        var surveys = 0
        while surveys < 40 {
            let survey = try LogSurvey(directory: path)
            #expect(!survey.isDamaged, "\(survey.findings)")
            surveys += 1
        }
        try await writing
        log.close()
        #expect(try LogSurvey(directory: path).partitions.first?.durableOffset == 401)
    }
}
