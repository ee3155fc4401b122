/// Writes JSON in the order in which it is told to.
///
/// Why: the report's keys stand in the order of the contract, and a report over a thousand forms should not be built twice, once as
/// objects for an encoder.
public struct JSONWriter {
    private var output = ByteOutput()
    private var needsComma = false
    /// Takes what has been written and empties it.
    private let drain: ((inout [UInt8]) -> Void)?
    private static let drainAt = 1 << 16

    public init() { drain = nil }

    /// A writer of much: whenever some elements of an array are written, `drain` takes the bytes and empties them. Ends with `finish`.
    public init(drain: @escaping (inout [UInt8]) -> Void) { self.drain = drain }

    /// What was written and not drained.
    public var bytes: [UInt8] { output.bytes }

    /// Hands out what is left.
    public mutating func finish() { drain.map { output.drain($0) } }

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
            if let drain, output.count >= Self.drainAt { output.drain(drain) }
        }
        close(UInt8(ascii: "]"))
    }

    /// Writes a key of an object.
    public mutating func key(_ name: String) {
        append(name, isKey: true)
        needsComma = false
    }

    public mutating func value(_ text: String) {
        append(text, isKey: false)
        needsComma = true
    }

    public mutating func value(_ number: Int64) {
        let comma = needsComma
        output.write(most: 1 + Digits.most) { start in
            let before = Self.separate(comma, at: start)
            return before + Digits.write(number, at: start + before)
        }
        needsComma = true
    }

    /// Whole numbers without a fraction; what is not finite as null.
    public mutating func value(_ number: Double) {
        if let whole = Self.whole(number) { value(whole) } else { word(Self.text(of: number)) }
    }

    public mutating func value(_ flag: Bool) { word(flag ? "true" : "false") }

    public mutating func null() { word("null") }

    private mutating func word(_ text: String) {
        separate()
        var copy = text
        copy.withUTF8 { output.append(contentsOf: $0) }
        needsComma = true
    }

    /// Inserts JSON that is valid already.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        Array(json).withUnsafeBufferPointer { output.append(contentsOf: $0) }
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
        separate(before: bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        needsComma = false
        separate(before: bracket)
        needsComma = true
    }

    private mutating func separate() {
        let comma = needsComma
        output.write(most: 1) { Self.separate(comma, at: $0) }
    }

    private mutating func separate(before byte: UInt8) {
        let comma = needsComma
        output.write(most: 2) { start in
            let before = Self.separate(comma, at: start)
            start[before] = byte
            return before + 1
        }
    }

    @inline(__always)
    private static func separate(_ comma: Bool, at start: UnsafeMutablePointer<UInt8>) -> Int {
        start[0] = UInt8(ascii: ",")
        return comma ? 1 : 0
    }

    /// A string in quotes; behind a key stands a colon.
    private mutating func append(_ text: String, isKey: Bool) {
        let comma = needsComma
        // Of a string that stands together in memory nobody has to hold another reference.
        if text.utf8.withContiguousStorageIfAvailable({ append($0, comma, isKey: isKey) }) != nil { return }
        var copy = text
        copy.withUTF8 { append($0, comma, isKey: isKey) }
    }

    private mutating func append(_ utf8: UnsafeBufferPointer<UInt8>, _ comma: Bool, isKey: Bool) {
        let before = output.count
        // A comma, quotes, a colon, and the word behind the text that `isPlain` looks at.
        output.write(most: utf8.count + 16) { start in
            var at = start + Self.separate(comma, at: start)
            at[0] = UInt8(ascii: "\"")
            at += 1
            if let source = utf8.baseAddress { at.update(from: source, count: utf8.count) }
            guard Self.isPlain(at, utf8.count) else { return 0 }
            at += utf8.count
            at[0] = UInt8(ascii: "\"")
            at[1] = UInt8(ascii: ":")
            return at - start + (isKey ? 2 : 1)
        }
        if output.count == before { appendEscaped(utf8, isKey: isKey) }
    }

    /// Writes `{"NAME":TEXT,"count":COUNT}`, in one piece where the text needs no escape: of such objects most of a report consists.
    public mutating func count(_ count: Int64, of text: String, as name: StaticString) {
        var copy = text
        let isWritten = copy.withUTF8 { [needsComma] text in
            output.write(most: name.utf8CodeUnitCount + text.count + 48) { start in
                var at = start + Self.separate(needsComma, at: start)
                at += Self.put("{\"", at: at)
                at += Self.put(name, at: at)
                at += Self.put("\":\"", at: at)
                if let source = text.baseAddress { at.update(from: source, count: text.count) }
                guard Self.isPlain(at, text.count) else { return 0 }
                at += text.count
                at += Self.put("\",\"count\":", at: at)
                at += Digits.write(count, at: at)
                at[0] = UInt8(ascii: "}")
                return at + 1 - start
            }
        }
        if isWritten > 0 {
            needsComma = true
        } else {
            object { w in
                w.pair("\(name)", text)
                w.pair("count", count)
            }
        }
    }

    /// Puts the bytes of a literal at `start`; gives how many they are.
    @inline(__always)
    private static func put(_ literal: StaticString, at start: UnsafeMutablePointer<UInt8>) -> Int {
        start.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        return literal.utf8CodeUnitCount
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        separate()
        var escaped: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text { Self.appendEscaped(byte, to: &escaped) }
        escaped.append(UInt8(ascii: "\""))
        if isKey { escaped.append(UInt8(ascii: ":")) }
        escaped.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }

    /// Whether nothing needs an escape, eight bytes at a time. Puts a word that needs none behind the text.
    /// - Source: Warren, "Hacker's Delight", 6-1 (find first 0-byte): the top bit of each byte that is below a bound.
    @inline(__always)
    private static func isPlain(_ text: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let raw = UnsafeMutableRawPointer(text)
        raw.storeBytes(of: ones &* 0x61, toByteOffset: count, as: UInt64.self)
        var odd: UInt64 = 0
        for at in stride(from: 0, to: count, by: 8) {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quotes = word ^ ones &* 0x22
            let escapes = word ^ ones &* 0x5C
            odd |= (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (escapes &- ones) & ~escapes
        }
        return odd & tops == 0
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

    /// A key and the day that holds a time, as `2026-11-29` in UTC; null where there is none.
    public mutating func day(_ name: String, _ ms: Int64?) {
        key(name)
        guard let ms else { return null() }
        output.write(most: 2 + Timestamp.mostBytes) { start in
            start[0] = UInt8(ascii: "\"")
            _ = Timestamp.write(ms, at: start + 1)
            start[1 + Timestamp.dayBytes] = UInt8(ascii: "\"")
            return 2 + Timestamp.dayBytes
        }
        needsComma = true
    }

    /// A time as RFC 3339.
    public mutating func time(_ name: String, _ ms: Int64?) {
        key(name)
        guard let ms else { return null() }
        output.write(most: 2 + Timestamp.mostBytes) { start in
            start[0] = UInt8(ascii: "\"")
            let end = 1 + Timestamp.write(ms, at: start + 1)
            start[end] = UInt8(ascii: "\"")
            return end + 1
        }
        needsComma = true
    }
}
