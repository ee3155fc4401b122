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
    private var order = CountingSort()
    /// So many responses of one form are counted together: their facts fit into the processor's nearer cache.
    private let runLength = 96

    mutating func append(_ entry: Entry) { waiting.append(entry) }

    /// Counts all that waits; `other` counts what is not new. Their facts may leave `batch` afterwards.
    mutating func fold<Failure: Error>(
        into shard: FormShard, of batch: FactBatch, forms: FormDirectory, other: (Entry) throws(Failure) -> Void
    ) throws(Failure) {
        defer { waiting.removeAll(keepingCapacity: true) }
        order.count(waiting.count, groups: forms.forms.count) { Int(waiting[$0].form) }
        // Brought into order first: copying waits for many places at once, counting would wait for one after the other.
        sorted.removeAll(keepingCapacity: true)
        for n in order.places {
            let entry = waiting[Int(n)]
            sorted.append(entry.newFacts.map { batch.responses[Int($0)] } ?? ResponseFacts(form: entry.form))
        }
        var n = 0
        while n < order.places.count {
            let end = endOfRun(from: n)
            if end > n {
                shard.create(
                    sorted[n..<end], of: batch, entry: forms.forms[Int(sorted[n].form)],
                    before: sorted[end..<min(sorted.count, end + runLength)])
                n = end
            } else {
                try other(waiting[Int(order.places[n])])
                n += 1
            }
        }
    }

    /// Where the new responses of one form end that stand from `start` on; `start` where something else stands there.
    private func endOfRun(from start: Int) -> Int {
        var n = start
        while n < min(sorted.count, start + runLength), waiting[Int(order.places[n])].newFacts != nil,
            sorted[n].form == sorted[start].form
        { n += 1 }
        return n
    }
}
