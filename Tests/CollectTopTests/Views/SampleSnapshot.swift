@testable import CollectModel

/// A fixed moment of an imagined installation, for golden frames: six countries, twelve forms, one of them silent.
nonisolated enum SampleSnapshot {
    /// 2026-11-23T14:05:33Z
    static let nowMs: Int64 = 1_795_442_733_000
    static let utcOffsetSeconds = 7200

    static let titles = [
        "Household survey 2026, Limpopo", "Clinic visits", "Water points", "Crop losses after the flood",
        "Market prices", "School attendance", "Vaccination round 3", "Road damage", "Nutrition screening",
        "Exit interviews", "家庭の調査 2026", "استبيان الأسرة",
    ]

    static func snapshot(forms count: Int = 12) -> Snapshot {
        var snapshot = Snapshot()
        snapshot.sequence = 7
        snapshot.atMs = nowMs
        snapshot.freshness = Freshness(folded: 1_254_880, known: 1_254_880, lagMs: 40, hasWriter: true)
        snapshot.forms = (0..<count).map(form).sorted { $0.formID < $1.formID }
        for form in snapshot.forms { snapshot.totals.merge(form.counts) }
        snapshot.totals.rejected = 3
        snapshot.perMinute = (0..<60).map { minute in snapshot.forms.reduce(0) { $0 + $1.perMinute[minute] } }
        snapshot.rates = Rates(minute: 11.8, fiveMinutes: 11.2, hour: 9.7)
        snapshot.streamed = 1_254_000
        if count > 3 {
            let alerts = SampleAlerts.all
            snapshot.alerts = alerts.instances
            snapshot.alertHistory = alerts.history
        }
        return snapshot
    }

    /// The sample with the full statistics of one form.
    static func focused(on formID: String = id(0), forms: Int = 12) -> Snapshot {
        var snapshot = snapshot(forms: forms)
        snapshot.focus = SampleReport.report(formID: formID)
        return snapshot
    }

    static func id(_ index: Int) -> String {
        "f\(index < 10 ? "00" : index < 100 ? "0" : "")\(index)-0VHCsOl4"
    }

    private static func form(_ index: Int) -> FormSummary {
        let isSilent = index == 3
        var counts = FormCounts()
        counts.created = Int64(412_345 / (index * index + 1))
        counts.updated = counts.created / 90
        counts.deleted = counts.created / 700
        counts.live = counts.created - counts.deleted
        counts.late = index % 3 == 2 ? 0 : counts.created / 310
        counts.duplicates = counts.created / 2_400
        counts.clockSkewed = counts.created / 5_000
        let height = index == 5 ? 0 : 240 / (index + 1)
        let perMinute = (0..<60).map { minute -> Int64 in
            if index > 90 && index % 7 != 0 { return 0 }
            let wave = (minute * (index + 3) * 7 + minute * minute) % 11
            return isSilent && minute > 17 ? 0 : Int64(height * (wave + 4) / 20)
        }
        let perSecond = isSilent ? 0 : Double(height) / 100
        return FormSummary(
            formID: id(index), title: index < titles.count ? titles[index] : index % 3 == 0 ? nil : "Form \(index)",
            counts: counts, rates: Rates(minute: perSecond, fiveMinutes: perSecond * 0.9, hour: perSecond * 0.8),
            devices: Estimate(value: counts.live / 300 + 1, error: 0),
            collectors: Estimate(value: counts.live / 280 + 1, error: 0),
            lastReceivedMs: nowMs - Int64(isSilent ? 42 * 60_000 : index == 5 ? 5 * 3_600_000 : (index + 1) * 4_000),
            perMinute: perMinute)
    }
}

/// The alerts of the sample, made by the book from signals, as the engine does.
nonisolated enum SampleAlerts {
    static let all: AlertBook = {
        var book = AlertBook(rules: AlertRule.builtIn())
        let now = SampleSnapshot.nowMs
        for minute in stride(from: Int64(60), through: 0, by: -1) {
            let time = now - minute * 60_000
            _ = book.evaluate(signals(at: time), nowMs: time)
        }
        let silent = AlertInstance.id(rule: "rate-surge", subject: SampleSnapshot.id(1))
        try? book.acknowledge(silent, by: "thandi", atMs: now - 4 * 60_000)
        try? book.note(
            silent, text: "Two clinics upload their backlog; agreed with the team.", by: "thandi",
            atMs: now - 4 * 60_000)
        return book
    }()

    private static func signals(at time: Int64) -> AlertSignals {
        let now = SampleSnapshot.nowMs
        let flood = FormSignal(
            formID: SampleSnapshot.id(3), title: SampleSnapshot.titles[3], live: 4_000,
            lastReceivedMs: min(time, now - 42 * 60_000), medianGapMs: 20_000)
        let clinic = FormSignal(
            formID: SampleSnapshot.id(1), title: SampleSnapshot.titles[1], live: 20_000, lastReceivedMs: time - 4_000,
            medianGapMs: 9_000, onTime5m: time > now - 12 * 60_000 ? 164 : 31, backlog5m: 12, expected5m: 32)
        let market = FormSignal(
            formID: SampleSnapshot.id(4), title: SampleSnapshot.titles[4], live: 20_000, lastReceivedMs: time - 4_000,
            medianGapMs: 9_000, onTime5m: time > now - 50 * 60_000 && time < now - 40 * 60_000 ? 90 : 30, backlog5m: 0,
            expected5m: 32)
        let phone = DeviceSignal(
            device: "dev-7f3a90", formID: SampleSnapshot.id(0), skewMs: -3 * 3_600_000 - 12 * 60_000, posts: 14)
        return AlertSignals(forms: [flood, clinic, market], devices: [phone])
    }
}

/// The statistics of one form: choices, a number, a text, small cells.
nonisolated enum SampleReport {
    static func report(formID: String) -> FormReport {
        var counts = FormCounts()
        (counts.created, counts.live) = (412_345, 411_756)
        return FormReport(
            formID: formID, title: SampleSnapshot.titles[0], counts: counts,
            devices: Estimate(value: 1_373, error: 0.01),
            collectors: Estimate(value: 1_471, error: 0.01), firstReceivedMs: SampleSnapshot.nowMs - 90 * 86_400_000,
            lastReceivedMs: SampleSnapshot.nowMs - 4_000, duration: SpanStatistics(), syncDelay: SpanStatistics(),
            perHour: [],
            questions: [
                choice("q1", "Gender of respondent", "Choice", [("Female", 243_104), ("Male", 162_877), ("Other", 3)]),
                question("q2", "Name of respondent", "Text", .text(text)),
                question("q3", "Age", "Number", .number(ages)),
                choice(
                    "q4", "Sources of income", "MultiChoice",
                    [
                        ("Own farm", 201_112), ("Casual labour", 144_910), ("Grant or pension", 120_118),
                        ("Trade", 88_190), ("Remittances", 31_203), ("Wage", 20_114), ("Fishing", 811),
                        ("None", 12_400),
                    ]),
                choice("q5", "Phone of the head", "Choice", [("+27605559400", 300), ("+27605559401", 200)]),
            ])
    }

    static func choice(_ id: String, _ key: String, _ type: String, _ options: [(String, Int64)]) -> QuestionReport {
        let answered = 405_984.0
        return question(
            id, key, type,
            .options(options.map { OptionCount(value: $0.0, count: $0.1, share: Double($0.1) / answered) }))
    }

    static func question(_ id: String, _ key: String, _ type: String, _ statistics: QuestionStatistics)
        -> QuestionReport
    {
        QuestionReport(questionID: id, key: key, type: type, answered: 405_984, missing: 5_772, statistics: statistics)
    }

    private static var text: TextStatistics {
        TextStatistics(
            distinct: Estimate(value: 9_000, error: 0.02), top: [], blank: 3, lengthMin: 2, lengthMean: 13,
            lengthP95: 22)
    }

    private static var ages: NumberStatistics {
        let bins = (0..<16).map { bin -> HistogramBin in
            let distance = Double(bin - 5)
            let count = Int64(60_000 / (1 + distance * distance / (bin < 5 ? 4 : 18)))
            return HistogramBin(lo: Double(15 + bin * 5), hi: Double(20 + bin * 5), count: count)
        }
        return NumberStatistics(
            count: 405_984, min: 15, max: 94, mean: 43.27, sd: 16.1, p5: 19, p25: 30, p50: 40.5, p75: 54, p95: 74,
            error: 0.01, histogram: bins)
    }
}
