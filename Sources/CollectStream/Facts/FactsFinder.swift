import CollectModel

/// Finds the facts of one partition for whoever folds it from its beginning to its end.
///
/// Holds the facts of one segment at a time. What was written after it was made is not found.
struct FactsFinder {
    private let folder: FactsFolder?
    private let partition: Int
    private let forms: FormDirectory
    /// First offsets of segments with files, as far as these are not known to be of no use.
    private var bases: [UInt64] = []
    private var current: SegmentFacts?

    /// - Parameter forms: the directory of the fold.
    init(_ reader: LogReader, partition: Int, forms: FormDirectory) throws(LogError) {
        self.partition = partition
        self.forms = forms
        folder = try reader.description().map { FactsFolder(directory: reader.place, logID: $0.logID) }
        // Without them everything is there as well.
        if let folder { bases = (try? folder.bases(partition)) ?? [] }
    }

    /// The facts of the segment that holds `offset` and ends at `end` or before it; nil where they are not to be had.
    mutating func facts(holding offset: UInt64, below end: UInt64) -> SegmentFacts? {
        if let current, current.origin.offsets.contains(offset) { return current.origin.next <= end ? current : nil }
        current = nil
        guard let folder, let base = bases.last(where: { $0 <= offset }) else { return nil }
        guard let facts = folder.open(partition, base: base, forms: forms) else {
            bases.removeAll { $0 == base }
            return nil
        }
        guard facts.origin.offsets.contains(offset) else { return nil }
        current = facts
        return facts.origin.next <= end ? facts : nil
    }
}
