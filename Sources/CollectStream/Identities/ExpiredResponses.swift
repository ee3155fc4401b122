/// Which responses have expired, and of which segments that has been said: what the retention summaries in a log come to.
///
/// Why: a retry that arrives a year later must not be taken in as a new response.
/// Cost: a question is a digest (0.3 µs) and a look at the fingerprints, of which all but the latest are on disk.
struct ExpiredResponses {
    private let fingerprint: ResponseFingerprint
    var fingerprints: ExpiredFingerprints
    /// Forms of which a whole summary stands in the log, by the segment that it speaks of.
    private(set) var summarised: [SegmentKey: Set<String>]

    /// - Parameter fingerprints: what is known already, and of which segments (`summarised`).
    init(
        _ logID: LogID, fingerprints: ExpiredFingerprints = ExpiredFingerprints(),
        summarised: [SegmentKey: Set<String>] = [:]
    ) {
        fingerprint = ResponseFingerprint(logID)
        self.fingerprints = fingerprints
        self.summarised = summarised
    }

    /// Enters what a summary says of `form`.
    mutating func note(_ summary: RetentionSummary, form: String, partition: Int) {
        if summary.isLast {
            summarised[SegmentKey(partition: partition, base: summary.segment.lowerBound), default: []].insert(form)
        }
        for response in summary.responses { fingerprints.insert(response.fingerprint) }
        for fingerprint in summary.carried { fingerprints.insert(fingerprint) }
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
    func contains(form: String, responseID: some Collection<UInt8>) throws(LogError) -> Bool {
        guard !fingerprints.isEmpty else { return false }
        return try fingerprints.contains(fingerprint.of(formID: form.utf8, responseID: responseID))
    }
}
