/// Milliseconds since 1970-01-01T00:00Z, read from and written as the timestamps that phones and servers use.
///
/// Why: phones write `+0000` without a colon, which ISO parsers of several platforms refuse; and a million responses a second hold
/// thirty timestamps each, so reading one may not allocate.
/// Units: milliseconds; a finer fraction is cut off.
/// - Source: RFC 3339, and the platform's own form `2022-09-24T13:36:57.239+0000`.
public enum Timestamp {
    /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH|±HHMM|±HH:MM)`; a space may stand for the `T`. Nil where it is anything else.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count >= 20, let seconds = parseSeconds(bytes) else { return nil }
        var i = 19
        var ms: Int64 = 0
        if bytes[i] == UInt8(ascii: ".") || bytes[i] == UInt8(ascii: ",") {
            i += 1
            let start = i
            var scale: Int64 = 100
            while i < bytes.count, let digit = digit(bytes[i]) {
                ms += digit * scale
                scale /= 10
                i += 1
            }
            guard i > start, i - start <= 9 else { return nil }
        }
        guard let offset = parseOffset(bytes, at: i) else { return nil }
        return (seconds - offset) * 1000 + ms
    }

    /// The same for a string.
    public static func parse(_ text: String) -> Int64? {
        var copy = text
        return copy.withUTF8 { parse($0) }
    }

    /// Reads the leading `YYYY-MM-DD` as midnight UTC of that day, whatever follows.
    public static func parseDay(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
            isDate(year, month, day)
        else { return nil }
        return days(year: year, month: month, day: day) * 86_400_000
    }

    /// Reads a time of day `HH:MM[:SS[.fraction]]`, whatever zone follows, in ms since midnight.
    public static func parseTime(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count >= 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes, 0, 2),
            let minute = number(bytes, 3, 2), hour < 24, minute < 60
        else { return nil }
        var seconds: Int64 = 0
        if bytes.count > 5, bytes[5] == UInt8(ascii: ":") {
            guard let given = number(bytes, 6, 2), given <= 60 else { return nil }
            seconds = min(given, 59)
        }
        return ((hour * 60 + minute) * 60 + seconds) * 1000
    }

    /// `2026-11-01T00:00:00Z`, with milliseconds only where there are any.
    public static func format(_ ms: Int64) -> String {
        String(unsafeUninitializedCapacity: mostBytes) { bytes in bytes.baseAddress.map { write(ms, at: $0) } ?? 0 }
    }

    /// More than any time takes: years of 64 bits in ms have nine digits.
    static let mostBytes = 32
    /// Of the calendar day at the beginning, up to the year 9999.
    static let dayBytes = 10

    /// `format`, at `start`: a report over a thousand forms holds a hundred thousand times. Gives how many bytes it took.
    static func write(_ ms: Int64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        let day = floorDivide(ms, 86_400_000)
        let inDay = ms - day * 86_400_000
        let (year, month, dayOfMonth) = civil(day)
        let (seconds, fraction) = inDay.quotientAndRemainder(dividingBy: 1000)
        var at = start + Digits.write(year, width: 4, at: start)
        let fields: [5 of (before: Unicode.Scalar, value: Int64)] = [
            ("-", month), ("-", dayOfMonth), ("T", seconds / 3600), (":", seconds / 60 % 60), (":", seconds % 60),
        ]
        for i in fields.indices {
            at[0] = UInt8(ascii: fields[i].before)
            at[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fields[i].value / 10)
            at[2] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fields[i].value % 10)
            at += 3
        }
        if fraction != 0 {
            at[0] = UInt8(ascii: ".")
            at += 1 + Digits.write(fraction, width: 3, at: at + 1)
        }
        at[0] = UInt8(ascii: "Z")
        return at - start + 1
    }

    /// The calendar day `2026-11-01` that holds `ms`, in UTC.
    public static func formatDay(_ ms: Int64) -> String {
        String(format(floorDivide(ms, 86_400_000) * 86_400_000).prefix(dayBytes))
    }

    /// `start` of the unit (an hour: 3,600,000) that holds `ms`; also for times before 1970.
    public static func floor(_ ms: Int64, to unitMs: Int64) -> Int64 { floorDivide(ms, unitMs) * unitMs }

    /// The number of the unit that holds `ms`, from 1970.
    @inline(__always)
    static func unit(of ms: Int64, _ unitMs: Int64) -> Int64 { floorDivide(ms, unitMs) }

    private static func parseSeconds(_ b: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard b[4] == UInt8(ascii: "-"), b[7] == UInt8(ascii: "-"),
            b[10] == UInt8(ascii: "T") || b[10] == UInt8(ascii: " "),
            b[13] == UInt8(ascii: ":"), b[16] == UInt8(ascii: ":"),
            let year = number(b, 0, 4), let month = number(b, 5, 2), let day = number(b, 8, 2),
            let hour = number(b, 11, 2), let minute = number(b, 14, 2), let second = number(b, 17, 2),
            isDate(year, month, day), hour < 24, minute < 60, second <= 60
        else { return nil }
        return days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func parseOffset(_ b: UnsafeBufferPointer<UInt8>, at i: Int) -> Int64? {
        guard i < b.count else { return nil }
        if b[i] == UInt8(ascii: "Z") || b[i] == UInt8(ascii: "z") { return i + 1 == b.count ? 0 : nil }
        let sign: Int64
        switch b[i] {
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard i + 3 <= b.count, let hours = number(b, i + 1, 2) else { return nil }
        var minuteAt = i + 3
        if minuteAt < b.count, b[minuteAt] == UInt8(ascii: ":") { minuteAt += 1 }
        var minutes: Int64 = 0
        if minuteAt < b.count {
            guard minuteAt + 2 == b.count, let given = number(b, minuteAt, 2) else { return nil }
            minutes = given
        } else if minuteAt != i + 3 {
            return nil
        }
        guard hours <= 18, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    @inline(__always) private static func digit(_ byte: UInt8) -> Int64? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? Int64(value) : nil
    }

    @inline(__always) private static func number(_ b: UnsafeBufferPointer<UInt8>, _ start: Int, _ length: Int) -> Int64?
    {
        guard start + length <= b.count else { return nil }
        var value: Int64 = 0
        for i in start..<start + length {
            let digit = b[i] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func isDate(_ year: Int64, _ month: Int64, _ day: Int64) -> Bool {
        guard month >= 1, month <= 12, day >= 1 else { return false }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length: Int64 =
            month == 2 ? (leap ? 29 : 28) : (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31)
        return day <= length
    }

    /// Days since 1970-01-01 of a day of the proleptic Gregorian calendar.
    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date of a day counted from 1970-01-01. - Source: the same, civil_from_days.
    public static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        let quotient = a / b
        return a % b < 0 ? quotient - 1 : quotient
    }
}
