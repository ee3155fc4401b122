/// What was chosen, of at most `most` options: each answer is a set of bits.
///
/// Why: of a form's thousands of different answers to a multiple choice each is taken apart whenever a report is made. To hash and to keep what was
/// chosen together as a text for each of them took a thirtieth of a report over a million responses.
/// Shape: options numbered as they come, with what was counted of each; the sets by their bits.
struct FewOptions {
    /// So many that every set's key can be told from the key 0, which tables take for none.
    private static let most = 32

    private struct Option {
        var hash: UInt64
        /// Where its text stands.
        var text: Range<Int>
        var count: Int64 = 0
        /// How often it stood first; its ranks and its points added up.
        var first: Int64 = 0
        var ranks: Int64 = 0
        var points: Int64 = 0
    }

    private var options: [Option] = []
    /// Their texts, one behind the other.
    private var texts: [UInt8] = []
    private var together: KeyCounts
    private var answers: Int64 = 0
    private var chosen: Int64 = 0

    /// - Parameter answers: the most different ones that will be added.
    init(answers: Int) { together = KeyCounts(limit: answers, values: answers) }

    /// Adds an answer, taken apart. False where it is no set of few options: one that names an option twice, or whose options' texts would not tell
    /// where one ends. What was added before is then of no use.
    mutating func add(_ parts: ChosenParts, change: Int64) -> Bool {
        answers += change
        chosen += change * Int64(parts.count)
        var set: UInt64 = 0
        var rank: Int64 = 0
        var isSet = true
        parts.forEach { part in
            guard isSet, let number = number(of: part), set & 1 << UInt64(number) == 0 else {
                isSet = false
                return
            }
            set |= 1 << UInt64(number)
            rank += 1
            options[number].count += change
            if rank == 1 { options[number].first += change }
            options[number].ranks += rank * change
            options[number].points += (Int64(parts.count) - rank) * change
        }
        if isSet { together.add(key: ByteHash.mix(set), change: change) }
        return isSet
    }

    private mutating func number(of part: UnsafeRawBufferPointer) -> Int? {
        let hash = ByteHash.of(part)
        if let known = Self.number(of: part, hash, among: options, texts) { return known }
        guard options.count < Self.most, !Self.holdsSeparator(part) else { return nil }
        options.append(Option(hash: hash, text: texts.count..<texts.count + part.count))
        texts.append(contentsOf: part)
        return options.count - 1
    }

    private static func number(
        of part: UnsafeRawBufferPointer, _ hash: UInt64, among options: borrowing [Option], _ texts: borrowing [UInt8]
    ) -> Int? {
        options.withUnsafeBufferPointer { options in
            texts.withUnsafeBytes { texts in
                options.firstIndex {
                    $0.hash == hash && UnsafeRawBufferPointer(rebasing: texts[$0.text]).elementsEqual(part)
                }
            }
        }
    }

    private static func holdsSeparator(_ part: UnsafeRawBufferPointer) -> Bool {
        zip(part, part.dropFirst()).contains { $0 == UInt8(ascii: ",") && $1 == UInt8(ascii: " ") }
    }

    /// The same as what is added up answer by answer.
    func sums(isRanked: Bool) -> MultiChoiceTally.Sums {
        var sums = MultiChoiceTally.Sums()
        (sums.answers, sums.chosen) = (answers, chosen)
        for option in options {
            texts.withUnsafeBytes { texts in
                let text = UnsafeRawBufferPointer(rebasing: texts[option.text])
                sums.options.add(key: option.hash, text: text, change: option.count)
                guard isRanked else { return }
                if option.first != 0 { sums.firsts.add(key: option.hash, text: text, change: option.first) }
                sums.ranks.add(key: option.hash, text: text, change: option.ranks)
                sums.points.add(key: option.hash, text: text, change: option.points)
            }
        }
        return sums
    }

    /// What was most often chosen together, then by bytes; options in the order of their bytes.
    func combinations(most: Int) -> [ValueCount] {
        let order = options.indices.sorted {
            texts[options[$0].text].lexicographicallyPrecedes(texts[options[$1].text])
        }
        var list: [(text: [UInt8], count: Int64)] = []
        together.forEach { key, count, _ in
            // Nearly all others are fewer than the last of the list, and need no text.
            guard count > 0, list.count < most || count >= list[list.count - 1].count else { return }
            let text = text(of: ByteHash.unmix(key), in: order)
            let place = list.firstIndex {
                count > $0.count || count == $0.count && text.lexicographicallyPrecedes($0.text)
            }
            list.insert((text, count), at: place ?? list.count)
            if list.count > most { list.removeLast() }
        }
        return list.map { ValueCount(value: String(decoding: $0.text, as: UTF8.self), count: $0.count) }
    }

    private func text(of set: UInt64, in order: [Int]) -> [UInt8] {
        var text: [UInt8] = []
        var isFirst = true
        for number in order where set & 1 << UInt64(number) != 0 {
            if !isFirst { text.append(contentsOf: OptionSpellings.separator.utf8) }
            text.append(contentsOf: texts[options[number].text])
            isFirst = false
        }
        return text
    }
}
