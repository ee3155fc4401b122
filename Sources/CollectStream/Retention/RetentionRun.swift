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
        for due in try DueSegment.all(
            intake.log.directory, intake.log.description.logID, partition, terms, nowMs: nowMs)
        {
            let forms = try await expire(in: due)
            if isFirst, forms.areAllGone {
                begin = due.segment.next
                report.removedSegments += 1
            } else {
                isFirst = false
                try erase(forms, in: due.segment)
            }
        }
        report.note(overdue)
        report.freedBytes += try intake.log.begin(partition, at: begin)
        intake.forgetSegments(partition, below: begin)
    }

    /// The forms of a segment, sorted by what becomes of them.
    private struct Forms {
        /// With records of responses that may go now.
        var erasable: Set<String> = []
        /// Nothing in the segment is needed any more.
        var areAllGone = true
    }

    /// Says in the log which responses of the segment expire, and forgets them.
    private mutating func expire(in due: DueSegment) async throws(LogError) -> Forms {
        let segment = due.segment
        if let known = intake.segmentForms[segment], due.unsaid(known.all, intake.versions.expired).isEmpty {
            return sort(known, due, fresh: [])
        }
        let intake = intake
        let census = try SegmentCensus(segment, intake.reader, intake.versions.expired) {
            intake.admission.isNewest(hash: $0, place: $1)
        }
        let fresh = overdue.taken(due.unsaid(census.names, intake.versions.expired), of: due)
        var drafts: [RecordDraft] = []
        for name in fresh {
            guard let form = census.forms[name] else { continue }
            drafts += form.summary.parts.map { $0.draft(formID: name, receivedMs: nowMs) }
            report.expired[name, default: 0] += form.summary.responses.count
        }
        if !drafts.isEmpty { try await intake.store(drafts) }
        for name in fresh {
            if let form = census.forms[name] { intake.note(form, name: name, partition: segment.partition) }
        }
        let known = SegmentForms(
            all: census.names, withResponses: census.namesWithResponses, mayHoldOthers: census.hasGaps)
        intake.segmentForms[segment] = known
        return sort(known, due, fresh: caution.waitsForReaders ? Set(fresh) : [])
    }

    private func sort(_ known: SegmentForms, _ due: DueSegment, fresh: Set<String>) -> Forms {
        var forms = Forms()
        // What cannot be read may be of a form that is kept longest.
        if known.mayHoldOthers, !due.isPastAllTerms { forms.areAllGone = false }
        for name in known.all {
            let isSaid = intake.versions.expired.isSummarised(due.segment, form: name) && !fresh.contains(name)
            if !isSaid { forms.areAllGone = false }
            if isSaid, known.withResponses.contains(name) { forms.erasable.insert(name) }
        }
        return forms
    }

    private mutating func erase(_ forms: Forms, in segment: SealedSegment) throws(LogError) {
        guard !forms.erasable.isEmpty else { return }
        switch try intake.log.erase(segment, forms: forms.erasable) {
        case .erased(_, let before, let after):
            report.erasedSegments += 1
            report.freedBytes += before > after ? before - after : 0
        case .damaged: report.damaged.append(segment.name)
        }
        // What could not be erased is not tried again before the log is opened anew.
        intake.segmentForms[segment]?.withResponses.subtract(forms.erasable)
    }
}
