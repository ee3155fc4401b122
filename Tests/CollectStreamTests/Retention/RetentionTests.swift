import CollectModel
import Synchronization
import Testing

@testable import CollectStream

/// Responses expire: what goes, what stays, and what senders and readers are told.
@Suite struct RetentionTests {
    private static let dayMs: Int64 = 86_400_000
    private static let atOnce = RetentionCaution(waitsForReaders: false, takesOverdue: false)

    /// A log that grows day by day.
    private struct Survey {
        let disk = SimulatedDisk(seed: 1)
        let clock = TestClock()
        var intake: ResponseIntake

        init() throws { intake = try Self.open(disk, clock) }

        static func open(_ disk: SimulatedDisk, _ clock: TestClock) throws -> ResponseIntake {
            var options = ResponseLog.Options.small
            options.firstSegmentBytes = 16 << 10
            var identities = IdentityOptions.small
            // The disk fails on purpose.
            identities.report = { _ in }
            return try ResponseIntake(
                directory: "/data", storage: disk.process(), clock: clock, options: options, identities: identities)
        }

        mutating func reopen() throws {
            intake.close()
            disk.kill()
            intake = try Self.open(disk, clock)
        }

        /// Takes in responses `ids`, and ends the day with the end of the segment.
        func day(_ ids: String..., form: String = "f") async throws {
            try await take(ids.map { response($0, form: form) })
            clock.pass(days: 1)
            try intake.log.seal(begunBeforeMs: .max)
        }

        @discardableResult
        func take(_ lines: [String]) async throws -> [String] {
            try await intake.take(lines.map { Array($0.utf8) }, received: .now).map { outcome in
                switch outcome {
                case .accepted: "accepted"
                case .duplicate: "duplicate"
                case .conflict: "conflict"
                case .expired: "expired"
                case .rejected: "rejected"
                }
            }
        }

        func expire(days: Int, _ forms: [String: Int] = [:], _ caution: RetentionCaution = atOnce) async throws
            -> RetentionReport
        {
            try await intake.expire(RetentionTerms(days: days, daysByForm: forms), caution)
        }

        func reader() throws -> LogReader { try LogReader(directory: "/data", storage: disk.process()) }
        func ids() throws -> [String] {
            let reader = try reader()
            return try (reader.begin().next[0]..<reader.durableEnd().next[0]).compactMap { offset in
                let record = try reader.recordIfKept(at: LogPosition(partition: 0, offset: offset))
                return record.flatMap { $0.op == .control ? nil : $0.responseID }
            }
        }
    }

    private static func change(_ op: String, _ id: String, form: String = "f") -> String {
        let content = op == "update" ? ",\"response\":\(response(id, form: form, text: "changed"))" : ""
        return "{\"op\":\"\(op)\",\"formId\":\"\(form)\",\"responseId\":\"\(id)\"\(content)}"
    }

    @Test func `what has expired is gone, and whoever sends or changes it again is refused, for ever`() async throws {
        var survey = try Survey()
        try await survey.day("a", "b")
        try await survey.day("c")
        survey.clock.pass(days: 8.5)
        let report = try await survey.expire(days: 10)
        #expect(report.expired == ["f": 2] && report.removedSegments == 1 && report.freedBytes > 0)
        #expect(try survey.ids() == ["c"])
        for _ in 0..<2 {
            let lines =
                [response("a"), response("b", text: "other")]
                + ["update", "delete", "restore"].map { Self.change($0, "a") }
            #expect(try await survey.take(lines) == Array(repeating: "expired", count: 5))
            #expect(
                try await survey.take([response("c"), response("new-\(try survey.ids().count)")]) == [
                    "duplicate", "accepted",
                ])
            try survey.reopen()
        }
        // The summary expires too, and what it says is carried on.
        for _ in 0..<5 {
            survey.clock.pass(days: 6)
            _ = try await survey.expire(days: 10)
            try survey.intake.log.seal(begunBeforeMs: .max)
        }
        #expect(try survey.ids().isEmpty)
        try survey.reopen()
        #expect(try await survey.take([response("a"), response("c")]) == ["expired", "expired"])
        let shards = try fold(survey)
        let counts = try #require(FormTallies([shards]).forms.first).counts
        #expect(counts.created == 5 && counts.live == 0 && counts.expired == 12 && counts.duplicates == 2)
    }

    private func fold(_ survey: Survey) throws -> FormShard {
        let reader = try survey.reader()
        let fold = PartitionFold(partition: 0, begin: try reader.begin().next[0])
        while case let batches = try reader.read(partition: 0, from: fold.next), !batches.isEmpty {
            for batch in batches { try fold.fold(batch, reader: reader) }
        }
        return fold.shard
    }

    @Test func `a position that has expired is an error that says where the log begins`() async throws {
        let survey = try Survey()
        try await survey.day("a", "b")
        try await survey.day("c")
        let early = try survey.reader()
        #expect(try early.read(partition: 0, from: 0, maxBytes: 1).count == 1)
        survey.clock.pass(days: 8.5)
        _ = try await survey.expire(days: 10)
        let expected = LogError.expired(position: LogPosition(partition: 0, offset: 1), begin: 2)
        let late = try survey.reader()
        #expect(throws: expected) { try late.read(partition: 0, from: 1) }
        #expect(throws: expected) { try late.record(at: LogPosition(partition: 0, offset: 1)) }
        #expect("\(expected)" == "position 0.1 has expired and is no longer kept; partition 0 begins at 2")
        #expect(try late.begin().next == [2])
        #expect(try late.cursor(atOrAfterMs: 0).next == [2])
        // Who has the segment open reads it to its end, and goes on in the next one.
        #expect(try early.read(partition: 0, from: 0).first?.records.count == 2)
        #expect(try early.read(partition: 0, from: 2).first?.baseOffset == 2)
    }

    @Test func `a form expires by its own term, and the others keep their positions`() async throws {
        var survey = try Survey()
        for day in 0..<3 {
            try await survey.take([response("a\(day)", form: "short"), response("b\(day)", form: "long")])
            try await survey.day("c\(day)", form: "short")
        }
        survey.clock.pass(days: 7.5)
        let before = try survey.ids()
        let report = try await survey.expire(days: 100, ["short": 9])
        #expect(report.expired == ["short": 4] && report.removedSegments == 0 && report.erasedSegments == 2)
        #expect(try survey.ids() == before.filter { !["a0", "c0", "a1", "c1"].contains($0) })
        let reader = try survey.reader()
        #expect(try reader.record(at: LogPosition(partition: 0, offset: 1)).responseID == "b0")
        #expect(throws: LogError.expired(position: LogPosition(partition: 0, offset: 0), begin: 0)) {
            try reader.record(at: LogPosition(partition: 0, offset: 0))
        }
        #expect(try LogSurvey(directory: "/data", storage: survey.disk.process()).findings.isEmpty)
        let bytes = survey.disk.paths.filter { $0.hasSuffix(".zst") }.flatMap { survey.disk.content($0) ?? [] }
        #expect(!bytes.isEmpty && !survey.disk.paths.contains { $0.hasSuffix("000.seg") }, "the old content is gone")
        #expect(try await survey.expire(days: 100, ["short": 9]) == RetentionReport(), "once is enough")
        try survey.reopen()
        #expect(
            try await survey.take([
                response("a0", form: "short"), response("b0", form: "long"), response("a2", form: "short"),
            ])
                == ["expired", "duplicate", "duplicate"])
    }

    @Test func `an edit outlives what it replaced, and only the expired version cannot be compared any more`()
        async throws
    {
        var survey = try Survey()
        try await survey.day("a", "b", "d")
        try await survey.take([Self.change("update", "a"), Self.change("delete", "b")])
        try await survey.day("x")
        survey.clock.pass(days: 8.5)
        #expect(try await survey.expire(days: 10).expired == ["f": 1], "d; the newer versions of a and b are kept")
        try survey.reopen()
        #expect(try await survey.take([response("a", text: "changed")]) == ["duplicate"])
        #expect(try await survey.take([response("a"), Self.change("restore", "b")]) == ["expired", "expired"])
        #expect(
            try await survey.take([Self.change("delete", "b"), Self.change("delete", "a")]) == [
                "duplicate", "accepted",
            ])
    }

    @Test func `a clock that jumps ahead lets nothing expire`() async throws {
        let survey = try Survey()
        try await survey.day("a")
        try await survey.day("b")
        survey.clock.pass(days: 365)
        let report = try await survey.expire(days: 100)
        #expect(report.overdueDays == 267 && report.responses == 0)
        #expect(try survey.ids() == ["a", "b"])
        let wanted = RetentionCaution(waitsForReaders: false, takesOverdue: true)
        #expect(try await survey.expire(days: 100, [:], wanted).responses == 2)
    }

    @Test func `what the preview says is what happens, and it changes nothing`() async throws {
        let survey = try Survey()
        for day in 0..<4 {
            try await survey.take([response("a\(day)", form: "short")])
            try await survey.day("b\(day)", form: "long")
        }
        survey.clock.pass(days: 3)
        let terms = RetentionTerms(days: 6, daysByForm: ["short": 4])
        let before = survey.disk.paths.map { survey.disk.content($0) }
        let preview = try RetentionReport(
            previewing: "/data", terms: terms, caution: Self.atOnce, nowMs: survey.clock.nowMs(),
            storage: survey.disk.process())
        #expect(survey.disk.paths.map { survey.disk.content($0) } == before)
        var done = try await survey.intake.expire(terms, Self.atOnce)
        #expect(done.responses > 3 && done.removedSegments > 0 && done.erasedSegments > 0)
        done.freedBytes = preview.freedBytes
        #expect(done == preview)
    }

    @Test func `what waits for readers is said in one run and goes in the next`() async throws {
        let survey = try Survey()
        try await survey.day("a")
        try await survey.day("b")
        survey.clock.pass(days: 8.5)
        let patient = RetentionCaution(waitsForReaders: true, takesOverdue: false)
        let first = try await survey.expire(days: 10, [:], patient)
        #expect(first.responses == 1 && first.removedSegments == 0)
        #expect(try survey.ids() == ["a", "b"])
        #expect(try await survey.take([response("a")]) == ["expired"], "for its senders it is gone already")
        let second = try await survey.expire(days: 10, [:], patient)
        #expect(second.responses == 0 && second.removedSegments == 1)
        #expect(try survey.ids() == ["b"])
    }

    /// A form with very many responses has several summaries for a segment, each a batch of its own. With only the first of them on the disk
    /// the rest stayed counted for ever, and their senders were believed to be new.
    @Test(arguments: 1...2)
    func `a summary of which only some parts reached the disk is completed, and nothing is counted twice`(stored: Int)
        async throws
    {
        var survey = try Survey()
        try await survey.day("a", "b", "c")
        try await survey.day("d")
        survey.clock.pass(days: 8.5)
        let segment = try #require(try survey.intake.log.sealedSegments(0).first)
        let (admission, expired) = (survey.intake.admission, survey.intake.versions.expired)
        let census = try SegmentCensus(segment, survey.reader(), expired, admission)
        let parts = try #require(census.forms["f"]).summary.parts(most: 1)
        #expect(parts.count == 3)
        for part in parts.prefix(stored) { try await survey.intake.store([part.draft(formID: "f", receivedMs: 0)]) }
        var follower = try fold(survey)
        #expect(FormTallies([follower]).forms.first?.counts.live == 4 - Int64(stored))
        try survey.reopen()
        #expect(try await survey.expire(days: 10).expired == ["f": 3 - stored])
        for _ in 0..<2 {
            #expect(try survey.ids() == ["d"])
            let lines = ["a", "b", "c", "d"].map { response($0) }
            #expect(try await survey.take(lines) == ["expired", "expired", "expired", "duplicate"])
            try survey.reopen()
        }
        follower = try fold(survey)
        let counts = try #require(FormTallies([follower]).forms.first).counts
        #expect(counts.created == 4 && counts.live == 1 && counts.expired == 6 && counts.duplicates == 2)
    }

    /// What makes room must not need it first.
    @Test func `on a full disk what has expired goes all the same`() async throws {
        let place = try TemporaryDirectory()
        let (storage, clock) = (FaultyStorage(), TestClock())
        var options = ResponseLog.Options.small
        options.requiredFreeShare = 0.05
        let intake = try ResponseIntake(directory: place.path, storage: storage, clock: clock, options: options)
        try await intake.take([Array(response("a").utf8)], received: .now)
        clock.pass(days: 1)
        try intake.log.seal(begunBeforeMs: .max)
        clock.pass(days: 10)
        storage.setFreeShare(0.04)
        await #expect(throws: LogError.diskFull(path: place.path, freePercent: 4, requiredPercent: 5)) {
            try await intake.take([Array(response("b").utf8)], received: .now)
        }
        let report = try await intake.expire(RetentionTerms(days: 10), Self.atOnce)
        #expect(report.responses == 1 && report.removedSegments == 1)
        intake.close()
    }

    /// Packing in the background and retention on the writer's task make packed files under the same draft's name.
    @Test func `whoever replaces or removes a sealed segment has the turn`() async throws {
        let place = try TemporaryDirectory()
        let storage = FaultyStorage()
        let log = try ResponseLog.open(directory: place.path, storage: storage, options: .small)
        for number in 0..<4 {
            try await log.append(draft("r\(number)"))
            try log.seal(begunBeforeMs: .max)
        }
        let hadTurn = Mutex<[Bool]>([])
        storage.whenPassing(.rename) {
            let isFree = log.upkeep.withLockIfAvailable { _ in true } ?? false
            hadTurn.withLock { $0.append(!isFree) }
        }
        let sealed = try log.sealedSegments(0)
        #expect(try log.packSealed().segments == 4)
        _ = try log.erase(sealed[2], forms: ["household"])
        _ = try log.begin(0, at: sealed[1].base)
        _ = try log.begin(0, at: sealed[2].base)
        #expect(hadTurn.withLock { $0 } == Array(repeating: true, count: 6), "4 packed, 1 erased, 1 beginning renamed")
        log.close()
    }

    @Test func `a fault at any operation loses nothing that is kept, and the next run completes it`() async throws {
        let kinds: [SimulatedFault.Kind] = [.stop, .refuse(code: 5, sticky: false), .refuse(code: 28, sticky: true)]
        for kind in kinds {
            for powerFails in [false, true] {
                var number = 1
                var isOver = false
                while !isOver {
                    isOver = try await interrupt(kind, at: number, powerFails: powerFails)
                    number += 2
                }
                #expect(number > 60, "\(kind)")
            }
        }
    }

    /// - Returns: whether the run came to its end before the fault.
    private func interrupt(_ kind: SimulatedFault.Kind, at number: Int, powerFails: Bool) async throws -> Bool {
        var survey = try Survey()
        for day in 0..<3 {
            try await survey.take([response("a\(day)", form: "short")])
            try await survey.day("b\(day)", form: "long")
        }
        survey.clock.pass(days: 4.5)
        let terms = RetentionTerms(days: 7, daysByForm: ["short": 5])
        survey.disk.plan(SimulatedFault(kind: kind, countdown: number))
        _ = try? await survey.intake.expire(terms, Self.atOnce)
        let hasFired = survey.disk.faultFired
        if powerFails { survey.disk.losePower() } else { survey.disk.kill() }
        survey.intake.close()
        survey.disk.plan(nil)
        survey.intake = try Survey.open(survey.disk, survey.clock)
        #expect(survey.intake.log.recovery.damage.isEmpty, "\(kind) at \(number)")
        _ = try await survey.intake.expire(terms, Self.atOnce)
        #expect(try survey.ids() == ["b1", "b2"], "\(kind) at \(number)")
        let findings = try LogSurvey(directory: "/data", storage: survey.disk.process()).findings
        #expect(findings.allSatisfy { !$0.isDamage }, "\(kind) at \(number): \(findings)")
        let lines = [response("a0", form: "short"), response("b0", form: "long"), response("b1", form: "long")]
        #expect(try await survey.take(lines) == ["expired", "expired", "duplicate"], "\(kind) at \(number)")
        let live = FormTallies([try fold(survey)]).forms.reduce(0) { $0 + $1.counts.live }
        let created = FormTallies([try fold(survey)]).forms.reduce(0) { $0 + $1.counts.created }
        #expect(live == 2 && created == 6, "\(kind) at \(number)")
        survey.intake.close()
        return !hasFired
    }
}

/// A response as phones send it.
private func response(_ id: String, form: String = "f", text: String = "a") -> String {
    "{\"formId\":\"\(form)\",\"responseId\":\"\(id)\",\"answers\":[{\"questionId\":\"q\",\"questionType\":\"Text\",\"text\":\"\(text)\"}]}"
}
