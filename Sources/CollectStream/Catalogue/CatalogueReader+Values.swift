import CollectModel
import Yams

/// Single values: texts, numbers, days, hours.
extension CatalogueReader {
    /// Bytes of an id, and of any other text.
    static let mostIDBytes = 256
    static let mostTextBytes = 4_096

    /// A text of one line, without spaces around it. Whatever YAML takes it for (`no`, `007`), it is what somebody wrote.
    mutating func text(_ node: Node, _ what: String, most: Int = mostTextBytes) -> String? {
        guard let scalar = node.scalar, !Self.isNothing(scalar) else {
            expect(what, at: node)
            return nil
        }
        let text = Self.trimmed(scalar.string)
        if text.isEmpty {
            expect(what, at: node, found: "an empty text")
        } else if text.utf8.count > most {
            expect("\(what) of at most \(most) bytes", at: node, found: "\(text.utf8.count) bytes")
        } else if let control = text.unicodeScalars.first(where: Self.isControl) {
            let name = control == "\n" ? "a line break" : "the control character U+\(Hex.of(control.value, width: 4))"
            expect("\(what) on one line", at: node, found: name)
        } else {
            return text
        }
        return nil
    }

    /// A text in one language or in several.
    mutating func localText(_ node: Node, _ what: String) -> LocalText? {
        guard let mapping = node.mapping else {
            return text(node, "\(what), or one for each language such as {en: …, pt: …}").map { LocalText($0) }
        }
        var translations: [(language: String, text: String)] = []
        for (key, value) in mapping {
            guard !Self.isCutByComma(value, in: mapping) else {
                expectQuotes(at: key)
                continue
            }
            let language = languageTag(key)
            let text = text(value, what)
            if let language, let text { translations.append((language, text)) }
        }
        if mapping.isEmpty { expect(what, at: node) }
        return LocalText(translations)
    }

    /// A BCP 47 tag, as far as its form tells. - Source: RFC 5646 section 2.1.
    mutating func languageTag(_ node: Node) -> String? {
        let what = "a language such as en or pt-BR"
        guard let tag = text(node, what, most: 35) else { return nil }
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        let isTag = parts.enumerated().allSatisfy { index, part in
            (index == 0 ? 2...8 : 1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || index > 0 && (0x30...0x39).contains($0) }
        }
        if !isTag { expect(what, at: node) }
        return isTag ? tag : nil
    }

    /// How long responses are kept, from 1 day to a century. Anything else is refused: a mistake here would delete what cannot be had again.
    mutating func keepDays(_ node: Node) -> Int? {
        whole(node, in: 1...36_525, "a whole number of days from 1 to 36525 as keepDays")
    }

    mutating func whole(_ node: Node, in range: ClosedRange<Int>, _ what: String) -> Int? {
        if let text = node.scalar?.string, let number = Int(text), range.contains(number) { return number }
        expect(what, at: node)
        return nil
    }

    mutating func number(_ node: Node, _ what: String) -> Double? {
        if let text = node.scalar?.string, let number = Double(text), number.isFinite { return number }
        expect(what, at: node)
        return nil
    }

    /// Seconds, also with decimals, as ms.
    mutating func minimumMs(_ node: Node) -> Int64? {
        if let text = node.scalar?.string, let seconds = Double(text), (0.001...86_400).contains(seconds) {
            return Int64((seconds * 1000).rounded())
        }
        expect("a number of seconds, above 0 and at most 86400", at: node)
        return nil
    }

    mutating func range(_ node: Node) -> SoftRange? {
        guard let ends = fields(of: node, "a range such as {min: 0, max: 120}", ["min", "max"]) else { return nil }
        if ends["min"] == nil, ends["max"] == nil { expect("min, max or both", at: node) }
        let min = ends["min"].flatMap { number($0, "a number as min") }
        let max = ends["max"].flatMap { number($0, "a number as max") }
        if let min, let max, min > max, let end = ends["max"] { expect("a max that is not below min", at: end) }
        return SoftRange(min: min, max: max)
    }

    mutating func personalTag(_ node: Node) -> PersonalTag? {
        if let tag = node.scalar.flatMap({ PersonalTag(rawValue: $0.string) }) { return tag }
        expect("none, quasi, direct or sensitive", at: node)
        return nil
    }

    mutating func target(_ node: Node) -> ResponseTarget? {
        let what = "a target such as {responses: 12000, from: 2026-11-01, until: 2026-11-30}"
        guard let fields = fields(of: node, what, ["responses", "from", "until"]) else { return nil }
        if fields["responses"] == nil {
            expect("responses, the number of them", at: node, found: "a target without it")
        }
        let responses = fields["responses"].flatMap { whole($0, in: 1...1_000_000_000, "a whole number of responses") }
        let from = fields["from"].flatMap { day($0) }
        let until = fields["until"].flatMap { day($0) }
        if let one = fields["from"] ?? fields["until"], (fields["from"] == nil) != (fields["until"] == nil) {
            expect("from and until, or neither of them", at: one, found: "one without the other")
        }
        var days: ClosedRange<Int64>?
        if let from, let until, let end = fields["until"] {
            if until < from || until - from > 36_525 {
                expect("a last day on or after the first, within a century", at: end)
            } else {
                days = from...until
            }
        }
        return responses.map { ResponseTarget(responses: Int64($0), days: days) }
    }

    /// Days since 1970.
    private mutating func day(_ node: Node) -> Int64? {
        if var text = node.scalar?.string, text.utf8.count == 10, let ms = text.withUTF8({ Timestamp.parseDay($0) }) {
            return ms / 86_400_000
        }
        expect("a day such as 2026-11-30", at: node)
        return nil
    }

    mutating func activeHours(_ node: Node) -> ActiveHours? {
        let what = "hours such as {from: \"07:00\", until: \"19:00\", days: [mon, fri], utcOffset: \"+03:00\"}"
        guard let fields = fields(of: node, what, ["from", "until", "days", "utcOffset"]) else { return nil }
        for key in ["from", "until"] where fields[key] == nil {
            expect("\(key), a time of day", at: node, found: "hours without it")
        }
        let from = fields["from"].flatMap { minuteOfDay($0, most: 1439) }
        let until = fields["until"].flatMap { minuteOfDay($0, most: 1440) }
        if let from, from == until, let end = fields["until"] { expect("another time than from", at: end) }
        let days = fields["days"].map { weekdays($0) } ?? .all
        let offset = fields["utcOffset"].map { utcOffset($0) } ?? 0
        guard let from, let until, until > 0, from != until, let days, let offset else { return nil }
        return ActiveHours(fromMinute: from, untilMinute: until, days: days, utcOffsetMinutes: offset)
    }

    private mutating func minuteOfDay(_ node: Node, most: Int) -> Int? {
        if let minutes = node.scalar.flatMap({ Self.minutes($0.string) }), minutes <= most { return minutes }
        expect("a time of day such as 07:00, at most \(most == 1440 ? "24:00" : "23:59")", at: node)
        return nil
    }

    /// `H:MM` or `HH:MM` as minutes.
    private static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            text.utf8.allSatisfy({ $0 == UInt8(ascii: ":") || (0x30...0x39).contains($0) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }

    private mutating func weekdays(_ node: Node) -> Weekdays? {
        guard let list = node.sequence, !list.isEmpty else {
            expect("a list of days such as [mon, tue]", at: node)
            return nil
        }
        var days = Weekdays()
        for entry in list {
            let name = entry.scalar?.string.lowercased() ?? ""
            guard let index = Self.dayNames.firstIndex(where: { $0 == name || $0.prefix(3) == name }) else {
                expect("a day: \(Weekdays.names.joined(separator: ", "))", at: entry)
                continue
            }
            days.insert(Weekdays(rawValue: 1 << UInt8(index)))
        }
        return days.isEmpty ? nil : days
    }

    private static let dayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// Minutes east of UTC: from -12:00 to +14:00, which is as far as clocks go.
    private mutating func utcOffset(_ node: Node) -> Int? {
        let text = node.scalar?.string ?? ""
        if text == "Z" { return 0 }
        if let sign = text.first, sign == "+" || sign == "-", let minutes = Self.minutes(text.dropFirst()),
            minutes <= (sign == "+" ? 14 : 12) * 60
        {
            return sign == "+" ? minutes : -minutes
        }
        expect("an offset from UTC such as \"+03:00\"", at: node)
        return nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func trimmed(_ text: String) -> String {
        let isEdge = { (character: Character) in character.isWhitespace }
        var rest = text[...]
        while let first = rest.first, isEdge(first) { rest.removeFirst() }
        while let last = rest.last, isEdge(last) { rest.removeLast() }
        return String(rest)
    }
}
