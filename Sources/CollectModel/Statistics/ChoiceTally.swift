import Glibc

/// Counts per option of a choice, a Boolean or a multiple choice.
///
/// Shape: one count an option, by the option's text. A multiple choice is counted per option, its share is of the respondents, so
/// shares may add up to more than 1.
final class ChoiceTally: AnswerTally {
    private let several: Bool
    private var options = TextCounts(limit: 4096)
    private var chosen: Int64 = 0

    init(several: Bool) { self.several = several }

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        if fact.flags.contains(.listed) {
            applyList(text, sign)
        } else if !several {
            if fact.flags.contains(.hasText) { options.add(key: fact.textHash, text: text, change: sign) }
        } else if fact.flags.contains(.hasText) {
            applySplit(text, sign)
        }
    }

    private func count(_ option: UnsafeRawBufferPointer, _ sign: Int64) {
        options.add(key: ByteHash.of(option), text: option, change: sign)
        chosen += sign
    }

    /// A `choices` array: each as a 32-bit length and its bytes. An option that is named twice was chosen once.
    private func applyList(_ list: UnsafeRawBufferPointer, _ sign: Int64) {
        var seen: Set<UInt64> = []
        var i = 0
        while i + 4 <= list.count {
            let length = Int(list.loadUnaligned(fromByteOffset: i, as: UInt32.self))
            guard i + 4 + length <= list.count else { return }
            let option = UnsafeRawBufferPointer(rebasing: list[i + 4..<i + 4 + length])
            if seen.insert(ByteHash.of(option)).inserted { count(option, sign) }
            i += 4 + length
        }
    }

    /// Old clients' text: options separated by a comma and a space. Never matched against options learned from data, because then the
    /// order of arrival would matter.
    private func applySplit(_ text: UnsafeRawBufferPointer, _ sign: Int64) {
        guard text.count > 0 else { return }
        var start = 0
        var i = 0
        while i + 1 < text.count {
            if text[i] == UInt8(ascii: ","), text[i + 1] == UInt8(ascii: " ") {
                count(UnsafeRawBufferPointer(rebasing: text[start..<i]), sign)
                start = i + 2
                i += 2
            } else {
                i += 1
            }
        }
        count(UnsafeRawBufferPointer(rebasing: text[start..<text.count]), sign)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? ChoiceTally else { preconditionFailure("tallies of two kinds are not added") }
        options.merge(other.options)
        chosen += other.chosen
    }

    func statistics(answered: Int64) -> QuestionStatistics {
        let total = max(answered, 1)
        let list = options.ranked(most: nil).map {
            OptionCount(value: $0.value, count: $0.count, share: Double($0.count) / Double(total))
        }
        return .options(list)
    }
}

extension TextCounts {
    /// Values with a positive count, the most frequent first, then by bytes; at most `most` of them.
    func ranked(most: Int?) -> [ValueCount] {
        var list: [CountedText] = []
        return withEntries { key, count, text in
            guard count > 0 else { return }
            let entry = CountedText(count: count, text: text)
            guard let most else { return list.append(entry) }
            Self.insert(entry, into: &list, most: most)
        } then: {
            if most == nil { list.sort(by: CountedText.precedes) }
            return list.map { ValueCount(value: String(decoding: $0.text, as: UTF8.self), count: $0.count) }
        }
    }

    private struct CountedText {
        var count: Int64
        var text: UnsafeRawBufferPointer

        static func precedes(_ a: CountedText, _ b: CountedText) -> Bool {
            if a.count != b.count { return a.count > b.count }
            guard let left = a.text.baseAddress, let right = b.text.baseAddress else {
                return a.text.count < b.text.count
            }
            let order = memcmp(left, right, min(a.text.count, b.text.count))
            return order != 0 ? order < 0 : a.text.count < b.text.count
        }
    }

    /// Keeps the first few in order. Why not sort: of thousands of texts ten are shown, and nearly all others lose their first comparison.
    private static func insert(_ entry: CountedText, into list: inout [CountedText], most: Int) {
        if list.count == most {
            guard let last = list.last, CountedText.precedes(entry, last) else { return }
            list.removeLast()
        }
        var place = list.count
        while place > 0, CountedText.precedes(entry, list[place - 1]) { place -= 1 }
        list.insert(entry, at: place)
    }
}
