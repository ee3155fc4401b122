import CollectModel

/// What a fold has to know of expired responses: which of them it never counted.
///
/// Why: a summary of what expires is the same for those that counted the responses, and must take them back, and for those that came later and
/// found them gone.
struct FoldExpiry {
    /// Erased records between which no record of the form was folded.
    private struct Run {
        var offsets: ClosedRange<UInt64>
        /// How many changes of the form had been applied by then.
        var changes: UInt64
    }

    /// Where the fold began.
    let begin: UInt64
    /// By the form's number; mostly one run, because a form expires from its oldest record on.
    private var runs: [Int32: [Run]] = [:]

    init(begin: UInt64) { self.begin = begin }

    /// Notes an erased record of a form of which `changes` have been applied.
    mutating func note(erasedAt offset: UInt64, of form: FormEntry, changes: UInt64) {
        var known = runs[form.number] ?? []
        if let last = known.last, last.changes == changes {
            known[known.count - 1].offsets = last.offsets.lowerBound...offset
        } else {
            known.append(Run(offsets: offset...offset, changes: changes))
        }
        runs[form.number] = known
    }

    /// Whether the form's record at `offset` was there when it was folded: neither gone before the fold began nor erased by then.
    func wasKept(_ offset: UInt64, of form: FormEntry) -> Bool {
        guard offset >= begin, let runs = runs[form.number] else { return offset >= begin }
        return !runs.contains { $0.offsets.contains(offset) }
    }
}
