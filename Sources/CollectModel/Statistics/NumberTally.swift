/// The distribution of a number: n, mean, sd, extremes, quantiles and a histogram.
///
/// Shape: a count for each distinct value as long as no more than `exactValues` have ever been seen; everything follows from these, exactly. Beyond
/// that exact sums of values and squares, extremes, and a sketch of relative error 1 % for quantiles and histogram.
final class NumberTally: AnswerTally {
    static let exactValues = 4096

    private var exact = KeyCounts(limit: exactValues)
    /// Nil while `exact` says it all.
    private var sums: NumberSums?

    func expect(_ fact: AnswerFact) {
        if sums == nil { exact.expect(key: NumberKey.of(fact.number == 0 ? 0 : fact.number)) }
    }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        let value = fact.number == 0 ? 0 : fact.number
        if sums == nil {
            if exact.addIfExact(key: NumberKey.of(value), change: sign) { return }
            // Everything counted so far goes into the sums, which is the same as if it had been there from the start.
            sums = NumberSums(of: exact)
            exact = KeyCounts(limit: Self.exactValues)
        }
        sums?.add(value, times: sign)
    }

    var hasLostExtremes: Bool { sums?.extremes.isLost ?? false }
    func forgetExtremes() { sums?.extremes.forget() }
    func noteExtremes(_ fact: AnswerFact) {
        if fact.flags.contains(.hasValue) { sums?.extremes.add(fact.number == 0 ? 0 : fact.number) }
    }

    var bytesHeld: Int { exact.bytesHeld + (sums?.bytesHeld ?? 0) }

    func writeState(to writer: inout StateWriter) {
        writer.write(exact)
        guard let sums else { return }
        writer.write(sums.count)
        writer.write(sums.sum)
        writer.write(sums.squares)
        writer.write(sums.sketch)
        writer.write(sums.extremes)
        for number in [sums.zeros, sums.negatives, sums.whole, sums.round] { writer.write(number) }
        writer.write(sums.codes)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? NumberTally else { preconditionFailure("tallies of two kinds are not added") }
        if other.sums == nil, sums == nil {
            var together = exact
            together.merge(other.exact)
            if together.level == 0 {
                exact = together
                return
            }
        }
        var all = sums ?? NumberSums(of: exact)
        all.merge(other.sums ?? NumberSums(of: other.exact))
        sums = all
        exact = KeyCounts(limit: Self.exactValues)
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        var all = sums ?? NumberSums(totalsOf: exact)
        let noAnswers = terms.noAnswer.codes.compactMap { code -> ValueTimes? in
            let key = NumberKey.of(Double(code))
            let count = sums?.codes.count(key: key) ?? exact.count(key: key)
            return count > 0 ? ValueTimes(value: Double(code), count: count) : nil
        }
        if !terms.noAnswer.areNumbers {
            for code in noAnswers { all.takeBack(code, hasQuantiles: sums != nil) }
        }
        let isExact = sums == nil
        var list = isExact ? values : all.buckets
        if isExact, !terms.noAnswer.areNumbers {
            list.removeAll { value in noAnswers.contains { $0.value == value.value } }
        }
        var statistics = NumberFigures(list, all, isExact: isExact).statistics(scale: terms.scale)
        statistics.noAnswers = noAnswers.map { NumberStatistics.NoAnswer(code: Int64($0.value), count: $0.count) }
        return .number(statistics)
    }

    /// Distinct values in ascending order, each with its count.
    private var values: [ValueTimes] {
        var list: [ValueTimes] = []
        exact.forEach { key, count, _ in list.append(ValueTimes(value: NumberKey.number(key), count: count)) }
        list.sort { $0.value < $1.value }
        return list
    }
}

/// A finite number as the key of a table, and back.
enum NumberKey {
    /// Only what is no number would have the key 0, which tables take for none.
    private static let none = ByteHash.mix(Double.nan.bitPattern)

    static func of(_ value: Double) -> UInt64 { ByteHash.mix(value.bitPattern) ^ none }
    static func number(_ key: UInt64) -> Double { Double(bitPattern: ByteHash.unmix(key ^ none)) }
}

/// What is kept of numbers of which too many are different.
struct NumberSums {
    private(set) var count: Int64 = 0
    private(set) var sum = ExactSum()
    private(set) var squares = ExactSum()
    private(set) var sketch = QuantileSketch()
    var extremes = ExtremeCounts()
    private(set) var zeros: Int64 = 0
    private(set) var negatives: Int64 = 0
    /// Whole numbers, and those of them that end in 0 or 5.
    private(set) var whole: Int64 = 0
    private(set) var round: Int64 = 0
    /// Whole numbers that may say why there is no answer, one by one. Not of sums that are made of totals.
    private(set) var codes = KeyCounts(limit: NoAnswerCodes.range.count)

    init() {}

    /// The sums of all numbers that a table has counted.
    init(of values: KeyCounts) {
        values.forEach { key, count, _ in add(NumberKey.number(key), times: count) }
    }

    /// The same without quantiles and extremes, which follow from values that are known one by one.
    init(totalsOf values: KeyCounts) {
        values.forEach { key, times, _ in
            addTotals(NumberKey.number(key), times)
        }
    }

    private mutating func addTotals(_ value: Double, _ times: Int64) {
        count += times
        sum.add(value, times: times)
        squares.addSquare(value, times: times)
        if value == 0 { zeros += times }
        if value < 0 { negatives += times }
        if let number = Int64(exactly: value) {
            whole += times
            if number % 5 == 0 { round += times }
        }
    }

    mutating func add(_ value: Double, times: Int64) {
        addTotals(value, times)
        if value < 0, let code = Int(exactly: value), NoAnswerCodes.range.contains(code) {
            codes.add(key: NumberKey.of(value), change: times)
        }
        sketch.add(value, change: times)
        extremes.add(value, change: times)
    }

    /// Leaves out what turns out to be no number; `hasQuantiles` where this is more than totals.
    mutating func takeBack(_ code: ValueTimes, hasQuantiles: Bool) {
        if hasQuantiles { add(code.value, times: -code.count) } else { addTotals(code.value, -code.count) }
    }

    /// The sketch's buckets in ascending order.
    var buckets: [ValueTimes] {
        var list: [ValueTimes] = []
        sketch.forEachBucket { list.append(ValueTimes(value: $0, count: $1)) }
        return list
    }

    var bytesHeld: Int {
        sum.bytesHeld + squares.bytesHeld + sketch.bytesHeld + extremes.bytesHeld + codes.bytesHeld
    }

    mutating func merge(_ other: NumberSums) {
        zeros += other.zeros
        negatives += other.negatives
        whole += other.whole
        round += other.round
        codes.merge(other.codes)
        count += other.count
        sum.merge(other.sum)
        squares.merge(other.squares)
        sketch.merge(other.sketch)
        extremes.merge(other.extremes)
    }
}
