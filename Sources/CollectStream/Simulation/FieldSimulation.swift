/// Field teams at work: an endless, repeatable stream of responses as phones would send them, with the troubles of real field work.
///
/// Why: the first screen of a newcomer, the load for measurements and the data of many tests come from here; so it looks like the field
/// (many languages, every type of question, working hours, correlated answers) and fails like it (see `FieldTroubles`).
/// Shape: pure. The same parameters give the same bytes; no clock and no I/O. What waits to arrive stays within some hundred entries.
/// Units: times in ms since 1970, rates in arrivals a second; of a history that follows the day averaged over a day (the hour moves it by
/// at most 40 %).
/// Cost: some microseconds an arrival.
///
///     var field = FieldSimulation(seed: 1, formCount: 12, ratePerSecond: 12, startMs: now)
///     let first = field.next()
///     pace(until: first.receivedMs)
public struct FieldSimulation: Sendable {
    /// The forms, busiest first.
    public let forms: [SimulatedForm]
    /// The form that falls silent around the live start, if there are enough forms.
    public let silentFormID: String?
    /// The form that receives several times as much as usual around the live start, if there are enough forms.
    public let surgingFormID: String?

    private let liveMs: Int64
    private let isHistoryBackfill: Bool
    private let followsDay: Bool
    private let silentFromMs: Int64
    private let rates: (history: Double, live: Double)
    private let rhythm: DayRhythm
    private let silentForm: Int?
    private let surgingForm: Int?
    private var generator: SeededGenerator
    private var composer = ResponseComposer()
    private var schedule = FieldSchedule()
    /// When the next interview arrives; a fraction of a millisecond matters at high rates.
    private var nextMs: Double
    private var isLive = false

    /// Starts the stream at `startMs`. For a screen with a past, start days earlier and say in `liveMs` where the present begins: what is
    /// received before it comes at `historyPerSecond`, and is marked as backfill unless the server is to have been there
    /// (`isHistoryBackfill`). The working hours of the forms' time zones always decide who is busy; with `followsDay` also how busy all are.
    public init(
        seed: UInt64, formCount: Int, ratePerSecond: Double, startMs: Int64, liveMs: Int64? = nil,
        historyPerSecond: Double? = nil, isHistoryBackfill: Bool = true, followsDay: Bool = false
    ) {
        precondition(formCount >= 1, "a simulation needs a form")
        precondition(ratePerSecond > 0 && ratePerSecond.isFinite, "a simulation needs a rate above zero")
        forms = SimulatedForm.make(count: formCount, interviewsPerSecond: ratePerSecond)
        rhythm = DayRhythm(forms: forms)
        silentForm = FieldTroubles.silentForm(of: formCount)
        silentFormID = silentForm.map { [forms] in forms[$0].id }
        surgingForm = FieldTroubles.surgingForm(of: formCount)
        surgingFormID = surgingForm.map { [forms] in forms[$0].id }
        self.liveMs = max(startMs, liveMs ?? startMs)
        self.isHistoryBackfill = isHistoryBackfill
        self.followsDay = followsDay
        silentFromMs = FieldTroubles.silence(
            startMs: startMs, liveMs: self.liveMs, isHistoryBackfill: isHistoryBackfill)
        rates = (historyPerSecond ?? ratePerSecond, ratePerSecond)
        precondition(rates.history > 0 && rates.history.isFinite, "a history needs a rate above zero")
        // Two simulations that begin at different times must not give out the same response ids.
        generator = SeededGenerator(seed: SeededGenerator.mix(seed) ^ UInt64(bitPattern: startMs))
        nextMs = Double(startMs)
        planNext()
    }

    /// The next arrival. Never ends.
    public mutating func next() -> Submission {
        while true {
            if let entry = takeDue() {
                if !isSilenced(Int(entry.ticket.form), atMs: entry.receivedMs) { return submit(entry) }
                continue
            }
            let receivedMs = Int64(nextMs)
            planNext()
            let form = drawForm(receivedMs)
            if generator.chance(FieldTroubles.backlogChance) {
                comeOnline(form, receivedMs)
            } else {
                return submit(fresh(form, receivedMs))
            }
        }
    }

    private mutating func drawForm(_ receivedMs: Int64) -> Int {
        let surge = liveMs - FieldTroubles.surge.beforeLiveMs..<liveMs + FieldTroubles.surge.afterLiveMs
        if let surgingForm, surge.contains(receivedMs), generator.chance(FieldTroubles.surgeChance) {
            return surgingForm
        }
        var form = rhythm.form(atMs: receivedMs, using: &generator)
        while isSilenced(form, atMs: receivedMs) { form = rhythm.form(atMs: receivedMs, using: &generator) }
        return form
    }

    /// What was scheduled and comes before the next interview.
    private mutating func takeDue() -> FieldSchedule.Entry? {
        guard let earliest = schedule.earliestMs, Double(earliest) <= nextMs else { return nil }
        return schedule.takeEarliest()
    }

    private mutating func fresh(_ form: Int, _ receivedMs: Int64) -> FieldSchedule.Entry {
        let submittedMs = receivedMs - 200 - Int64(min(60_000, generator.logNormal(median: 400, sigma: 1.2)))
        let ticket = ResponseTicket(
            form: Int32(form), collector: Int32(collector(of: form, offline: false)), submittedMs: submittedMs,
            seed: generator.next())
        return FieldSchedule.Entry(receivedMs: receivedMs, kind: .fresh, ticket: ticket)
    }

    private func isSilenced(_ form: Int, atMs time: Int64) -> Bool {
        form == silentForm && time >= silentFromMs
    }

    /// How much is scheduled and has not arrived yet.
    var waitingCount: Int { schedule.count }

    private var rate: Double { isLive ? rates.live : rates.history }

    private mutating func planNext() {
        let factor = followsDay ? rhythm.factor(atMs: Int64(nextMs)) : 1
        let perMs = rate / 1000 / FieldTroubles.arrivalsPerInterview * factor
        nextMs += generator.exponential(mean: 1 / perMs)
        if !isLive, nextMs >= Double(liveMs) {
            // The gap belonged to the history's rate; the present begins with its own.
            isLive = true
            nextMs = Double(liveMs)
            planNext()
        }
    }

    /// Some collectors do much more than others. The first ones, who have the troubles, stay visible however many there are.
    private mutating func collector(of form: Int, offline: Bool) -> Int {
        let count = forms[form].collectorCount
        let draw = generator.unit()
        let isFront = generator.chance(0.02)
        let index = isFront ? generator.below(min(7, count)) : Int(draw * draw.squareRoot() * Double(count))
        if offline { return min((count - 4) / 7, index / 7) * 7 + 3 }
        return SimulatedForm.isOftenOffline(index) ? index - 1 : index
    }

    /// A phone is back after hours or days: its whole backlog arrives, oldest first.
    private mutating func comeOnline(_ form: Int, _ receivedMs: Int64) {
        let sizes = FieldTroubles.backlogSizes
        let count = generator.whole(sizes.lowerBound, sizes.upperBound)
        let collector = Int32(collector(of: form, offline: true))
        let spanMs = generator.logNormal(median: 10 * 3_600_000, sigma: 1.1)
        var arrivalMs = Double(receivedMs)
        let stepMs = min(250, 40_000 / rate)
        for item in 0..<count {
            let share = (Double(count - item) - 0.8 * generator.unit()) / Double(count)
            let submittedMs = receivedMs - 20 * 60_000 - Int64(spanMs * share)
            let ticket = ResponseTicket(
                form: Int32(form), collector: collector, submittedMs: submittedMs, seed: generator.next())
            schedule.add(FieldSchedule.Entry(receivedMs: Int64(arrivalMs), kind: .late, ticket: ticket))
            arrivalMs += stepMs * (0.4 + generator.unit())
        }
    }

    private mutating func submit(_ entry: FieldSchedule.Entry) -> Submission {
        let form = Int(entry.ticket.form)
        if entry.kind == .fresh || entry.kind == .late { planFollowUp(entry) }
        let sentMs =
            entry.receivedMs - 40
            - Int64(SeededGenerator.mix(entry.ticket.seed &+ UInt64(bitPattern: entry.receivedMs)) % 120)
        return Submission(
            line: composer.compose(entry.ticket, of: forms[form], kind: entry.kind, sentMs: sentMs),
            receivedMs: entry.receivedMs, formID: forms[form].id, kind: entry.kind,
            isBackfill: isHistoryBackfill && entry.receivedMs < liveMs)
    }

    /// At most one of retry, edit and deletion comes after a response, within about 5,000 arrivals, so that a short, fast run shows them too.
    private mutating func planFollowUp(_ entry: FieldSchedule.Entry) {
        let draw = generator.unit()
        let kind: Submission.Kind
        let medianMs: Double
        switch draw {
        case ..<FieldTroubles.retryChance: (kind, medianMs) = (.retry, 20_000)
        case ..<(FieldTroubles.retryChance + FieldTroubles.editChance): (kind, medianMs) = (.edit, 150_000)
        case ..<(FieldTroubles.retryChance + FieldTroubles.editChance + FieldTroubles.deletionChance):
            (kind, medianMs) = (.deletion, 300_000)
        default: return
        }
        let delayMs = min(generator.logNormal(median: medianMs, sigma: 0.9), 5_000_000 / rate)
        schedule.add(
            FieldSchedule.Entry(receivedMs: entry.receivedMs + 1 + Int64(delayMs), kind: kind, ticket: entry.ticket))
    }
}
