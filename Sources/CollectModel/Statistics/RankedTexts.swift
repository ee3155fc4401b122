import Glibc

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
