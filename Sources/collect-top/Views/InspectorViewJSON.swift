import CollectModel

/// A response's JSON over several lines, with personal values replaced by what the mask makes of them.
///
/// Why not as stored: the raw text is where masking is forgotten first. Only names and values that are known to say
/// nothing about a person are shown as they stand; every other value passes the mask, and a field that Collect does not
/// know is hidden unless everything is revealed.
/// Shape: lines of tokens. Text that is no JSON gives one line that says so, never the text itself.
/// Cost: one pass over the bytes for the values, one for the lines; 20 µs a KB.
nonisolated struct MaskedJSON: Sendable {
    /// A piece of a line in one role.
    struct Token: Sendable, Equatable {
        enum Kind: Sendable { case mark, key, value, masked }

        var text: String
        var kind: Kind
    }

    struct Line: Sendable, Equatable {
        var depth: Int
        var tokens: [Token]

        var text: String { String(repeating: "  ", count: depth) + tokens.map(\.text).joined() }
    }

    private(set) var lines: [Line] = []

    /// `form` is the id of the response's form, by which the catalogue knows its questions.
    init(_ bytes: [UInt8], form: String, mask: Mask) {
        guard !bytes.isEmpty else {
            lines = [Line(depth: 0, tokens: [Token(text: "deleted: this version has no answers", kind: .masked)])]
            return
        }
        guard let value = JSONValue(bytes) else {
            lines = [Line(depth: 0, tokens: [Token(text: "not shown: this JSON cannot be read", kind: .masked)])]
            return
        }
        var printer = Printer(form: form, mask: mask)
        printer.write(value, in: .envelope, key: nil, prefix: [], suffix: "")
        lines = printer.lines
    }

    /// Where a value stands, which decides how it is masked.
    private enum Place {
        case envelope
        case answer(Question)
        /// Deeper in an answer: there even `label` is part of what was answered.
        case inside(Question)
        /// A field that Collect does not know.
        case unknown

        /// Of a repeat with a tag everything is as private as the tag says.
        var mayHoldAnswers: Bool {
            switch self {
            case .envelope: true
            case .inside(let question):
                QuestionKind(typeName: question.type) == .repeating
                    && (question.tag == nil || question.tag == PersonalTag.none)
            case .answer, .unknown: false
            }
        }
    }

    /// What is known of the question that is answered.
    private struct Question {
        let type: String
        let label: String
        let tag: PersonalTag?
    }

    private struct Printer {
        let form: String
        let mask: Mask
        var lines: [Line] = []
        var depth = 0

        mutating func write(_ value: JSONValue, in place: Place, key: String?, prefix: [Token], suffix: String) {
            switch value {
            case .object(let members):
                writeObject(members, in: place, key: key, prefix: prefix, suffix: suffix)
            case .array(let elements):
                guard !elements.isEmpty else { return add(prefix + [Token(text: "[]" + suffix, kind: .mark)]) }
                add(prefix + [Token(text: "[", kind: .mark)])
                depth += 1
                for (index, element) in elements.enumerated() {
                    let end = index + 1 < elements.count ? "," : ""
                    write(element, in: elementPlace(element, key, place), key: key, prefix: [], suffix: end)
                }
                depth -= 1
                add([Token(text: "]" + suffix, kind: .mark)])
            case .text, .number, .word:
                add(prefix + [leaf(value, in: place, key: key)] + [Token(text: suffix, kind: .mark)])
            }
        }

        private mutating func writeObject(
            _ members: [(key: String, value: JSONValue)], in place: Place, key: String?, prefix: [Token],
            suffix: String
        ) {
            guard !members.isEmpty else { return add(prefix + [Token(text: "{}" + suffix, kind: .mark)]) }
            add(prefix + [Token(text: "{", kind: .mark)])
            depth += 1
            for (index, member) in members.enumerated() {
                let isKnown = MaskedJSON.plainFields.contains(member.key) || MaskedJSON.valueFields.contains(member.key)
                // A name that somebody made up may itself be an answer, as in a matrix.
                let name =
                    isKnown ? Masked.ownWords(member.key) : mask.text(member.key, type: "Text", key: "", tag: nil)
                let head = [
                    Token(text: MaskedJSON.quoted(name.text), kind: name.isMasked ? .masked : .key),
                    Token(text: ": ", kind: .mark),
                ]
                write(
                    member.value, in: memberPlace(member.key, place), key: member.key, prefix: head,
                    suffix: index + 1 < members.count ? "," : "")
            }
            depth -= 1
            add([Token(text: "}" + suffix, kind: .mark)])
        }

        private mutating func add(_ tokens: [Token]) {
            lines.append(Line(depth: depth, tokens: tokens.filter { !$0.text.isEmpty }))
        }

        /// Elements of `answers` are answers, at the top and in a repeat that is not tagged itself; elsewhere an element is what its list is.
        private func elementPlace(_ element: JSONValue, _ key: String?, _ place: Place) -> Place {
            guard key == "answers", place.mayHoldAnswers, case .object(let members) = element else { return place }
            let types = MaskedJSON.texts("questionType", in: members)
            let labels = MaskedJSON.texts("key", in: members) + MaskedJSON.texts("label", in: members)
            // Two types, labels or questions in one answer: whichever would show more must not win.
            let ids = MaskedJSON.texts("questionId", in: members)
            guard types.count == 1, Set(labels).count <= 1, ids.count <= 1 else { return .unknown }
            let tag = ids.first.flatMap { mask.tags[$0, form: form] }
            return .answer(Question(type: types[0], label: labels.first ?? "", tag: tag))
        }

        private func memberPlace(_ key: String, _ place: Place) -> Place {
            switch place {
            case .envelope: MaskedJSON.envelopeFields.contains(key) ? .envelope : .unknown
            case .answer(let question) where !MaskedJSON.plainFields.contains(key) && key != "createdBy":
                .inside(question)
            case .answer, .inside, .unknown: place
            }
        }

        private func leaf(_ value: JSONValue, in place: Place, key: String?) -> Token {
            let plain = value.plain
            if case .word("null") = value { return Token(text: plain, kind: .value) }
            let masked: Masked =
                switch (place, key) {
                case (.unknown, _): mask.text(plain, type: "File", key: "", tag: nil)
                case (.inside(let question), _):
                    mask.text(plain, type: question.type, key: question.label, tag: question.tag)
                case (.envelope, "ip"): mask.address(plain)
                case (_, "createdBy"): mask.collector(plain)
                case (_, "deviceId"): mask.identifier(plain)
                case (_, let key?) where MaskedJSON.plainFields.contains(key): Masked.ownWords(plain)
                case (.answer, _), (.envelope, _): mask.text(plain, type: "File", key: "", tag: nil)
                }
            if masked.isMasked { return Token(text: MaskedJSON.quoted(masked.text), kind: .masked) }
            if case .text = value { return Token(text: MaskedJSON.quoted(masked.text), kind: .value) }
            return Token(text: masked.text, kind: .value)
        }
    }

    /// Names whose values say what an answer is, not what was answered.
    private static let plainFields: Set<String> = [
        "op", "formId", "responseId", "questionId", "questionType", "key", "label", "state", "deviceId", "client",
        "createdOnDeviceAt", "lastModifiedOnDeviceAt", "submittedOnDeviceAt", "syncedFromDeviceAt", "totalTime",
        "ifVersion",
    ]
    /// Names of fields that hold an answer.
    private static let valueFields: Set<String> = [
        "text", "code", "phone", "number", "choice", "choices", "boolean", "location", "latitude", "longitude",
        "coordinates", "answers", "response", "responseTime", "ip", "createdBy",
    ]
    private static let envelopeFields: Set<String> = plainFields.union([
        "answers", "response", "responseTime", "ip", "createdBy",
    ])

    private static func texts(_ name: String, in members: [(key: String, value: JSONValue)]) -> [String] {
        members.compactMap { member in
            guard member.key == name else { return nil }
            if case .text(let text) = member.value { return text }
            return ""
        }
    }

    /// The text as a JSON string: what is shown and copied is JSON again.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 { JSONWriter.appendEscaped(byte, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
