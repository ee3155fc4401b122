/// What expired of one form in one segment (`docs/log-format.md`, "Retention"): written, and durable, before the first of it goes.
///
/// Why: readers that counted the responses take them back by it; those that come later add its totals instead; a retry of a response that is
/// gone is recognised by its fingerprint, for ever.
/// Shape: payload of a control record whose form id is the form. Of many responses there are several summaries, each durable by itself; the last one
/// has the totals and says that it is the last, so that a summary that was cut off is completed and nothing is counted twice.
public struct RetentionSummary: Hashable, Sendable {
    /// What the segment's records of the form say, the sums included that older summaries in it carry.
    public struct Totals: Hashable, Sendable {
        public var created: UInt64 = 0
        public var updated: UInt64 = 0
        public var deleted: UInt64 = 0
        public var duplicates: UInt64 = 0
        public var conflicts: UInt64 = 0
        public var rejected: UInt64 = 0
        public var lateRetries: UInt64 = 0
        /// Of all responses received; nil when there were none. Units: ms since 1970.
        public var receivedMs: ClosedRange<Int64>?

        public init() {}
    }

    /// Responses that were created on one day.
    public struct Day: Hashable, Sendable {
        /// Days since 1970-01-01, UTC.
        public var day: Int32
        public var created: UInt32
    }

    /// A response whose newest version stood in the segment.
    public struct Response: Hashable, Sendable {
        /// Of that version, from the segment's first.
        public var ordinal: UInt32
        public var fingerprint: UInt64
    }

    /// The segment: its first offset, and the next one's.
    public var segment: Range<UInt64>
    /// Whether nothing more is to be said of the form in the segment.
    public var isLast = true
    public var totals = Totals()
    /// Ascending.
    public var days: [Day] = []
    public var responses: [Response] = []
    /// Fingerprints of responses that expired earlier, from summaries that stand in the segment.
    public var carried: [UInt64] = []

    public init(segment: Range<UInt64>) { self.segment = segment }

    public func offset(of response: Response) -> UInt64 { segment.lowerBound + UInt64(response.ordinal) }
}

extension RetentionSummary {
    private static let payloadVersion: UInt16 = 1
    private static let headerBytes = 112
    /// So that a payload stays well below what a record may hold.
    private static let mostFingerprints = 100_000

    /// Reads a control payload; nil when it is of another kind, an unknown version, or its lengths do not fit.
    public init?(payload: some Sequence<UInt8>) {
        let bytes = Array(payload)
        let summary: RetentionSummary? = bytes.withUnsafeBytes { raw in Self.decode(raw) }
        guard let summary else { return nil }
        self = summary
    }

    private static func decode(_ raw: UnsafeRawBufferPointer) -> RetentionSummary? {
        guard raw.count >= headerBytes, raw.word16(at: 0) == ControlKind.retentionSummary.rawValue,
            raw.word16(at: 2) == payloadVersion, raw.word64(at: 8) <= raw.word64(at: 16),
            raw.word64(at: 16) <= UInt64(Int64.max), let totals = Totals(raw)
        else { return nil }
        let (days, responses, carried) = (
            Int(raw.word32(at: 96)), Int(raw.word32(at: 100)), Int(raw.word32(at: 104))
        )
        guard raw.count == headerBytes + 8 * days + 12 * responses + 8 * carried else { return nil }
        var summary = RetentionSummary(segment: raw.word64(at: 8)..<raw.word64(at: 16))
        summary.isLast = raw.word32(at: 4) == 1
        summary.totals = totals
        var start = headerBytes
        for _ in 0..<days {
            summary.days.append(
                Day(day: Int32(bitPattern: raw.word32(at: start)), created: raw.word32(at: start + 4)))
            start += 8
        }
        let ordinals = start + 8 * responses
        for index in 0..<responses {
            let ordinal = raw.word32(at: ordinals + 4 * index)
            guard ordinal < summary.segment.count else { return nil }
            summary.responses.append(Response(ordinal: ordinal, fingerprint: raw.word64(at: start + 8 * index)))
        }
        start = ordinals + 4 * responses
        for index in 0..<carried { summary.carried.append(raw.word64(at: start + 8 * index)) }
        return summary
    }

    public var payload: [UInt8] {
        let size = Self.headerBytes + 8 * days.count + 12 * responses.count + 8 * carried.count
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.initializeMemory(as: UInt8.self, repeating: 0)
            raw.put(ControlKind.retentionSummary.rawValue, at: 0)
            raw.put(Self.payloadVersion, at: 2)
            raw.put(UInt32(isLast ? 1 : 0), at: 4)
            raw.put(segment.lowerBound, at: 8)
            raw.put(segment.upperBound, at: 16)
            totals.encode(into: raw)
            raw.put(UInt32(days.count), at: 96)
            raw.put(UInt32(responses.count), at: 100)
            raw.put(UInt32(carried.count), at: 104)
            encodeLists(into: raw)
            count = size
        }
    }

    private func encodeLists(into raw: UnsafeMutableRawBufferPointer) {
        var start = Self.headerBytes
        for day in days {
            raw.put(UInt32(bitPattern: day.day), at: start)
            raw.put(day.created, at: start + 4)
            start += 8
        }
        for response in responses {
            raw.put(response.fingerprint, at: start)
            start += 8
        }
        for response in responses {
            raw.put(response.ordinal, at: start)
            start += 4
        }
        for fingerprint in carried {
            raw.put(fingerprint, at: start)
            start += 8
        }
    }

    /// The same in parts that each fit into a record.
    public var parts: [RetentionSummary] { parts(most: Self.mostFingerprints) }

    func parts(most: Int) -> [RetentionSummary] {
        var parts: [RetentionSummary] = []
        var last = self
        while max(last.responses.count, last.carried.count) > most {
            var part = RetentionSummary(segment: segment)
            part.isLast = false
            part.responses = Array(last.responses.prefix(most))
            part.carried = Array(last.carried.prefix(most))
            last.responses.removeFirst(part.responses.count)
            last.carried.removeFirst(part.carried.count)
            parts.append(part)
        }
        return parts + [last]
    }

    /// The record that stores it beside the form's responses.
    public func draft(formID: String, receivedMs: Int64) -> RecordDraft {
        RecordDraft(
            op: .control, formID: formID, responseID: "", version: 0, receivedMs: receivedMs, eventMs: receivedMs,
            payload: payload)
    }
}

extension RetentionSummary.Totals {
    /// More than any log can hold; so that sums of sums stay numbers.
    private static let most: UInt64 = 1 << 48

    fileprivate init?(_ raw: UnsafeRawBufferPointer) {
        guard stride(from: 24, to: 80, by: 8).allSatisfy({ raw.word64(at: $0) <= Self.most }) else { return nil }
        created = raw.word64(at: 24)
        updated = raw.word64(at: 32)
        deleted = raw.word64(at: 40)
        duplicates = raw.word64(at: 48)
        conflicts = raw.word64(at: 56)
        rejected = raw.word64(at: 64)
        lateRetries = raw.word64(at: 72)
        let (first, last) = (Int64(bitPattern: raw.word64(at: 80)), Int64(bitPattern: raw.word64(at: 88)))
        receivedMs = first <= last ? first...last : nil
    }

    fileprivate func encode(into raw: UnsafeMutableRawBufferPointer) {
        raw.put(created, at: 24)
        raw.put(updated, at: 32)
        raw.put(deleted, at: 40)
        raw.put(duplicates, at: 48)
        raw.put(conflicts, at: 56)
        raw.put(rejected, at: 64)
        raw.put(lateRetries, at: 72)
        raw.put(receivedMs?.lowerBound ?? .max, at: 80)
        raw.put(receivedMs?.upperBound ?? .min, at: 88)
    }

    /// Adds what another segment's records say.
    public mutating func add(_ other: Self) {
        created += other.created
        updated += other.updated
        deleted += other.deleted
        duplicates += other.duplicates
        conflicts += other.conflicts
        rejected += other.rejected
        lateRetries += other.lateRetries
        if let received = other.receivedMs { note(receivedMs: received.lowerBound, received.upperBound) }
    }

    /// Adds what a commit group did not store.
    public mutating func add(_ counts: IntakeCounts) {
        duplicates += UInt64(counts.duplicates)
        conflicts += UInt64(counts.conflicts)
        rejected += UInt64(counts.rejected)
        lateRetries += UInt64(counts.lateRetries)
    }

    /// Adds one record of a response. A restoration brings back what was counted when it was created.
    public mutating func add(_ op: LogOperation, receivedMs: Int64) {
        switch op {
        case .create: created += 1
        case .update: updated += 1
        case .delete: deleted += 1
        case .restore, .control: break
        }
        if op != .delete, op != .control { note(receivedMs: receivedMs, receivedMs) }
    }

    private mutating func note(receivedMs first: Int64, _ last: Int64) {
        receivedMs = min(receivedMs?.lowerBound ?? first, first)...max(receivedMs?.upperBound ?? last, last)
    }
}
