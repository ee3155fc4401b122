@testable import CollectModel
@testable import collect_top

/// The statistics of the sample campaign: one question of each kind of block.
nonisolated enum SampleForm {
    static let report = form(questions)

    static func form(_ questions: [QuestionReport]) -> FormReport {
        var counts = FormCounts()
        counts.created = 12_480
        counts.updated = 210
        counts.deleted = 135
        counts.live = 12_345
        counts.duplicates = 88
        counts.conflicts = 2
        counts.rejected = 17
        counts.late = 132
        counts.clockSkewed = 4
        var duration = SpanStatistics()
        (duration.count, duration.min, duration.max) = (12_345, 38_000, 1_260_000)
        (duration.mean, duration.p50, duration.p95) = (170_000, 151_000, 302_000)
        var delay = SpanStatistics()
        (delay.count, delay.min, delay.max) = (12_345, 850, 1_036_800_000)
        (delay.mean, delay.p50, delay.p95) = (2_700_000, 2_400, 9_400_000)
        var skew = SpanStatistics()
        (skew.count, skew.min, skew.max) = (312, -3_600_000, 94_608_000_000)
        (skew.mean, skew.p50, skew.p95) = (36_000_000, 420_000, 86_400_000)
        var active = ActiveSenders()
        (active.lastHour.value, active.lastDay.value) = (41, 290)
        let hour: Int64 = 3_600_000
        let last = Timestamp.floor(SampleResponses.now, to: hour)
        let perHour = (0..<240).compactMap { back -> TimeBucket? in
            let ofDay = (12 - back % 24 + 24) % 24
            let count = ofDay < 6 || ofDay > 18 ? 0 : Int64(70 - abs(12 - ofDay) * 9 + back * 7 % 23)
            return count > 0 ? TimeBucket(startMs: last - Int64(back) * hour, count: count) : nil
        }
        return FormReport(
            formID: SampleResponses.formID, title: "Polio & measles campaign 💉", counts: counts,
            devices: Estimate(value: 312, error: 0), collectors: Estimate(value: 298, error: 0.02),
            activeDevices: active, versions: [("2026-11", 12_001), ("2026-10", 339), ("βeta", 5)].map(ValueCount.init),
            firstReceivedMs: last - 240 * hour, lastReceivedMs: SampleResponses.now - 2000, duration: duration,
            syncDelay: delay, clockSkew: skew, perHour: perHour.reversed(), questions: questions)
    }

    static func question(
        _ id: String, _ key: String, _ type: String, answered: Int64 = 12_002, _ statistics: QuestionStatistics
    ) -> QuestionReport {
        QuestionReport(
            questionID: id, key: key, type: type, answered: answered, missing: 12_345 - answered, statistics: statistics
        )
    }

    /// The same question with what is known of how it was answered.
    private static func measured(_ question: QuestionReport, p50: Double, entropy: Double? = nil) -> QuestionReport {
        var question = question
        question.asked = question.answered + 102
        question.dwell.count = question.answered
        (question.dwell.p50, question.dwell.p95) = (p50, 6 * p50)
        question.choice = entropy.map { entropy in
            var choice = ChoiceFigures()
            choice.entropy = entropy
            choice.unlisted = 12
            return choice
        }
        return question
    }

    static func options(_ values: [(String, Int64)], of answered: Int64) -> QuestionStatistics {
        .options(values.map { OptionCount(value: $0.0, count: $0.1, share: Double($0.1) / Double(answered)) })
    }

    static let questions: [QuestionReport] = [
        question(
            "q1", "Child's name", "Text",
            .text(
                TextStatistics(
                    distinct: Estimate(value: 8412, error: 0.02),
                    top: [
                        ValueCount(value: SampleResponses.secretName, count: 41),
                        ValueCount(value: "Musa Ibrahim", count: 37),
                        ValueCount(value: "Hauwa Sani", count: 21), ValueCount(value: "Chidi Okafor", count: 3),
                    ], blank: 12, lengthMin: 3, lengthMean: 12.4, lengthP95: 21))),
        measured(
            question("q2", "Sex", "Choice", options([("Girl 👧🏾", 6104), ("Boy 👦🏾", 5898)], of: 12_002)), p50: 2100,
            entropy: 0.9998),
        measured(question("q3", "Age (months)", "Number", .number(ages)), p50: 5400),
        question(
            "q4", "Date of birth", "Date", answered: 10_870,
            .dates(
                DateStatistics(
                    minMs: 1_638_000_000_000, maxMs: 1_794_000_000_000,
                    perDay: days))),
        question(
            "q5", "Vaccines given today", "MultiChoice",
            options(
                [
                    ("Polio drops 💧", 11_161), ("Measles 🔴", 6961), ("Pentavalent", 4800),
                    ("Vitamin A, first dose 🥕", 4201),
                    ("BCG", 1800), ("Yellow fever", 44), ("Typhoid", 12), ("HPV", 3),
                ], of: 12_002)),
        question("q6", "Fever in the last 24 h? 🤒", "Boolean", options([("No", 11_042), ("Yes", 960)], of: 12_002)),
        question(
            "q7", "Guardian's phone", "Phone", answered: 10_204,
            .phone(
                PhoneStatistics(
                    valid: 9980,
                    countries: [
                        ValueCount(value: "+234", count: 9911), ValueCount(value: "+227", count: 62),
                        ValueCount(value: "+235", count: 4),
                    ]))),
        question(
            "q8", "Location", "Location", answered: 11_340,
            .location(
                LocationStatistics(
                    count: 11_340, box: BoundingBox(west: 5.24, south: 9.8, east: 13.19, north: 13.07), cells: cells,
                    repeats: Repeats(
                        values: Estimate(value: 2, error: 0), answers: Estimate(value: 31, error: 0)),
                    accuracy: accuracy))),
        question(
            "q9", "Guardian's signature", "Signature", answered: 11_800,
            .other(distinct: Estimate(value: 11_790, error: 0.02))),
        question(
            "q10", "Reason if refused", "Text", answered: 0,
            .text(
                TextStatistics(
                    distinct: Estimate(value: 0, error: 0), top: [], blank: 0, lengthMin: 0, lengthMean: 0, lengthP95: 0
                ))),
    ]

    private static let accuracy: QuantileFigures = {
        var accuracy = QuantileFigures()
        (accuracy.count, accuracy.p50, accuracy.p95) = (11_002, 4.5, 48)
        return accuracy
    }()

    private static let days: [TimeBucket] = (0..<900).map { day in
        let start = Timestamp.floor(1_638_000_000_000, to: 86_400_000)
        let count: Int = 6 + day * 31 % 17 + day / 90
        return TimeBucket(startMs: start + Int64(day * 2) * 86_400_000, count: Int64(count))
    }

    private static let ages: NumberStatistics = {
        var ages = NumberStatistics()
        ages.count = 12_002
        (ages.min, ages.max, ages.mean, ages.sd) = (0, 59, 26.4, 14.9)
        (ages.p5, ages.p25, ages.p50, ages.p75, ages.p95) = (3, 14, 26, 38, 52)
        ages.error = 0.01
        (ages.zeros, ages.negatives, ages.outliers.outside) = (214, 0, 37)
        for bin in 0..<12 {
            let far = (bin - 5) * (bin - 5)
            ages.histogram.append(
                HistogramBin(lo: Double(bin * 5), hi: Double(bin * 5 + 5), count: Int64(1600 - far * 40)))
        }
        return ages
    }()

    /// Five letters each, around Kano, Kaduna, Sokoto, Maiduguri and Jos.
    private static let cells: [ValueCount] = [
        ("s1xpz", 4210), ("s1xpy", 2201), ("s1r5k", 1804), ("s1w2m", 1100), ("s47h2", 908), ("s1qxe", 640),
        ("s1xnb", 311),
        ("s1tr9", 120), ("s1wk0", 41), ("s1z7d", 3),
    ].map { ValueCount(value: $0.0, count: $0.1) }
}
