import Foundation

/// A JSON value as Foundation's `JSONDecoder` reads it.
///
/// Why `JSONDecoder` and not `JSONSerialization`: it tells truth values from numbers, and gives a number as the double nearest to its digits.
/// Shape: texts as bytes, because Unicode's equivalence is not ours; of fields the order is lost.
enum FoundationJSON: Decodable, Equatable {
    case null
    case truth(Bool)
    case number(Number)
    case text([UInt8])
    case array([FoundationJSON])
    case object([String: FoundationJSON])

    /// Equal by value, whatever the spelling.
    struct Number: Equatable {
        var value: Double
        /// The same where it is a whole number of 64 bits that the double rounds.
        var whole: Int64?

        static func == (a: Number, b: Number) -> Bool { a.value == b.value }
    }

    /// What Foundation makes of a line; nil where it refuses it.
    static func of(_ line: [UInt8]) -> FoundationJSON? {
        try? JSONDecoder().decode(FoundationJSON.self, from: Data(line))
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(Array(text.utf8))
        } else if let number = try? value.decode(Double.self) {
            // Only there the double does not say it all.
            let isExact = number.magnitude < 0x1p53 || (try? value.decode(Decimal.self))?.isWhole == false
            self = .number(Number(value: number, whole: isExact ? nil : try? value.decode(Int64.self)))
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let list = try? value.decode([FoundationJSON].self) {
            self = .array(list)
        } else {
            self = .object(try value.decode([String: FoundationJSON].self))
        }
    }

    subscript(_ field: String) -> FoundationJSON? {
        if case .object(let fields) = self { fields[field] } else { nil }
    }

    var isObject: Bool { if case .object = self { true } else { false } }
    var elements: [FoundationJSON]? { if case .array(let list) = self { list } else { nil } }
    var bytes: [UInt8]? { if case .text(let bytes) = self { bytes } else { nil } }
    var double: Double? { if case .number(let number) = self { number.value } else { nil } }

    /// A whole number: a fraction is none.
    var whole: Int64? {
        guard case .number(let number) = self else { return nil }
        return number.whole ?? Int64(exactly: number.value)
    }

    /// A whole number: a fraction is cut off.
    var cutOff: Int64? {
        guard case .number(let number) = self else { return nil }
        return number.whole ?? Int64(exactly: number.value.rounded(.towardZero))
    }

    /// Fields of this value and of all inside it.
    var fieldCount: Int {
        switch self {
        case .object(let fields): fields.values.reduce(fields.count) { $0 + $1.fieldCount }
        case .array(let list): list.reduce(0) { $0 + $1.fieldCount }
        default: 0
        }
    }
}

extension Decimal {
    fileprivate var isWhole: Bool {
        var (number, rounded) = (self, Decimal())
        NSDecimalRound(&rounded, &number, 0, .down)
        return rounded == self
    }
}
