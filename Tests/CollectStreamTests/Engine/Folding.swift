@testable import CollectModel
@testable import CollectStream

/// Ways to bring lines of input through the real code, for tests.
struct Folding {
    static let readingMs = HistoryWriter.startMs + 900_000_000
    /// When reports are made: in the midst of what they tell of, so that some were heard of lately and some were not.
    static let reportMs = HistoryWriter.startMs + 600_000_000

    /// Folds one file that holds `bytes`.
    static func file(
        _ bytes: [UInt8], workers: Int = 1, blockBytes: Int = 4 << 20, filter: FoldFilter = FoldFilter(),
        complain: @escaping @Sendable (FileFold.Complaint) -> Void = { _ in }
    ) throws -> Report {
        let directory = try TemporaryDirectory()
        try directory.write(bytes, to: "input.ndjson")
        return try files(
            [directory.file("input.ndjson")], workers: workers, blockBytes: blockBytes, filter: filter,
            complain: complain)
    }

    static func files(
        _ paths: [String], workers: Int = 1, blockBytes: Int = 4 << 20, filter: FoldFilter = FoldFilter(),
        complain: @escaping @Sendable (FileFold.Complaint) -> Void = { _ in }
    ) throws -> Report {
        report(
            try counted(files: paths, workers: workers, blockBytes: blockBytes, filter: filter, complain: complain),
            filter)
    }

    static func counted(
        files paths: [String], workers: Int = 1, blockBytes: Int = 4 << 20, filter: FoldFilter = FoldFilter(),
        complain: @escaping @Sendable (FileFold.Complaint) -> Void = { _ in }
    ) throws -> FormTallies {
        var options = FileFold.Options(filter: filter, workers: workers, readingMs: readingMs)
        options.blockBytes = blockBytes
        return try FileFold(files: try paths.map { try InputFile(path: $0) }, options: options).run(
            complain: complain
        ).counted
    }

    static func counted(
        _ lines: [String], workers: Int = 1, blockBytes: Int = 4 << 20, filter: FoldFilter = FoldFilter()
    ) throws -> FormTallies {
        let directory = try TemporaryDirectory()
        try directory.write(Array(lines.joined(separator: "\n").utf8), to: "input.ndjson")
        return try counted(
            files: [directory.file("input.ndjson")], workers: workers, blockBytes: blockBytes, filter: filter)
    }

    static func file(_ lines: [String], workers: Int = 1, blockBytes: Int = 4 << 20, filter: FoldFilter = FoldFilter())
        throws -> Report
    {
        try file(Array(lines.joined(separator: "\n").utf8), workers: workers, blockBytes: blockBytes, filter: filter)
    }

    static func report(_ counted: FormTallies, _ filter: FoldFilter = FoldFilter()) -> Report {
        ReportMaker(
            counted: counted, generatedMs: reportMs, position: [], axis: filter.axis, sinceMs: filter.sinceMs,
            untilMs: filter.untilMs,
            form: filter.form
        ).report
    }

    /// What a log holds, by a fold of its own.
    static func counted(log directory: String, filter: FoldFilter = FoldFilter()) throws -> FormTallies {
        try LogFold(directory: directory, filter: filter).run().counted
    }

    /// The report over a log, by a fold of its own.
    static func log(_ directory: String, filter: FoldFilter = FoldFilter()) throws -> Report {
        report(try counted(log: directory, filter: filter), filter)
    }

    static func intake(_ directory: String, partitions: Int = 1) throws -> ResponseIntake {
        var options = ResponseLog.Options.small
        options.partitions = partitions
        return try ResponseIntake(
            directory: directory, clock: TestClock(readingMs), options: options, identities: .small)
    }
}

extension ResponseIntake {
    /// Takes in lines as `import --received synced` does, and waits until they are durable.
    @discardableResult
    func take(_ lines: [some Collection<UInt8>], received: Received = .synced) async throws -> [Outcome] {
        let group = try stage(lines, received: received)
        try await durable(group)
        return group.outcomes
    }

    /// Ends the segments in use and writes the facts of all that have none.
    @discardableResult
    func writeFacts() throws -> FactsReport {
        try log.seal(begunBeforeMs: .max)
        var writing = FactsWriting(log)
        return try writing.round()
    }

    /// Takes in lines, and does not wait until they are durable.
    func stage(_ lines: [some Collection<UInt8>], received: Received = .synced) throws -> Group {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for line in lines {
            ranges.append(bytes.count..<bytes.count + line.count)
            bytes += line
        }
        bytes += repeatElement(0, count: JSONParser.padding)
        return try bytes.withUnsafeBytes { buffer in
            try submit(ranges.map { (bytes: UnsafeRawBufferPointer(rebasing: buffer[$0]), received: received) })
        }
    }
}

/// Folds a log while it grows: reads what is durable, in batches of any size or from facts where there are some, and goes on later. Begins anew, as the engine does, where something
/// has expired before it could be taken back.
struct Follower {
    private var folds: [PartitionFold] = []
    private let directory: String
    private(set) var restarts = 0
    /// Records that were folded from facts.
    private(set) var fromFacts: UInt64 = 0

    init(directory: String) { self.directory = directory }

    mutating func follow(maxBytes: Int) throws {
        while true {
            do {
                return try followOn(maxBytes: maxBytes)
            } catch LogError.expired where restarts < 1000 {
                folds = []
                restarts += 1
            }
        }
    }

    private mutating func followOn(maxBytes: Int) throws {
        let reader = try LogReader(directory: directory)
        let end = try reader.durableEnd().next
        let begin = try reader.begin().next
        while folds.count < end.count {
            folds.append(PartitionFold(partition: folds.count, begin: begin[folds.count]))
        }
        for fold in folds {
            var finder = try FactsFinder(reader, partition: fold.partition, forms: fold.forms)
            while fold.next < end[fold.partition] {
                if let facts = finder.facts(holding: fold.next, below: end[fold.partition]) {
                    let before = fold.next
                    try fold.fold(facts, reader: reader, most: UInt64(1 + maxBytes % 50)) { _, _, _ in }
                    fromFacts += fold.next - before
                    continue
                }
                let batches = try reader.read(partition: fold.partition, from: fold.next, maxBytes: maxBytes)
                guard !batches.isEmpty else { break }
                for batch in batches { try fold.fold(batch, reader: reader) }
            }
        }
    }

    /// Of what was folded, once lost extremes have been found again.
    func counted() throws -> FormTallies {
        let reader = try LogReader(directory: directory)
        for fold in folds { try fold.findLostExtremes(reader: reader) }
        return FormTallies(folds.map(\.shard))
    }

    func report() throws -> Report { Folding.report(try counted()) }
}

extension Report {
    /// As one piece.
    var json: [UInt8] {
        var writer = JSONWriter()
        write(forms: forms, to: &writer)
        return writer.bytes
    }
}
