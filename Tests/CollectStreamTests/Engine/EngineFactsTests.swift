import CollectModel
import Testing

@testable import CollectStream

/// The live engine begins with facts where there are some, and shows the same.
@Suite struct EngineFactsTests {
    private static let form = "household"

    /// What a screen is told once the engine has caught up.
    private func snapshot(_ directory: TemporaryDirectory) throws -> Snapshot {
        var core = try EngineCore(directory: directory.path, options: StreamEngine.Options())
        core.focus(Self.form)
        while try core.foldSome() {}
        return try core.snapshot(nowMs: Folding.readingMs)
    }

    private func expectSame(_ one: Snapshot, _ other: Snapshot) {
        #expect(one.forms == other.forms)
        #expect(one.totals == other.totals)
        #expect(one.focus == other.focus)
        #expect(one.rates == other.rates && one.perMinute == other.perMinute)
        #expect(one.streamed == other.streamed)
        #expect(one.recent.map(\.place) == other.recent.map(\.place))
        #expect(one.recent.map(\.content.answers.count) == other.recent.map(\.content.answers.count))
        #expect(one.alerts == other.alerts)
        #expect(
            one.freshness.folded == other.freshness.folded && one.freshness.isCaughtUp && other.freshness.isCaughtUp)
    }

    @Test func `what is shown is the same, and the past is not read from the log`() async throws {
        var writer = HistoryWriter(seed: 5)
        let directory = try TemporaryDirectory()
        let intake = try Folding.intake(directory.path)
        for _ in 0..<6 {
            try await intake.take(writer.lines(1000).map { Array($0.utf8) })
            try intake.log.seal(begunBeforeMs: .max)
        }
        let expected = try snapshot(directory)
        #expect(expected.streamed > 2 * Int64(Snapshot.recentLimit) && expected.recent.count == Snapshot.recentLimit)
        #expect(expected.focus?.counts.live ?? 0 > 100)
        #expect(try intake.writeFacts().segments >= 4)
        intake.close()
        expectSame(try snapshot(directory), expected)

        // That facts were used, damage shows that only who reads the log can see.
        let names = try directory.names("p00").filter { $0.hasSuffix(".seg") }
        var bytes = try directory.contents("p00/\(names[0])")
        for place in 20_000..<20_100 { bytes[place] ^= 0xFF }
        try directory.write(bytes, to: "p00/\(names[0])")
        let afterwards = try snapshot(directory)
        #expect(afterwards.freshness.gaps.isEmpty)
        #expect(afterwards.totals.created == expected.totals.created)
        try directory.remove("facts")
        #expect(try snapshot(directory).freshness.gaps.count == 1)
    }
}
