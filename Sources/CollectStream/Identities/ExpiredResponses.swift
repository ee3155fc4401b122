/// Which responses have expired, and of which segments that has been said: what the retention summaries in a log come to.
///
/// Why: a retry that arrives a year later must not be taken in as a new response.
/// Cost: 8 bytes a response for ever; a question is a digest (0.3 µs) and a search by halves.
struct ExpiredResponses {
    private let fingerprint: ResponseFingerprint
    /// By form; sorted once `settle` was called.
    private var fingerprints: [String: [UInt64]] = [:]
    private var unsettled: Set<String> = []
    /// Forms of which a whole summary stands in the log, by the segment that it speaks of.
    private var summarised: [SegmentKey: Set<String>] = [:]

    struct SegmentKey: Hashable {
        let partition: Int
        let base: UInt64
    }

    init(_ logID: LogID) { fingerprint = ResponseFingerprint(logID) }

    /// Enters what a summary says of `form`. Ask nothing before `settle`.
    mutating func note(_ summary: RetentionSummary, form: String, partition: Int) {
        if summary.isLast {
            summarised[SegmentKey(partition: partition, base: summary.segment.lowerBound), default: []].insert(form)
        }
        guard !summary.responses.isEmpty || !summary.carried.isEmpty else { return }
        fingerprints[form, default: []] += summary.responses.map(\.fingerprint)
        fingerprints[form, default: []] += summary.carried
        unsettled.insert(form)
    }

    /// Makes ready for questions what was noted.
    mutating func settle() {
        for form in unsettled {
            guard let noted = fingerprints.removeValue(forKey: form) else { continue }
            fingerprints[form] = noted.sorted()
        }
        unsettled = []
    }

    /// Forgets of which forms the segments below `start` had summaries: nobody will ask.
    mutating func forgetSegments(_ partition: Int, below start: UInt64) {
        summarised = summarised.filter { $0.key.partition != partition || $0.key.base >= start }
    }

    func isSummarised(_ segment: SealedSegment, form: String) -> Bool {
        summarised[SegmentKey(partition: segment.partition, base: segment.base)]?.contains(form) ?? false
    }

    /// Those of `forms` that have expired in a segment.
    func summarised(_ segment: SealedSegment, of forms: Set<String>) -> Set<String> {
        forms.filter { isSummarised(segment, form: $0) }
    }

    func fingerprint(form: some Collection<UInt8>, responseID: some Collection<UInt8>) -> UInt64 {
        fingerprint.of(formID: form, responseID: responseID)
    }

    /// Whether a response of these ids has expired.
    func contains(form: String, responseID: some Collection<UInt8>) -> Bool {
        guard !fingerprints.isEmpty, let known = fingerprints[form] else { return false }
        let wanted = fingerprint.of(formID: form.utf8, responseID: responseID)
        var low = 0
        var high = known.count
        while low < high {
            let middle = (low + high) / 2
            if known[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < known.count && known[low] == wanted
    }
}
