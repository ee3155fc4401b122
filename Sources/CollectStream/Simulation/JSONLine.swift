/// One line of JSON under construction: bytes are appended in order, nothing is looked up or nested.
///
/// Why: the simulation must outrun the log that it feeds, and general encoders are tens of times slower.
/// Cost: one growing buffer, reused for every line.
struct JSONLine: Sendable {
    private(set) var bytes: [UInt8] = []
    private var cachedDay = Int64.min
    /// `2022-09-24T00:00:00.000+0000` of the day written last: only the digits of the time change between most moments.
    private var moment = InlineArray<28, UInt8>(repeating: 0)

    init() {
        bytes.reserveCapacity(8192)
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    mutating func append(_ fragment: [UInt8]) {
        // By its pointer: an array that is handed over costs a reference count each time.
        fragment.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func append(_ literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    /// Writes a whole number in decimal.
    mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var count = 0
        repeat {
            digits[count] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
            count += 1
        } while rest > 0
        while count > 0 {
            count -= 1
            bytes.append(digits[count])
        }
    }

    /// Writes `scaled / 10^decimals` as a decimal fraction with exactly that many places.
    mutating func append(scaled: Int64, decimals: Int) {
        guard decimals > 0 else { return append(scaled) }
        var unit: UInt64 = 1
        for _ in 0..<decimals { unit *= 10 }
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        append(Int64(scaled.magnitude / unit))
        bytes.append(UInt8(ascii: "."))
        append(padded: Int(scaled.magnitude % unit), width: decimals)
    }

    /// Writes a non-negative number with leading zeros.
    @inline(__always)
    mutating func append(padded value: Int, width: Int) {
        var unit = 1
        for _ in 1..<max(1, width) { unit *= 10 }
        var rest = value
        for _ in 0..<width {
            bytes.append(UInt8(truncatingIfNeeded: rest / unit) + UInt8(ascii: "0"))
            rest %= unit
            unit /= 10
        }
    }

    /// Writes a moment as the phones do: `2022-09-24T13:36:57.239+0000`, without quotes. Unit: ms since 1970.
    mutating func append(timeMs: Int64) {
        let day = timeMs.flooredQuotient(dividedBy: 86_400_000)
        if day != cachedDay {
            cachedDay = day
            for (index, byte) in (Self.dayBytes(day) + Array("T00:00:00.000+0000".utf8)).enumerated() {
                moment[index] = byte
            }
        }
        let ms = Int(timeMs - day * 86_400_000)
        setDigits(ms / 3_600_000, at: 11)
        setDigits(ms / 60_000 % 60, at: 14)
        setDigits(ms / 1000 % 60, at: 17)
        setDigits(ms % 1000 / 10, at: 20)
        moment[22] = UInt8(truncatingIfNeeded: ms % 10) + UInt8(ascii: "0")
        moment.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Two digits of the moment.
    @inline(__always)
    private mutating func setDigits(_ value: Int, at index: Int) {
        moment[index] = UInt8(truncatingIfNeeded: value / 10) + UInt8(ascii: "0")
        moment[index + 1] = UInt8(truncatingIfNeeded: value % 10) + UInt8(ascii: "0")
    }

    /// The line so far, in a buffer of its own and of just its size: the writer keeps its large one.
    func copy() -> [UInt8] {
        bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// Writes the date of a day as `2022-09-24`. Unit: days since 1970-01-01.
    mutating func append(day: Int64) {
        append(Self.dayBytes(day))
    }

    /// - Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    private static func dayBytes(_ day: Int64) -> [UInt8] {
        let shifted = day + 719_468
        let era = shifted.flooredQuotient(dividedBy: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        var line = JSONLine(empty: ())
        line.append(padded: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), width: 4)
        line.append(byte: UInt8(ascii: "-"))
        line.append(padded: Int(month), width: 2)
        line.append(byte: UInt8(ascii: "-"))
        line.append(padded: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1), width: 2)
        return line.bytes
    }

    private init(empty: Void) {}

    /// The bytes of `text` as they stand between the quotes of a JSON string.
    static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, so that moments before 1970 fall on the right day.
    func flooredQuotient(dividedBy divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
