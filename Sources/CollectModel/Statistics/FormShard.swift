/// The tallies of the forms that one worker has met.
///
/// Shape: tallies by the numbers of the worker's directory. Isolation: one worker's own; results of workers are merged by form id.
public final class FormShard {
    /// By the form's number; nil for forms of which nothing was counted here.
    private var slots: [FormTally?] = []
    /// Refused input that names no form.
    public var rejectedWithoutForm: Int64 = 0

    public init() {}

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
        let tally = FormTally(formID: entry.name)
        slots[number] = tally
        return tally
    }

    /// The tallies of several workers as one list, by form id. The workers' own tallies stay as they are, so it may be asked again.
    ///
    /// Ids are told apart by their bytes: strings that Unicode calls equivalent are different forms.
    public static func merged(_ shards: [FormShard]) -> [FormTally] {
        var byID: [[UInt8]: [FormTally]] = [:]
        for shard in shards {
            for tally in shard.tallies { byID[Array(tally.formID.utf8), default: []].append(tally) }
        }
        return byID.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { FormTally.sum(of: $0.value) }
    }
}
