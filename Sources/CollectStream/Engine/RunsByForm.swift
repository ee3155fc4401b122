import CollectModel

/// Something that waits for being counted.
protocol WaitingEntry {
    /// The form's number in the worker's directory.
    var form: Int32 { get }
    /// The place of its facts in the batch; nil for everything but new responses.
    var newFacts: Int32? { get }
}

/// Counts what has come together form by form: new responses of a form in runs, everything else one by one, in its form's order.
///
/// Why: a form's tallies are fetched once for some dozens of responses (docs/decisions/0011). Sums do not depend on the order of forms.
struct RunsByForm<Entry: WaitingEntry> {
    private var waiting: [Entry] = []
    /// The facts of `waiting` in the order in which they are counted; of what is not new only the form is said.
    private var sorted: [ResponseFacts] = []
    /// What of it is counted at once, one behind the other.
    private var runs: [Run] = []
    private var order = CountingSort()
    /// So many responses of one form are counted together: their facts fit into the processor's nearer cache.
    private let runLength = 96

    /// New responses of one form, or something else that stands alone.
    private struct Run {
        var places: Range<Int>
        let form: Int32
        let isNew: Bool
    }

    mutating func append(_ entry: Entry) { waiting.append(entry) }

    /// Counts all that waits; `other` counts what is not new. Their facts may leave `batch` afterwards.
    mutating func fold<Failure: Error>(
        into shard: FormShard, of batch: FactBatch, forms: FormDirectory, other: (Entry) throws(Failure) -> Void
    ) throws(Failure) {
        defer { waiting.removeAll(keepingCapacity: true) }
        order.count(waiting.count, groups: forms.forms.count) { Int(waiting[$0].form) }
        sort(batch)
        for run in runs {
            let end = run.places.upperBound
            if run.isNew {
                shard.create(
                    sorted[run.places], of: batch, entry: forms.forms[Int(run.form)],
                    before: sorted[end..<min(sorted.count, end + runLength)])
            } else {
                try other(waiting[Int(order.places[run.places.lowerBound])])
            }
        }
    }

    /// Brings all that waits into order first: copying waits for many places at once, counting would wait for one after the other.
    private mutating func sort(_ batch: FactBatch) {
        sorted.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        sorted.reserveCapacity(waiting.count)
        for (place, n) in order.places.enumerated() {
            if place + 2 * Self.ahead < order.places.count { expect(batch, behind: place) }
            let entry = waiting[Int(n)]
            let facts = entry.newFacts
            sorted.append(facts.map { batch.responses[Int($0)] } ?? ResponseFacts(form: entry.form))
            if facts != nil, let last = runs.last, last.isNew, last.form == entry.form, last.places.count < runLength {
                runs[runs.count - 1].places = last.places.lowerBound..<place + 1
            } else {
                runs.append(Run(places: place..<place + 1, form: entry.form, isNew: facts != nil))
            }
        }
    }

    /// So many places ahead what is copied is fetched; the entry that says where it stands, as many more.
    private static var ahead: Int { 16 }

    @inline(__always)
    private func expect(_ batch: FactBatch, behind place: Int) {
        let later = Int(order.places[place + 2 * Self.ahead])
        waiting.withUnsafeBufferPointer { $0.baseAddress.map { ComingMemory.expect($0 + later) } }
        if let facts = waiting[Int(order.places[place + Self.ahead])].newFacts { batch.expect(response: Int(facts)) }
    }
}
