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
        do throws(LogError) {
            try await run.run()
        } catch {
            try distrustIdentities(after: error)
            throw error
        }
        return run.report
    }

    /// Knows the responses of a form as expired from now on.
    func note(_ form: SegmentCensus.Form, name: String, partition: Int) {
        versions.expired.note(form.summary, form: name, partition: partition)
        for response in form.newest { admission.expire(hash: response.identity, place: response.place) }
    }

    /// Forgets what was known of segments that are gone.
    func forgetSegments(_ partition: Int, below begin: UInt64) {
        versions.expired.forgetSegments(partition, below: begin)
        segmentForms = segmentForms.filter { $0.key.partition != partition || $0.key.base >= begin }
    }
}
