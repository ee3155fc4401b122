import CollectModel
import CollectStream

/// One import under way: reads ahead while the groups before are being synced.
nonisolated struct ImportRun {
    private static let groupLines = 4096
    private static let groupBytes = 1 << 20
    /// Groups that may be waiting for the disk.
    private static let groupsAhead = 4

    private let intake: ResponseIntake
    private let isSynced: Bool
    private let printsAcks: Bool
    private let progress = ProgressLine("importing", unit: "responses")
    private var output = StandardOutput()
    private var waiting: [(group: ResponseIntake.Group, lastLine: Int)] = []
    /// Lines of all input before the current file.
    private var linesBefore = 0
    private(set) var accepted = 0
    private(set) var duplicates = 0
    private(set) var conflicts = 0
    private(set) var expired = 0
    private(set) var rejected = 0

    init(intake: ResponseIntake, isSynced: Bool, printsAcks: Bool) {
        self.intake = intake
        self.isSynced = isSynced
        self.printsAcks = printsAcks
    }

    /// Takes in a file.
    mutating func take(_ input: InputFile) async throws {
        var reader = LineReader(input)
        while true {
            // Whoever writes the input may be waiting for these acknowledgements.
            if !reader.isReady { try await acknowledgeAll() }
            guard let lines = try reader.next(most: Self.groupLines, bytes: Self.groupBytes) else { break }
            await intake.log.makeRoom()
            let group = try submit(lines)
            complain(of: group, lines, in: input)
            waiting.append((group, linesBefore + lines.lastLine))
            if waiting.count > Self.groupsAhead { try await acknowledge() }
            progress.update(Int64(accepted + duplicates + conflicts + expired + rejected), of: 0)
        }
        linesBefore += reader.lines
    }

    /// Waits for everything that was taken in.
    mutating func finish() async throws {
        try await acknowledgeAll()
        progress.end()
    }

    private mutating func acknowledgeAll() async throws {
        while !waiting.isEmpty { try await acknowledge() }
    }

    private func submit(_ lines: LineReader.Lines) throws(LogError) -> ResponseIntake.Group {
        var outcome: Result<ResponseIntake.Group, LogError>?
        lines.withBytes { list in
            let received: ResponseIntake.Received = isSynced ? .synced : .now
            do throws(LogError) {
                outcome = .success(try intake.submit(list.map { ($0, received) }))
            } catch { outcome = .failure(error) }
        }
        guard let outcome else { throw .closed }
        return try outcome.get()
    }

    private func complain(of group: ResponseIntake.Group, _ lines: LineReader.Lines, in input: InputFile) {
        for (outcome, line) in zip(group.outcomes, lines.numbers) {
            switch outcome {
            case .accepted, .duplicate: break
            case .conflict(let text): complain("\(input.path):\(line): \(text)")
            case .expired(let id): complain("\(input.path):\(line): response \(id) has expired and is no longer kept")
            case .rejected(let reason): complain("\(input.path):\(line): \(reason.sentence)")
            }
        }
    }

    /// Counts what became of a group, now that it is on the disk.
    private mutating func count(_ group: ResponseIntake.Group) {
        for outcome in group.outcomes {
            switch outcome {
            case .accepted: accepted += 1
            case .duplicate: duplicates += 1
            case .conflict: conflicts += 1
            case .expired: expired += 1
            case .rejected: rejected += 1
            }
        }
    }

    private func complain(_ text: String) {
        progress.end()
        StandardError.line(text)
    }

    private mutating func acknowledge() async throws {
        let next = waiting.removeFirst()
        try await intake.durable(next.group)
        count(next.group)
        if printsAcks {
            try output.line("acked \(next.lastLine)")
            try output.flush()
        }
    }

    mutating func printSummary(_ format: SummaryFormat) throws(CommandFailure) {
        let position = intake.log.durableEnd.description
        switch format {
        case .text:
            let grouped = { (number: Int) in ProgressLine.grouped(Int64(number)) }
            try output.line(
                "accepted \(grouped(accepted)) · duplicates \(grouped(duplicates)) · conflicts \(grouped(conflicts)) · "
                    + (expired > 0 ? "expired \(grouped(expired)) · " : "")
                    + "rejected \(grouped(rejected)) · position \(position)")
        case .json:
            var json = JSONWriter()
            json.object { w in
                w.pair("accepted", Int64(accepted))
                w.pair("duplicates", Int64(duplicates))
                w.pair("conflicts", Int64(conflicts))
                w.pair("expired", Int64(expired))
                w.pair("rejected", Int64(rejected))
                w.pair("position", position)
            }
            try output.write(json.bytes)
            try output.write(CollectionOfOne(0x0A))
        }
        try output.flush()
    }
}
