/// Which forms a sealed segment holds: so that it is not read in every run of retention.
struct SegmentForms {
    let all: Set<String>
    var withResponses: Set<String>
    /// Not all of it can be read.
    let mayHoldOthers: Bool

    /// Whether nothing in the segment is needed once `expired` are.
    /// - Parameter isPastAllTerms: what cannot be read may be of a form that is kept longest.
    func areAll(_ expired: Set<String>, isPastAllTerms: Bool) -> Bool {
        all.isSubset(of: expired) && (!mayHoldOthers || isPastAllTerms)
    }
}
