import Glibc

/// Steps through the tokens of a line of valid JSON; never outside its bytes, whatever they are.
struct LineScanner {
    private let line: UnsafeRawBufferPointer
    var at = 0

    init(_ line: UnsafeRawBufferPointer) { self.line = line }

    var isAtEnd: Bool { at == line.count }
    /// The byte at hand, 0 at the end.
    var byte: UInt8 { at < line.count ? line[at] : 0 }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: line[range]) }

    /// The inner bytes of a string that stands at `range` with its quotes.
    func field(_ range: Range<Int>) -> FieldBytes {
        bytes(range.lowerBound + 1..<range.upperBound - 1).bindMemory(to: UInt8.self)
    }

    /// The same, nil where escapes stand in it.
    func plain(_ range: Range<Int>) -> FieldBytes? {
        let inner = field(range)
        return inner.contains(UInt8(ascii: "\\")) ? nil : inner
    }

    mutating func skipSpace() {
        while byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }

    mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: expected) else { return false }
        at += 1
        return true
    }

    mutating func takeAfterSpace(_ expected: Unicode.Scalar) -> Bool {
        skipSpace()
        return take(expected)
    }

    /// Passes a string; gives where it stands, its quotes included.
    mutating func string() -> Range<Int>? {
        let start = at
        guard take("\"") else { return nil }
        if let rest = line.baseAddress, let quote = memchr(rest + at, 0x22, line.count - at),
            memchr(rest + at, 0x5C, UnsafeRawPointer(quote) - rest - at) == nil
        {
            at = UnsafeRawPointer(quote) - rest
        }
        while at < line.count, line[at] != UInt8(ascii: "\"") { at += line[at] == UInt8(ascii: "\\") ? 2 : 1 }
        guard take("\"") else { return nil }
        return start..<at
    }

    /// Passes a number.
    mutating func number() -> Bool {
        let start = at
        while at < line.count, Self.isOfNumber(line[at]) { at += 1 }
        return at > start
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte == 0x2D || byte == 0x2B || byte == 0x2E || byte | 0x20 == 0x65
    }

    /// Passes `true`, `false` or `null`.
    mutating func word() -> Bool {
        let start = at
        while byte >= 0x61, byte <= 0x7A { at += 1 }
        return at > start
    }
}
