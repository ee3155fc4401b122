/// Recognises responses that are gone by 64 bits of a digest that nobody outside can compute.
///
/// Why keyed: whoever could find two ids of one fingerprint could let one expire and have the other refused. The key is the log's own UUID,
/// which never leaves the server. Why 64 bits: beside 365 million expired responses, a year of them, one new one in
/// 5 · 10¹⁰ is taken for one of them.
/// - Source: SHA-256 (FIPS 180-4), its first 8 bytes.
struct ResponseFingerprint {
    private let key: [UInt8]

    init(_ logID: LogID) { key = Array("\(logID)".utf8) }

    func of(formID: some Collection<UInt8>, responseID: some Collection<UInt8>) -> UInt64 {
        let digest = SHA256.of(key + formID + [0] + responseID)
        return digest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian }
    }
}
