import CSimdjson
import CollectModel

/// A parsed JSON document, as the tape that simdjson leaves: values in document order, each a word of a type and a payload.
///
/// Why: walking the tape in Swift costs no call into C++ for a value; a call for each would cost more than parsing.
/// Shape: an index names a word; containers know the index behind their end; a number takes two words.
/// Lifetime: valid until the next parse of the `JSONParser` that made it, which hands it out inside a closure only.
/// - Source: simdjson, doc/tape.md.
struct JSONTape {
    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>

    /// The type of a word, its upper eight bits. Not an enum: making one from a byte is a call for each word.
    struct Kind: Equatable {
        let byte: UInt8
        static let object = Kind(byte: UInt8(ascii: "{"))
        static let array = Kind(byte: UInt8(ascii: "["))
        static let string = Kind(byte: UInt8(ascii: "\""))
        static let int64 = Kind(byte: UInt8(ascii: "l"))
        static let uint64 = Kind(byte: UInt8(ascii: "u"))
        static let double = Kind(byte: UInt8(ascii: "d"))
        static let yes = Kind(byte: UInt8(ascii: "t"))
        static let no = Kind(byte: UInt8(ascii: "f"))
        static let null = Kind(byte: UInt8(ascii: "n"))
    }

    /// Index of the document's only value.
    static var start: Int { 1 }

    @inline(__always)
    func kind(_ i: Int) -> Kind { Kind(byte: UInt8(truncatingIfNeeded: words[i] >> 56)) }

    @inline(__always)
    private func payload(_ i: Int) -> Int { Int(truncatingIfNeeded: words[i] & 0x00FF_FFFF_FFFF_FFFF) }

    /// The index behind the value at `i`.
    @inline(__always)
    func after(_ i: Int) -> Int {
        switch kind(i) {
        case .object, .array: Int(truncatingIfNeeded: words[i] & 0xFFFF_FFFF)
        case .int64, .uint64, .double: i + 2
        default: i + 1
        }
    }

    /// The bytes of the string at `i`: valid UTF-8, escapes resolved.
    @inline(__always)
    func string(_ i: Int) -> UnsafeBufferPointer<UInt8> {
        let place = strings + payload(i)
        let length = UnsafeRawPointer(place).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: place + 4, count: Int(length))
    }

    /// The string at `i`, nil where something else stands.
    @inline(__always)
    func stringIfAny(_ i: Int) -> UnsafeBufferPointer<UInt8>? { kind(i) == .string ? string(i) : nil }

    /// The number at `i`, nil where something else stands. Whole numbers beyond 2^53 are rounded.
    func number(_ i: Int) -> Double? {
        switch kind(i) {
        case .int64: Double(Int64(bitPattern: words[i + 1]))
        case .uint64: Double(words[i + 1])
        case .double: Double(bitPattern: words[i + 1])
        default: nil
        }
    }

    /// The whole number at `i`; nil for a fraction and for what does not fit.
    func wholeNumber(_ i: Int) -> Int64? {
        kind(i) == .double ? Int64(exactly: Double(bitPattern: words[i + 1])) : integer(i)
    }

    /// The whole number at `i`; a fraction is cut off, what does not fit is nil.
    func integer(_ i: Int) -> Int64? {
        switch kind(i) {
        case .int64: Int64(bitPattern: words[i + 1])
        case .uint64: Int64(exactly: words[i + 1])
        case .double: Int64(exactly: Double(bitPattern: words[i + 1]).rounded(.towardZero))
        default: nil
        }
    }

    /// Calls `body` with the key and the value's index of each field of the object at `i`.
    @inline(__always)
    func forEachField(_ i: Int, _ body: (_ key: UnsafeBufferPointer<UInt8>, _ value: Int) throws(RejectReason) -> Void)
        throws(RejectReason)
    {
        let end = after(i) - 1
        var at = i + 1
        while at < end {
            let value = at + 1
            try body(string(at), value)
            at = after(value)
        }
    }

    /// Calls `body` with the index of each element of the array at `i`.
    @inline(__always)
    func forEachElement(_ i: Int, _ body: (_ value: Int) throws(RejectReason) -> Void) throws(RejectReason) {
        let end = after(i) - 1
        var at = i + 1
        while at < end {
            try body(at)
            at = after(at)
        }
    }
}

/// Owns a simdjson parser and its buffers, which are used again for each document.
///
/// Isolation: one worker's own. Cost: 1 µs for a response of 3 KB (3 GB/s).
final class JSONParser {
    /// Bytes that must be readable behind a document.
    static var padding: Int { Int(CSJ_PADDING) }

    private let parser: OpaquePointer

    init() {
        guard let parser = csj_parser_new(ResponseLimits.depth) else {
            preconditionFailure("no memory for a JSON parser")
        }
        self.parser = parser
    }

    deinit { csj_parser_free(parser) }

    /// Parses `bytes`, behind which `padding` more bytes are readable, and hands the tape to `body`.
    /// - Throws: `RejectReason.malformed` with simdjson's reason, or what `body` throws.
    @inline(__always)
    func parse<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (JSONTape) throws(RejectReason) -> Result
    ) throws(RejectReason) -> Result {
        let document = csj_parse(parser, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
        guard document.error == 0, let words = document.tape, let strings = document.strings else {
            throw .malformed(String(cString: csj_error_message(document.error)))
        }
        return try body(JSONTape(words: words, strings: strings))
    }

    /// The same for bytes without padding, which are copied first.
    func parse<Result>(
        copying bytes: some Collection<UInt8>, _ body: (JSONTape) throws(RejectReason) -> Result
    ) throws(RejectReason) -> Result {
        var padded = ContiguousArray<UInt8>()
        padded.reserveCapacity(bytes.count + Self.padding)
        padded.append(contentsOf: bytes)
        padded.append(contentsOf: repeatElement(0, count: Self.padding))
        let length = bytes.count
        var outcome: Swift.Result<Result, RejectReason> = .failure(.notAnObject)
        padded.withUnsafeBytes { raw in
            do throws(RejectReason) {
                outcome = .success(try parse(UnsafeRawBufferPointer(rebasing: raw[..<length]), body))
            } catch { outcome = .failure(error) }
        }
        return try outcome.get()
    }
}
