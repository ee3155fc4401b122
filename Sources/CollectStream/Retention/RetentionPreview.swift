public import CollectModel

extension RetentionReport {
    /// What a run of retention would do now, without a writer's lock and without writing. What the segment in use holds is not judged.
    /// - Throws: what keeps the directory from being read.
    /// - Cost: one pass over the log behind what the identities on disk cover, another one over the segments in which something expires.
    public init(
        previewing directory: String, terms: RetentionTerms, caution: RetentionCaution, nowMs: Int64,
        storage: any LogStorage = PosixStorage(), progress: (Int) -> Void = { _ in }
    ) throws(LogError) {
        let place = LogDirectory(storage: storage, path: directory)
        let reader = try LogReader(directory: directory, storage: storage)
        self.init()
        guard let description = try reader.description() else { return }
        let question = Question(place: place, reader: reader, terms: terms, caution: caution, nowMs: nowMs)
        let identities = IdentityStore(place, description.logID, IdentityOptions())
        do throws(LogError) {
            self = try question.answer(description, identities, progress)
        } catch {
            // Damage that the next writer will mend is no reason to know nothing today.
            guard case .identitiesDamaged = error else { throw error }
            self = try question.answer(description, nil, progress)
        }
    }
}

/// What is asked of a preview.
private struct Question {
    let place: LogDirectory
    let reader: LogReader
    let terms: RetentionTerms
    let caution: RetentionCaution
    let nowMs: Int64

    func answer(
        _ description: LogDescription, _ identities: IdentityStore?, _ progress: (Int) -> Void
    ) throws(LogError) -> RetentionReport {
        var report = RetentionReport()
        let replay = try IntakeReplay(
            reader, logID: description.logID, identities, keeps: false, progress: progress)
        for partition in 0..<description.partitions {
            var preview = PartitionPreview(overdue: OverdueGuard(caution))
            for due in try DueSegment.all(place, description.logID, partition, terms, nowMs: nowMs) {
                let census = try SegmentCensus(due.segment, reader, replay.expired, replay.admission)
                let bytes = try place.openSegment(partition, base: due.segment.base)?.storedBytes() ?? 0
                preview.look(at: due, census, replay.expired, bytes: bytes, into: &report)
            }
            report.note(preview.overdue)
        }
        return report
    }
}

/// What would become of one partition's segments, oldest first.
private struct PartitionPreview {
    var overdue: OverdueGuard
    private var isFirst = true

    init(overdue: OverdueGuard) { self.overdue = overdue }

    mutating func look(
        at due: DueSegment, _ census: SegmentCensus, _ expired: ExpiredResponses, bytes: UInt64,
        into report: inout RetentionReport
    ) {
        let known = census.known
        let unsaid = overdue.taken(due.unsaid(known.all, expired), of: due)
        for name in unsaid { report.expired[name, default: 0] += census.forms[name]?.summary.responses.count ?? 0 }
        let going = expired.summarised(due.segment, of: known.all).union(unsaid)
        if isFirst, known.areAll(going, isPastAllTerms: due.isPastAllTerms) {
            report.removedSegments += 1
            report.freedBytes += bytes
        } else {
            isFirst = false
            if !going.isDisjoint(with: known.withResponses) { report.erasedSegments += 1 }
        }
    }
}
