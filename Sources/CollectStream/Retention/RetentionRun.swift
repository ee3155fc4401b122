import CollectModel

/// One pass of retention over the log of an intake.
struct RetentionRun {
    private let intake: ResponseIntake
    private let terms: RetentionTerms
    private let caution: RetentionCaution
    private let nowMs: Int64
    private(set) var report = RetentionReport()
    private var overdue: OverdueGuard

    init(intake: ResponseIntake, terms: RetentionTerms, caution: RetentionCaution, nowMs: Int64) {
        self.intake = intake
        self.terms = terms
        self.caution = caution
        self.nowMs = nowMs
        overdue = OverdueGuard(caution)
    }

    mutating func run() async throws(LogError) {
        try intake.log.seal(begunBeforeMs: nowMs - terms.shortestMs / 12)
        for partition in 0..<intake.log.description.partitions { try await run(partition) }
    }

    private mutating func run(_ partition: Int) async throws(LogError) {
        overdue = OverdueGuard(caution)
        var begin = try intake.log.start(partition)
        var isFirst = true
        let (directory, logID) = (intake.log.directory, intake.log.description.logID)
        for due in try DueSegment.all(directory, logID, partition, terms, nowMs: nowMs) {
            let (known, expired) = try await expire(in: due)
            if isFirst, known.areAll(expired, isPastAllTerms: due.isPastAllTerms) {
                begin = due.segment.next
                report.removedSegments += 1
            } else {
                isFirst = false
                try erase(known.withResponses.intersection(expired), in: due.segment)
            }
        }
        report.note(overdue)
        report.freedBytes += try intake.log.begin(partition, at: begin)
        intake.forgetSegments(partition, below: begin)
    }

    /// Says in the log which responses of the segment expire, and forgets them.
    /// - Returns: what the segment holds, and which of its forms may go now.
    private mutating func expire(
        in due: DueSegment
    ) async throws(LogError) -> (known: SegmentForms, expired: Set<String>) {
        let (intake, segment) = (intake, due.segment)
        if let known = intake.segmentForms[segment], due.unsaid(known.all, intake.versions.expired).isEmpty {
            return (known, intake.versions.expired.summarised(segment, of: known.all))
        }
        let census = try SegmentCensus(segment, intake.reader, intake.versions.expired, intake.admission)
        let known = census.known
        intake.segmentForms[segment] = known
        let fresh = overdue.taken(due.unsaid(known.all, intake.versions.expired), of: due)
        try await say(fresh, of: census, segment)
        let expired = intake.versions.expired.summarised(segment, of: known.all)
        return (known, caution.waitsForReaders ? expired.subtracting(fresh) : expired)
    }

    private mutating func say(_ names: [String], of census: SegmentCensus, _ segment: SealedSegment)
        async throws(LogError)
    {
        let forms = names.compactMap { name in census.forms[name].map { (name: name, form: $0) } }
        guard !forms.isEmpty else { return }
        try await intake.store(
            forms.flatMap { name, form in form.summary.parts.map { $0.draft(formID: name, receivedMs: nowMs) } })
        for (name, form) in forms {
            report.expired[name, default: 0] += form.summary.responses.count
            intake.note(form, name: name, partition: segment.partition)
        }
        intake.enteredStored()
    }

    private mutating func erase(_ forms: Set<String>, in segment: SealedSegment) throws(LogError) {
        guard !forms.isEmpty else { return }
        switch try intake.log.erase(segment, forms: forms) {
        case .erased(_, let before, let after):
            report.erasedSegments += 1
            report.freedBytes += before > after ? before - after : 0
        case .damaged: report.damaged.append(segment.name)
        }
        // What could not be erased is not tried again before the log is opened anew.
        intake.segmentForms[segment]?.withResponses.subtract(forms)
    }
}
