import CollectModel
import Testing

@testable import CollectStream

/// Facts files say what decoding says, and are believed only when they are whole and of their segment.
@Suite struct FactsTests {
    private static func payloads(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in RandomResponse.line(&random) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `of every record the file says what decoding it says`(seed: UInt64) async throws {
        let fixture = try FactsFixture(seed: seed)
        // Also what is no response, and the hostile ones.
        let hostile = HostileLine.all.map(\.bytes).filter { !$0.isEmpty && $0.count < 100_000 }
        try await fixture.segment(
            Self.payloads(seed: seed, count: 60) + [Array("nonsense".utf8)] + hostile.shuffled().prefix(20))
        #expect(try fixture.write().segments == 1)
        let facts = try #require(fixture.opened())
        let desk = DecodingDesk(keepsSenders: true)
        var seen: UInt64 = 0
        for group in try fixture.reader().all() where group.baseOffset < facts.origin.next {
            for (n, record) in group.records.enumerated() {
                let logged = BatchRecord(group: group, record: record)
                let kept = FactsRecord(facts, at: group.baseOffset + UInt64(n))
                desk.batch.removeAll()
                facts.batch.removeResponses()
                let expected = said(logged.version(receivedMs: record.receivedMs, by: desk))
                #expect(said(kept.version(receivedMs: record.receivedMs, by: desk)) == expected, "seed \(seed)")
                #expect(kept.op == logged.op && kept.flags == logged.flags && kept.replaces == logged.replaces)
                seen += 1
            }
        }
        #expect(seen == facts.origin.next && seen > 70)
    }

    @Test func `a flipped bit or a missing end anywhere, and it says the same or is not believed`() async throws {
        let fixture = try FactsFixture()
        try await fixture.segment(Self.payloads(seed: 3, count: 3))
        #expect(try fixture.write().segments == 1)
        let path = fixture.path()
        let whole = try #require(fixture.disk.content(path))
        let expected = try #require(fixture.opened()).saysOfAll
        var believed = 0
        for place in whole.indices {
            var flipped = whole
            flipped[place] ^= 1 << UInt8(place % 8)
            try fixture.replace(path, flipped)
            // Of a frame's first bytes not every bit means something.
            if let facts = fixture.opened() {
                believed += 1
                #expect(facts.saysOfAll == expected, "byte \(place)")
            }
            try fixture.replace(path, Array(whole[..<place]))
            #expect(fixture.opened() == nil, "cut at \(place)")
        }
        #expect(believed < 10)
        try fixture.replace(path, whole + [0])
        #expect(fixture.opened() == nil, "one byte too many")
        try fixture.replace(path, whole)
        #expect(fixture.opened()?.saysOfAll == expected)
    }

    /// Whoever can write into the directory can give every file a good checksum.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `whatever a file says, it is refused or can be folded`(seed: UInt64) async throws {
        let fixture = try FactsFixture(seed: seed)
        try await fixture.segment(Self.payloads(seed: seed, count: 12))
        let segment = try #require(try fixture.log.sealedSegments(0).first)
        let decoding = SegmentDecoding(
            directory: fixture.log.directory, logID: fixture.log.description.logID, segment: segment)
        let content = try #require(try decoding.run())
        let reader = try fixture.reader()
        var random = SeededGenerator(seed: seed)
        var (believed, refused) = (0, 0)
        for _ in 0..<3000 {
            var bytes = content.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] = Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0xFF
            }
            let fold = PartitionFold(partition: 0)
            let changed = FactsContent(origin: content.origin, counts: content.counts, bytes: bytes)
            guard let facts = SegmentFacts(changed, directory: fold.forms) else {
                refused += 1
                continue
            }
            believed += 1
            try fold.fold(facts, reader: reader) { _, _, _ in }
            _ = FormTallies([fold.shard]).digest
        }
        #expect(believed > 300 && refused > 300)
    }

    @Test func `of another log, another segment, another version: not believed, and written anew`() async throws {
        let fixture = try FactsFixture()
        let other = try FactsFixture(seed: 2)
        for one in [fixture, other] {
            try await one.segment(Self.payloads(seed: 1, count: 4))
            try await one.segment(Self.payloads(seed: 2, count: 4))
            #expect(try one.write().segments == 2)
        }
        let own = try #require(fixture.disk.content(fixture.path()))
        let foreign = try #require(other.disk.content(other.path()))
        let second = try #require(fixture.disk.content(fixture.path(base: 4)))
        var older = own
        older[8] &+= 1
        older.withUnsafeMutableBytes { raw in
            let header = UnsafeRawBufferPointer(raw).slice(8..<FactsHeader.sizeBytes)
            raw.put(crc32c(header), at: 4)
        }
        for bytes in [foreign, second, older] {
            try fixture.replace(fixture.path(), bytes)
            #expect(fixture.opened() == nil)
            #expect(try fixture.write().segments == 1)
            #expect(fixture.opened() != nil)
            #expect(fixture.disk.content(fixture.path()) == own)
        }
        #expect(try fixture.write() == FactsReport(), "once is enough")
    }

    @Test func `damage behind the header is noticed by whoever reads it, and mended by a writer that does`()
        async throws
    {
        let fixture = try FactsFixture()
        try await fixture.segment(Self.payloads(seed: 1, count: 4))
        #expect(try fixture.write().segments == 1)
        var bytes = try #require(fixture.disk.content(fixture.path()))
        bytes[bytes.count - 9] ^= 1
        try fixture.replace(fixture.path(), bytes)
        #expect(fixture.opened() == nil)
        #expect(try fixture.write().segments == 0, "its header is believed")
        var writing = FactsWriting(fixture.log, readsWhole: true)
        #expect(try writing.round().segments == 1)
        #expect(fixture.opened() != nil)
    }

    @Test func `damaged segments have no facts, and are not tried for ever`() async throws {
        let fixture = try FactsFixture()
        try await fixture.segment(Self.payloads(seed: 1, count: 4))
        try await fixture.segment(Self.payloads(seed: 2, count: 4))
        fixture.disk.rot(fixture.log.directory.segmentPath(0, base: 0)) { $0[5000] ^= 1 }
        var writing = FactsWriting(fixture.log)
        #expect(try writing.round().segments == 1)
        #expect(fixture.opened() == nil && fixture.opened(base: 4) != nil)
        fixture.disk.rot(fixture.log.directory.segmentPath(0, base: 0)) { $0[5000] ^= 1 }
        #expect(try writing.round() == FactsReport(), "by this writer it is given up")
        #expect(try fixture.write().segments == 1, "by the next one not")
    }

    @Test func `while the disk is nearly full, the log has the room`() async throws {
        let fixture = try FactsFixture()
        try await fixture.segment(Self.payloads(seed: 1, count: 4))
        fixture.disk.setFreeShare(0.09)
        var writing = FactsWriting(fixture.log)
        #expect(try writing.round() == FactsReport())
        fixture.disk.setFreeShare(0.11)
        #expect(try writing.round().segments == 1)
    }

    @Test func `what belongs to no segment is swept away`() async throws {
        let fixture = try FactsFixture()
        try await fixture.segment(Self.payloads(seed: 1, count: 4))
        #expect(try fixture.write().segments == 1)
        let folder = fixture.log.directory.factsFolderPath(0)
        for name in ["00000000000000000000.facts.tmp", "00000000000000000003.facts", "note"] {
            _ = try fixture.disk.process().open("\(folder)/\(name)", .create)
        }
        _ = try fixture.write()
        #expect(try fixture.disk.process().list(folder) == ["00000000000000000000.facts"])
    }

    /// If this fails, files that are there say something else than they would say if written today: raise `FactsHeader.version`, then put the new
    /// number here.
    @Test func `what responses are decoded into is pinned to the version`() async throws {
        let fixture = try FactsFixture()
        try await fixture.segment(
            Self.payloads(seed: 4, count: 400) + HostileLine.all.map(\.bytes).filter { $0.count < 10_000 })
        let segment = try #require(try fixture.log.sealedSegments(0).first)
        let decoding = SegmentDecoding(
            directory: fixture.log.directory, logID: fixture.log.description.logID, segment: segment)
        let content = try #require(try decoding.run())
        #expect(FactsHeader.version == 3)
        #expect(content.bytes.withUnsafeBytes { crc32c($0) } == 1_953_764_955)
    }
}
