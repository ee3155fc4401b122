import CollectModel
import Testing

@testable import CollectStream

/// What is kept on disk for recognising retries may be missing, damaged, old or of another log: the answers are the same.
@Suite struct IdentityStoreTests {
    private static let folder = "/data/identities/"

    private static func open(
        _ disk: SimulatedDisk, clock: TestClock = TestClock(), identities: IdentityOptions = .small,
        progress: (Int) -> Void = { _ in }
    ) throws -> ResponseIntake {
        try ResponseIntake(
            directory: "/data", storage: disk.process(), clock: clock, options: .small, identities: identities,
            progress: progress)
    }

    private static func word(_ outcome: ResponseIntake.Outcome) -> String {
        switch outcome {
        case .accepted(let position): "accepted \(position)"
        case .duplicate: "duplicate"
        case .conflict(let reason): "conflict \(reason)"
        case .expired(let id): "expired \(id)"
        case .rejected(let reason): "rejected \(reason)"
        }
    }

    /// A log with all that happens to responses, its writer closed; and what is sent to it next.
    private static func history(seed: UInt64) async throws -> (disk: SimulatedDisk, next: [[UInt8]]) {
        let disk = SimulatedDisk(seed: seed)
        var writer = HistoryWriter(seed: seed)
        let lines = writer.lines(80).map { Array($0.utf8) }
        let intake = try open(disk)
        for start in stride(from: 0, to: lines.count, by: 8) {
            try await intake.take(Array(lines[start..<min(start + 8, lines.count)]))
        }
        intake.close()
        // Retries of everything, and what goes on from there.
        return (disk, lines + writer.lines(60).map { Array($0.utf8) })
    }

    /// What senders are told by an intake that has only the log.
    private static func expected(_ disk: SimulatedDisk, _ lines: [[UInt8]]) async throws -> [String] {
        let alone = disk.copy(seed: 1)
        for path in alone.paths where path.hasPrefix(folder) { alone.lose(path) }
        let intake = try open(alone)
        defer { intake.close() }
        return try await intake.take(lines).map(word)
    }

    /// What they are told with the disk as it is: started again, as its users are told to, where damage is found on the way.
    private static func told(_ disk: SimulatedDisk, _ lines: [[UInt8]]) async throws -> (words: [String], starts: Int) {
        for start in 1...2 {
            var identities = IdentityOptions.small
            // Merging may come upon the damage first.
            identities.report = { _ in }
            let intake = try open(disk, identities: identities)
            defer { intake.close() }
            do {
                return (try await intake.take(lines).map(word), start)
            } catch LogError.identitiesDamaged {}
        }
        Issue.record("the damage is still there after the start that heals it")
        return ([], 3)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `damaged anywhere, they give the same answers`(seed: UInt64) async throws {
        let (disk, next) = try await Self.history(seed: seed)
        let expected = try await Self.expected(disk, next)
        let paths = disk.paths.filter { $0.hasPrefix(Self.folder) }
        #expect(paths.count > 1 && paths.contains(Self.folder + "CURRENT"))
        #expect(try await Self.told(disk.copy(seed: 2), next).words == expected, "undamaged, seed \(seed)")
        var restarts = 0
        for path in paths {
            let size = disk.content(path)?.count ?? 0
            for byte in stride(from: Int(seed), to: size, by: max(1, size / 40)) {
                let damaged = disk.copy(seed: 3)
                damaged.rot(path) { $0[byte] ^= 0x10 }
                let told = try await Self.told(damaged, next)
                #expect(told.words == expected, "byte \(byte) of \(path), seed \(seed)")
                restarts += told.starts - 1
            }
            let changes: [(inout [UInt8]) -> Void] = [{ $0 = [] }, { $0.removeLast(min($0.count, 9)) }, { $0 += [0] }]
            for change in changes {
                let damaged = disk.copy(seed: 3)
                damaged.rot(path, change)
                #expect(try await Self.told(damaged, next).words == expected, "\(path), seed \(seed)")
            }
            let lost = disk.copy(seed: 3)
            lost.lose(path)
            #expect(try await Self.told(lost, next).words == expected, "\(path) lost, seed \(seed)")
        }
        #expect(restarts > 0, "some of the damage was found only when a page was asked for")
    }

    @Test func `those of earlier cover less, and those of a past that was another are not believed`() async throws {
        let (disk, next) = try await Self.history(seed: 5)
        let clock = TestClock()
        clock.pass(days: 3)
        let (one, other) = (disk.copy(seed: 1), disk.copy(seed: 2))
        for (number, branch) in [one, other].enumerated() {
            // As many records, at other times: a disk that was restored from an image and went on.
            let intake = try Self.open(branch, clock: clock)
            try await intake.take((0..<20).map { Array(Self.response("\(number)-\($0)").utf8) })
            intake.close()
            clock.pass(days: 1)
        }
        let more = next + (0..<20).flatMap { n in (0..<2).map { Array(Self.response("\($0)-\(n)").utf8) } }
        for identities in [disk, other] {
            let mixed = one.copy(seed: 3)
            for path in mixed.paths where path.hasPrefix(Self.folder) { mixed.lose(path) }
            for path in identities.paths where path.hasPrefix(Self.folder) {
                let file = try mixed.process().open(path, .create)
                try file.write(identities.content(path) ?? [], at: 0)
                try file.sync()
            }
            #expect(try await Self.told(mixed, more).words == Self.expected(one, more))
        }
    }

    private static func response(_ id: String) -> String {
        "{\"formId\":\"f\",\"responseId\":\"\(id)\",\"answers\":[]}"
    }

    @Test func `opening a log reads what they do not cover, and no more`() async throws {
        let disk = SimulatedDisk(seed: 1)
        var identities = IdentityOptions.small
        identities.mostInMemory = 1000
        let intake = try Self.open(disk, identities: identities)
        // Behind the records from which the devices' clocks are learned.
        for start in 0..<50 {
            try await intake.take((0..<500).map { Array(Self.response("\(start * 500 + $0)").utf8) })
        }
        disk.kill()
        var read = 0
        let again = try Self.open(disk, identities: identities) { read = $0 }
        #expect(read >= 20_000 && read < 21_500, "\(read)")
        let retries = try await again.take((0..<25_000).map { Array(Self.response("\($0)").utf8) })
        #expect(retries.allSatisfy { if case .duplicate = $0 { true } else { false } })
        again.close()
    }

    /// What is staged and not durable may be lost: it must not be remembered.
    @Test func `what the power took is not known any more`() async throws {
        for groups in 1...6 {
            let disk = SimulatedDisk(seed: UInt64(groups))
            let intake = try Self.open(disk)
            try await intake.take((0..<7).map { Array(Self.response("kept-\($0)").utf8) })
            for group in 0..<groups {
                _ = try intake.stage((0..<6).map { Array(Self.response("lost-\(group)-\($0)").utf8) })
            }
            disk.losePower()
            let again = try Self.open(disk)
            let kept = again.log.durableEnd.next[0]
            let lines = (0..<7).map { "kept-\($0)" } + (0..<groups).flatMap { g in (0..<6).map { "lost-\(g)-\($0)" } }
            let words = try await again.take(lines.map { Array(Self.response($0).utf8) }).map(Self.word)
            #expect(words.count { $0 == "duplicate" } == Int(kept), "\(groups) groups")
            again.close()
        }
    }

    @Test func `whoever only asks what would expire is not kept from it by damage`() async throws {
        let disk = SimulatedDisk(seed: 1)
        let clock = TestClock()
        let intake = try Self.open(disk, clock: clock)
        try await intake.take((0..<40).map { Array(Self.response("\($0)").utf8) }, received: .now)
        clock.pass(days: 1)
        try intake.log.seal(begunBeforeMs: .max)
        intake.close()
        clock.pass(days: 20)
        func preview() throws -> RetentionReport {
            try RetentionReport(
                previewing: "/data", terms: RetentionTerms(days: 10),
                caution: RetentionCaution(waitsForReaders: false, takesOverdue: true), nowMs: clock.nowMs(),
                storage: disk.process())
        }
        #expect(try preview().expired == ["f": 40])
        for path in disk.paths where path.hasSuffix(".known") {
            disk.rot(path) { bytes in for at in stride(from: 5000, to: bytes.count, by: 512) { bytes[at] ^= 1 } }
        }
        #expect(try preview().expired == ["f": 40])
    }

    /// The real disk, the real thread.
    @Test func `thirty thousand responses are written in the background and recognised for ever`() async throws {
        let directory = try TemporaryDirectory()
        var identities = IdentityOptions()
        identities.mostInMemory = 700
        identities.fewestAtClose = 0
        identities.report = { Issue.record("\($0)") }
        for _ in 0..<3 {
            let intake = try ResponseIntake(directory: directory.path, options: .small, identities: identities)
            for start in stride(from: 0, to: 30_000, by: 300) {
                try await intake.take((start..<start + 300).map { Array(Self.response("\($0)").utf8) }, received: .now)
            }
            intake.close()
        }
        let report = try Folding.log(directory.path)
        #expect(report.forms[0].counts.live == 30_000 && report.forms[0].counts.duplicates == 60_000)
        let runs = try directory.names("identities").filter { $0.hasSuffix(".known") }
        #expect(!runs.isEmpty && runs.count < 8, "\(runs)")
    }

    /// A disk that takes nothing more keeps nobody from being recognised.
    @Test func `where they cannot be written they stay in memory, and are written later`() async throws {
        let lines = (0..<400).map { Array(Self.response("\($0)").utf8) }
        let storage = FaultyStorage()
        let directory = try TemporaryDirectory()
        let failing = try ResponseIntake(
            directory: directory.path, storage: storage, options: .small, identities: .quiet)
        storage.fail(.rename)
        for start in stride(from: 0, to: 400, by: 40) {
            let outcomes = try await failing.take(Array(lines[start..<start + 40] + lines[..<start]))
            #expect(outcomes.count { if case .accepted = $0 { true } else { false } } == 40)
        }
        failing.close()
        let again = try ResponseIntake(directory: directory.path, options: .small, identities: .small)
        #expect(again.admission.known.recent.count == 0, "everything was written in the end")
        let outcomes = try await again.take(lines)
        #expect(outcomes.allSatisfy { if case .duplicate = $0 { true } else { false } })
        again.close()
    }
}

extension IdentityOptions {
    /// As `small`, and nobody is told of failures that a test has made itself.
    fileprivate static var quiet: IdentityOptions {
        var options = IdentityOptions.small
        options.report = { _ in }
        return options
    }
}
