import CollectStream
public import Promises

/// One input of the fuzzer: a log is damaged as the input says, read, surveyed, recovered, written, and read again.
///
/// Promises that must hold for any bytes: nothing crashes and nothing is endless; every offset below the durable end is served or is a
/// gap; a survey calls nothing healthy that a reader cannot serve; recovery refuses nothing, takes no offset twice, and what was served
/// before it is served after it, byte for byte; what it gives up it reports; a second recovery finds nothing to do.
public struct LogTrial {
    private let storage: MemoryStorage
    private let powerFailsAfter: Int?

    /// - Throws: the first promise that did not hold. What crashes, crashes.
    public static func run(_ input: [UInt8]) throws(BrokenPromise) {
        let edits = LogEdits(input)
        let trial = LogTrial(
            storage: MemoryStorage(root: TemplateLog.root, files: edits.files), powerFailsAfter: edits.powerFailsAfter)
        // Of files that were mixed by hand, only this is promised: nothing crashes.
        let isMixed = edits.addsSegments || trial.isMixed
        do throws(BrokenPromise) { try trial.run() } catch { if !isMixed { throw error } }
    }

    /// Whether two segments claim the same positions, or a file of another log is among them.
    private var isMixed: Bool {
        let survey = try? LogSurvey(directory: TemplateLog.root, storage: storage)
        return survey?.findings.contains { $0.kind == .overlap || $0.kind == .foreignSegment } ?? false
    }

    private func run() throws(BrokenPromise) {
        guard try isLog() else { return }
        let before = try look(maxBytes: 1)
        if let powerFailsAfter {
            try recover(failingAfter: powerFailsAfter)
            // Without HEAD, the header of a torn group may be all that proves the one before. Once it is cut, only a recovery that
            // comes to its end proves it again: so not all that was served must be served now.
            _ = try look(maxBytes: 1)
        }
        let damaged = storage.contents
        let log = try open(seed: 1)
        try checkCopies(log.recovery, of: damaged)
        let position = try append(log, "after-damage")
        let after = try look(maxBytes: 1 << 20)
        try keeps(before, in: after)
        try BrokenPromise.unless(
            before[position.partition].end <= position.offset,
            "offset \(position.offset) is given again: it was durable below \(before[position.partition].end)")
        try BrokenPromise.unless(
            after[position.partition].end == position.offset + 1, "the durable end is not behind what was appended")
        try BrokenPromise.unless(
            after[position.partition].records[position.offset]?.responseID == "after-damage",
            "what was appended at \(position) is not served")
        if powerFailsAfter == nil { try reports(log.recovery, before, after) }
        try recoversOnce(after)
    }

    /// Whether the directory can be read as a log; where it cannot, nobody may take it for one.
    private func isLog() throws(BrokenPromise) -> Bool {
        do throws(LogError) {
            return try LogReader(directory: TemplateLog.root, storage: storage).description() != nil
        } catch {
            guard (try? LogSurvey(directory: TemplateLog.root, storage: storage)) == nil,
                (try? ResponseLog.open(
                    directory: TemplateLog.root, storage: storage, clock: FixedClock(),
                    options: TemplateLog.options(seed: 1))) == nil
            else { throw BrokenPromise(description: "a reader refuses what others open: \(error)") }
            return false
        }
    }

    /// Surveys the directory and reads all of it. What a reader cannot serve, the survey calls lost.
    private func look(maxBytes: Int) throws(BrokenPromise) -> [ServedRecords] {
        let survey = try BrokenPromise.ifRefused("surveying") { () throws(LogError) in
            try LogSurvey(directory: TemplateLog.root, storage: storage)
        }
        let reader = try BrokenPromise.ifRefused("opening a reader") { () throws(LogError) in
            try LogReader(directory: TemplateLog.root, storage: storage)
        }
        let begin = try BrokenPromise.ifRefused("asked where it begins") { () throws(LogError) in try reader.begin() }
        var served: [ServedRecords] = []
        for partition in survey.partitions.map(\.number) {
            let findings = survey.findings.filter { $0.partition == partition }
            served.append(
                try ServedRecords(reader, partition: partition, from: begin.next[partition], maxBytes: maxBytes))
            let told = findings.filter { $0.kind == .lostRecords }.compactMap(\.offsets)
            let untold = served[partition].gaps.map(\.offsets).firstOffset(outside: told)
            try BrokenPromise.unless(
                untold == nil, "a reader finds \(partition).\(untold ?? 0) lost, the survey does not")
        }
        for finding in survey.findings { _ = finding.what + finding.meaning + finding.advice }
        return served
    }

    // MARK: Recovery

    private func open(seed: UInt64) throws(BrokenPromise) -> ResponseLog {
        try BrokenPromise.ifRefused("recovering") { () throws(LogError) in
            try ResponseLog.open(
                directory: TemplateLog.root, storage: storage, clock: FixedClock(),
                options: TemplateLog.options(seed: seed))
        }
    }

    /// A recovery that may be killed in the middle.
    private func recover(failingAfter changes: Int) throws(BrokenPromise) {
        storage.cutPower(afterChanges: changes)
        defer { storage.cutPower(afterChanges: nil) }
        let log = try? ResponseLog.open(
            directory: TemplateLog.root, storage: storage, clock: FixedClock(), options: TemplateLog.options(seed: 2))
        log?.close()
    }

    private func append(_ log: ResponseLog, _ id: String) throws(BrokenPromise) -> LogPosition {
        let staged = try BrokenPromise.ifRefused("appending after recovery") { () throws(LogError) in
            try log.stage([TemplateLog.record(id, payloadBytes: 100)])
        }
        log.close()
        return staged.positions[0]
    }

    /// A second recovery has nothing to do and changes nothing that is served.
    private func recoversOnce(_ served: [ServedRecords]) throws(BrokenPromise) {
        let log = try open(seed: 3)
        log.close()
        try BrokenPromise.unless(
            log.recovery == RecoveryReport(), "a second recovery reports \(log.recovery.torn) \(log.recovery.damage)")
        let again = try look(maxBytes: 1)
        for (before, after) in zip(served, again) {
            try BrokenPromise.unless(
                before.records == after.records && before.end == after.end, "a second recovery changes what is served")
        }
    }

    // MARK: What recovery owes

    private func keeps(_ before: [ServedRecords], in after: [ServedRecords]) throws(BrokenPromise) {
        for (partition, (before, after)) in zip(before, after).enumerated() {
            try BrokenPromise.unless(before.end <= after.end, "the durable end goes back from \(before.end)")
            for (offset, record) in before.records {
                try BrokenPromise.unless(
                    after.records[offset] == record, "\(partition).\(offset) was served and is not after recovery")
            }
        }
    }

    /// What is lost now and was not before is in the report.
    private func reports(
        _ report: RecoveryReport, _ before: [ServedRecords], _ after: [ServedRecords]
    ) throws(BrokenPromise) {
        for (partition, (before, after)) in zip(before, after).enumerated() {
            let told = report.damage.filter { $0.partition == partition } + before.gaps
            if let offset = after.gaps.map(\.offsets).firstOffset(outside: told.map(\.offsets)) {
                throw BrokenPromise(description: "recovery gives up \(partition).\(offset) and does not say so")
            }
        }
    }

    /// Of everything that was cut there is a copy.
    private func checkCopies(_ report: RecoveryReport, of damaged: [String: [UInt8]]) throws(BrokenPromise) {
        let now = storage.contents
        for tail in report.torn {
            let folder = tail.partition < 10 ? "p0\(tail.partition)" : "p\(tail.partition)"
            let segment = damaged["\(TemplateLog.root)/\(folder)/\(tail.segment)"] ?? []
            let cut = segment.dropFirst(Int(tail.bytes.lowerBound)).prefix(tail.bytes.count)
            try BrokenPromise.unless(
                now[tail.copy] == Array(cut), "the copy \(tail.copy) is not what was cut from \(tail.bytes)")
        }
    }
}
