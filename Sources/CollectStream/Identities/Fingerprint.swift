/// The fingerprint of a response that has expired (`ResponseFingerprint`), as a row on disk.
struct Fingerprint: BitwiseCopyable, Hashable, Sendable, RunRow {
    var key: UInt64

    static var suffix: String { "expired" }
    static var sizeBytes: Int { 8 }

    init(_ key: UInt64) { self.key = key }
    init(_ raw: UnsafeRawBufferPointer, at offset: Int) { key = raw.word64(at: offset) }

    func write(to raw: UnsafeMutableRawBufferPointer, at offset: Int) { raw.put(key, at: offset) }

    /// It is a set.
    func isKept(after newer: ArraySlice<Fingerprint>) -> Bool { newer.isEmpty }
    var isKeptInOldest: Bool { true }
}
