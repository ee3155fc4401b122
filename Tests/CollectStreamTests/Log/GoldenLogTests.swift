import Foundation
import Synchronization
import Testing

@testable import CollectStream

/// Logs that earlier programs wrote stay readable for ever: one directory for each format version, never written again.
///
/// `Tests/Fixtures/log-format-N/` holds what `WRITE_GOLDEN_LOG=1` wrote when that format was new.
@Suite struct GoldenLogTests {
    private static let folder = "log-format-1"
    private static let firstMs: Int64 = 1_700_000_000_000

    /// Every operation, both flags, ids and payloads of several scripts, an empty payload; in groups as they were appended.
    private static let groups: [[RecordDraft]] = [
        [
            record(.create, "r-1", payload: #"{"answers":[]}"#),
            record(.create, "ответ-2", flags: .backfill, payload: #"{"answers":[{"questionId":"q","text":"日本 🥕"}]}"#),
        ],
        [record(.update, "r-1", version: 2, replaces: 0, payload: #"{"answers":[{"questionId":"q","text":"b"}]}"#)],
        [
            record(.delete, "r-1", version: 3, replaces: 2, payload: ""),
            IntakeCounts(duplicates: 3, conflicts: 1, rejected: 2, lateRetries: 4).draft(
                formID: "form", receivedMs: firstMs),
        ],
        [record(.restore, "r-1", version: 4, replaces: 3, payload: "{}")],
    ]

    private static func record(
        _ op: LogOperation, _ id: String, flags: RecordFlags = [], version: UInt32 = 1, replaces: UInt64? = nil,
        payload: String
    ) -> RecordDraft {
        RecordDraft(
            op: op, flags: flags, formID: "form", responseID: id, version: version, replaces: replaces,
            receivedMs: firstMs,
            eventMs: firstMs - 60_000, payload: Array(payload.utf8))
    }

    private static func url(_ name: String) -> URL { URL(fileURLWithPath: Fixture.path("\(folder)/\(name)")) }
    private static func golden(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url(name))) }

    /// The same clock and the same random numbers give the same bytes.
    private func write(to path: String) async throws {
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 16 << 10
        let numbers = SeededWords()
        options.random = { numbers.next() }
        let log = try ResponseLog.open(directory: path, clock: TestClock(Self.firstMs), options: options)
        for group in Self.groups {
            let staged = try log.stage(group)
            try await log.durable(staged)
        }
        log.close()
    }

    @Test func `a log of format 1 gives every record as it was written`() throws {
        let reader = try LogReader(directory: Fixture.path(Self.folder))
        let expected = Self.groups.flatMap { $0 }
        #expect(try reader.durableEnd().next == [UInt64(expected.count)])
        for (offset, draft) in expected.enumerated() {
            let found = try reader.record(at: LogPosition(partition: 0, offset: UInt64(offset)))
            #expect(found.op == draft.op && found.flags == draft.flags && found.version == draft.version)
            #expect(found.formID == draft.formID && found.responseID == draft.responseID)
            #expect(found.replaces == draft.replaces && found.payload == draft.payload)
            #expect(found.receivedMs == draft.receivedMs && found.eventMs == draft.eventMs)
        }
        #expect(try reader.all(maxBytes: 1 << 20).map(\.records.count) == Self.groups.map(\.count))
        #expect(try LogSurvey(directory: reader.directory).findings.isEmpty)
    }

    @Test func `a log of format 1 takes more records`() async throws {
        let place = try TemporaryDirectory()
        for name in ["log.json", "HEAD", "p00/00000000000000000000.seg"] {
            try place.write(try Self.golden(name), to: name)
        }
        let log = try ResponseLog.open(directory: place.path, options: .small)
        #expect(log.recovery == RecoveryReport())
        #expect(try await log.append(draft("next")).first?.offset == 6)
        log.close()
        #expect(try LogReader(directory: place.path).responseIDs().suffix(2) == ["r-1", "next"])
    }

    /// Its packed bytes are zstd's affair and may differ with its version; that they can be read may not.
    @Test func `a packed log of format 1 gives every record as it was written`() async throws {
        let reader = try LogReader(directory: Fixture.path("log-format-1-packed"))
        let ids = try reader.responseIDs()
        #expect(ids == (0..<60).map { "r-\($0)" })
        for offset in [0, 17, 59] {
            let record = try LogReader(directory: reader.directory).record(
                at: LogPosition(partition: 0, offset: UInt64(offset)))
            #expect(record.responseID == "r-\(offset)" && record.payload == Self.large(offset))
        }
        let survey = try LogSurvey(directory: reader.directory)
        #expect(survey.findings.isEmpty && survey.partitions[0].segments.count { $0.name.hasSuffix(".zst") } == 2)
    }

    private static func large(_ number: Int) -> [UInt8] {
        Array(
            #"{"answers":[{"questionId":"village","text":"\#(String(repeating: "Ndélé \(number % 7) ", count: 600))"}]}"#
                .utf8)
    }

    /// Wrote the packed log, with `WRITE_GOLDEN_LOG=1`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WRITE_GOLDEN_LOG"] == "1"))
    func `the packed log is written once`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, clock: TestClock(Self.firstMs), options: .small)
        for number in 0..<60 { try await log.append(draft("r-\(number)", payload: Self.large(number))) }
        _ = try log.packSealed()
        log.close()
        let target = Fixture.path("log-format-1-packed")
        try FileManager.default.createDirectory(atPath: target + "/p00", withIntermediateDirectories: true)
        for name in ["log.json", "HEAD"] + (try place.names("p00").map { "p00/" + $0 }) {
            try Data(try place.contents(name)).write(
                to: URL(fileURLWithPath: "\(target)/\(name)"), options: .withoutOverwriting)
        }
    }

    @Test func `a log of format 1 of which a part has expired gives the rest as it was written`() throws {
        let reader = try LogReader(directory: Fixture.path("log-format-1-expired"))
        #expect(try reader.begin().next == [3] && reader.durableEnd().next == [13])
        let records = try (UInt64(3)..<13).map { try reader.recordIfKept(at: LogPosition(partition: 0, offset: $0)) }
        #expect(
            records.map { $0.map { "\($0.formID) \($0.responseID)" } } == [
                nil, "kept k-1", nil, "kept k-2", nil, "kept k-3", "gone g-3", "gone ", "kept ", "gone ",
            ])
        let summary = try #require(records[7].flatMap { RetentionSummary(payload: $0.payload) })
        #expect(summary == Self.summaries[0].summary)
        #expect(try LogSurvey(directory: reader.directory).findings.isEmpty)
    }

    private static let summaries: [(form: String, summary: RetentionSummary)] = {
        var gone = RetentionSummary(segment: 0..<3)
        gone.totals.add(.create, receivedMs: firstMs)
        gone.totals.add(IntakeCounts(duplicates: 2))
        gone.days = [RetentionSummary.Day(day: 19_675, created: 1)]
        gone.responses = [RetentionSummary.Response(ordinal: 0, fingerprint: 0x0123_4567_89AB_CDEF)]
        gone.carried = [7]
        let kept = RetentionSummary(segment: 0..<3)
        var erased = RetentionSummary(segment: 3..<8)
        for _ in 0..<3 { erased.totals.add(.create, receivedMs: firstMs) }
        erased.responses = (0..<3).map { RetentionSummary.Response(ordinal: 2 * $0, fingerprint: UInt64($0)) }
        return [("gone", gone), ("kept", kept), ("gone", erased)]
    }()

    /// Wrote the log of which a part has expired, with `WRITE_GOLDEN_LOG=1`: a segment is gone, in another one form is erased.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WRITE_GOLDEN_LOG"] == "1"))
    func `the expired log is written once`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, clock: TestClock(Self.firstMs), options: .small)
        try await log.append(draft("g-0", form: "gone"), draft("k-0", form: "kept"), draft("g-1", form: "gone"))
        try log.seal(begunBeforeMs: .max)
        try await log.append(draft("g-2", form: "gone"), draft("k-1", form: "kept"), draft("g-4", form: "gone"))
        try await log.append(draft("k-2", form: "kept"), draft("g-5", form: "gone"))
        try log.seal(begunBeforeMs: .max)
        try await log.append(draft("k-3", form: "kept"), draft("g-3", form: "gone"))
        for (form, summary) in Self.summaries {
            try await log.append(summary.draft(formID: form, receivedMs: Self.firstMs))
        }
        _ = try log.erase(try #require(try log.sealedSegments(0).last), forms: ["gone"])
        _ = try log.begin(0, at: 3)
        log.close()
        let target = Fixture.path("log-format-1-expired")
        try FileManager.default.createDirectory(atPath: target + "/p00", withIntermediateDirectories: true)
        for name in ["log.json", "HEAD"] + (try place.names("p00").map { "p00/" + $0 }) {
            try Data(try place.contents(name)).write(
                to: URL(fileURLWithPath: "\(target)/\(name)"), options: .withoutOverwriting)
        }
    }

    /// Fails when the format changes: then it is a new version, with a folder of its own.
    @Test func `the same records are still written as the same bytes`() async throws {
        let place = try TemporaryDirectory()
        try await write(to: place.path)
        for name in ["log.json", "HEAD", "p00/00000000000000000000.seg"] {
            let found = try place.contents(name)
            let golden = Self.url(name)
            if ProcessInfo.processInfo.environment["WRITE_GOLDEN_LOG"] == "1" {
                try FileManager.default.createDirectory(
                    at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(found).write(to: golden, options: .withoutOverwriting)
            }
            #expect(try found == Self.golden(name), "\(name)")
        }
    }
}

/// Numbers that are the same in every run, from any thread.
private final class SeededWords: Sendable {
    private let state = Mutex<UInt64>(7)

    func next() -> UInt64 {
        state.withLock {
            $0 = $0 &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return $0 ^ $0 >> 33
        }
    }
}
