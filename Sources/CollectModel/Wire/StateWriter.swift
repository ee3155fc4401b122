/// The bytes of a state: the same for equal states, whatever way led to them.
///
/// Why: live, replay, file, any batch size and any number of workers must give the same state; comparing bytes is the strictest way to ask.
/// Shape: whole numbers of 8 bytes, texts behind their lengths; what has no order of its own is sorted. Nothing stands for values that were taken
/// back, so that a state does not tell its history.
public struct StateWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    mutating func write(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
    mutating func write(_ number: UInt64) { write(Int64(bitPattern: number)) }
    mutating func write(_ number: Double?) { write((number ?? .nan).bitPattern) }
    mutating func write(_ number: Int64?) { write(number ?? .min) }
    mutating func write(_ number: Int128) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ text: some Collection<UInt8>) {
        write(Int64(text.count))
        bytes.append(contentsOf: text)
    }

    /// Writes what stands for another state.
    public mutating func write(digest: [UInt8]) { write(digest) }
}
