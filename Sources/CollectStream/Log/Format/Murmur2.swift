/// The partition of a form, as Kafka's Java client chooses it for a record with this key.
///
/// Why: a log that moves to Kafka with the same number of partitions keeps every form where it was.
/// - Precondition: `partitions > 0`.
/// - Source: Apache Kafka, `org.apache.kafka.common.utils.Utils.murmur2` and `toPositive`.
public func murmur2Partition(_ formID: String, partitions: Int) -> Int {
    precondition(partitions > 0, "a log has at least one partition")
    var key = formID
    let hash = key.withUTF8 { murmur2(UnsafeRawBufferPointer($0)) }
    return Int(hash & 0x7FFF_FFFF) % partitions
}

/// MurmurHash2, 32 bits, with the seed of Kafka's Java client.
func murmur2(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let multiplier: UInt32 = 0x5BD1_E995
    var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
    let whole = bytes.count & ~3
    for start in stride(from: 0, to: whole, by: 4) {
        var word = bytes.word32(at: start) &* multiplier
        word ^= word >> 24
        hash = (hash &* multiplier) ^ (word &* multiplier)
    }
    if bytes.count > whole {
        for index in stride(from: bytes.count - 1, through: whole, by: -1) {
            hash ^= UInt32(bytes[index]) << UInt32(8 * (index - whole))
        }
        hash = hash &* multiplier
    }
    hash ^= hash >> 13
    hash = hash &* multiplier
    return hash ^ (hash >> 15)
}
