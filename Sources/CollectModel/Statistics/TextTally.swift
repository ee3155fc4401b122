/// Distinct values, most frequent values and lengths of a text (also bar codes, e-mail addresses and links).
///
/// Shape: while every text that was ever seen has its count, lengths are those of the counted texts; they are counted for themselves when the
/// texts become too many.
/// Units: lengths in graphemes, as a reader counts characters. Bound: distinct and top values are exact up to 4,096 different texts.
final class TextTally: AnswerTally {
    static let topValues = 20

    private let format: TextFormat
    private var values = TextCounts(limit: 4096)
    /// Nil while `values` says it all.
    private var lengths: LengthCounts?

    init(_ format: TextFormat) { self.format = format }

    func expect(_ fact: AnswerFact) { values.expect(key: fact.textHash) }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        guard fact.flags.contains(.hasText) else { return }
        if lengths == nil {
            if values.addIfExact(key: fact.textHash, text: text, change: sign) { return }
            lengths = LengthCounts(of: values)
        }
        values.add(key: fact.textHash, text: text, change: sign)
        lengths?.add(text, graphemes: GraphemeLength.of(text), change: sign)
    }

    var bytesHeld: Int { values.bytesHeld + (lengths?.bytesHeld ?? 0) }

    func writeState(to writer: inout StateWriter) {
        writer.write(values)
        lengths?.writeState(to: &writer)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? TextTally else { preconditionFailure("tallies of two kinds are not added") }
        var together = values
        together.merge(other.values)
        if lengths != nil || other.lengths != nil || together.level > 0 {
            var all = lengths ?? LengthCounts(of: values)
            all.merge(other.lengths ?? LengthCounts(of: other.values))
            lengths = all
        }
        values = together
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        let lengths = lengths ?? LengthCounts(of: values)
        return .text(
            TextStatistics(
                distinct: values.distinct, top: values.ranked(most: Self.topValues), blank: lengths.blank,
                lengthMin: lengths.shortest, lengthMean: lengths.mean, lengthP95: lengths.p95,
                addresses: format == .plain ? nil : AddressFigures(values, as: format)))
    }
}

/// How long texts are. Units: graphemes. Exact up to `longest`, at which longer ones are taken for the quantile and the least.
struct LengthCounts {
    private static let longest = 4000

    /// Texts by length; the last place holds all that are longer.
    private var counts: [Int64] = []
    private var sum: Int64 = 0
    private var counted: Int64 = 0
    private(set) var blank: Int64 = 0

    init() {}

    /// The lengths of all texts that a table has counted.
    init(of values: TextCounts) {
        values.forEachText { text, graphemes, count in add(text, graphemes: graphemes, change: count) }
    }

    /// Adds a text; of one that is very long only the beginning is needed, because it is not blank.
    mutating func add(_ text: UnsafeRawBufferPointer, graphemes: Int, change: Int64) {
        counted += change
        sum += Int64(graphemes) * change
        count(min(graphemes, Self.longest), change)
        if graphemes <= KeptText.mostBytes, Self.isBlank(text) { blank += change }
    }

    private mutating func count(_ length: Int, _ change: Int64) {
        while counts.count <= length { counts.append(0) }
        counts[length] += change
    }

    private static func isBlank(_ text: UnsafeRawBufferPointer) -> Bool {
        for byte in text where byte != 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return false }
        return true
    }

    mutating func merge(_ other: LengthCounts) {
        for (length, times) in other.counts.enumerated() where times != 0 { count(length, times) }
        sum += other.sum
        counted += other.counted
        blank += other.blank
    }

    var bytesHeld: Int { counts.capacity * MemoryLayout<Int64>.stride }

    func writeState(to writer: inout StateWriter) {
        for (length, count) in counts.enumerated() where count != 0 {
            writer.write(Int64(length))
            writer.write(count)
        }
        for number in [sum, counted, blank] { writer.write(number) }
    }

    var shortest: Int64 { Int64(counts.firstIndex { $0 != 0 } ?? 0) }

    var mean: Double { counted > 0 ? Double(sum) / Double(counted) : 0 }

    var p95: Int64 {
        guard counted > 0 else { return 0 }
        let list = counts.enumerated().compactMap { $1 == 0 ? nil : ValueTimes(value: Double($0), count: $1) }
        let high = list.last?.value ?? 0
        return Int64(Quantiles(of: list, count: counted, low: Double(shortest), high: high).whole(0.95))
    }
}

/// Length of a text in graphemes.
enum GraphemeLength {
    /// Cost: one pass for ASCII, in which only CR LF is one grapheme of two bytes; the standard library's segmentation for the rest.
    static func of(_ text: UnsafeRawBufferPointer) -> Int {
        isPlain(text) ? text.count : String(decoding: text, as: UTF8.self).count
    }

    /// Whether it is ASCII without CR, eight bytes at a time.
    /// - Source: Warren, "Hacker's Delight", 6-1 (find first 0-byte).
    private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var odd: UInt64 = 0
        var at = 0
        while at + 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let returns = word ^ ones &* 0x0D
            odd |= word | (returns &- ones) & ~returns
            at += 8
        }
        while at < text.count {
            odd |= UInt64(text[at]) | (text[at] == 0x0D ? tops : 0)
            at += 1
        }
        return odd & tops == 0
    }
}
