/// JSON as a tree, for showing one response; the engine reads with another parser.
///
/// Why our own: what is shown keeps the order and the repetition of names, which dictionaries lose, and repeated names
/// are how a hostile response would try to get past the mask.
/// Bounds: nested deeper than 64, or with anything behind the value: nil. Cost: linear.
nonisolated indirect enum JSONValue: Sendable {
    case object([(key: String, value: JSONValue)])
    case array([JSONValue])
    case text(String)
    /// As written.
    case number(String)
    /// true, false or null.
    case word(String)

    /// The value without JSON's quotes; empty for a list or an object.
    var plain: String {
        switch self {
        case .text(let text), .number(let text), .word(let text): text
        case .object, .array: ""
        }
    }

    /// - Source: RFC 8259.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool {
            mutating get {
                skipSpace()
                return place == bytes.count
            }
        }

        private mutating func skipSpace() {
            while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            skipSpace()
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }

        mutating func value(depth: Int) -> JSONValue? {
            skipSpace()
            guard depth <= 64, place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "{"): return object(depth: depth)
            case UInt8(ascii: "["): return array(depth: depth)
            case UInt8(ascii: "\""): return text().map(JSONValue.text)
            case UInt8(ascii: "-"), 0x30...0x39: return number()
            default: return word()
            }
        }

        private mutating func object(depth: Int) -> JSONValue? {
            place += 1
            var members: [(key: String, value: JSONValue)] = []
            if take(UInt8(ascii: "}")) { return .object(members) }
            while true {
                skipSpace()
                guard place < bytes.count, bytes[place] == UInt8(ascii: "\""), let key = text(),
                    take(UInt8(ascii: ":")), let value = value(depth: depth + 1)
                else { return nil }
                members.append((key, value))
                if take(UInt8(ascii: "}")) { return .object(members) }
                guard take(UInt8(ascii: ",")) else { return nil }
            }
        }

        private mutating func array(depth: Int) -> JSONValue? {
            place += 1
            var elements: [JSONValue] = []
            if take(UInt8(ascii: "]")) { return .array(elements) }
            while true {
                guard let value = value(depth: depth + 1) else { return nil }
                elements.append(value)
                if take(UInt8(ascii: "]")) { return .array(elements) }
                guard take(UInt8(ascii: ",")) else { return nil }
            }
        }

        private mutating func number() -> JSONValue? {
            let start = place
            while place < bytes.count, "+-.eE0123456789".utf8.contains(bytes[place]) { place += 1 }
            return .number(String(decoding: bytes[start..<place], as: UTF8.self))
        }

        private mutating func word() -> JSONValue? {
            for word in ["true", "false", "null"] where bytes[place...].starts(with: word.utf8) {
                place += word.utf8.count
                return .word(word)
            }
            return nil
        }

        /// A string with its escapes resolved; a lone half of a surrogate pair becomes U+FFFD.
        private mutating func text() -> String? {
            place += 1
            var text: [UInt8] = []
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                guard let scalar = escape() else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
            }
            return nil
        }

        private mutating func escape() -> Unicode.Scalar? {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "b"): return "\u{08}"
            case UInt8(ascii: "f"): return "\u{0C}"
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "u"): return codePoint()
            default: return nil
            }
        }

        private mutating func codePoint() -> Unicode.Scalar? {
            guard let high = hex() else { return nil }
            guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
            let mark = place
            if place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") {
                place += 2
                if let low = hex(), (0xDC00..<0xE000).contains(low) {
                    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
                }
            }
            place = mark
            return "\u{FFFD}"
        }

        private mutating func hex() -> UInt32? {
            guard place + 4 <= bytes.count else { return nil }
            let digits = String(decoding: bytes[place..<place + 4], as: UTF8.self)
            guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16), !digits.hasPrefix("+") else {
                return nil
            }
            place += 4
            return value
        }
    }
}
