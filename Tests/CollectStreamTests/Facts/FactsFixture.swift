import CollectModel
import Testing

@testable import CollectStream

/// A log on a simulated disk, of which the facts are written.
struct FactsFixture {
    let disk: SimulatedDisk
    let clock = TestClock(Folding.readingMs)
    let log: ResponseLog

    init(seed: UInt64 = 1, partitions: Int = 1) throws {
        disk = SimulatedDisk(seed: seed)
        var options = ResponseLog.Options.small
        options.partitions = partitions
        log = try ResponseLog.open(directory: "/data", storage: disk.process(), clock: clock, options: options)
    }

    /// Appends responses as they are, and ends the segment.
    func segment(_ payloads: [[UInt8]], form: String = "f") async throws {
        let drafts = payloads.enumerated().map { n, payload in
            RecordDraft(
                op: n % 5 == 4 ? .update : .create, flags: n % 7 == 6 ? .clockCorrected : [], formID: form,
                responseID: "r\(n)",
                replaces: n % 5 == 4 ? 0 : nil, receivedMs: Folding.readingMs + Int64(n),
                eventMs: Folding.readingMs - Int64(n),
                payload: payload)
        }
        try await log.durable(try log.stage(drafts))
        try log.seal(begunBeforeMs: .max)
    }

    /// Puts other bytes into the place of a file.
    func replace(_ path: String, _ bytes: [UInt8]) throws {
        let storage = disk.process()
        try storage.remove(path)
        try storage.open(path, .create).write(bytes, at: 0)
    }

    var folder: FactsFolder { FactsFolder(directory: log.directory, logID: log.description.logID) }

    func write() throws -> FactsReport {
        var writing = FactsWriting(log)
        return try writing.round()
    }

    func path(base: UInt64 = 0) -> String { log.directory.factsPath(0, base: base) }

    func opened(base: UInt64 = 0) -> SegmentFacts? { folder.open(0, base: base, forms: FormDirectory()) }

    func reader() throws -> LogReader { try LogReader(directory: "/data", storage: disk.process()) }
}

/// A version's facts in words, whatever the numbers of the directory that they are in.
func said(_ version: FoldedVersion?) -> [String] {
    guard let version else { return ["none"] }
    let facts = version.facts
    var said = [
        version.form.name, "\(facts.flags.rawValue)", "\(facts.receivedMs)", "\(facts.eventMs)", "\(facts.durationMs)",
        "\(facts.deviceHash)", "\(facts.collectorHash)", "\(Array(version.batch.bytes(of: facts.device)))",
        "\(Array(version.batch.bytes(of: facts.collector)))", version.syncedMs.map(String.init) ?? "-",
        facts.clockBehindS.map(String.init) ?? "-", "\(Array(version.batch.bytes(of: facts.formVersion)))",
    ]
    for n in Int(facts.answerStart)..<Int(facts.answerStart + facts.answerCount) {
        let fact = version.batch[n]
        let question = version.form.questions[Int(fact.question)]
        let label = fact.label < 0 ? "-" : version.form.labelText(of: fact.question, fact.label)
        let value = fact.flags.contains(.hasText) ? "\(fact.textHash)" : "\(fact.words)"
        said.append(
            "\(question.id.text)|\(question.type.text)|\(label)|\(fact.position)|\(fact.dwellMs)|\(fact.accuracyDm)|\(fact.flags.rawValue)|\(value)|\(Array(version.batch.text(of: fact)))"
        )
    }
    return said
}

extension SegmentFacts {
    /// Everything that it says, in words.
    var saysOfAll: [[String]] {
        let desk = DecodingDesk(keepsSenders: true)
        return origin.offsets.map { offset in
            batch.removeResponses()
            let record = FactsRecord(self, at: offset)
            return ["\(record.op)", "\(record.flags)", "\(String(describing: record.replaces))"]
                + said(record.version(receivedMs: record.receivedMs, by: desk))
        }
    }
}
