import CollectModel
import Testing

@testable import CollectStream

/// Wrong clocks are put right when responses are taken in, and every reader sees the same times.
@Suite struct ClockEvidenceTests {
    private static let nowMs: Int64 = 1_793_000_000_000
    private static let hourMs: Int64 = 3_600_000

    /// A response that a device with this clock error submitted `waitedMs` before it sent it.
    private func response(
        _ id: Int, device: String, clockMs: Int64, waitedMs: Int64, sentMs: Int64
    ) -> [UInt8] {
        let submitted = Timestamp.format(sentMs - waitedMs + clockMs)
        let synced = Timestamp.format(sentMs + clockMs)
        return Array(
            """
            {"formId":"f","responseId":"\(device)-\(id)","deviceId":"\(device)","submittedOnDeviceAt":"\(submitted)",\
            "syncedFromDeviceAt":"\(synced)","answers":[{"questionId":"q","questionType":"Text","text":"\(id)"}]}
            """.utf8)
    }

    /// Sends posts of devices a minute apart; half of the time the intake is opened anew between two of them.
    private func send(
        _ posts: [(device: String, clockMs: Int64, waitedMs: Int64)], into directory: String, reopens: Bool
    ) async throws {
        let clock = TestClock(Self.nowMs)
        var intake = try ResponseIntake(directory: directory, clock: clock, options: .small, identities: .small)
        for (n, post) in posts.enumerated() {
            let sent = Self.nowMs + Int64(n) * 60_000
            clock.set(sent + 1500)
            try await intake.take(
                [response(n, device: post.device, clockMs: post.clockMs, waitedMs: post.waitedMs, sentMs: sent)],
                received: .now)
            if reopens {
                intake.close()
                intake = try ResponseIntake(directory: directory, clock: clock, options: .small, identities: .small)
            }
        }
        intake.close()
    }

    private func report(_ directory: String) throws -> FormReport {
        try #require(try Folding.log(directory).forms.first)
    }

    @Test(arguments: [false, true])
    func `a phone six years behind is clamped twice, then put right`(reopens: Bool) async throws {
        let directory = try TemporaryDirectory()
        let years = -6 * 365 * 24 * Self.hourMs
        try await send(
            Array(repeating: ("old", years, 2 * Self.hourMs), count: 5), into: directory.path, reopens: reopens)
        let form = try report(directory.path)
        #expect(form.counts.clockSkewed == 5)
        #expect(form.counts.clockCorrected == 3)
        #expect(form.clockSkew.count == 3, "of the first two nobody knows by how much the clock was wrong")
        #expect(form.clockSkew.max.map { abs($0 + years) <= 2000 } == true)
        #expect(form.counts.late == 5, "they had waited for two hours, and two of them for years as far as is known")
        #expect(form.syncDelay.count == 3)
        #expect(form.syncDelay.max.map { abs($0 - 2 * Self.hourMs) <= 2000 } == true)
    }

    @Test func `a clock that is ahead is put right from its first post, one that is right is left alone`() async throws
    {
        let directory = try TemporaryDirectory()
        try await send(
            [("fast", 2 * Self.hourMs, 60_000), ("good", 0, 60_000), ("fast", 2 * Self.hourMs, 0), ("good", 0, 0)],
            into: directory.path, reopens: false)
        let form = try report(directory.path)
        #expect(form.counts.clockCorrected == 2)
        #expect(form.clockSkew.min.map { abs($0 + 2 * Self.hourMs) <= 2000 } == true, "ahead is below zero")
        #expect(form.counts.clockSkewed == 2)
        #expect(form.counts.late == 0)
        #expect(form.syncDelay.count == 4)
        #expect(form.syncDelay.min.map { $0 >= 0 } == true, "nothing arrives before it was submitted")
    }

    @Test func `what was put right is taken back as it was added, and restored as it was`() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock(Self.nowMs)
        let intake = try ResponseIntake(directory: directory.path, clock: clock, options: .small, identities: .small)
        let fast = response(1, device: "fast", clockMs: Self.hourMs, waitedMs: 0, sentMs: Self.nowMs)
        try await intake.take([fast], received: .now)
        let once = try Folding.counted(log: directory.path)
        clock.set(Self.nowMs + Self.hourMs)
        let delete = Array(#"{"op":"delete","formId":"f","responseId":"fast-1"}"#.utf8)
        let restore = Array(#"{"op":"restore","formId":"f","responseId":"fast-1"}"#.utf8)
        try await intake.take([delete], received: .now)
        var form = try report(directory.path)
        #expect([form.counts.live, form.counts.clockCorrected, form.counts.late] == [0, 0, 0])
        #expect(form.perHour.isEmpty)
        try await intake.take([restore], received: .now)
        form = try report(directory.path)
        intake.close()
        var before = try #require(Folding.report(once).forms.first)
        before.counts.deleted = 1
        #expect(form == before)
    }
}
