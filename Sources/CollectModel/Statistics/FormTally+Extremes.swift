/// Extremes that edits have taken back are found again by looking at every live response once more.
///
/// Why: a smallest value cannot be subtracted. The outermost values are kept with their counts, which is enough for nearly all edits; when all of
/// them are taken back, the next ones have to be looked for.
extension FormTally {
    /// Whether an extreme of the live responses is not known any more.
    public var hasLostExtremes: Bool {
        duration.hasLostExtremes || syncDelay.hasLostExtremes || clockBehind.hasLostExtremes
            || questions.contains { $0.hasLostExtremes }
    }
}

/// Finds the extremes of a form again: made when they are lost, shown every live response, and thrown away.
public final class ExtremeSearch {
    public let tally: FormTally
    /// The tallies of the questions by their numbers in the directory of whoever reads the responses.
    private var questions: [QuestionTally?] = []

    /// Forgets all extremes of the form.
    public init(_ tally: FormTally) {
        self.tally = tally
        tally.duration.forgetExtremes()
        tally.syncDelay.forgetExtremes()
        tally.clockBehind.forgetExtremes()
        for question in tally.questions { question.forgetExtremes() }
    }

    /// Takes the extremes of a live response, whose question numbers are those of `entry`; everything else of it is counted already.
    public func see(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry) {
        while questions.count < entry.questions.count {
            let question = entry.questions[questions.count]
            let identity = QuestionTally.Identity(question)
            questions.append(tally.questions.first { $0.identity == identity })
        }
        if facts.flags.contains(.hasDuration) { tally.duration.noteExtremes(facts.durationMs) }
        if let delay = facts.syncDelayMs { tally.syncDelay.noteExtremes(delay) }
        if let behind = facts.clockBehindS { tally.clockBehind.noteExtremes(Int64(behind) * 1000) }
        let first = Int(facts.answerStart)
        for i in first..<first + Int(facts.answerCount) { questions[Int(batch[i].question)]?.noteExtremes(batch[i]) }
    }
}
