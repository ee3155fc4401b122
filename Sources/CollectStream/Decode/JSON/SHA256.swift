import CDigest

/// SHA-256 of bytes. - Source: FIPS 180-4; OpenSSL's.
enum SHA256 {
    static func of(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        bytes.withUnsafeBufferPointer { source in
            digest.withUnsafeMutableBufferPointer { cd_sha256(source.baseAddress, source.count, $0.baseAddress) }
        }
        return digest
    }

    static func hex(_ digest: some Sequence<UInt8>) -> [UInt8] {
        let letters = Array("0123456789abcdef".utf8)
        return digest.flatMap { [letters[Int($0 >> 4)], letters[Int($0 & 15)]] }
    }
}
