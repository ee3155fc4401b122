import Testing

@testable import CollectModel
@testable import collect_top

/// Figures and histograms of number questions, and the rates and charts above them.
struct FormFigureTests {
    private func text(
        _ questions: [QuestionReport], width: Int = 80, height: Int = 24, isZoomed: Bool = false,
        _ context: ViewContext = SampleResponses.context(), change: (inout Snapshot) -> Void = { _ in }
    ) -> String {
        FrameWriter.text(frame(questions, width: width, height: height, isZoomed: isZoomed, context, change: change))
    }

    private func frame(
        _ questions: [QuestionReport], width: Int = 80, height: Int = 24, isZoomed: Bool = false,
        _ context: ViewContext = SampleResponses.context(), change: (inout Snapshot) -> Void = { _ in }
    ) -> Frame {
        var snapshot = SampleResponses.snapshot(entries: 0..<1)
        snapshot.focus = SampleForm.form(questions)
        change(&snapshot)
        var state = FormViewState()
        state.isZoomed = isZoomed
        var frame = Frame(width: width, height: height)
        FormView.draw(snapshot, state, context, in: frame.bounds, on: &frame)
        return frame
    }

    private func number(_ values: [Double], bins: [HistogramBin] = [], error: Double = 0) -> QuestionStatistics {
        var number = NumberStatistics()
        number.count = 12_002
        (number.min, number.p5, number.p25) = (values[0], values[1], values[2])
        (number.p50, number.p75, number.p95, number.max) = (values[3], values[4], values[5], values[6])
        (number.mean, number.sd) = (values[3] + 0.7, values[3] / 3)
        number.error = error
        number.histogram = bins
        return .number(number)
    }

    @Test(arguments: [
        (3_614.7, 5, "3,615"), (3_614.7, 4, "3.6k"), (3_614.7, 2, "4k"), (104_312, 6, "104k"), (-12_345, 5, "-12k"),
        (26.44, 4, "26.4"), (26.44, 2, "26"), (-0.042, 5, "-0.04"), (1_250_000_000, 5, "1.3G"), (999.7, 4, "1.0k"),
    ])
    func `a number is rounded until it fits`(_ value: Double, _ cells: Int, _ text: String) {
        #expect(AnswerWords.number(value, cells: cells)?.string == text)
    }

    @Test(arguments: [(104_312.0, 2), (-0.0004, 4), (1e300, 3), (.nan, 0)])
    func `a number that no rounding makes short enough is none`(_ value: Double, _ cells: Int) {
        #expect(AnswerWords.number(value, cells: cells) == nil)
    }

    @Test(arguments: [80, 110, 120, 60, 44, 40])
    func `no figure is ever cut`(_ width: Int) {
        let incomes = [-12_345.6, 1_200.25, 48_104.5, 361_461.7, 2_104_312.3, 9_104_312.8, 1_043_104_312]
        let question = SampleForm.question("q", "Income", "Number", number(incomes, error: 0.01))
        let card = text([question, question], width: width, height: 40)
        let figures = card.split(separator: "\n").filter { line in
            ["mean ", "sd ", "min ", "p50 ", "max ", "quantiles"].contains { line.contains($0) }
                && !line.contains("completion")
        }
        #expect(!figures.isEmpty)
        #expect(figures.allSatisfy { !$0.contains("…") }, "\(card)")
    }

    @Test func `a rating's bins are named by their values`() {
        let counts: [Int64] = [410, 902, 2_104, 5_200, 3_386]
        let bins = counts.enumerated().map { HistogramBin(lo: Double($0 + 1), hi: Double($0 + 2), count: $1) }
        let rating = SampleForm.question("q", "Service", "Rating", number([1, 2, 3, 4, 5, 5, 5], bins: bins))
        FrameSnapshot.expect(frame([rating]), "form-rating-80x24")
        FrameSnapshot.expect(frame([rating], isZoomed: true), "form-rating-zoomed-80x24")
        #expect(text([rating], isZoomed: true).contains("  5  "))
    }

    @Test func `only whole numbers with a bin each are named by values`() {
        let wide = (0..<12).map { HistogramBin(lo: Double($0 * 5), hi: Double($0 * 5 + 5), count: 100) }
        let narrow = (0..<12).map { HistogramBin(lo: Double($0), hi: Double($0 + 1), count: 100) }
        func isNamed(_ values: [Double], _ bins: [HistogramBin], _ type: String, error: Double = 0) -> Bool? {
            guard case .number(let number) = number(values, bins: bins, error: error) else { return nil }
            return HistogramBins(number, type: type).isOneValueEach
        }
        #expect(isNamed([0, 1, 3, 6, 8, 10, 11], narrow, "Number") == true)
        #expect(isNamed([0, 1, 3, 5.5, 8.5, 10, 11], narrow, "Number") == true)
        #expect(isNamed([0, 1.1, 3.2, 5.4, 8.6, 10.3, 11.9], narrow, "Number") == false)
        #expect(isNamed([0, 1, 3, 6, 8, 10, 11], narrow, "Number", error: 0.01) == false)
        #expect(isNamed([0, 1, 3, 6, 8, 10, 59], wide, "Number") == false)
        #expect(isNamed([0, 1.1, 3.2, 5.4, 8.6, 10.3, 11.9], narrow, "Rating") == true)
    }

    @Test func `figures that could be a telephone number are shown to nobody who did not ask for them`() {
        let numbers = [
            27_605_559_400.0, 27_605_559_401, 27_605_559_402, 27_605_559_403, 27_605_559_404, 27_605_559_405,
            27_605_559_406,
        ]
        let bins = [HistogramBin(lo: 27_605_559_400, hi: 27_605_559_410, count: 12_002)]
        let question = SampleForm.question("q", "Phone number", "Number", number(numbers, bins: bins))
        let clear = SampleResponses.context(Mask(role: .manager, reveal: true))
        for isZoomed in [false, true] {
            let masked = text([question], isZoomed: isZoomed)
            #expect(masked.contains("hidden: a figure could be a telephone number"))
            #expect(!masked.contains("p75") && !masked.contains("2.8e+10"))
            #expect(text([question], isZoomed: isZoomed, clear).contains("2.8e+10"))
        }
        var snapshot = SampleSnapshot.focused(on: SampleSnapshot.id(3))
        snapshot.focus?.questions = [question]
        let overview = FrameWriter.text(ViewFixture.frame(ViewFixture.state(120, 40, snapshot)))
        #expect(overview.contains("hidden") && !overview.contains("27.6G") && !overview.contains("median"))
    }

    @Test func `the overview rounds a mean before it leaves it out`() {
        let incomes = number([541, 4_817, 22_296, 259_212, 2_153_833, 2_705_259, 13_207_013])
        var snapshot = SampleSnapshot.focused(on: SampleSnapshot.id(3))
        snapshot.focus?.questions = [
            SampleForm.question("q", "Income", "Number", incomes),
            SampleForm.question("r", "Household income before the flood", "Number", incomes),
        ]
        let text = FrameWriter.text(ViewFixture.frame(ViewFixture.state(120, 40, snapshot)))
        #expect(text.contains("mean 259k · median 259k"))
        #expect(text.contains("Household income b…  median 259,212"))
    }

    @Test func `the three rates of a form have one unit`() {
        let questions = SampleForm.questions
        #expect(text(questions).contains("/min  1m 708.0  5m 624.0  1h 435.0"))
        let slow = text(questions) { $0.forms[1].rates = Rates(minute: 0, fiveMinutes: 0.0002, hour: 40) }
        #expect(slow.contains("/min  1m 0  5m <0.1  1h 2,400"))
    }

    @Test func `the chart of a form that is long still ends at its last response`() {
        func isOld(_ days: Int64) -> Frame {
            var context = SampleResponses.context()
            context.nowMs += days * 86_400_000
            return frame(SampleForm.questions, context)
        }
        #expect(FrameWriter.text(isOld(0)).contains("per hour, last 3 d 4 h"))
        FrameSnapshot.expect(isOld(1_800), "form-old-80x24")
        let text = FrameWriter.text(isOld(1_800))
        #expect(text.contains("until 2026-11-12 14:00") && !text.contains("/min"))
    }
}
