public import CollectModel

extension ResponseIntake {
    /// Lets expire what is older than `terms`, by the server's time of appending.
    ///
    /// How: segment by segment, oldest first. Before anything goes, a summary of each form is durable in the log (`RetentionSummary`). A segment of
    /// which every form has expired is removed; of others the records of expired forms are erased, their positions stay. Interrupted
    /// anywhere, the next run goes on.
    /// Precision: a response lives at most a twelfth of the shortest term longer than its own, for then the segment in use is ended.
    /// - Throws: what the log refuses, and `storage`.
    /// - Cost: a pass over each segment in which something expires; erasing packs it anew (about 100 MB/s).
    public func expire(_ terms: RetentionTerms, _ caution: RetentionCaution) async throws(LogError) -> RetentionReport {
        var run = RetentionRun(intake: self, terms: terms, caution: caution, nowMs: clock.nowMs())
        try await run.run()
        return run.report
    }

    /// Knows the responses of a form as expired from now on.
    func note(_ form: SegmentCensus.Form, name: String, partition: Int) {
        versions.expired.note(form.summary, form: name, partition: partition)
        versions.expired.settle()
        for response in form.newest { admission.expire(hash: response.identity, place: response.place) }
    }

    /// Forgets what was known of segments that are gone.
    func forgetSegments(_ partition: Int, below begin: UInt64) {
        versions.expired.forgetSegments(partition, below: begin)
        segmentForms = segmentForms.filter { $0.key.partition != partition || $0.key.base >= begin }
    }
}

/// What a retention run did, or would do.
public struct RetentionReport: Hashable, Sendable {
    /// Responses that expired, by form.
    public var expired: [String: Int] = [:]
    /// Segments that are gone, and segments that lost the records of some forms.
    public var removedSegments = 0
    public var erasedSegments = 0
    public var freedBytes: UInt64 = 0
    /// Segments left as they are because not all of them can be read, below the data directory.
    public var damaged: [String] = []
    /// Something was left because it is that long overdue: the clock may be wrong. Units: days.
    public var overdueDays: Int?

    public init() {}

    public var responses: Int { expired.values.reduce(0, +) }
}

/// How careful a retention run is.
public struct RetentionCaution: Hashable, Sendable {
    /// Whether what has expired goes not in the run that says so but in the next one: until then whoever follows the log finds it there to take back.
    public var waitsForReaders: Bool
    /// Whether what is long overdue expires too. Usually a run finds hours; months mean that the clock has jumped, that a form's term was
    /// shortened, or that nobody has run it.
    public var takesOverdue: Bool

    public init(waitsForReaders: Bool, takesOverdue: Bool) {
        self.waitsForReaders = waitsForReaders
        self.takesOverdue = takesOverdue
    }
}
