import CollectModel

/// What a sealed segment holds of each form: what a retention summary has to say about it.
struct SegmentCensus {
    struct Form {
        var summary: RetentionSummary
        /// Whether records of responses still stand there.
        var hasResponses = false
        /// The newest versions among them, as the intake knows them.
        var newest: [(identity: UInt64, place: UInt64)] = []
        fileprivate var created: [Int32: UInt32] = [:]
    }

    private(set) var forms: [String: Form] = [:]
    private var hasGaps = false
    private let segment: SealedSegment

    /// - Parameter admission: knows which versions are the newest of their responses.
    /// - Cost: one pass over the segment.
    init(
        _ segment: SealedSegment, _ reader: LogReader, _ expired: ExpiredResponses, _ admission: Admission
    ) throws(LogError) {
        self.segment = segment
        var offset = segment.base
        while offset < segment.next {
            let batches = try reader.read(partition: segment.partition, from: offset, maxBytes: 4 << 20)
            for batch in batches where batch.baseOffset < segment.next {
                if batch.gap != nil { hasGaps = true }
                try count(batch, expired, admission)
                offset = batch.nextOffset
            }
            if batches.isEmpty { break }
        }
        forms = forms.mapValues { form in
            var form = form
            form.summary.days = form.created.sorted { $0.key < $1.key }.map {
                RetentionSummary.Day(day: $0.key, created: $0.value)
            }
            return form
        }
    }

    var known: SegmentForms {
        SegmentForms(
            all: Set(forms.keys), withResponses: Set(forms.filter(\.value.hasResponses).keys), mayHoldOthers: hasGaps)
    }

    private mutating func count(
        _ batch: LogBatch, _ expired: ExpiredResponses, _ admission: Admission
    ) throws(LogError) {
        for (i, record) in batch.records.enumerated() {
            let position = batch.position(i)
            guard position.offset < segment.next else { return }
            let name = batch.formID(record)
            var form = forms[name] ?? Form(summary: RetentionSummary(segment: segment.offsets))
            if record.op == .control {
                batch.bytes.withUnsafeBytes {
                    Self.count(control: $0[record.payload], receivedMs: record.receivedMs, in: &form)
                }
            } else {
                form.hasResponses = true
                Self.count(record.op, receivedMs: record.receivedMs, in: &form)
                let identity = batch.bytes.withUnsafeBytes { IntakeReplay.identity(record, $0) }
                if try admission.isNewest(hash: identity, place: position.place) {
                    form.newest.append((identity, position.place))
                    let fingerprint = batch.bytes.withUnsafeBytes {
                        expired.fingerprint(form: $0[record.formID], responseID: $0[record.responseID])
                    }
                    form.summary.responses.append(
                        RetentionSummary.Response(
                            ordinal: UInt32(position.offset - segment.base), fingerprint: fingerprint))
                }
            }
            forms[name] = form
        }
    }

    private static func count(_ op: LogOperation, receivedMs: Int64, in form: inout Form) {
        form.summary.totals.add(op, receivedMs: receivedMs)
        guard op == .create else { return }
        form.created[Int32(clamping: Timestamp.floor(receivedMs, to: 86_400_000) / 86_400_000), default: 0] += 1
    }

    private static func count(control payload: Slice<UnsafeRawBufferPointer>, receivedMs: Int64, in form: inout Form) {
        if let counts = IntakeCounts(payload: payload) {
            form.summary.totals.add(counts)
        } else if let erased = ErasedRecord(payload: payload) {
            count(erased.op, receivedMs: receivedMs, in: &form)
        } else if let older = RetentionSummary(payload: payload) {
            // It goes with this segment, so what it says is carried on.
            form.summary.totals.add(older.totals)
            form.summary.carried += older.carried + older.responses.map(\.fingerprint)
            for day in older.days { form.created[day.day, default: 0] += day.created }
        }
    }
}
