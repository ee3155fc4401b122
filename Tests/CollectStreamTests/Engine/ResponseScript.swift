import CollectStream
import Glibc

/// A response as a list of fields, to be written as JSON in more than one spelling.
struct ResponseScript {
    typealias Field = (name: String, value: Value)

    indirect enum Value {
        case raw(String)
        case text(String)
        case object([Field])
        case array([Value])
    }

    var form: String
    /// The id by which edits name it; nil when the sender gives none.
    var id: String?
    var fields: [Field]

    /// The JSON. Every spelling says the same: fields in another order, white space, escapes instead of letters.
    func json(_ random: inout SeededGenerator, respelled: Bool) -> String {
        Self.write(.object(fields), &random, respelled)
    }

    /// The same content, sent another time: what belongs to the sending is different.
    func resent(_ random: inout SeededGenerator) -> ResponseScript {
        var copy = self
        for name in ["ip", "client", "syncedFromDeviceAt"] {
            copy.fields.removeAll { $0.name == name }
        }
        copy.fields.append(("ip", .text("10.0.0.\(Int.random(in: 0...255, using: &random))")))
        if Bool.random(using: &random) { copy.fields.append(("client", .text("ios"))) }
        return copy
    }

    static func write(_ value: Value, _ random: inout SeededGenerator, _ respelled: Bool) -> String {
        switch value {
        case .raw(let json): return json
        case .text(let text): return quoted(text, escaped: respelled && Bool.random(using: &random))
        case .array(let values):
            return "[" + values.map { write($0, &random, respelled) }.joined(separator: respelled ? " , " : ",") + "]"
        case .object(let fields):
            let ordered = respelled ? fields.shuffled(using: &random) : fields
            let parts = ordered.map { field in
                let colon = respelled ? " : " : ":"
                return quoted(field.name, escaped: false) + colon + write(field.value, &random, respelled)
            }
            return "{" + parts.joined(separator: respelled ? ", " : ",") + "}"
        }
    }

    static func quoted(_ text: String, escaped: Bool) -> String {
        var json = "\""
        for unit in text.unicodeScalars {
            if unit == "\"" || unit == "\\" {
                json += "\\\(unit)"
            } else if unit.value < 0x20 || (escaped && unit.value > 0x7E) {
                for word in String(unit).utf16 {
                    let digits = String(word, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                json.unicodeScalars.append(unit)
            }
        }
        return json + "\""
    }
}

/// A moment as devices write it: `zone` is one of the spellings that occur in the field.
func written(ms: Int64, zone: String = "+0000") -> String {
    let offset: Int64 = zone.hasPrefix("+02") ? 7200 : zone.hasPrefix("-05") ? -18_000 : 0
    var seconds = Int((Double(ms) / 1000).rounded(.down))
    let rest = Int(ms - Int64(seconds) * 1000)
    seconds += Int(offset)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let pad = { (value: Int, width: Int) in
        String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
    }
    return pad(Int(parts.tm_year) + 1900, 4) + "-" + pad(Int(parts.tm_mon) + 1, 2) + "-" + pad(Int(parts.tm_mday), 2)
        + "T" + pad(Int(parts.tm_hour), 2) + ":" + pad(Int(parts.tm_min), 2) + ":" + pad(Int(parts.tm_sec), 2) + "."
        + pad(rest, 3) + zone
}
