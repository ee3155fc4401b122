import CollectModel
import CollectStream
import Glibc

/// What the demo simulates: a day behind the present, then the present.
nonisolated struct DemoPlan {
    /// In a demonstration nobody waits half an hour for a form to be called silent.
    static let silenceFloorMs: Int64 = 90_000
    private static let hourMs: Int64 = 3_600_000
    /// How long the server has been there: a little more than the hour after which a form's usual rate counts as known.
    private static let nearPastMs: Int64 = 65 * 60_000
    /// At most so many responses of history, so that the first frame comes within a second or two.
    private static let historyMost = 50_000.0

    let seed: UInt64
    let forms: Int
    let rate: Double
    let nowMs: Int64

    /// The near past at the live rate, as far as that many can be written while somebody waits.
    private var nearPastRate: Double { min(rate, 0.9 * Self.historyMost * 1000 / Double(Self.nearPastMs)) }

    /// A quiet day, until the near past: history that somebody loaded.
    var lastDay: FieldSimulation {
        FieldSimulation(
            seed: seed &+ 1, formCount: forms, ratePerSecond: max(nearPastRate / 40, 0.001),
            startMs: nowMs - 24 * Self.hourMs,
            liveMs: nowMs, followsDay: true)
    }

    /// The near past, as if the server had been there, so that every alert has something to go by; then the present for ever.
    var present: FieldSimulation {
        FieldSimulation(
            seed: seed, formCount: forms, ratePerSecond: rate, startMs: nearPastStartMs, liveMs: nowMs,
            historyPerSecond: nearPastRate, isHistoryBackfill: !showsUsualRate)
    }

    /// A past that is much quieter than the present must not make the present look like a surge.
    private var showsUsualRate: Bool { nearPastRate > 0.8 * rate }

    /// Writes what the simulated forms' organisations say about them, unless the directory has a catalogue of its own. It appears whole or not at all.
    func writeCatalogue(to directory: String) throws {
        let path = directory + "/" + CatalogueFile.name
        let draft = path + ".\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw CommandFailure(.environment, "cannot write \(draft): \(String(cString: strerror(errno)))")
        }
        let catalogue = FormCatalogue(simulating: present.forms, rate: rate, nowMs: nowMs)
        let text = CatalogueFile.text(catalogue)
        StandardError.write(text, to: file)
        let written = lseek(file, 0, SEEK_CUR)
        close(file)
        guard written == text.utf8.count else {
            unlink(draft)
            throw CommandFailure(.environment, "cannot write \(draft): only \(written) of \(text.utf8.count) bytes")
        }
        // Fails where there is one already, which is what is wanted.
        link(draft, path)
        unlink(draft)
    }

    var nearPastStartMs: Int64 { nowMs - Self.nearPastMs }

    /// `count` submissions at the plan's rate that end about now: begun a little early, because what is received in the future would be
    /// believed by nobody.
    func ending(count: Int) -> FieldSimulation {
        let spanMs = min(Double(count) / rate * 1000, 300 * 86_400_000)
        let earlyMs = min(0.02 * spanMs + 10_000, 3_600_000)
        return FieldSimulation(
            seed: seed, formCount: forms, ratePerSecond: rate, startMs: nowMs - Int64(spanMs + earlyMs), liveMs: nowMs,
            historyPerSecond: max(rate, Double(count) / max(spanMs / 1000, 0.001)))
    }
}

/// Writes simulated submissions into a log, as fast as they may come.
nonisolated struct DemoWriter {
    private static let groupMost = 1024

    private let intake: ResponseIntake
    private let upkeep: DemoUpkeep
    private let progress: ProgressLine
    /// The present, where the history ended.
    private var present: FieldSimulation?
    private var waiting: [Submission] = []
    private var groups: [ResponseIntake.Group] = []

    init(intake: ResponseIntake, upkeep: DemoUpkeep, progress: ProgressLine) {
        self.intake = intake
        self.upkeep = upkeep
        self.progress = progress
    }

    /// Writes `count` submissions.
    mutating func write(count: Int, of simulation: FieldSimulation, untilMs: Int64) async throws {
        var simulation = simulation
        for written in 0..<count {
            var submission = simulation.next()
            submission.receivedMs = min(submission.receivedMs, untilMs)
            waiting.append(submission)
            if waiting.count == Self.groupMost {
                try await submit()
                progress.update(Int64(written), of: Int64(count))
            }
        }
        try await finish()
    }

    /// Writes the day before the present.
    mutating func write(history plan: DemoPlan) async throws {
        var day = plan.lastDay
        while true {
            let submission = day.next()
            if submission.receivedMs >= plan.nearPastStartMs { break }
            try await take(submission)
        }
        var present = plan.present
        while true {
            let submission = present.next()
            if submission.receivedMs >= plan.nowMs { break }
            try await take(submission)
        }
        self.present = present
        try await finish()
    }

    /// Writes each submission at its time, `most` of them or until the process ends (or `endsWith`, its parent).
    mutating func writeLive(_ plan: DemoPlan, most: Int, endsWith parent: pid_t?) async throws {
        var simulation =
            present
            ?? FieldSimulation(
                seed: plan.seed &+ UInt64(plan.nowMs), formCount: plan.forms, ratePerSecond: plan.rate,
                startMs: plan.nowMs)
        var next = simulation.next()
        var left = most
        while left > 0, parent == nil || getppid() == parent {
            let nowMs = SystemTime.nowMs()
            while next.receivedMs <= nowMs, waiting.count < min(Self.groupMost, left) {
                waiting.append(next)
                next = simulation.next()
            }
            left -= waiting.count
            if !waiting.isEmpty { try await submit() }
            try await acknowledge(beyond: 2)
            await upkeep.look(nowMs: SystemTime.nowMs())
            let waitMs = min(max(next.receivedMs - SystemTime.nowMs(), 0), 250)
            if waitMs > 0 { try await Task.sleep(for: .milliseconds(waitMs)) }
        }
        try await finish()
    }

    private mutating func take(_ submission: Submission) async throws {
        waiting.append(submission)
        if waiting.count == Self.groupMost { try await submit() }
    }

    private mutating func finish() async throws {
        if !waiting.isEmpty { try await submit() }
        try await acknowledge(beyond: 0)
        progress.end()
    }

    private mutating func submit() async throws {
        await intake.log.makeRoom()
        groups.append(try intake.submit(waiting))
        waiting.removeAll(keepingCapacity: true)
        try await acknowledge(beyond: 4)
    }

    private mutating func acknowledge(beyond: Int) async throws {
        while groups.count > beyond { try await intake.durable(groups.removeFirst()) }
    }
}
