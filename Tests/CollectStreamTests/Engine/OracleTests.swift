import CollectModel
import CollectStream
import Foundation
import Testing

/// What the folds give, against what a slow recount gives, over random histories. The seed of a failing one is printed.
@Suite struct OracleTests {
    private struct History {
        var lines: [String]
        var seed: UInt64
        var random: SeededGenerator

        init(seed: UInt64, lines count: Int) {
            self.seed = seed
            var writer = HistoryWriter(seed: seed)
            lines = writer.lines(count)
            random = writer.random
        }

        var longest: Int { lines.map(\.utf8.count).max() ?? 0 }

        func expected(_ mistake: NaiveDesk.Mistake = .none, filter: FoldFilter = FoldFilter()) -> Figures {
            var desk = NaiveDesk(mistake: mistake)
            for line in lines { desk.take(line) }
            return NaiveCount(desk: desk, readingMs: Folding.readingMs, filter: filter).figures
        }
    }

    private func expectSame(_ expected: Figures, _ report: Report, _ what: String, _ seed: UInt64) {
        let differences = expected.differences(from: figures(of: report))
        if !differences.isEmpty {
            let first = differences.prefix(6).joined(separator: "\n")
            Issue.record("\(what), seed \(seed): \(differences.count) differ\n\(first)")
        }
    }

    /// Gives the state's digest.
    private func foldFile(_ history: inout History, _ expected: Figures) throws -> String {
        let workers = Int.random(in: 1...4, using: &history.random)
        let block = Int.random(in: history.longest + 1...3 * history.longest + 2, using: &history.random)
        let counted = try Folding.counted(history.lines, workers: workers, blockBytes: block)
        let what = "file, \(workers) workers, blocks of \(block)"
        expectSame(expected, Folding.report(counted), what, history.seed)
        return counted.digest
    }

    /// The log's state, and that of a follower, must have the digest of the file's.
    private func takeIntoLog(_ history: inout History, _ expected: Figures, _ digest: String) async throws {
        let directory = try TemporaryDirectory()
        let partitions = Int.random(in: 1...3, using: &history.random)
        var follower = Follower(directory: directory.path)
        var intake = try Folding.intake(directory.path, partitions: partitions)
        var rest = history.lines[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, history.lines.count / 3), using: &history.random)
            try await intake.take(rest.prefix(count).filter { !$0.isEmpty }.map { Array($0.utf8) })
            rest = rest.dropFirst(count)
            if Int.random(in: 0..<4, using: &history.random) == 0 {
                intake.close()
                intake = try Folding.intake(directory.path, partitions: partitions)
            }
            if Bool.random(using: &history.random) { try intake.writeFacts() }
            if Bool.random(using: &history.random) {
                try follower.follow(maxBytes: Int.random(in: 1...5000, using: &history.random))
            }
        }
        let mayDiffer = try intake.writeFacts().segments > 0
        intake.close()
        let counted = try Folding.counted(log: directory.path)
        expectSame(expected, Folding.report(counted), "log", history.seed)
        #expect(counted.digest == digest, "the log's state is another than the file's, seed \(history.seed)")
        var late = Follower(directory: directory.path)
        for var follower in [follower, late] {
            try follower.follow(maxBytes: 1 << 20)
            #expect(try follower.counted().digest == digest, "followed, seed \(history.seed)")
            late = follower
        }
        #expect(late.fromFacts > 0 || !mayDiffer, "facts were written and not read, seed \(history.seed)")
    }

    /// Ten thousand in all; `HISTORIES=100000` for a long night. The first seed of a run is drawn, and printed with what fails.
    @Test(arguments: 0..<20)
    func `short histories give what a recount gives, from files and from the log`(part: Int) async throws {
        let histories = ProcessInfo.processInfo.environment["HISTORIES"].flatMap(Int.init) ?? 10_000
        for n in 0..<UInt64(histories / 20) {
            let seed = Self.firstSeed &+ UInt64(part) &* 1_000_000 &+ n
            var history = History(seed: seed, lines: 2 + Int(seed % 24))
            let expected = history.expected()
            let digest = try foldFile(&history, expected)
            // Every syncing log costs some milliseconds: of ten histories one takes that way too.
            if n % 10 == 0 { try await takeIntoLog(&history, expected, digest) }
        }
    }

    private static let firstSeed = UInt64.random(in: 0..<1 << 40)

    @Test(arguments: 10_000..<10_020 as Range<UInt64>)
    func `a long history gives what a recount gives`(seed: UInt64) async throws {
        var history = History(seed: seed, lines: 1200)
        let expected = history.expected()
        let digest = try foldFile(&history, expected)
        try await takeIntoLog(&history, expected, digest)
    }

    @Test(arguments: 20_000..<20_050 as Range<UInt64>)
    func `a span of either time axis counts only what falls into it`(seed: UInt64) throws {
        var history = History(seed: seed, lines: 60)
        var filter = FoldFilter()
        filter.axis = Bool.random(using: &history.random) ? .received : .submitted
        filter.sinceMs = HistoryWriter.startMs + Int64.random(in: 0...400_000_000, using: &history.random)
        filter.untilMs = HistoryWriter.startMs + Int64.random(in: 400_000_000...900_000_000, using: &history.random)
        let report = try Folding.file(history.lines, workers: 2, blockBytes: history.longest + 1, filter: filter)
        expectSame(history.expected(filter: filter), report, "span", seed)
    }

    @Test func `neither workers nor blocks change a figure, and asking twice gives the same answer`() throws {
        let history = History(seed: 77, lines: 800)
        let one = try Folding.file(history.lines)
        for workers in 2...4 {
            #expect(try Folding.file(history.lines, workers: workers, blockBytes: history.longest + 1) == one)
        }
        let directory = try TemporaryDirectory()
        try directory.write(Array(history.lines.joined(separator: "\n").utf8), to: "a")
        var options = FileFold.Options(workers: 3, readingMs: Folding.readingMs)
        options.blockBytes = history.longest + 1
        let outcome = try FileFold(files: [InputFile(path: directory.file("a"))], options: options).run { _ in }
        #expect(Folding.report(outcome.counted) == one)
        #expect(Folding.report(outcome.counted) == one, "a report changes nothing in what it is made of")
    }

    @Test(arguments: NaiveDesk.Mistake.allCases)
    func `the comparison notices planted mistakes`(mistake: NaiveDesk.Mistake) throws {
        var noticed = 0
        for seed: UInt64 in 0..<20 {
            let history = History(seed: seed, lines: 200)
            let report = try Folding.file(history.lines)
            if !history.expected(mistake).differences(from: figures(of: report)).isEmpty { noticed += 1 }
        }
        #expect(mistake == .none ? noticed == 0 : noticed >= 7, "\(mistake): noticed \(noticed) times of 20")
    }
}
