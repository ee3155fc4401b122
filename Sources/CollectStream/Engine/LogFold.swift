public import CollectModel
import Dispatch
import Synchronization

/// Folds a whole log once, its partitions in parallel, up to what is durable when it begins.
public struct LogFold {
    private let directory: String
    private let filter: FoldFilter
    private let storage: any LogStorage

    public init(directory: String, filter: FoldFilter, storage: any LogStorage = PosixStorage()) {
        self.directory = directory
        self.filter = filter
        self.storage = storage
    }

    public struct Outcome {
        public var counted: FormTallies
        public var position: [UInt64]
        public var gaps: [LogGap]
    }

    /// One partition's fold. Guard: used by one iteration of `concurrentPerform`, read after that has returned.
    private final class Worker: @unchecked Sendable {
        let fold: PartitionFold
        var failure: LogError?

        init(_ fold: PartitionFold) { self.fold = fold }
    }

    /// How often a fold begins anew because retention removes meanwhile what it reads.
    private static let mostAttempts = 5

    /// `progress` is called from any thread with the records folded and the records to fold.
    public func run(
        progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogError) -> Outcome {
        for _ in 1..<Self.mostAttempts {
            do throws(LogError) {
                return try runOnce(progress)
            } catch {
                guard case .expired = error else { throw error }
            }
        }
        return try runOnce(progress)
    }

    private func runOnce(_ progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void) throws(LogError) -> Outcome
    {
        let reader = try LogReader(directory: directory, storage: storage)
        let end = try reader.durableEnd().next
        let begin = try reader.begin().next
        let all = zip(begin, end).reduce(0) { $0 + Int($1.1 - $1.0) }
        let workers = zip(end.indices, begin).map { Worker(PartitionFold(partition: $0, begin: $1, filter: filter)) }
        let done = Atomic<Int>(0)
        let (directory, storage) = (directory, storage)
        DispatchQueue.concurrentPerform(iterations: workers.count) { n in
            do throws(LogError) {
                let reader = try LogReader(directory: directory, storage: storage)
                let fold = workers[n].fold
                var finder = try FactsFinder(reader, partition: n, forms: fold.forms)
                while fold.next < end[n] {
                    let before = fold.next
                    if let facts = finder.facts(holding: fold.next, below: end[n]) {
                        try fold.fold(facts, reader: reader) { _, _, _ in }
                    } else {
                        let batches = try reader.read(partition: n, from: fold.next, maxBytes: 4 << 20)
                        guard !batches.isEmpty else { break }
                        for batch in batches { try fold.fold(batch, reader: reader) }
                    }
                    progress(done.wrappingAdd(Int(fold.next - before), ordering: .relaxed).newValue, all)
                }
                try fold.findLostExtremes(reader: reader)
            } catch { workers[n].failure = error }
        }
        for worker in workers { if let failure = worker.failure { throw failure } }
        return Outcome(
            counted: FormTallies(workers.map(\.fold.shard)), position: workers.map(\.fold.next),
            gaps: workers.flatMap(\.fold.gaps))
    }
}
