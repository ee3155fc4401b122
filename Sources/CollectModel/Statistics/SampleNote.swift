import Glibc

/// What a table of counts keeps of a value beside its key.
public protocol SampleNote: Sendable {
    /// What is at hand of a value that is counted.
    associatedtype Text
    init()
    /// Keeps the text at the end of `texts`.
    init(keeping text: Text, in texts: inout [UInt8])
    /// Where its bytes stand.
    var kept: Range<Int> { get }
    /// Whether it was made of this text.
    func isOf(_ text: Text, in texts: [UInt8]) -> Bool
    /// Whether it was made of the same text as a note whose bytes are `others`.
    func equals(_ other: Self, in texts: [UInt8], _ others: [UInt8]) -> Bool
    /// Copies its bytes from `old` to the end of `texts`.
    mutating func move(from old: [UInt8], to texts: inout [UInt8])
}

/// Nothing: the key says it all.
public struct NoText: SampleNote {
    public init() {}
    public init(keeping text: Void, in texts: inout [UInt8]) {}
    public var kept: Range<Int> { 0..<0 }
    @inline(__always) public func isOf(_ text: Void, in texts: [UInt8]) -> Bool { true }
    public func equals(_ other: NoText, in texts: [UInt8], _ others: [UInt8]) -> Bool { true }
    public mutating func move(from old: [UInt8], to texts: inout [UInt8]) {}
}

/// A text, or the beginning of one that is very long: such texts are told apart by hash and length as well.
public struct KeptText: SampleNote {
    /// The most bytes of a text that are kept.
    public static let mostBytes = 256

    private var offset: UInt32 = 0
    private var length: UInt32 = 0
    /// Length in graphemes of a text that is longer than what is kept; others are counted when asked for.
    private(set) var graphemes: UInt32 = 0

    public init() {}

    public init(keeping text: UnsafeRawBufferPointer, in texts: inout [UInt8]) {
        offset = UInt32(texts.count)
        length = UInt32(text.count)
        if !isWhole { graphemes = UInt32(GraphemeLength.of(text)) }
        Self.makeRoom(for: min(text.count, Self.mostBytes), in: &texts)
        texts.append(contentsOf: UnsafeRawBufferPointer(rebasing: text.prefix(Self.mostBytes)))
    }

    public var kept: Range<Int> { Int(offset)..<Int(offset) + min(Int(length), Self.mostBytes) }

    var isWhole: Bool { length <= Self.mostBytes }

    @inline(__always)
    public func isOf(_ text: UnsafeRawBufferPointer, in texts: [UInt8]) -> Bool {
        guard Int(length) == text.count else { return false }
        let shown = min(text.count, Self.mostBytes)
        guard shown > 0, let seen = text.baseAddress else { return true }
        return texts.withUnsafeBytes { held in
            guard let own = held.baseAddress, Int(offset) + shown <= held.count else { return false }
            return Self.areEqual(own + Int(offset), seen, shown)
        }
    }

    /// Compares bytes; of texts of up to sixteen, as most are, without a call.
    @inline(__always)
    private static func areEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        guard count >= 4, count <= 16 else { return memcmp(a, b, count) == 0 }
        // Two words that may overlap.
        if count < 8 {
            let last = count - 4
            return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
                && a.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                    == b.loadUnaligned(fromByteOffset: last, as: UInt32.self)
        }
        let last = count - 8
        return a.loadUnaligned(as: UInt64.self) == b.loadUnaligned(as: UInt64.self)
            && a.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                == b.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    }

    public func equals(_ other: KeptText, in texts: [UInt8], _ others: [UInt8]) -> Bool {
        length == other.length && texts[kept].elementsEqual(others[other.kept])
    }

    public mutating func move(from old: [UInt8], to texts: inout [UInt8]) {
        let bytes = old[kept]
        Self.makeRoom(for: bytes.count, in: &texts)
        offset = UInt32(texts.count)
        texts.append(contentsOf: bytes)
    }

    /// Room for so many bytes, and where it has to grow a quarter more than is there: an array by itself doubles, and of many forms' texts nearly half
    /// of the memory would be empty.
    private static func makeRoom(for count: Int, in texts: inout [UInt8]) {
        let needed = texts.count + count
        if needed > texts.capacity { texts.reserveCapacity(max(needed, texts.count + texts.count / 4)) }
    }
}
