import CollectModel

/// A catalogue as text that a person would have written: what belongs together on one line, quotes only where they are needed.
///
/// Why by hand: a dumper orders keys as it likes, and a file that people go on editing should read like the manual.
/// Invariant: `CatalogueFile.parse` of it gives the same catalogue.
struct CatalogueText {
    private(set) var text = ""

    init(_ catalogue: FormCatalogue) {
        if let language = catalogue.language { line(0, "language: \(Self.scalar(language))") }
        if catalogue.retention.days != RetentionTerms.usualDays { line(0, "keepDays: \(catalogue.retention.days)") }
        pair(0, "noAnswerCodes", catalogue.noAnswerCodes.map(Self.codes))
        if !catalogue.organisations.isEmpty { line(0, "organisations:") }
        for organisation in catalogue.organisations { write(organisation) }
        // Also where there is none, so that the file is never empty and shows where to begin.
        line(0, catalogue.forms.isEmpty ? "forms: []" : "forms:")
        for form in catalogue.forms { write(form, keepDays: catalogue.retention.daysByForm[form.id]) }
        if !catalogue.teams.isEmpty { line(0, "teams:") }
        for team in catalogue.teams { write(team) }
    }

    private mutating func write(_ organisation: Organisation) {
        line(1, "- id: \(Self.scalar(organisation.id))")
        pair(2, "name", organisation.name.map(Self.local))
        if !organisation.languages.isEmpty { pair(2, "languages", Self.list(organisation.languages)) }
    }

    private mutating func write(_ form: CatalogueForm, keepDays: Int?) {
        line(1, "- id: \(Self.scalar(form.id))")
        pair(2, "title", form.title.map(Self.local))
        pair(2, "organisation", form.organisation.map(Self.scalar))
        pair(2, "keepDays", keepDays.map(String.init))
        pair(2, "target", form.target.map(Self.target))
        pair(2, "activeHours", form.activeHours.map(Self.hours))
        pair(2, "minimumSeconds", form.minimumMs.map(Self.seconds))
        if !form.questions.isEmpty { line(2, "questions:") }
        for question in form.questions { write(question) }
    }

    private mutating func write(_ question: CatalogueQuestion) {
        line(3, "- id: \(Self.scalar(question.id))")
        pair(4, "label", question.label.map(Self.local))
        pair(4, "personal", question.personal?.rawValue)
        pair(4, "minimumSeconds", question.minimumMs.map(Self.seconds))
        pair(4, "range", question.range.map(Self.range))
        pair(4, "noAnswerCodes", question.noAnswerCodes.map(Self.codes))
        if !question.options.isEmpty { line(4, "options:") }
        for option in question.options {
            let code = Self.scalar(option.code)
            line(5, option.label.map { "- {code: \(code), label: \(Self.local($0))}" } ?? "- \(code)")
        }
    }

    private mutating func write(_ team: Team) {
        line(1, "- id: \(Self.scalar(team.id))")
        pair(2, "name", team.name.map(Self.scalar))
        pair(2, "region", team.region.map(Self.scalar))
        if !team.collectors.isEmpty { pair(2, "collectors", Self.list(team.collectors)) }
        if !team.devices.isEmpty { pair(2, "devices", Self.list(team.devices)) }
    }

    private mutating func pair(_ level: Int, _ key: String, _ value: String?) {
        if let value { line(level, "\(key): \(value)") }
    }

    private mutating func line(_ level: Int, _ line: String) {
        text += String(repeating: "  ", count: level) + line + "\n"
    }

    private static func local(_ text: LocalText) -> String {
        let parts = text.translations.map { translation in
            (translation.language.map { "\(scalar($0)): " } ?? "") + scalar(translation.text)
        }
        return text.translations[0].language == nil ? parts[0] : "{\(parts.joined(separator: ", "))}"
    }

    private static func list(_ texts: [String]) -> String { "[\(texts.map(scalar).joined(separator: ", "))]" }

    private static func codes(_ codes: [Int]) -> String { "[\(codes.map(String.init).joined(separator: ", "))]" }

    private static func target(_ target: ResponseTarget) -> String {
        let days = target.days.map { days in
            let (from, until) = (days.lowerBound * 86_400_000, days.upperBound * 86_400_000)
            return ", from: \(Timestamp.formatDay(from)), until: \(Timestamp.formatDay(until))"
        }
        return "{responses: \(target.responses)\(days ?? "")}"
    }

    private static func hours(_ hours: ActiveHours) -> String {
        var parts = ["from: \"\(time(hours.fromMinute))\"", "until: \"\(time(hours.untilMinute))\""]
        if hours.days != .all {
            let names = Weekdays.names.enumerated().filter {
                hours.days.contains(Weekdays(rawValue: 1 << UInt8($0.offset)))
            }
            parts.append("days: [\(names.map(\.element).joined(separator: ", "))]")
        }
        let offset = hours.utcOffsetMinutes
        if offset != 0 { parts.append("utcOffset: \"\(offset < 0 ? "-" : "+")\(time(abs(offset)))\"") }
        return "{\(parts.joined(separator: ", "))}"
    }

    private static func time(_ minutes: Int) -> String {
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hours < 10 ? "0" : "") + "\(hours):" + (rest < 10 ? "0" : "") + "\(rest)"
    }

    private static func seconds(_ ms: Int64) -> String { JSONWriter.text(of: Double(ms) / 1000) }

    private static func range(_ range: SoftRange) -> String {
        let ends = [("min", range.min), ("max", range.max)].compactMap { name, end in
            end.map { "\(name): \(JSONWriter.text(of: $0))" }
        }
        return "{\(ends.joined(separator: ", "))}"
    }

    /// A text as YAML: as it is where it begins with a letter and holds nothing that YAML could take for anything else, otherwise in quotes.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            // Beside an `&` of the same name it would be taken for an alias.
            if quoted.utf8.last == UInt8(ascii: "*"), scalar.isASCII, CatalogueYAML.isOfName(UInt8(scalar.value)) {
                quoted.removeLast()
                quoted += "\\x2A"
            }
            switch scalar {
            case "\"", "\\": quoted.unicodeScalars.append(contentsOf: ["\\", scalar])
            case _ where isUnprintable(scalar):
                quoted +=
                    scalar.value > 0xFFFF
                    ? "\\U\(Hex.of(scalar.value, width: 8))" : "\\u\(Hex.of(scalar.value, width: 4))"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic, text.last != " " else {
            return false
        }
        let isHarmless = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " -_.'".unicodeScalars.contains(scalar)
        }
        return isHarmless && !words.contains(text.lowercased())
    }

    /// What other YAML readers take for something else than a text.
    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// Joiners and marks of direction are part of words and emoji.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format where (0x200C...0x200F).contains(scalar.value): false
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: false
        }
    }
}
