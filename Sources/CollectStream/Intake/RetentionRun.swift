import CollectModel

/// One pass of retention over the log of an intake.
struct RetentionRun {
    private let intake: ResponseIntake
    private let terms: RetentionTerms
    private let caution: RetentionCaution
    private let nowMs: Int64
    private(set) var report = RetentionReport()
    /// Forms that stay in an older segment of the partition, and so in later ones: what expires is always the oldest of a form.
    private var heldBack: Set<String> = []

    init(intake: ResponseIntake, terms: RetentionTerms, caution: RetentionCaution, nowMs: Int64) {
        self.intake = intake
        self.terms = terms
        self.caution = caution
        self.nowMs = nowMs
    }

    mutating func run() async throws(LogError) {
        try intake.log.seal(begunBeforeMs: nowMs - terms.shortestMs / 12)
        for partition in 0..<intake.log.description.partitions { try await run(partition) }
    }

    private mutating func run(_ partition: Int) async throws(LogError) {
        heldBack = []
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
        let admission = intake.admission
        let census = try SegmentCensus(segment, intake.reader, intake.versions.expired) {
            admission.isNewest(hash: $0, place: $1)
        }
        let fresh = take(due.unsaid(census.names, intake.versions.expired), of: due)
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

    /// Leaves out what is so long overdue that somebody should look first.
    private mutating func take(_ names: [String], of due: DueSegment) -> [String] {
        guard !caution.takesOverdue else { return names }
        var taken: [String] = []
        for name in names where !heldBack.contains(name) {
            let overdueMs = due.overdueMs(name)
            if overdueMs <= DueSegment.mostOverdueMs(terms) {
                taken.append(name)
                continue
            }
            heldBack.insert(name)
            report.overdueDays = max(report.overdueDays ?? 0, Int(overdueMs / 86_400_000))
        }
        return taken
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

/// Which forms a sealed segment holds: so that it is not read in every run.
struct SegmentForms {
    let all: Set<String>
    var withResponses: Set<String>
    /// Not all of it can be read.
    let mayHoldOthers: Bool
}

/// A sealed segment that is old enough for the shortest term.
struct DueSegment {
    let segment: SealedSegment
    /// Nothing in it was appended later.
    private let agedMs: Int64
    private let terms: RetentionTerms
    private let nowMs: Int64

    /// The partition's due segments, oldest first.
    static func all(
        _ directory: LogDirectory, _ logID: LogID, _ partition: Int, _ terms: RetentionTerms, nowMs: Int64
    ) throws(LogError) -> [DueSegment] {
        let sealed = try directory.sealedSegments(partition, logID: logID)
        var due: [DueSegment] = []
        for (index, segment) in sealed.enumerated() {
            // Where a segment's time cannot be read, that of the next one is later, and safe.
            guard let agedMs = sealed[index...].lazy.compactMap(\.sealedMs).first, agedMs + terms.shortestMs <= nowMs
            else { break }
            due.append(DueSegment(segment: segment, agedMs: agedMs, terms: terms, nowMs: nowMs))
        }
        return due
    }

    /// Beyond this somebody should look before anything goes. Units: ms.
    static func mostOverdueMs(_ terms: RetentionTerms) -> Int64 { max(terms.shortestMs / 6, 7 * 86_400_000) }

    var isPastAllTerms: Bool { nowMs - agedMs >= terms.longestMs }

    func overdueMs(_ form: String) -> Int64 { nowMs - agedMs - terms.ms(form: form) }

    /// The forms that have expired in it and of which nothing in the log says so yet.
    func unsaid(_ names: Set<String>, _ expired: ExpiredResponses) -> [String] {
        names.filter { overdueMs($0) >= 0 && !expired.isSummarised(segment, form: $0) }.sorted()
    }
}
