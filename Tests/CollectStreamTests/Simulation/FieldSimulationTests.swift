import Testing

@testable import CollectStream

private let noon: Int64 = 1_795_435_200_000

/// The stream as a whole: repeatable, in order, at the rate that was asked for.
@Suite struct FieldSimulationTests {
    @Test func `the same seed gives the same bytes and another seed does not`() {
        let lines = { (seed: UInt64) in
            var field = FieldSimulation(seed: seed, formCount: 20, ratePerSecond: 12, startMs: noon)
            return (0..<3000).map { _ in field.next().line }
        }
        #expect(lines(7) == lines(7))
        #expect(lines(7) != lines(8))
    }

    @Test func `two simulations that start at different times share no response`() {
        let lines = { (start: Int64) in
            var field = FieldSimulation(seed: 7, formCount: 5, ratePerSecond: 12, startMs: start)
            return Set((0..<500).map { _ in field.next().line })
        }
        #expect(lines(noon).isDisjoint(with: lines(noon + 1)))
    }

    @Test(arguments: [(1, 2.0), (12, 12.0), (300, 900.0)])
    func `arrivals come in order and a whole day has the rate that was asked for`(formCount: Int, rate: Double) {
        // A day is too long at high rates; there the hour's factor bounds what may come.
        let isWholeDay = rate < 100
        let lengthMs: Int64 = isWholeDay ? 86_400_000 : 120_000
        var field = FieldSimulation(seed: 3, formCount: formCount, ratePerSecond: rate, startMs: noon)
        var (count, last) = (0.0, noon)
        while true {
            let submission = field.next()
            #expect(submission.receivedMs >= last)
            last = submission.receivedMs
            if last >= noon + lengthMs { break }
            count += 1
        }
        let expected = rate * Double(lengthMs) / 1000
        #expect(
            abs(count / expected - 1) < (isWholeDay ? 0.05 : 0.4), "\(count) arrivals where \(expected) were expected")
    }

    @Test func `forms are as busy as their share says`() {
        // A whole day, as at any single hour the working hours of the time zones decide.
        var field = FieldSimulation(seed: 5, formCount: 12, ratePerSecond: 1, startMs: noon)
        var counts: [String: Int] = [:]
        while true {
            let submission = field.next()
            if submission.receivedMs >= noon + 86_400_000 { break }
            counts[submission.formID, default: 0] += 1
        }
        let ranked = field.forms.map { counts[$0.id, default: 0] }
        #expect(ranked[0] > 3 * ranked[5])
        #expect(ranked.prefix(6) == ranked.prefix(6).sorted(by: >)[...], "\(ranked)")
        // Small forms follow their hours; only the silent one has next to nothing.
        #expect(
            field.forms.indices.allSatisfy {
                field.forms[$0].id == field.silentFormID ? ranked[$0] < 100 : ranked[$0] > 1500
            }, "\(ranked)")
    }

    @Test func `a history is marked as backfill, comes at its own rate and ends at the live start`() {
        let live = noon + 3_600_000
        var field = FieldSimulation(
            seed: 2, formCount: 12, ratePerSecond: 50, startMs: noon, liveMs: live, historyPerSecond: 0.5)
        var (past, present) = (0, 0)
        while true {
            let submission = field.next()
            #expect(submission.isBackfill == (submission.receivedMs < live))
            if submission.receivedMs >= live + 60_000 { break }
            if submission.isBackfill { past += 1 } else { present += 1 }
        }
        #expect((1200...2600).contains(past))
        #expect((2000...4200).contains(present))
    }

    @Test(arguments: [(0, true, 240), (600, true, 660), (600, false, 240), (3_900, false, 3_540)])
    func `one form has sent for some minutes, falls silent around the live start, and the others go on`(
        _ historySeconds: Int64, _ isBackfill: Bool, _ silentAfterSeconds: Int64
    ) throws {
        let live = noon + historySeconds * 1000
        var field = FieldSimulation(
            seed: 9, formCount: 12, ratePerSecond: 40, startMs: noon, liveMs: live, isHistoryBackfill: isBackfill)
        let silent = try #require(field.silentFormID)
        let end = noon + silentAfterSeconds * 1000
        var (before, after) = (0, 0)
        while true {
            let submission = field.next()
            if submission.receivedMs > end + 600_000 { break }
            if submission.formID == silent {
                before += 1
                #expect(submission.receivedMs < end)
            } else if submission.receivedMs >= end {
                after += 1
            }
        }
        #expect(before > 100 && after > 10_000)
    }

    @Test func `one form receives far more than usual around the live start`() throws {
        let live = noon + 3_900_000
        var field = FieldSimulation(
            seed: 4, formCount: 14, ratePerSecond: 12, startMs: noon, liveMs: live, isHistoryBackfill: false)
        let surging = try #require(field.surgingFormID)
        var (usual, surge) = (0.0, 0.0)
        while true {
            let submission = field.next()
            if submission.receivedMs >= live + 60_000 { break }
            #expect(!submission.isBackfill)
            guard submission.formID == surging, submission.kind == .fresh else { continue }
            if submission.receivedMs < live - 300_000 { usual += 1 }
            if submission.receivedMs >= live - 240_000 { surge += 1 }
        }
        #expect(surge / 300 > 2 * usual / 3_600, "\(surge) in five minutes, \(usual) in the hour before")
    }

    @Test func `forms have their own ids, also when there are a thousand`() {
        let forms = SimulatedForm.make(count: 1000, interviewsPerSecond: 12)
        #expect(Set(forms.map(\.id)).count == 1000)
        #expect(Set(forms.map(\.title)).count == 1000)
        #expect(forms.contains { $0.id == "0VHCsOl4JCjrCxwfF7G8" })
        let devices = forms.prefix(40).flatMap { $0.collectors().map(\.device) }
        #expect(Set(devices).count == devices.count)
        #expect(Set(forms.map(\.language)).count >= 10)
    }

    @Test func `what waits to arrive stays small at any rate`() {
        for rate in [0.1, 12, 100_000] {
            var field = FieldSimulation(seed: 1, formCount: 50, ratePerSecond: rate, startMs: noon)
            for _ in 0..<50_000 { _ = field.next() }
            #expect(field.waitingCount < 1000)
        }
    }
}
