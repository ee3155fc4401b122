/// Reads timestamps one after the other, nearly all of one day and in the platform's own form.
///
/// Why: an answer holds two of them. Of the day, which is the same as that of the one before, nothing needs to be computed again.
/// Cost: about 4 ns for `2022-09-24T13:36:57.239+0000` or `…239Z` of the day before it; 25 ns for others.
public struct TimestampReader {
    /// The first ten bytes of the last timestamp, and the midnight that they name.
    @usableFromInline var year: UInt64 = 0
    @usableFromInline var day: UInt16 = 0
    @usableFromInline var midnightMs: Int64 = 0

    public init() {}

    /// What `Timestamp.parse` gives.
    @inlinable @inline(__always)
    public mutating func ms(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count == 28 || bytes.count == 24, let start = bytes.baseAddress else {
            return Timestamp.parse(bytes)
        }
        let raw = UnsafeRawPointer(start)
        let isUTC =
            bytes.count == 24
            ? bytes[23] == UInt8(ascii: "Z")
            : raw.loadUnaligned(fromByteOffset: 23, as: UInt32.self) == 0x3030_302B && bytes[27] == UInt8(ascii: "0")
        guard isUTC, raw.loadUnaligned(as: UInt64.self) == year,
            raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self) == day, let time = Self.timeOfDay(raw)
        else { return readElsewhere(bytes, raw) }
        return midnightMs + time
    }

    @usableFromInline
    mutating func readElsewhere(_ bytes: UnsafeBufferPointer<UInt8>, _ raw: UnsafeRawPointer) -> Int64? {
        guard let ms = Timestamp.parse(bytes), let midnight = Timestamp.parseDay(bytes) else { return nil }
        year = raw.loadUnaligned(as: UInt64.self)
        day = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        midnightMs = midnight
        return ms
    }

    /// `THH:MM:SS.mmm` behind the day, in ms since midnight; nil where other bytes stand there.
    @inlinable @inline(__always)
    static func timeOfDay(_ raw: UnsafeRawPointer) -> Int64? {
        // Eight bytes HH:MM:SS at once: the digits of a byte each, the colons as they must be.
        let clock = raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self)
        let digits = clock ^ 0x3030_3A30_303A_3030
        guard raw.load(fromByteOffset: 10, as: UInt8.self) == UInt8(ascii: "T"), digits & 0xF0F0_FFF0_F0FF_F0F0 == 0,
            (digits &+ 0x0606_0006_0600_0606) & 0xF0F0_00F0_F000_F0F0 == 0
        else { return nil }
        let tens = digits & 0x000F_0000_0F00_000F
        let ones = (digits >> 8) & 0x000F_0000_0F00_000F
        let pairs = tens &* 10 &+ ones
        let hours = Int64(pairs & 0xFF)
        let minutes = Int64(pairs >> 24 & 0xFF)
        let seconds = Int64(pairs >> 48 & 0xFF)
        let fraction = raw.loadUnaligned(fromByteOffset: 19, as: UInt32.self) ^ 0x3030_302E
        guard fraction & 0xF0F0_F0FF == 0, (fraction &+ 0x0606_0600) & 0xF0F0_F000 == 0, hours < 24, minutes < 60,
            seconds <= 60
        else { return nil }
        let ms = Int64(fraction >> 8 & 0xF) * 100 + Int64(fraction >> 16 & 0xF) * 10 + Int64(fraction >> 24)
        return (hours * 3600 + minutes * 60 + seconds) * 1000 + ms
    }
}
