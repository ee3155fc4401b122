import CollectModel
import Testing

@testable import CollectStream

/// Random histories in which responses expire: after each step, what has followed, what is folded anew and a recount agree.
@Suite struct RetentionHistoryTests {
    /// One history of a log, its writer and two that follow it.
    private struct History {
        let seed: UInt64
        let directory: TemporaryDirectory
        let clock = TestClock(Folding.readingMs)
        var random: SeededGenerator
        var writer: HistoryWriter
        var intake: ResponseIntake
        var near: Follower
        var far: Follower
        var ledger = RetentionLedger()
        let terms: RetentionTerms

        init(seed: UInt64) throws {
            self.seed = seed
            directory = try TemporaryDirectory()
            writer = HistoryWriter(seed: seed)
            random = SeededGenerator(seed: seed &+ 77)
            let (short, long) = (Int.random(in: 2...6, using: &random), Int.random(in: 8...25, using: &random))
            terms =
                Bool.random(using: &random)
                ? RetentionTerms(days: long, daysByForm: ["household": short])
                : RetentionTerms(days: short, daysByForm: ["household": long])
            near = Follower(directory: directory.path)
            far = Follower(directory: directory.path)
            intake = try Self.open(directory.path, clock)
        }

        static func open(_ directory: String, _ clock: TestClock) throws -> ResponseIntake {
            var options = ResponseLog.Options.small
            options.partitions = 2
            options.firstSegmentBytes = 8 << 10
            return try ResponseIntake(directory: directory, clock: clock, options: options, identities: .small)
        }

        mutating func reopen() throws {
            intake.close()
            intake = try Self.open(directory.path, clock)
        }

        mutating func step() async throws {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                let lines = writer.lines(Int.random(in: 1...30, using: &random)).map { Array($0.utf8) }
                ledger.note(try await intake.take(lines))
            case 3..<5: clock.pass(days: Double.random(in: 0...6, using: &random))
            case 5:
                if Bool.random(using: &random) { _ = try intake.log.packSealed() }
                if Bool.random(using: &random) { try intake.writeFacts() }
            case 6: if Bool.random(using: &random) { try reopen() }
            default:
                let caution = RetentionCaution(
                    waitsForReaders: Bool.random(using: &random),
                    takesOverdue: Int.random(in: 0..<4, using: &random) > 0)
                ledger.note(try await intake.expire(terms, caution))
            }
            if Int.random(in: 0..<8, using: &random) == 0 { try far.follow(maxBytes: 3000) }
        }
    }

    private func check(_ history: inout History) throws {
        try history.near.follow(maxBytes: Int.random(in: 1...5000, using: &history.random))
        let anew = try Folding.log(history.directory.path)
        expectSame(try history.near.report(), anew, "followed and folded anew, seed \(history.seed)")
        history.ledger.check(anew, seed: history.seed)
    }

    @Test(arguments: 0..<12)
    func `who follows, who comes later and a ledger agree while responses expire`(part: Int) async throws {
        var (expired, restarts, removed, erased, refused, fromFacts) = (0, 0, 0, 0, 0, UInt64(0))
        for seed in UInt64(part * 25)..<UInt64(part * 25 + 25) {
            var history = try History(seed: seed)
            for _ in 0..<30 {
                try await history.step()
                try check(&history)
            }
            try history.far.follow(maxBytes: 1 << 20)
            expectSame(try history.far.report(), try Folding.log(history.directory.path), "the far one, seed \(seed)")
            let survey = try LogSurvey(directory: history.directory.path)
            #expect(survey.findings.isEmpty, "seed \(seed): \(survey.findings.map(\.what))")
            try await checkSurvivors(&history)
            history.intake.close()
            expired += history.ledger.expired
            refused += history.ledger.counts.lateRetries
            removed += history.ledger.removedSegments
            erased += history.ledger.erasedSegments
            restarts += history.far.restarts
            fromFacts += history.near.fromFacts + history.far.fromFacts
        }

        // The histories are worth something: all of it has happened.
        #expect(expired > 60 && removed > 5 && erased > 5 && restarts > 1 && refused > 10 && fromFacts > 200)
    }

    /// Of the responses that still stand in the log, a log of their own gives the same distributions; of the others every retry is refused.
    private func checkSurvivors(_ history: inout History) async throws {
        let records = try SurvivingRecords(directory: history.directory.path)
        let alone = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: alone.path, options: .small)
        for record in records.live {
            try await log.append(
                RecordDraft(
                    op: .create, formID: record.formID, responseID: record.responseID, receivedMs: record.receivedMs,
                    eventMs: record.eventMs, payload: record.payload))
        }
        log.close()
        let kept = try Folding.log(history.directory.path).forms.filter { $0.counts.live > 0 }
        let own = try Folding.log(alone.path).forms
        #expect(kept.map(\.formID) == own.map(\.formID), "seed \(history.seed)")
        for (form, own) in zip(kept, own) {
            let isSame =
                form.counts.live == own.counts.live && form.counts.late == own.counts.late
                && form.perHour == own.perHour && form.duration == own.duration && form.syncDelay == own.syncDelay
                && form.questions.map(\.statistics) == own.questions.map(\.statistics)
            #expect(isSame, "\(form.formID), seed \(history.seed)")
        }
    }

    private func expectSame(_ one: Report, _ other: Report, _ what: String) {
        let (left, right) = (comparable(one), comparable(other))
        let differences = Set(left.keys).union(right.keys).sorted().filter { left[$0] != right[$0] }
        if !differences.isEmpty {
            let shown = differences.prefix(4).map { "\($0): \(left[$0] ?? "-") and \(right[$0] ?? "-")" }
            Issue.record("\(what): \(differences.count) differ\n\(shown.joined(separator: "\n"))")
        }
    }

    /// A label is the one seen last, and a device is heard of, whatever became of the response: who came later may not have seen it.
    private func comparable(_ report: Report) -> [String: String] {
        figures(of: report).filter { !$0.key.hasSuffix(" key") && !$0.key.contains(" active ") }
    }
}
