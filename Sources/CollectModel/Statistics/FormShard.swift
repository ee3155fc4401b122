/// The tallies of the forms that one worker has met.
///
/// Shape: tallies by the numbers of the worker's directory. Isolation: one worker's own; results of workers are merged by form id.
public final class FormShard {
    /// By the form's number; nil for forms of which nothing was counted here.
    private var slots: [FormTally?] = []
    /// Refused input that names no form.
    public var rejectedWithoutForm: Int64 = 0
    /// Who sent them; stays empty unless it was asked for.
    private(set) var field = FieldTally()
    private let options: TallyOptions
    private var order = AnswersByQuestion()

    public init(_ options: TallyOptions = TallyOptions()) { self.options = options }

    /// Applies one response's facts to its form's tally, and to its sender's.
    @inline(__always)
    public func apply(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, change: FormTally.Change) {
        tally(of: entry).apply(facts, of: batch, entry: entry, change: change)
        if options.countsField { applySender(facts, of: batch, entry: entry, sign: change.sign) }
    }

    /// Applies the facts of new responses to one form. The answers of `next` are fetched meanwhile.
    public func create(
        _ run: ArraySlice<ResponseFacts>, of batch: FactBatch, entry: FormEntry, before next: ArraySlice<ResponseFacts>
    ) {
        tally(of: entry).create(run, of: batch, entry: entry, order: &order, before: next)
        guard options.countsField else { return }
        for facts in run { applySender(facts, of: batch, entry: entry, sign: 1) }
    }

    private func applySender(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, sign: Int64) {
        guard sign != 0, !entry.name.hasPrefix("__") else { return }
        field.apply(facts, of: batch, entry: entry, sign: sign)
    }

    /// The tallies, in the order in which the worker met their forms.
    public var tallies: [FormTally] { slots.compactMap(\.self) }

    /// The tally of a form of the worker's directory, made when new.
    @inline(__always)
    public func tally(of entry: FormEntry) -> FormTally {
        let number = Int(entry.number)
        if number < slots.count, let tally = slots[number] { return tally }
        return enter(entry, number)
    }

    private func enter(_ entry: FormEntry, _ number: Int) -> FormTally {
        while slots.count <= number { slots.append(nil) }
        let tally = FormTally(formID: entry.name, timeUnit: options.timeUnit)
        slots[number] = tally
        return tally
    }
}

/// What several workers have counted, as one.
///
/// Shape: tallies by form id, told apart by bytes: strings that Unicode calls equivalent are different forms.
public struct FormTallies {
    public let forms: [FormTally]
    /// Refused input that names no form.
    public let rejectedWithoutForm: Int64
    /// Who sent them; empty where that was not counted.
    public let field: FieldTally

    /// Adds up what workers have counted. Their own tallies stay as they are, so it may be asked again.
    public init(_ shards: [FormShard]) {
        var byID: [[UInt8]: [FormTally]] = [:]
        for shard in shards {
            for tally in shard.tallies { byID[Array(tally.formID.utf8), default: []].append(tally) }
        }
        forms = byID.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { FormTally.sum(of: $0.value) }
        rejectedWithoutForm = shards.reduce(0) { $0 + $1.rejectedWithoutForm }
        field = shards.dropFirst().reduce(into: shards.first?.field ?? FieldTally()) { $0.merge($1.field) }
    }
}
