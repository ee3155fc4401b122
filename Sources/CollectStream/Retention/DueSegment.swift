import CollectModel

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
    fileprivate var mostOverdueMs: Int64 { max(terms.shortestMs / 6, 7 * 86_400_000) }

    var isPastAllTerms: Bool { nowMs - agedMs >= terms.longestMs }

    func overdueMs(_ form: String) -> Int64 { nowMs - agedMs - terms.ms(form: form) }

    /// The forms that have expired in it and of which nothing in the log says so yet.
    func unsaid(_ names: Set<String>, _ expired: ExpiredResponses) -> [String] {
        names.filter { overdueMs($0) >= 0 && !expired.isSummarised(segment, form: $0) }.sorted()
    }
}

/// Keeps back the forms of a partition that are so long overdue that somebody should look first.
///
/// Why all of a form: a later segment must not expire before an older one, or an edit would be gone and what it replaced would be there.
struct OverdueGuard {
    let caution: RetentionCaution
    private var heldBack: Set<String> = []
    /// How long the most overdue form was due.
    private(set) var days: Int?

    init(_ caution: RetentionCaution) { self.caution = caution }

    /// Those of `names` that may expire in a segment; segments come oldest first.
    mutating func taken(_ names: [String], of due: DueSegment) -> [String] {
        guard !caution.takesOverdue else { return names }
        var taken: [String] = []
        for name in names where !heldBack.contains(name) {
            let overdueMs = due.overdueMs(name)
            if overdueMs <= due.mostOverdueMs {
                taken.append(name)
                continue
            }
            heldBack.insert(name)
            days = max(days ?? 0, Int(overdueMs / 86_400_000))
        }
        return taken
    }
}
