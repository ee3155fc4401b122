/// Distinct values, most frequent values and lengths of a text (also bar codes, e-mail addresses and links).
///
/// Units: lengths in graphemes, as a reader counts characters. Bound: distinct and top values are exact up to 4,096 different texts.
final class TextTally: AnswerTally {
    static let topValues = 20
    private static let longest = 4000

    private var values = SampledCounts(limit: 4096)
    /// Texts by length; the last place holds all that are longer.
    private var lengths: [Int64] = []
    private var lengthSum: Int64 = 0
    private var counted: Int64 = 0
    private var blank: Int64 = 0

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        guard fact.flags.contains(.hasText) else { return }
        let length = GraphemeLength.of(text)
        counted += sign
        lengthSum += Int64(length) * sign
        count(length: min(length, Self.longest), times: sign)
        if isBlank(text) { blank += sign }
        values.add(key: fact.textHash, text: text, change: sign)
    }

    private func count(length: Int, times: Int64) {
        while lengths.count <= length { lengths.append(0) }
        lengths[length] += times
    }

    private func isBlank(_ text: UnsafeRawBufferPointer) -> Bool {
        for byte in text where byte != 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return false }
        return true
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? TextTally else { preconditionFailure("tallies of two kinds are not added") }
        values.merge(other.values)
        for (length, times) in other.lengths.enumerated() where times != 0 { count(length: length, times: times) }
        lengthSum += other.lengthSum
        counted += other.counted
        blank += other.blank
    }

    func statistics(answered: Int64) -> QuestionStatistics {
        let list = lengths.enumerated().compactMap { $1 == 0 ? nil : (value: Double($0), count: $1) }
        let low = list.first?.value ?? 0
        let high = list.last?.value ?? 0
        let p95 = counted > 0 ? Quantiles(of: list, count: counted, low: low, high: high).whole(0.95) : 0
        return .text(
            TextStatistics(
                distinct: values.distinct, top: values.ranked(most: Self.topValues), blank: blank,
                lengthMin: Int64(low), lengthMean: counted > 0 ? Double(lengthSum) / Double(counted) : 0,
                lengthP95: Int64(p95)))
    }
}

/// Length of a text in graphemes.
enum GraphemeLength {
    /// Cost: one pass for ASCII, in which only CR LF is one grapheme of two bytes; the standard library's segmentation for the rest.
    static func of(_ text: UnsafeRawBufferPointer) -> Int {
        var high: UInt8 = 0
        var returns = 0
        for byte in text {
            high |= byte
            if byte == 0x0D { returns += 1 }
        }
        if high < 0x80, returns == 0 { return text.count }
        return String(decoding: text, as: UTF8.self).count
    }
}
