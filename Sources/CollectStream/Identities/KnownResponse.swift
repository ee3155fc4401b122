/// What is known of one version of a response: a row of the identities, in memory and on disk.
///
/// Shape: 24 bytes. A hash is only a hint: whoever asks confirms by reading the record, so that no two responses are ever taken for one.
struct KnownResponse: BitwiseCopyable, Hashable, Sendable {
    enum Kind: UInt32 {
        /// The newest version, live.
        case live
        /// The newest version, a deletion.
        case deleted
        /// An older version that came after what changed it.
        case late
        /// Takes back a row of the same hash and place that was written before.
        case gone
    }

    /// Of form and response id; 0 where there is none.
    var hash: UInt64
    /// Where the version stands, in the terms of whoever fills the index.
    var place: UInt64
    var version: UInt32
    private var firstAndKind: UInt32

    /// More than anybody edits one response: so that `first` fits.
    static let mostVersions: Int64 = 1 << 24 - 2

    init(hash: UInt64, place: UInt64, version: UInt32, kind: Kind = .live, first: UInt32 = 0) {
        self.hash = hash
        self.place = place
        self.version = version
        firstAndKind = first << 8 | kind.rawValue
    }

    /// The version with which its chain of versions begins, of a response whose change came before its creation; else 0.
    var first: UInt32 {
        get { firstAndKind >> 8 }
        set { firstAndKind = newValue << 8 | firstAndKind & 0xFF }
    }

    /// `gone` where the byte is none that we write: such a row says nothing.
    var kind: Kind {
        get { Kind(rawValue: firstAndKind & 0xFF) ?? .gone }
        set { firstAndKind = firstAndKind & ~0xFF | newValue.rawValue }
    }

    var isDeleted: Bool { kind == .deleted }
    var isNewest: Bool { firstAndKind & 0xFF <= Kind.deleted.rawValue }
}

extension KnownResponse: RunRow {
    static var suffix: String { "known" }
    static var sizeBytes: Int { 24 }
    var key: UInt64 { hash }

    init(_ raw: UnsafeRawBufferPointer, at offset: Int) {
        hash = raw.word64(at: offset)
        place = raw.word64(at: offset + 8)
        version = raw.word32(at: offset + 16)
        firstAndKind = raw.word32(at: offset + 20)
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at offset: Int) {
        raw.put(hash, at: offset)
        raw.put(place, at: offset + 8)
        raw.put(version, at: offset + 16)
        raw.put(firstAndKind, at: offset + 20)
    }

    func isKept(after newer: ArraySlice<KnownResponse>) -> Bool {
        !newer.contains { $0.kind == .gone && $0.place == place }
    }

    var isKeptInOldest: Bool { kind != .gone }
}
