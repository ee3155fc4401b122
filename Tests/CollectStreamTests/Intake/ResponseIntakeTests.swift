import CollectModel
import Testing

@testable import CollectStream

@Suite struct ResponseIntakeTests {
    private func word(_ outcome: ResponseIntake.Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .duplicate: "duplicate"
        case .conflict: "conflict"
        case .expired: "expired"
        case .rejected: "rejected"
        }
    }

    private func response(_ id: String, _ text: String = "a") -> [UInt8] {
        Array(
            "{\"formId\":\"f\",\"responseId\":\"\(id)\",\"answers\":[{\"questionId\":\"q\",\"questionType\":\"Text\",\"text\":\"\(text)\"}]}"
                .utf8)
    }

    private func operation(_ op: String, _ id: String, _ rest: String = "") -> [UInt8] {
        Array("{\"op\":\"\(op)\",\"formId\":\"f\",\"responseId\":\"\(id)\"\(rest)}".utf8)
    }

    private func update(_ id: String, _ text: String, _ rest: String = "") -> [UInt8] {
        operation(
            "update", id,
            ",\"response\":{\"answers\":[{\"questionId\":\"q\",\"questionType\":\"Text\",\"text\":\"\(text)\"}]}" + rest
        )
    }

    @Test func `the same input a second time changes only the duplicates, in this process and the next`() async throws {
        let directory = try TemporaryDirectory()
        var writer = HistoryWriter(seed: 5)
        let lines = writer.lines(300).filter { !$0.contains("\"op\"") && !$0.contains("\\u") }
        var intake = try Folding.intake(directory.path, partitions: 3)
        let bytes = lines.map { Array($0.utf8) }
        let first = try await intake.take(bytes).map(word)
        intake.close()
        let once = try Folding.log(directory.path)
        for _ in 0..<2 {
            intake = try Folding.intake(directory.path)
            let again = try await intake.take(bytes).map(word)
            intake.close()
            #expect(zip(first, again).allSatisfy { $0 == "accepted" ? $1 == "duplicate" : $0 == $1 })
        }
        let accepted = Int64(first.count { $0 == "accepted" })
        let retried = Int64(first.count { $0 == "duplicate" })
        #expect(accepted > 50)
        var thrice = try Folding.log(directory.path)
        #expect(thrice.totals.duplicates == 2 * accepted + 3 * retried)
        #expect(thrice.totals.live == accepted)
        thrice.totals = once.totals
        for i in thrice.forms.indices { thrice.forms[i].counts = once.forms[i].counts }
        #expect(thrice == once, "no statistic has changed")
    }

    /// The reports over logs that took in a script in groups of different sizes, with restarts between them or not; each line must meet its fate.
    private func reports(of script: [(line: [UInt8], fate: String)]) async throws -> [Report] {
        var reports: [Report] = []
        for groupSize in [1, 2, 5, script.count] {
            for restarts in [false, true] {
                let directory = try TemporaryDirectory()
                var intake = try Folding.intake(directory.path)
                var found: [String] = []
                var rest = script[...]
                while !rest.isEmpty {
                    found += try await intake.take(rest.prefix(groupSize).map(\.line)).map(word)
                    rest = rest.dropFirst(groupSize)
                    if restarts {
                        intake.close()
                        intake = try Folding.intake(directory.path)
                    }
                }
                intake.close()
                #expect(found == script.map(\.fate), "groups of \(groupSize), restarts \(restarts)")
                reports.append(try Folding.log(directory.path))
            }
        }
        return reports
    }

    @Test func `every rule of identity, in one group and in groups of one, over restarts`() async throws {
        let script: [([UInt8], String)] = [
            (response("r"), "accepted"), (response("r"), "duplicate"), (response("r", "b"), "conflict"),
            (update("r", "b"), "accepted"), (update("r", "b"), "duplicate"), (response("r"), "duplicate"),
            (response("r", "b"), "duplicate"), (response("r", "c"), "conflict"),
            (update("r", "c", ",\"ifVersion\":1"), "conflict"), (update("r", "c", ",\"ifVersion\":2"), "accepted"),
            // An edit that was made already is a retry, whatever its sender saw.
            (update("r", "b", ",\"ifVersion\":1"), "duplicate"),
            (operation("restore", "r"), "duplicate"), (operation("delete", "r", ",\"ifVersion\":2"), "conflict"),
            (operation("delete", "r", ",\"ifVersion\":3"), "accepted"), (operation("delete", "r"), "duplicate"),
            (response("r"), "duplicate"), (response("r", "z"), "conflict"), (update("r", "c"), "conflict"),
            (operation("restore", "r"), "accepted"), (operation("restore", "r"), "duplicate"),
            (response("r", "b"), "duplicate"), (update("r", "c"), "duplicate"), (update("r", "a"), "accepted"),
            (operation("delete", "r"), "accepted"), (operation("restore", "r", ",\"ifVersion\":7"), "accepted"),
            (operation("restore", "s"), "rejected"), (response("s"), "accepted"),
        ]
        for report in try await reports(of: script) {
            let totals = report.totals
            #expect(totals.live == 2)
            #expect(totals.created == 2)
            #expect(totals.updated == 3)
            #expect(totals.deleted == 2)
        }
    }

    @Test func `changes that overtake what they change are taken, and what comes late is never live`() async throws {
        let script: [([UInt8], String)] = [
            // An edit, then the response, and the retries of both.
            (update("e", "new"), "accepted"), (response("e", "old"), "accepted"), (response("e", "old"), "duplicate"),
            (response("e", "else"), "conflict"), (update("e", "new"), "duplicate"),
            (update("e", "newest", ",\"ifVersion\":2"), "accepted"), (response("e", "old"), "duplicate"),
            // The second edit, then the first, then the response.
            (update("t", "third", ",\"ifVersion\":2"), "accepted"),
            (update("t", "second", ",\"ifVersion\":1"), "accepted"),
            (update("t", "second", ",\"ifVersion\":1"), "duplicate"),
            (update("t", "other", ",\"ifVersion\":1"), "conflict"),
            (response("t", "first"), "accepted"), (update("t", "third", ",\"ifVersion\":2"), "duplicate"),
            // A deletion, which can be taken back once there is something to bring back.
            (operation("delete", "d"), "accepted"), (operation("delete", "d"), "duplicate"),
            (operation("restore", "d"), "rejected"), (response("d", "gone"), "accepted"),
            (response("d", "gone"), "duplicate"), (operation("restore", "d"), "accepted"),
            (update("x", "v", ",\"ifVersion\":0"), "rejected"),
            (update("x", "v", ",\"ifVersion\":99999999999"), "rejected"),
        ]
        for report in try await reports(of: script) {
            let form = try #require(report.forms.first)
            #expect(
                [form.counts.live, form.counts.created, form.counts.updated, form.counts.deleted] == [3, 3, 4, 1])
            guard case .text(let text) = form.questions.first?.statistics else {
                Issue.record("no text question")
                return
            }
            #expect(Set(text.top.map(\.value)) == ["newest", "third", "gone"])
        }
        let directory = try TemporaryDirectory()
        let intake = try Folding.intake(directory.path)
        try await intake.take(script.map(\.0))
        intake.close()
        let versions = try ResponseLookup(directory: directory.path).versions(of: "t", form: "f")
        #expect(versions.first?.versions.map(\.version) == [3, 2, 1], "the newest first, whatever came when")
    }

    @Test func `a conflict is listed with what it spoke of, until its form has expired`() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock(1_000_000_000_000)
        let intake = try ResponseIntake(directory: directory.path, clock: clock, options: .small)
        try await intake.take([response("r"), response("s")], received: .now)
        clock.set(1_000_000_060_000)
        try await intake.take(
            [response("r", "z"), update("r", "b"), operation("delete", "r", ",\"ifVersion\":1")], received: .now)
        func listed(_ form: String? = nil, since: Int64? = nil) throws -> [String] {
            try ConflictList(directory: directory.path).conflicts(form: form, sinceMs: since).map {
                "\($0.formID) \($0.note.responseID) \($0.note.op) \($0.note.seenVersion ?? 0) \($0.receivedMs)"
            }
        }
        let expected = ["f r create 0 1000000060000", "f r delete 1 1000000060000"]
        #expect(try listed() == expected)
        #expect(try listed("f", since: 1_000_000_000_000) == expected)
        #expect(try listed("other").isEmpty)
        #expect(try listed(since: 1_000_000_060_001).isEmpty)
        #expect(try Folding.log(directory.path).totals.conflicts == 2)
        // A second form keeps the segment; the ids of the first one go with what they spoke of.
        let other = Array(#"{"formId":"kept","responseId":"k","answers":[]}"#.utf8)
        try await intake.take([other], received: .now)
        clock.pass(days: 1)
        try intake.log.seal(begunBeforeMs: .max)
        clock.pass(days: 20)
        _ = try await intake.expire(
            RetentionTerms(days: 365, daysByForm: ["f": 2]),
            RetentionCaution(waitsForReaders: false, takesOverdue: true))
        intake.close()
        #expect(try listed().isEmpty)
        #expect(try Folding.log(directory.path).totals.conflicts == 2, "they stay counted")
    }

    @Test func `an update whose response leaves out what the operation names is folded`() async throws {
        // Its payload was once stored without the form, could not be read again, and the response vanished from the counts.
        let directory = try TemporaryDirectory()
        let intake = try Folding.intake(directory.path)
        try await intake.take([response("r"), update("r", "new")])
        intake.close()
        let form = try #require(try Folding.log(directory.path).forms.first)
        #expect(form.counts.live == 1)
        guard case .text(let text) = form.questions.first?.statistics else {
            Issue.record("no text question")
            return
        }
        #expect(text.top == [ValueCount(value: "new", count: 1)])
    }

    @Test func `a restored response is received when it was first received`() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock(1_000_000_000_000)
        let intake = try ResponseIntake(directory: directory.path, clock: clock, options: .small)
        try await intake.take([response("r")], received: .now)
        clock.set(1_000_100_000_000)
        try await intake.take([operation("delete", "r"), operation("restore", "r")], received: .now)
        intake.close()
        let form = try #require(try Folding.log(directory.path).forms.first)
        #expect(form.counts.live == 1)
        #expect(form.perHour == [TimeBucket(startMs: 999_997_200_000, count: 1)])
        #expect(form.lastReceivedMs == 1_000_000_000_000)
    }

    @Test func `hostile lines are refused with their reasons and counted for ever`() async throws {
        let directory = try TemporaryDirectory()
        var intake = try Folding.intake(directory.path, partitions: 2)
        let outcomes = try await intake.take(HostileLine.all.map(\.bytes))
        for (line, outcome) in zip(HostileLine.all, outcomes) {
            switch (outcome, line.reason) {
            case (.rejected(let reason), let expected?):
                #expect(reason.sentence.hasPrefix(expected), "\(line.testDescription): \(reason.sentence.prefix(200))")
            case (.accepted, nil): break
            default: Issue.record("\(line.testDescription): \(word(outcome))")
            }
        }
        try await intake.take([response("good")])
        intake.close()
        intake = try Folding.intake(directory.path)
        intake.close()
        let totals = try Folding.log(directory.path).totals
        #expect(totals.rejected == Int64(HostileLine.refused.count))
        #expect(totals.live == Int64(HostileLine.taken.count + 1))
    }
}
