/// The time axis of a report: the server's time of receipt, or the device's time of submission. They are never mixed.
public enum TimeAxis: String, Sendable, CaseIterable {
    case received, submitted
}

/// What is known of a question.
public struct QuestionReport: Sendable, Equatable {
    public var questionID: String
    /// The label that was seen last.
    public var key: String
    public var type: String
    /// Responses that answered it; `missing` are the live ones that did not.
    public var answered: Int64
    public var missing: Int64
    public var statistics: QuestionStatistics
    /// What the catalogue calls it, in the language in which its form is shown; nil where it does not say.
    public var label: String?
    /// What the catalogue says about its answers.
    public var personal: PersonalTag?
    /// Live responses that hold an answer to it, active or not.
    public var asked: Int64 = 0
    /// The days on which the first and the last of those were received. Units: ms since 1970 at the day's start, UTC.
    public var seenDays: ClosedRange<Int64>?
    /// How long answering took by the device's clock. Units: ms.
    public var dwell = QuantileFigures()
    /// How a choice was made; nil for other questions.
    public var choice: ChoiceFigures?

    /// What people read: the catalogue's label, else what the responses call it.
    public var name: String { label ?? (key.isEmpty ? questionID : key) }
}

extension QuestionReport {
    init(_ question: QuestionTally, live: Int64, terms: QuestionTerms) {
        let figures = question.figures(terms: terms)
        self.init(
            questionID: question.id, key: question.newestLabel, type: question.type, answered: question.answered,
            missing: live - question.answered, statistics: figures.statistics, asked: question.asked,
            seenDays: question.seenDays.map { $0.first...$0.last }, dwell: QuantileFigures(question.dwell),
            choice: figures.choice)
    }
}

/// Responses that took less than the catalogue's minimum: a form's own, unlike the second an answer of a hasty sender.
public struct TooFastResponses: Sendable, Equatable {
    /// Units: ms.
    public var minimumMs: Int64
    public var count: Int64
    /// How far off the minimum a response may be counted on the wrong side, as a share of it.
    public var error = QuantileSketch.relativeError
}

/// Devices or collectors of live responses that were heard of in the hour and in the day before the report, to the minute.
public struct ActiveSenders: Sendable, Equatable {
    public var lastHour = Estimate(value: 0, error: 0)
    public var lastDay = Estimate(value: 0, error: 0)

    public init() {}

    init(_ senders: SeenCounts, atMs nowMs: Int64) {
        lastHour = senders.seen(sinceMs: nowMs - TimeUnit.hour.ms)
        lastDay = senders.seen(sinceMs: nowMs - TimeUnit.day.ms)
    }
}

/// What is known of a form. Times in ms since 1970.
public struct FormReport: Sendable, Equatable {
    public var formID: String
    public var title: String?
    public var counts: FormCounts
    public var devices: Estimate
    public var collectors: Estimate
    /// Those of them that were heard of lately.
    public var activeDevices = ActiveSenders()
    public var activeCollectors = ActiveSenders()
    /// How many live responses came from which version of the form, where devices say it; the most first.
    public var versions: [ValueCount] = []
    public var firstReceivedMs: Int64?
    public var lastReceivedMs: Int64?
    public var duration: SpanStatistics
    public var syncDelay: SpanStatistics
    /// By how much the clocks of devices were behind, negative where they were ahead, as far as it was measured.
    public var clockSkew = SpanStatistics()
    public var perHour: [TimeBucket]
    /// Nil unless minutes were counted.
    public var perMinute: [TimeBucket]?
    /// Nil where the catalogue asks for none.
    public var goal: FormGoal?
    public var tooFast: TooFastResponses?
    /// In the questionnaire's order.
    public var questions: [QuestionReport]
}

/// What `report` prints: see DESIGN section 8 for the JSON.
public struct Report: Sendable, Equatable {
    public var generatedMs: Int64
    /// Next offset per partition; empty for files.
    public var position: [UInt64]
    public var axis: TimeAxis
    public var sinceMs: Int64?
    public var untilMs: Int64?
    /// Sums over all forms, and what belongs to no form.
    public var totals: FormCounts
    /// By id.
    public var forms: [FormReport]
    /// Who sent them; nil unless that was counted.
    public var field: FieldReport?

    public init(
        generatedMs: Int64, position: [UInt64], axis: TimeAxis, sinceMs: Int64? = nil, untilMs: Int64? = nil,
        totals: FormCounts, forms: [FormReport]
    ) {
        self.generatedMs = generatedMs
        self.position = position
        self.axis = axis
        self.sinceMs = sinceMs
        self.untilMs = untilMs
        self.totals = totals
        self.forms = forms
    }
}

extension Report {
    /// Gives forms and questions what the catalogue says about them.
    public mutating func describe(by catalogue: FormCatalogue) {
        for i in forms.indices { forms[i].describe(by: catalogue) }
    }
}

extension FormReport {
    /// Gives the form its title, its questions their labels and personal tags. Cost: O(questions).
    public mutating func describe(by catalogue: FormCatalogue) {
        title = catalogue.titles[formID]
        for i in questions.indices {
            questions[i].label = catalogue.label(questions[i].questionID, form: formID)
            questions[i].personal = catalogue.personalTags[questions[i].questionID, form: formID]
        }
    }
}

extension FormTally {
    /// The form's report at `nowMs` on one time axis. Cost: proportional to the distinct values held; do it for what is looked at.
    public func report(
        by axis: TimeAxis, atMs nowMs: Int64, catalogue: FormCatalogue = FormCatalogue()
    ) -> FormReport {
        let form = catalogue.form(formID)
        let languages = form.map { catalogue.languages(of: $0) } ?? []
        let codes = catalogue.noAnswerCodes.map { NoAnswerCodes($0) } ?? .usual
        let times = axis == .received ? byReceived : bySubmitted
        var report = FormReport(
            formID: formID, title: nil, counts: counts, devices: devices.distinct, collectors: collectors.distinct,
            activeDevices: ActiveSenders(devices, atMs: nowMs),
            activeCollectors: ActiveSenders(collectors, atMs: nowMs), versions: versions.ranked(most: nil),
            firstReceivedMs: firstReceivedMs, lastReceivedMs: lastReceivedMs, duration: duration.statistics,
            syncDelay: syncDelay.statistics, clockSkew: clockBehind.statistics,
            perHour: times.buckets(of: TimeUnit.hour.ms),
            perMinute: timeUnit == .minute ? times.buckets : nil,
            goal: form?.goal,
            tooFast: form?.minimumMs.map { TooFastResponses(minimumMs: $0, count: duration.count(below: $0)) },
            questions: questionsInOrder.map {
                let terms = QuestionTerms(form?.question($0.id), type: $0.type, codes: codes, languages: languages)
                return QuestionReport($0, live: counts.live, terms: terms)
            })
        report.describe(by: catalogue)
        return report
    }

    /// By mean place among the answers, then by id and type.
    private var questionsInOrder: [QuestionTally] {
        questions.filter(\.isAsked).sorted {
            $0.place != $1.place ? $0.place < $1.place : $0.id != $1.id ? $0.id < $1.id : $0.type < $1.type
        }
    }
}
