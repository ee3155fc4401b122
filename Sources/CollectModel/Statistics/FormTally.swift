import CExpect

/// All that is counted of one form.
///
/// Laws (tested): order of records does not matter; taking back what was added leaves what the live responses give; merging two tallies
/// equals one that has seen both inputs.
/// Isolation: owned by one worker, never shared. Cost: about 60 ns a response plus about 40 ns an answer.
public final class FormTally {
    public let formID: String
    public private(set) var counts = FormCounts()
    private(set) var devices = SeenCounts(limit: 16_384)
    private(set) var collectors = SeenCounts(limit: 16_384)
    /// Of the form, as the devices have it.
    private(set) var versions = TextCounts(limit: 256)
    var duration = SpanTally()
    var syncDelay = SpanTally()
    /// By how much clocks were behind.
    var clockBehind = SpanTally()
    /// How finely arrivals are counted.
    let timeUnit: TimeUnit
    private(set) var byReceived: TimeCounts
    private(set) var bySubmitted: TimeCounts
    private(set) var firstReceivedMs: Int64?
    private(set) var lastReceivedMs: Int64?
    /// By the question's number in the worker's directory.
    private(set) var questions: [QuestionTally] = [] {
        didSet { unowned = questions.map { Unmanaged.passUnretained($0) } }
    }
    /// The same without counting references, which took a twelfth of a fold: `questions` keeps them.
    private var unowned: [Unmanaged<QuestionTally>] = []
    /// Grows by one with each change that is applied.
    public private(set) var responses: UInt64 = 0

    public init(formID: String, timeUnit: TimeUnit = .hour) {
        self.formID = formID
        self.timeUnit = timeUnit
        byReceived = TimeCounts(unitMs: timeUnit.ms)
        bySubmitted = byReceived
    }

    /// What happened to a response.
    public enum Change: Sendable {
        case created, updatedTo, updatedFrom, deleted, restored
        /// It is no longer kept.
        case expired
        /// An older version came behind a newer one: the operation is counted, its facts never were live.
        case createdBefore, updatedBefore

        /// What it changes about the number of live responses.
        var sign: Int64 {
            switch self {
            case .created, .updatedTo, .restored: 1
            case .updatedFrom, .deleted, .expired: -1
            case .createdBefore, .updatedBefore: 0
            }
        }
    }

    /// Applies one response's facts: adds them for `created`, `updatedTo` and `restored`, takes them back for `updatedFrom`,
    /// `deleted` and `expired`. The facts' question numbers are those of `entry`.
    public func apply(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, change: Change) {
        let sign = change.sign
        switch change {
        case .createdBefore: return count(created: 1, receivedMs: facts.receivedMs...facts.receivedMs)
        case .updatedBefore: return count(updated: 1, receivedMs: facts.receivedMs...facts.receivedMs)
        case .created: counts.created += 1
        case .updatedTo: counts.updated += 1
        case .deleted: counts.deleted += 1
        case .restored, .updatedFrom, .expired: break
        }
        count(CollectionOfOne(facts), of: batch, sign: sign)
        applyAnswers(facts, of: batch, entry: entry, sign: sign)
    }

    /// Applies the facts of new responses, question by question: what `apply` gives for one after the other, in two thirds of the time.
    ///
    /// `order` is whoever calls' memory for it. The answers of `next` are fetched meanwhile, a few of them with each question: all at once they would
    /// keep the first question waiting. Cost: best for some dozens at a time; of more, what is needed next leaves the cache again.
    func create(
        _ run: ArraySlice<ResponseFacts>, of batch: FactBatch, entry: FormEntry, order: inout AnswersByQuestion,
        before next: ArraySlice<ResponseFacts>
    ) {
        for facts in run {
            devices.expect(key: facts.deviceHash)
            collectors.expect(key: facts.collectorHash)
        }
        enterQuestions(of: entry)
        order.take(run, of: batch, questions: questions.count)
        counts.created += Int64(run.count)
        count(run, of: batch, sign: 1)
        let share = (next.count + questions.count - 1) / max(1, questions.count)
        for question in questions.indices {
            for facts in next.dropFirst(question * share).prefix(share) { batch.expect(facts) }
            // First the tallies themselves, then what they point to.
            if question + 4 < questions.count { Self.expect(unowned[question + 4]) }
            if question + 1 < questions.count { unowned[question + 1]._withUnsafeGuaranteedRef { $0.expect() } }
            unowned[question]._withUnsafeGuaranteedRef { tally in
                order.withAnswers(to: question, in: run, of: batch) { tally.add($0, entry: entry, after: responses) }
            }
        }
        responses += UInt64(run.count)
    }

    private static func expect(_ question: Unmanaged<QuestionTally>) {
        for line in 0..<4 { cex_expect(question.toOpaque() + 64 * line) }
    }

    /// Counts what is said of responses as a whole: one figure of all of them after the other, so that each waits once for the memory that it needs.
    @inline(__always)
    private func count(_ responses: some Collection<ResponseFacts>, of batch: FactBatch, sign: Int64) {
        for facts in responses {
            counts.add(facts, sign: sign)
            firstReceivedMs = min(firstReceivedMs ?? .max, facts.receivedMs)
            lastReceivedMs = max(lastReceivedMs ?? .min, facts.receivedMs)
        }
        for facts in responses where facts.deviceHash != 0 {
            devices.add(key: facts.deviceHash, atMs: facts.receivedMs, change: sign)
        }
        for facts in responses where facts.collectorHash != 0 {
            collectors.add(key: facts.collectorHash, atMs: facts.receivedMs, change: sign)
        }
        for facts in responses where !facts.formVersion.isEmpty {
            let version = batch.bytes(of: facts.formVersion)
            versions.add(key: ByteHash.of(version), text: version, change: sign)
        }
        for facts in responses where facts.flags.contains(.hasDuration) { duration.add(facts.durationMs, change: sign) }
        for facts in responses {
            if let delay = facts.syncDelayMs { syncDelay.add(delay, change: sign) }
            if let behind = facts.clockBehindS { clockBehind.add(Int64(behind) * 1000, change: sign) }
        }
        for facts in responses { byReceived.add(facts.receivedMs, isLate: facts.isLate, change: sign) }
        for facts in responses { bySubmitted.add(facts.eventMs, isLate: facts.isLate, change: sign) }
    }

    private func applyAnswers(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, sign: Int64) {
        enterQuestions(of: entry)
        responses += 1
        let first = Int(facts.answerStart)
        for i in first..<first + Int(facts.answerCount) {
            let question = Int(batch[i].question)
            unowned[question]._withUnsafeGuaranteedRef {
                $0.apply(
                    batch[i], text: batch.text(of: batch[i]), receivedMs: facts.receivedMs, sign: sign,
                    response: responses)
                if batch[i].label >= 0 {
                    $0.see(label: batch[i].label, receivedMs: facts.receivedMs, question: Int32(question), entry: entry)
                }
            }
        }
    }

    /// Makes tallies for questions that are new in the worker's directory.
    func enterQuestions(of entry: FormEntry) {
        guard questions.count < entry.questions.count else { return }
        questions += entry.questions[questions.count...].map(QuestionTally.init)
    }

    /// Counts what was not stored: retries, reused ids, refused input.
    public func count(duplicates: Int64 = 0, conflicts: Int64 = 0, rejected: Int64 = 0, expired: Int64 = 0) {
        counts.duplicates += duplicates
        counts.conflicts += conflicts
        counts.rejected += rejected
        counts.expired += expired
    }

    /// Counts operations whose responses are not here any more: they belong to what has been counted to date.
    public func count(created: Int64 = 0, updated: Int64 = 0, deleted: Int64 = 0, receivedMs: ClosedRange<Int64>? = nil)
    {
        counts.created += created
        counts.updated += updated
        counts.deleted += deleted
        guard let receivedMs else { return }
        firstReceivedMs = min(firstReceivedMs ?? .max, receivedMs.lowerBound)
        lastReceivedMs = max(lastReceivedMs ?? .min, receivedMs.upperBound)
    }

    /// Bytes held by the tables of the form and its questions, for the memory budget: by far the most of what a form takes.
    public var bytesHeld: Int {
        devices.bytesHeld + collectors.bytesHeld + versions.bytesHeld + duration.bytesHeld + syncDelay.bytesHeld
            + clockBehind.bytesHeld + byReceived.bytesHeld + bySubmitted.bytesHeld
            + questions.reduce(0) { $0 + $1.bytesHeld }
    }

    /// What the tallies of one form give together; they stay as they are.
    static func sum(of parts: [FormTally]) -> FormTally {
        guard parts.count != 1 else { return parts[0] }
        let sum = FormTally(formID: parts[0].formID, timeUnit: parts[0].timeUnit)
        for part in parts { sum.merge(part) }
        return sum
    }

    /// Adds all that `other` has counted of the same form. Questions meet by id and type.
    public func merge(_ other: FormTally) {
        precondition(formID == other.formID, "tallies of two forms are not added")
        counts.merge(other.counts)
        devices.merge(other.devices)
        collectors.merge(other.collectors)
        versions.merge(other.versions)
        clockBehind.merge(other.clockBehind)
        duration.merge(other.duration)
        syncDelay.merge(other.syncDelay)
        byReceived.merge(other.byReceived)
        bySubmitted.merge(other.bySubmitted)
        if let first = other.firstReceivedMs { firstReceivedMs = min(firstReceivedMs ?? .max, first) }
        if let last = other.lastReceivedMs { lastReceivedMs = max(lastReceivedMs ?? .min, last) }
        mergeQuestions(of: other)
    }

    private func mergeQuestions(of other: FormTally) {
        var mine: [QuestionTally.Identity: QuestionTally] = [:]
        for question in questions { mine[question.identity] = question }
        for question in other.questions {
            if let known = mine[question.identity] {
                known.merge(question)
            } else {
                let new = QuestionTally(emptyLike: question)
                new.merge(question)
                questions.append(new)
            }
        }
    }
}

/// What happened to a form's responses, and what was not stored. `late`, `clockSkewed`, `edited` and `live` speak of the live responses.
public struct FormCounts: Sendable, Equatable {
    public var created: Int64 = 0
    public var updated: Int64 = 0
    public var deleted: Int64 = 0
    public var live: Int64 = 0
    public var duplicates: Int64 = 0
    public var conflicts: Int64 = 0
    public var rejected: Int64 = 0
    public var late: Int64 = 0
    public var clockSkewed: Int64 = 0
    /// Those of them whose device's clock was measured, so that their times are right.
    public var clockCorrected: Int64 = 0
    /// Those that are not what was sent first.
    public var edited: Int64 = 0
    public var expired: Int64 = 0

    public init() {}

    /// Adds or takes back what is said of a live response.
    @inline(__always)
    mutating func add(_ facts: ResponseFacts, sign: Int64) {
        live += sign
        if facts.isLate { late += sign }
        if facts.flags.contains(.clockSkewed) { clockSkewed += sign }
        if facts.flags.contains(.clockCorrected) { clockCorrected += sign }
        if facts.flags.contains(.edited) { edited += sign }
    }

    public mutating func merge(_ other: FormCounts) {
        created += other.created
        updated += other.updated
        deleted += other.deleted
        live += other.live
        duplicates += other.duplicates
        conflicts += other.conflicts
        rejected += other.rejected
        late += other.late
        clockSkewed += other.clockSkewed
        clockCorrected += other.clockCorrected
        edited += other.edited
        expired += other.expired
    }
}
