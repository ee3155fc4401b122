import Glibc

/// What a table of counts keeps of a value beside its key.
public protocol SampleNote: Sendable {
    /// What is at hand of a value that is counted.
    associatedtype Text
    /// How many bits it takes.
    static var width: Int64 { get }
    init(bits: Int64)
    var bits: Int64 { get }
    /// Keeps the text at the end of `texts`.
    init(keeping text: Text, in texts: inout [UInt8])
    /// Where its bytes stand.
    func kept(in texts: UnsafeRawBufferPointer) -> Range<Int>
    /// Whether it was made of this text.
    func isOf(_ text: Text, in texts: [UInt8]) -> Bool
    /// Whether it was made of the same text as a note whose bytes are `others`.
    func equals(_ other: Self, in texts: [UInt8], _ others: [UInt8]) -> Bool
    /// Copies its bytes from `old` to the end of `texts`.
    mutating func move(from old: [UInt8], to texts: inout [UInt8])
    /// Whether it changes with what is counted.
    static var isRenewed: Bool { get }
    /// Takes note of another value with the same key.
    mutating func renew(by text: Text)
    /// Takes note of what another table knows of the same value.
    mutating func renew(by other: Self)
}

extension SampleNote {
    public static var isRenewed: Bool { false }
    public mutating func renew(by text: Text) {}
    public mutating func renew(by other: Self) {}
}

/// Nothing: the key says it all.
public struct NoText: SampleNote {
    public static var width: Int64 { 0 }
    public init(bits: Int64) {}
    public var bits: Int64 { 0 }
    public init(keeping text: Void, in texts: inout [UInt8]) {}
    public func kept(in texts: UnsafeRawBufferPointer) -> Range<Int> { 0..<0 }
    @inline(__always) public func isOf(_ text: Void, in texts: [UInt8]) -> Bool { true }
    public func equals(_ other: NoText, in texts: [UInt8], _ others: [UInt8]) -> Bool { true }
    public mutating func move(from old: [UInt8], to texts: inout [UInt8]) {}
}

/// A text, or the beginning of one that is very long: such texts are told apart by hash and length as well.
///
/// Shape: where it stands among the table's texts. There its bytes follow its length: one byte, or where that does not do, the byte `isLong`, the
/// length, and the number of graphemes, each of 32 bits.
/// Bound: the texts of a table are less than 2^24 bytes.
public struct KeptText: SampleNote {
    /// The most bytes of a text that are kept.
    public static let mostBytes = 256
    public static var width: Int64 { 24 }
    private static let isLong: UInt8 = 255
    private static let longHead = 9

    private let offset: UInt32

    public init(bits: Int64) { offset = UInt32(truncatingIfNeeded: bits) }

    public var bits: Int64 { Int64(offset) }

    public init(keeping text: UnsafeRawBufferPointer, in texts: inout [UInt8]) {
        offset = Self.end(of: texts)
        let shown = UnsafeRawBufferPointer(rebasing: text.prefix(Self.mostBytes))
        Self.makeRoom(for: Self.longHead + shown.count, in: &texts)
        if text.count < Self.isLong {
            texts.append(UInt8(truncatingIfNeeded: text.count))
        } else {
            texts.append(Self.isLong)
            let graphemes = text.count > Self.mostBytes ? GraphemeLength.of(text) : 0
            for number in [text.count, graphemes] {
                withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { texts.append(contentsOf: $0) }
            }
        }
        texts.append(contentsOf: shown)
    }

    public func kept(in texts: UnsafeRawBufferPointer) -> Range<Int> {
        let (start, length) = (self.start(in: texts), length(in: texts))
        return start..<start + min(length, Self.mostBytes)
    }

    /// Length in graphemes of a text that is longer than what is kept; others are counted when asked for.
    func graphemes(in texts: UnsafeRawBufferPointer) -> Int? {
        guard length(in: texts) > Self.mostBytes else { return nil }
        return Int(number(at: Int(offset) + 5, in: texts))
    }

    /// Bytes of the whole text.
    private func length(in texts: UnsafeRawBufferPointer) -> Int {
        let short = texts[Int(offset)]
        return short < Self.isLong ? Int(short) : Int(number(at: Int(offset) + 1, in: texts))
    }

    private func start(in texts: UnsafeRawBufferPointer) -> Int {
        Int(offset) + (texts[Int(offset)] < Self.isLong ? 1 : Self.longHead)
    }

    private func number(at place: Int, in texts: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(littleEndian: texts.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    @inline(__always)
    public func isOf(_ text: UnsafeRawBufferPointer, in texts: [UInt8]) -> Bool {
        texts.withUnsafeBytes { held in
            guard text.count < Self.isLong else { return isLong(text, in: held) }
            let start = Int(offset) + 1
            guard let own = held.baseAddress, start + text.count <= held.count,
                held[Int(offset)] == UInt8(truncatingIfNeeded: text.count)
            else { return false }
            guard text.count > 0, let seen = text.baseAddress else { return true }
            return Self.areEqual(own + start, seen, text.count)
        }
    }

    private func isLong(_ text: UnsafeRawBufferPointer, in held: UnsafeRawBufferPointer) -> Bool {
        guard length(in: held) == text.count, let seen = text.baseAddress, let own = held.baseAddress else {
            return false
        }
        return memcmp(own + start(in: held), seen, min(text.count, Self.mostBytes)) == 0
    }

    /// Compares bytes; of texts of up to thirty-two, as most are, without a call.
    @inline(__always)
    private static func areEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        guard count >= 4, count <= 32 else { return memcmp(a, b, count) == 0 }
        // Words that may overlap.
        if count < 8 { return areSame(a, b, at: 0, as: UInt32.self) && areSame(a, b, at: count - 4, as: UInt32.self) }
        guard areSame(a, b, at: 0, as: UInt64.self), areSame(a, b, at: count - 8, as: UInt64.self) else { return false }
        return count <= 16
            || areSame(a, b, at: 8, as: UInt64.self) && areSame(a, b, at: count - 16, as: UInt64.self)
    }

    @inline(__always)
    private static func areSame<Word: FixedWidthInteger & BitwiseCopyable>(
        _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, at place: Int, as type: Word.Type
    ) -> Bool {
        a.loadUnaligned(fromByteOffset: place, as: type) == b.loadUnaligned(fromByteOffset: place, as: type)
    }

    public func equals(_ other: KeptText, in texts: [UInt8], _ others: [UInt8]) -> Bool {
        texts.withUnsafeBytes { texts in
            others.withUnsafeBytes { others in
                length(in: texts) == other.length(in: others)
                    && texts[kept(in: texts)].elementsEqual(others[other.kept(in: others)])
            }
        }
    }

    public mutating func move(from old: [UInt8], to texts: inout [UInt8]) {
        let bytes = Int(offset)..<old.withUnsafeBytes { kept(in: $0).upperBound }
        Self.makeRoom(for: bytes.count, in: &texts)
        self = KeptText(bits: Int64(Self.end(of: texts)))
        texts.append(contentsOf: old[bytes])
    }

    private static func end(of texts: [UInt8]) -> UInt32 {
        precondition(texts.count < 1 << width, "a table of counts holds too many bytes of text")
        return UInt32(truncatingIfNeeded: texts.count)
    }

    /// Room for so many bytes, and where it has to grow half as much again: an array by itself doubles, and of many forms' texts nearly half of the
    /// memory would be empty.
    private static func makeRoom(for count: Int, in texts: inout [UInt8]) {
        let needed = texts.count + count
        if needed > texts.capacity { texts.reserveCapacity(max(needed, texts.count + texts.count / 2)) }
    }
}

/// When the value was last counted, added or taken back. Units: minutes since 1970; before 1970 and after 2097 as the nearest of these.
public struct LastSeen: SampleNote {
    public static var width: Int64 { 26 }
    public static var isRenewed: Bool { true }

    let minute: UInt32

    public init(bits: Int64) { minute = UInt32(truncatingIfNeeded: bits) }
    public var bits: Int64 { Int64(minute) }

    /// - Parameter ms: since 1970.
    init(atMs ms: Int64) { self.init(bits: min(max(0, ms / TimeUnit.minute.ms), 1 << Self.width - 1)) }

    public init(keeping ms: Int64, in texts: inout [UInt8]) { self.init(atMs: ms) }
    public func kept(in texts: UnsafeRawBufferPointer) -> Range<Int> { 0..<0 }
    @inline(__always) public func isOf(_ ms: Int64, in texts: [UInt8]) -> Bool { true }
    public func equals(_ other: LastSeen, in texts: [UInt8], _ others: [UInt8]) -> Bool { true }
    public mutating func move(from old: [UInt8], to texts: inout [UInt8]) {}
    @inline(__always) public mutating func renew(by ms: Int64) { renew(by: LastSeen(atMs: ms)) }
    @inline(__always) public mutating func renew(by other: LastSeen) { if other.minute > minute { self = other } }
}
