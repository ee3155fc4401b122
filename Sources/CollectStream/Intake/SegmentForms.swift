/// Which forms a sealed segment holds: so that it is not read in every run.
struct SegmentForms {
    let all: Set<String>
    var withResponses: Set<String>
    /// Not all of it can be read.
    let mayHoldOthers: Bool
}
