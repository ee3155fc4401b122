import CExpect

/// All that is counted of one question of a form: who answered, and the distribution of the answers by type.
final class QuestionTally {
    let id: String
    let type: String
    private var label = NewestLabel()
    private var counts = QuestionCounts()
    /// How long answering took. Units: ms.
    private(set) var dwell = QuantileSketch()
    /// Answers, active or not, by the day of receipt: when a question was first and last asked is known whatever is taken back.
    private var days = TimeCounts(unitMs: TimeUnit.day.ms)
    private let tally: any AnswerTally

    init(_ question: FormEntry.Question) {
        id = question.id.text
        type = question.type.text
        tally = question.kind.makeTally()
    }

    init(emptyLike other: QuestionTally) {
        id = other.id
        type = other.type
        tally = QuestionKind(typeName: other.type).makeTally()
    }

    /// What tells questions apart: the bytes of id and type, because Unicode's equivalence is not ours.
    struct Identity: Hashable {
        let id: [UInt8]
        let type: [UInt8]

        init(id: String, type: String) {
            self.id = Array(id.utf8)
            self.type = Array(type.utf8)
        }

        init(_ question: FormEntry.Question) { self.init(id: question.id.text, type: question.type.text) }
    }

    var identity: Identity { Identity(id: id, type: type) }

    /// Responses that hold an answer to the question, active or not.
    var asked: Int64 { counts.asked }
    /// Responses that hold at least one active answer to the question.
    var answered: Int64 { counts.answered }

    /// Whether a live response holds an answer to it. Others are left out of reports: they stood in refused or replaced input only.
    var isAsked: Bool { counts.placeCount > 0 }

    /// The question's mean place among the answers, for showing questions in the questionnaire's order.
    var place: Double { isAsked ? Double(counts.placeSum) / Double(counts.placeCount) : .infinity }

    /// Adds or takes back an answer of the response numbered `response` (a number that differs from the last one's).
    func apply(
        _ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64, response: UInt64
    ) {
        counts.add(fact, sign: sign, response: response)
        days.add(receivedMs, change: sign)
        guard fact.flags.contains(.active) else { return }
        if fact.dwellMs >= 0 { dwell.add(Double(fact.dwellMs), change: sign) }
        tally.apply(fact, text: text, receivedMs: receivedMs, sign: sign)
    }

    /// Adds the answers of new responses, of which the first has the number behind `before`.
    func add(_ answers: AnswersToQuestion, entry: FormEntry, after before: UInt64) {
        // On the stack, where the compiler sees that nothing else changes it.
        var counts = counts
        var day = OneDay()
        var newest = (label: Int16(-1), ms: Int64.min)
        for place in 0..<answers.count {
            let fact = answers.fact(at: place)
            let receivedMs = answers.receivedMs(at: place)
            counts.add(fact, sign: 1, response: before + UInt64(answers.response(at: place)) + 1)
            day.add(receivedMs, into: &days)
            if fact.flags.contains(.active), fact.dwellMs >= 0 { dwell.add(Double(fact.dwellMs)) }
            if fact.label >= 0, receivedMs > newest.ms {
                newest = (fact.label, receivedMs)
            } else if fact.label >= 0, receivedMs == newest.ms, fact.label != newest.label {
                see(label: fact.label, receivedMs: receivedMs, question: fact.question, entry: entry)
            }
        }
        day.move(into: &days)
        self.counts = counts
        if newest.label >= 0, let question = answers.question {
            see(label: newest.label, receivedMs: newest.ms, question: question, entry: entry)
        }
        tally.add(answers)
    }

    /// The days on which the first and the last of the live responses that ask it were received. Units: ms since 1970, UTC.
    var seenDays: (first: Int64, last: Int64)? { days.ends }

    /// Has what `add` needs beside the answers' own counts fetched.
    @inline(__always)
    func expect() {
        dwell.expect()
        days.expect()
        let object = UnsafeRawPointer(Unmanaged.passUnretained(tally as AnyObject).toOpaque())
        for line in 0..<2 { cex_expect(object + 64 * line) }
    }

    /// Notes the label of an answer received at `receivedMs`; its number is the one in `entry`.
    @inline(__always)
    func see(label: Int16, receivedMs: Int64, question: Int32, entry: FormEntry) {
        self.label.see(label, receivedMs: receivedMs) { entry.labelText(of: question, label) }
    }

    var hasLostExtremes: Bool { tally.hasLostExtremes }
    func forgetExtremes() { tally.forgetExtremes() }
    func noteExtremes(_ fact: AnswerFact) { if fact.flags.contains(.active) { tally.noteExtremes(fact) } }

    /// Bytes held by the tables of the answers, for the memory budget.
    var bytesHeld: Int { dwell.bytesHeld + days.bytesHeld + tally.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        writer.write(id.utf8)
        writer.write(type.utf8)
        writer.write(newestLabel.utf8)
        counts.writeState(to: &writer)
        writer.write(dwell)
        writer.write(days)
        tally.writeState(to: &writer)
    }

    func merge(_ other: QuestionTally) {
        counts.merge(other.counts)
        dwell.merge(other.dwell)
        days.merge(other.days)
        label.merge(other.label)
        tally.merge(other.tally)
    }

    /// The label that was seen last.
    var newestLabel: String { label.text }

    /// The distribution of the answers, under the catalogue's `terms`. Shares are of those who answered; of a question that repeats, of the answers, so that no
    /// share exceeds the whole.
    func figures(terms: QuestionTerms) -> (statistics: QuestionStatistics, choice: ChoiceFigures?) {
        tally.figures(answered: max(counts.answered, counts.given), terms: terms)
    }
}

/// How often a question was asked and answered, and where it stood.
private struct QuestionCounts {
    /// Responses that hold at least one active answer to the question.
    private(set) var answered: Int64 = 0
    /// Active answers: more than `answered` where a question repeats within a response.
    private(set) var given: Int64 = 0
    /// Responses that hold an answer to the question, active or not.
    private(set) var asked: Int64 = 0
    /// Sum and number of the answers' places in their responses: the mean is the question's place in the questionnaire.
    private(set) var placeSum: Int64 = 0
    private(set) var placeCount: Int64 = 0
    /// The responses that were applied last, so that a repeated question counts its response once.
    private var lastAnswered: UInt64 = 0
    private var lastAsked: UInt64 = 0

    @inline(__always)
    mutating func add(_ fact: AnswerFact, sign: Int64, response: UInt64) {
        placeSum &+= Int64(fact.position) &* sign
        placeCount &+= sign
        if lastAsked != response { asked &+= sign }
        lastAsked = response
        guard fact.flags.contains(.active) else { return }
        given &+= sign
        if lastAnswered != response { answered &+= sign }
        lastAnswered = response
    }

    mutating func merge(_ other: QuestionCounts) {
        answered += other.answered
        given += other.given
        asked += other.asked
        placeSum += other.placeSum
        placeCount += other.placeCount
    }

    func writeState(to writer: inout StateWriter) {
        for number in [answered, given, asked, placeSum, placeCount] { writer.write(number) }
    }
}

/// How many answers of one day came one behind the other, on their way to the counts of all days: a run's answers came on few days.
private struct OneDay {
    private var startMs = Int64.min
    private var count: Int64 = 0

    /// Counts an answer; those of another day than its own go to `days` first.
    @inline(__always)
    mutating func add(_ receivedMs: Int64, into days: inout TimeCounts) {
        if count == 0 || receivedMs < startMs || receivedMs - startMs >= TimeUnit.day.ms {
            move(into: &days)
            startMs = Timestamp.floor(receivedMs, to: TimeUnit.day.ms)
        }
        count += 1
    }

    /// Counts them among all days, and forgets them.
    mutating func move(into days: inout TimeCounts) {
        if count > 0 { days.add(startMs, change: count) }
        count = 0
    }
}
