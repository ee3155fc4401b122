public import CollectModel
import Dispatch
import Synchronization

/// Folds files of responses into statistics as one new log would, without storing anything.
///
/// Shape: workers take blocks of lines in turn, decode them, pass the admission (retries, conflicts, edits) in the order of the blocks,
/// and fold into tallies of their own, which are merged at the end. The result does not depend on the number of workers.
/// Cost: bounded by the decoder; memory is 24 to 48 bytes a response for the identities, and the tallies.
public struct FileFold {
    /// What is folded of what is read.
    public struct Options: Sendable {
        public var filter: FoldFilter
        public var workers: Int
        /// Taken as the time of receipt of a response that does not say when it was synced.
        public var readingMs: Int64
        /// How much a worker takes and decodes at once: no more than the processor's cache holds.
        public var blockBytes = 4 << 20
        /// How much it decodes before it counts: enough for many responses of each form.
        public var foldBytes = 384 << 20

        public init(filter: FoldFilter = FoldFilter(), workers: Int, readingMs: Int64) {
            self.filter = filter
            self.workers = workers
            self.readingMs = readingMs
        }
    }

    /// A line that was refused, or that contradicts an earlier one.
    public struct Complaint: Sendable {
        public var path: String
        public var line: Int
        public var text: String
    }

    public struct Outcome {
        public var counted: FormTallies
        public var rejected: Int
        public var conflicts: Int
    }

    private let files: [InputFile]
    private let options: Options

    public init(files: [InputFile], options: Options) {
        self.files = files
        self.options = options
    }

    /// Reads everything. `complain` is called in the order of the lines, `progress` with the bytes read so far; both from any thread,
    /// one call at a time.
    /// - Throws: the first error of reading; what stood before it has been folded and is lost with the throw.
    public func run(
        complain: @escaping @Sendable (Complaint) -> Void, progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) throws(InputError) -> Outcome {
        let number = max(1, options.workers)
        let source = Mutex(LineBlocks(files: files, blockBytes: options.blockBytes))
        let gate = FileGate(files: files, workers: number)
        let workers = (0..<number).map { _ in FileWorker(options: options, gate: gate) }
        let failure = Mutex<InputError?>(nil)
        DispatchQueue.concurrentPerform(iterations: number) { n in
            var block = LineBlocks.Block()
            while true {
                let step = source.withLock { source -> Result<Bool, InputError> in
                    do throws(InputError) { return .success(try source.next(&block)) } catch { return .failure(error) }
                }
                switch step {
                case .success(true):
                    do throws(InputError) { try workers[n].take(block, complain: complain) } catch {
                        failure.withLock { $0 = $0 ?? error }
                        return
                    }
                    progress(block.offset + Int64(block.length))
                case .success(false):
                    do throws(InputError) { try workers[n].fold() } catch { failure.withLock { $0 = $0 ?? error } }
                    return
                case .failure(let error):
                    failure.withLock { $0 = $0 ?? error }
                    return
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        let counted = FormTallies(workers.map(\.shard))
        try findExtremes(of: counted, by: workers[0])
        let counts = gate.counts
        return Outcome(counted: counted, rejected: counts.rejected, conflicts: counts.conflicts)
    }
}

extension FileFold {
    /// Reads the files once more for forms of which edits have taken back all outermost values.
    private func findExtremes(of counted: FormTallies, by worker: FileWorker) throws(InputError) {
        let searches = counted.forms.filter(\.hasLostExtremes).map(ExtremeSearch.init)
        guard !searches.isEmpty else { return }
        var source = LineBlocks(files: files, blockBytes: options.blockBytes)
        var block = LineBlocks.Block()
        while try source.next(&block) { try worker.look(through: block, for: searches) }
    }
}

/// The admission of a file fold: passed by the blocks in their order.
///
/// Why semaphores: each block waits for the one before it, and at most `workers` blocks are under way, so a ring of as many semaphores is
/// a queue without a lock.
// Guard: `admission`, `linesBefore` and the counts are touched only between `enter` and `leave`, which let one block in at a time.
final class FileGate: @unchecked Sendable {
    let files: [InputFile]
    var admission = Admission()
    /// Lines of the file in the blocks before.
    var linesBefore: [Int]
    var rejected = 0
    var conflicts = 0
    /// The places of versions that were replaced, by the place of what replaced them.
    var replaced: [UInt64: UInt64] = [:]
    private let turns: [DispatchSemaphore]

    init(files: [InputFile], workers: Int) {
        self.files = files
        linesBefore = Array(repeating: 0, count: files.count)
        turns = (0..<workers).map { _ in DispatchSemaphore(value: 0) }
        // Not by the initial value: a semaphore that ends below its initial value kills the process.
        turns[0].signal()
    }

    func enter(_ block: Int) { turns[block % turns.count].wait() }
    func leave(_ block: Int) { turns[(block + 1) % turns.count].signal() }

    /// How many of something all files hold, or their first `most` bytes, if there are `count` in so many bytes that were read; streams have a length of 0.
    func expected(_ count: Int, in bytes: Int, most: Int = .max) -> Int {
        let all = files.reduce(Int64(0)) { $0 + ($1.lengthBytes ?? 0) }
        let share = Double(min(all, Int64(most))) / Double(max(1, bytes))
        return Int(share * Double(count))
    }

    /// Read after all workers have ended.
    var counts: (rejected: Int, conflicts: Int) { (rejected, conflicts) }
}
