import CollectModel
import Testing

@testable import CollectStream

/// What has expired is not kept in facts either, whatever happens on the way.
@Suite struct FactsErasingTests {
    private static let atOnce = RetentionCaution(waitsForReaders: false, takesOverdue: true)
    private static let word = "Geheimnis"

    private struct Survey {
        let disk: SimulatedDisk
        let clock = TestClock()
        let intake: ResponseIntake

        /// Two forms in each of two segments, all with facts, one of them to expire.
        init(seed: UInt64) async throws {
            disk = SimulatedDisk(seed: seed)
            intake = try Self.open(disk, clock)
            for day in 0..<2 {
                let lines = ["short", "long"].map { FactsErasingTests.response("\($0)\(day)", form: $0) }
                try await intake.take(lines.map { Array($0.utf8) }, received: .now)
                clock.pass(days: 1)
                try intake.writeFacts()
            }
            // Long enough ago to be on the disk.
            let storage = disk.process()
            for path in factsPaths { try storage.open(path, .readWrite).sync() }
            for folder in ["/data", "/data/facts", "/data/facts/p00"] { try storage.syncDirectory(folder) }
            clock.pass(days: 20)
        }

        static func open(_ disk: SimulatedDisk, _ clock: TestClock) throws -> ResponseIntake {
            var identities = IdentityOptions.small
            identities.report = { _ in }
            return try ResponseIntake(
                directory: "/data", storage: disk.process(), clock: clock, options: .small, identities: identities)
        }

        func expire() async throws -> RetentionReport {
            try await intake.expire(RetentionTerms(days: 100, daysByForm: ["short": 10]), atOnce)
        }

        var report: Report {
            get throws {
                let fold = LogFold(directory: "/data", filter: FoldFilter(), storage: disk.process())
                return Folding.report(try fold.run().counted)
            }
        }

        var factsPaths: [String] { disk.paths.filter { $0.contains("/facts/") && !$0.hasSuffix("/p00") } }
    }

    private static func response(_ id: String, form: String) -> String {
        let answer = #"{"questionId":"q","questionType":"Text","text":"\#(word) of \#(form)"}"#
        return #"{"formId":"\#(form)","responseId":"\#(id)","answers":[\#(answer)]}"#
    }

    /// The texts of a file of facts.
    private static func texts(_ bytes: [UInt8]) -> String? {
        guard let header = bytes.withUnsafeBytes({ FactsHeader($0) }),
            let content = FactsContent(header, packed: Array(bytes.dropFirst(FactsHeader.sizeBytes)))
        else { return nil }
        return String(decoding: content.bytes[FactsSections(content.counts).texts...], as: UTF8.self)
    }

    @Test func `what is erased is not in the facts, and facts of before are not believed`() async throws {
        let survey = try await Survey(seed: 1)
        let before = survey.factsPaths.map { ($0, survey.disk.content($0) ?? []) }
        #expect(before.count == 2)
        for (_, bytes) in before { #expect(Self.texts(bytes)?.contains("\(Self.word) of short") == true) }
        #expect(try await survey.expire().erasedSegments == 2)
        #expect(survey.factsPaths.isEmpty)
        #expect(try survey.intake.writeFacts().segments == 3)
        for path in survey.factsPaths {
            let texts = try #require(Self.texts(survey.disk.content(path) ?? []))
            #expect(!texts.contains("\(Self.word) of short"))
        }
        let expected = try survey.report
        // Somebody puts old copies back.
        let storage = survey.disk.process()
        for (path, bytes) in before {
            if try storage.kind(of: path) == .file { try storage.remove(path) }
            try storage.open(path, .create).write(bytes, at: 0)
        }
        let folder = FactsFolder(directory: survey.intake.log.directory, logID: survey.intake.log.description.logID)
        for base in try folder.bases(0) where base < 4 {
            #expect(folder.open(0, base: base, forms: FormDirectory()) == nil)
        }
        #expect(try survey.report == expected)
    }

    @Test func `wherever the power fails, no facts stand beside a segment that was erased`() async throws {
        var fired = 0
        for countdown in 1... {
            let survey = try await Survey(seed: UInt64(countdown))
            let original = survey.disk.paths.filter { $0.hasSuffix(".seg") }
            survey.disk.plan(SimulatedFault(kind: .stop, countdown: countdown))
            _ = try? await survey.expire()
            let isDone = !survey.disk.faultFired
            survey.disk.losePower()
            for path in original {
                let base = try #require(LogDirectory.segmentBase(String(path.split(separator: "/").last ?? "")))
                let facts = survey.disk.content("/data/facts/p00/\(path.suffix(24).dropLast(4)).facts")
                let isErased = survey.disk.paths.contains(path + ".zst")
                #expect(!(isErased && facts != nil), "segment \(base), stopped at \(countdown)")
            }
            if isDone { break }
            fired += 1
        }
        #expect(fired > 20)
    }
}
