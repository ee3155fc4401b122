import CExpect

/// Where an array's elements were put last: a hint of what to fetch, for which nobody has to hold the array. Never read.
///
/// Why: to ask the array itself is to wait for its header, which has left the cache as well.
/// Cost: 16 bytes. A copy that has been written to stands elsewhere; its hint is of no use then, and does no harm.
struct StorageHint: Sendable {
    private static let cacheLine = 64

    private var start: UInt = 0
    private var bytes = 0

    init() {}

    init<Element>(_ array: borrowing [Element]) {
        array.withUnsafeBytes {
            start = UInt(bitPattern: $0.baseAddress)
            bytes = $0.count
        }
    }

    /// Has the line fetched in which this byte of the elements stands.
    @inline(__always)
    func expect(byte: Int) { cex_expect(UnsafeRawPointer(bitPattern: start &+ UInt(bitPattern: byte))) }

    /// Has the array's header and its first bytes fetched, at most so many.
    @inline(__always)
    func expect(most: Int) {
        for byte in stride(from: -Self.cacheLine / 2, to: min(bytes, most), by: Self.cacheLine) { expect(byte: byte) }
    }
}
