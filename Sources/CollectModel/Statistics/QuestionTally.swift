import CExpect

/// All that is counted of one question of a form: who answered, and the distribution of the answers by type.
final class QuestionTally {
    let id: String
    let type: String
    private var labels = SeenLabels()
    /// Responses that hold at least one active answer to the question.
    private(set) var answered: Int64 = 0
    /// Active answers: more than `answered` where a question repeats within a response.
    private var given: Int64 = 0
    /// Sum and number of the answers' places in their responses: the mean is the question's place in the questionnaire.
    private var placeSum: Int64 = 0
    private var placeCount: Int64 = 0
    /// Responses that hold an answer to the question, active or not.
    private(set) var asked: Int64 = 0
    /// How long answering took. Units: ms.
    private(set) var dwell = QuantileSketch()
    /// Answers, active or not, by the day of receipt: when a question was first and last asked is known whatever is taken back.
    private var days = TimeCounts(unitMs: TimeUnit.day.ms)
    private let tally: any AnswerTally
    /// The response that was applied last, so that a repeated question counts its response once.
    private var lastResponse: UInt64 = 0
    private var lastAsked: UInt64 = 0

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

    /// Whether a live response holds an answer to it. Others are left out of reports: they stood in refused or replaced input only.
    var isAsked: Bool { placeCount > 0 }

    /// The question's mean place among the answers, for showing questions in the questionnaire's order.
    var place: Double { placeCount > 0 ? Double(placeSum) / Double(placeCount) : .infinity }

    /// Adds or takes back an answer of the response numbered `response` (a number that differs from the last one's).
    func apply(
        _ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64, response: UInt64
    ) {
        count(fact, sign: sign, response: response)
        days.add(receivedMs, change: sign)
        guard fact.flags.contains(.active) else { return }
        tally.apply(fact, text: text, receivedMs: receivedMs, sign: sign)
    }

    /// Adds the answers of new responses, of which the first has the number behind `before`.
    func add(_ answers: AnswersToQuestion, entry: FormEntry, after before: UInt64) {
        for place in 0..<answers.count {
            let fact = answers.fact(at: place)
            count(fact, sign: 1, response: before + UInt64(answers.response(at: place)) + 1)
            if fact.label >= 0 {
                see(
                    label: fact.label, receivedMs: answers.receivedMs(at: place), question: fact.question, entry: entry)
            }
        }
        countDays(answers)
        tally.add(answers)
    }

    /// Nearly always all answers came on one day or two.
    private func countDays(_ answers: AnswersToQuestion) {
        var (dayMs, count) = (Int64.min, Int64(0))
        for place in 0..<answers.count {
            let day = Timestamp.floor(answers.receivedMs(at: place), to: TimeUnit.day.ms)
            if day != dayMs {
                if count > 0 { days.add(dayMs, change: count) }
                (dayMs, count) = (day, 0)
            }
            count += 1
        }
        if count > 0 { days.add(dayMs, change: count) }
    }

    /// The days on which the first and the last of the live responses that ask it were received. Units: ms since 1970, UTC.
    var seenDays: (first: Int64, last: Int64)? { days.ends }

    /// Counts what does not depend on the question's kind.
    @inline(__always)
    private func count(_ fact: AnswerFact, sign: Int64, response: UInt64) {
        placeSum += Int64(fact.position) * sign
        placeCount += sign
        if lastAsked != response {
            lastAsked = response
            asked += sign
        }
        guard fact.flags.contains(.active) else { return }
        given += sign
        if lastResponse != response {
            lastResponse = response
            answered += sign
        }
        if fact.dwellMs >= 0 { dwell.add(Double(fact.dwellMs), change: sign) }
    }

    /// Has what `add` needs beside the answers' own counts fetched.
    @inline(__always)
    func expect() {
        dwell.expect()
        let object = UnsafeRawPointer(Unmanaged.passUnretained(tally as AnyObject).toOpaque())
        for line in 0..<2 { cex_expect(object + 64 * line) }
    }

    /// Notes the label of an answer received at `receivedMs`; its number is the one in `entry`.
    @inline(__always)
    func see(label: Int16, receivedMs: Int64, question: Int32, entry: FormEntry) {
        labels.see(label, receivedMs: receivedMs) { entry.labelText(of: question, label) }
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
        for number in [answered, given, asked, placeSum, placeCount] { writer.write(number) }
        writer.write(dwell)
        writer.write(days)
        tally.writeState(to: &writer)
    }

    func merge(_ other: QuestionTally) {
        answered += other.answered
        given += other.given
        asked += other.asked
        dwell.merge(other.dwell)
        days.merge(other.days)
        placeSum += other.placeSum
        placeCount += other.placeCount
        labels.merge(other.labels)
        tally.merge(other.tally)
    }

    /// The label that was seen last.
    var newestLabel: String { labels.newest }

    /// The distribution of the answers, under the catalogue's `terms`. Shares are of those who answered; of a question that repeats, of the answers, so that no
    /// share exceeds the whole.
    func figures(terms: QuestionTerms) -> (statistics: QuestionStatistics, choice: ChoiceFigures?) {
        tally.figures(answered: max(answered, given), terms: terms)
    }
}

/// The labels under which a question was asked, and when each was last seen by the server's time.
struct SeenLabels: Sendable {
    private struct Label: Sendable {
        var text: String
        var seenMs: Int64
    }

    /// When this worker last saw its labels, by their number in its directory; `.min` for numbers that it saw in refused responses only.
    private var seenMs: [Int64] = []
    /// Their texts, in the same places.
    private var texts: [String] = []
    private var merged: [Label] = []

    @inline(__always)
    mutating func see(_ label: Int16, receivedMs: Int64, text: () -> String) {
        let number = Int(label)
        if number < seenMs.count, seenMs[number] >= receivedMs { return }
        see(number, receivedMs, text)
    }

    private mutating func see(_ number: Int, _ receivedMs: Int64, _ text: () -> String) {
        while seenMs.count <= number {
            seenMs.append(.min)
            texts.append("")
        }
        if seenMs[number] == .min { texts[number] = text() }
        seenMs[number] = receivedMs
    }

    private var own: [Label] {
        zip(texts, seenMs).compactMap { $1 == .min ? nil : Label(text: $0, seenMs: $1) }
    }

    mutating func merge(_ other: SeenLabels) { merged += other.own + other.merged }

    /// Of several labels, the one seen last, then the greatest by bytes, so that the order of arrival does not matter.
    var newest: String {
        (own + merged).max { ($0.seenMs, $0.text) < ($1.seenMs, $1.text) }?.text ?? ""
    }
}
