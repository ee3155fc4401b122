/// The file `CURRENT`: which runs count, and how far they cover the log (`docs/identities-format.md`).
struct IdentityManifest: Hashable {
    static let magic: UInt32 = 0x4E4D_4449  // "IDMN"
    /// Another one where a row, a hash or a fingerprint means something else: what is there is built anew then.
    static let version: UInt16 = 1
    private static let headerBytes = 56

    /// How far a partition is covered.
    struct Partition: Hashable {
        /// Everything below is.
        var next: UInt64
        /// The server's time of the last record below, for recognising another log's past; nil where it has expired.
        var lastReceivedMs: Int64?
    }

    var logID: LogID
    var partitions: [Partition]
    /// Of the next run.
    var nextNumber: UInt64
    /// Numbers of the runs, from the newest to the oldest.
    var knownRuns: [UInt64]
    var expiredRuns: [UInt64]
    /// Forms of which a whole retention summary stands below, by the segment that it speaks of.
    var summarised: [SegmentKey: Set<String>]
}

extension IdentityManifest {
    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.headerBytes)
        for partition in partitions {
            bytes.append(word: partition.next)
            bytes.append(word: UInt64(bitPattern: partition.lastReceivedMs ?? .min))
        }
        for number in knownRuns + expiredRuns { bytes.append(word: number) }
        for (segment, forms) in summarised {
            bytes.append(word: UInt64(segment.partition) << 32 | UInt64(forms.count))
            bytes.append(word: segment.base)
            for form in forms {
                bytes.append(word: UInt64(form.utf8.count))
                bytes += form.utf8
            }
        }
        bytes.withUnsafeMutableBytes { raw in
            raw.put(Self.magic, at: 0)
            raw.put(Self.version, at: 8)
            raw.put(UInt16(partitions.count), at: 10)
            raw.put(UInt32(knownRuns.count), at: 12)
            raw.put(logID.high, at: 16)
            raw.put(logID.low, at: 24)
            raw.put(nextNumber, at: 32)
            raw.put(UInt64(expiredRuns.count), at: 40)
            raw.put(UInt64(summarised.count), at: 48)
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<raw.count)), at: 4)
        }
        return bytes
    }

    /// Nil where the bytes are not a whole manifest of this version.
    init?(_ bytes: [UInt8]) {
        let manifest: IdentityManifest? = bytes.withUnsafeBytes { raw in
            guard raw.count >= Self.headerBytes, raw.word32(at: 0) == Self.magic, raw.word16(at: 8) == Self.version,
                raw.word32(at: 4) == crc32c(raw.slice(8..<raw.count))
            else { return nil }
            var rest = WordReader(raw, from: Self.headerBytes)
            let logID = LogID(high: raw.word64(at: 16), low: raw.word64(at: 24))
            let partitions = rest.list(UInt64(raw.word16(at: 10))) { rest in
                rest.word().flatMap { next in rest.word().map { (next: next, ms: Int64(bitPattern: $0)) } }
            }
            let known = rest.list(UInt64(raw.word32(at: 12))) { $0.word() }
            let expired = rest.list(raw.word64(at: 40)) { $0.word() }
            let segments = rest.list(raw.word64(at: 48)) { $0.segment() }
            guard let partitions, let known, let expired, let segments, rest.isAtEnd else { return nil }
            return IdentityManifest(
                logID: logID,
                partitions: partitions.map { Partition(next: $0.next, lastReceivedMs: $0.ms == .min ? nil : $0.ms) },
                nextNumber: raw.word64(at: 32), knownRuns: known, expiredRuns: expired,
                summarised: Dictionary(segments) { $0.union($1) })
        }
        guard let manifest else { return nil }
        self = manifest
    }
}

/// A segment, as retention summaries name it.
struct SegmentKey: Hashable {
    let partition: Int
    let base: UInt64
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
    }
}

/// Reads words one behind the other, never past the end.
private struct WordReader {
    private let raw: UnsafeRawBufferPointer
    private var position: Int

    init(_ raw: UnsafeRawBufferPointer, from position: Int) {
        self.raw = raw
        self.position = position
    }

    var isAtEnd: Bool { position == raw.count }

    mutating func word() -> UInt64? {
        guard position + 8 <= raw.count else { return nil }
        defer { position += 8 }
        return raw.word64(at: position)
    }

    mutating func list<Item>(_ count: UInt64, _ item: (inout WordReader) -> Item?) -> [Item]? {
        // Each item takes a word at least.
        guard count <= UInt64(raw.count / 8) else { return nil }
        var items: [Item] = []
        for _ in 0..<count {
            guard let next = item(&self) else { return nil }
            items.append(next)
        }
        return items
    }

    mutating func segment() -> (SegmentKey, Set<String>)? {
        guard let head = word(), let base = word(), let forms = list(head & 0xFFFF_FFFF, { $0.text() }) else {
            return nil
        }
        return (SegmentKey(partition: Int(head >> 32), base: base), Set(forms))
    }

    private mutating func text() -> String? {
        guard let count = word(), count <= UInt64(raw.count - position) else { return nil }
        defer { position += Int(count) }
        return String(decoding: raw.slice(position..<position + Int(count)), as: UTF8.self)
    }
}
