/// Writes JSON in the order in which it is told to.
///
/// Why: the report's keys stand in the order of the contract, and a report over a thousand forms should not be built twice, once as
/// objects for an encoder.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false
    /// Takes what has been written and empties it.
    private let drain: ((inout [UInt8]) -> Void)?
    private static let drainAt = 1 << 16

    public init() { drain = nil }

    /// A writer of much: whenever some elements of an array are written, `drain` takes the bytes and empties them. Ends with `finish`.
    public init(drain: @escaping (inout [UInt8]) -> Void) { self.drain = drain }

    /// Hands out what is left.
    public mutating func finish() { drain?(&bytes) }

    /// Writes `{`, what `body` writes, and `}`.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes `[`, each element by `body`, and `]`.
    public mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements {
            body(&self, element)
            if let drain, bytes.count >= Self.drainAt { drain(&bytes) }
        }
        close(UInt8(ascii: "]"))
    }

    /// Writes a key of an object.
    public mutating func key(_ name: String) {
        separate()
        appendString(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func value(_ text: String) {
        separate()
        appendString(text)
        needsComma = true
    }

    public mutating func value(_ number: Int64) {
        separate()
        Digits.append(number, to: &bytes)
        needsComma = true
    }

    /// Whole numbers without a fraction; what is not finite as null.
    public mutating func value(_ number: Double) {
        separate()
        if let whole = Self.whole(number) {
            Digits.append(whole, to: &bytes)
        } else {
            bytes.append(contentsOf: Self.text(of: number).utf8)
        }
        needsComma = true
    }

    public mutating func value(_ flag: Bool) {
        separate()
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        needsComma = true
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
        needsComma = true
    }

    /// Inserts JSON that is valid already.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// The number as JSON writes it.
    public static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        if let whole = whole(number) { return String(whole) }
        return number.description
    }

    private static func whole(_ number: Double) -> Int64? {
        guard let whole = Int64(exactly: number), abs(whole) < 1 << 53 else { return nil }
        return whole
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var copy = text
        copy.withUTF8 { utf8 in
            if Self.isPlain(UnsafeRawBufferPointer(utf8)) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { Self.appendEscaped(byte, to: &bytes) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether nothing needs an escape, eight bytes at a time.
    /// - Source: Warren, "Hacker's Delight", 6-1 (find first 0-byte): the top bit of each byte that is below a bound.
    private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var at = 0
        while at + 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quotes = word ^ ones &* 0x22
            let escapes = word ^ ones &* 0x5C
            let odd = (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (escapes &- ones) & ~escapes
            if odd & tops != 0 { return false }
            at += 8
        }
        while at < text.count {
            let byte = text[at]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
            at += 1
        }
        return true
    }

    /// One byte of a string's UTF-8. - Source: RFC 8259 section 7.
    @inline(__always)
    public static func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            out.append(UInt8(ascii: "\\"))
            out.append(byte)
        case 0x0A: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0x0D: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case 0x09: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        case 0..<0x20:
            let hex = Array("0123456789abcdef".utf8)
            out.append(contentsOf: "\\u00".utf8)
            out.append(hex[Int(byte >> 4)])
            out.append(hex[Int(byte & 15)])
        default: out.append(byte)
        }
    }
}

extension JSONWriter {
    public mutating func pair(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    public mutating func pair(_ name: String, _ number: Int64?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    public mutating func pair(_ name: String, _ number: Double?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    /// Written only where the figure is known.
    public mutating func known(_ name: String, _ number: Double?) {
        if let number { pair(name, number) }
    }

    /// Written only where the figure is known.
    public mutating func known(_ name: String, _ number: Int64?) {
        if let number { pair(name, number) }
    }

    /// A time as RFC 3339.
    public mutating func time(_ name: String, _ ms: Int64?) {
        key(name)
        guard let ms else { return null() }
        separate()
        bytes.append(UInt8(ascii: "\""))
        Timestamp.append(ms, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }
}
