import Glibc

/// Times read in the plainest way, with the C library's calendar.
enum NaiveTime {
    /// The numbers of `bytes` where these follow the pattern: `0` stands for a digit, other letters for themselves.
    private static func numbers(_ bytes: some Collection<UInt8>, _ pattern: String) -> [Int]? {
        guard bytes.count == pattern.utf8.count else { return nil }
        var numbers = [0]
        for (byte, expected) in zip(bytes, pattern.utf8) {
            if expected == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
            } else {
                guard byte == expected else { return nil }
                numbers.append(0)
            }
        }
        return numbers
    }

    /// Midnight of a day that the calendar has, whatever follows it.
    static func dayMs(_ bytes: [UInt8]) -> Int64? {
        guard let date = numbers(bytes.prefix(10), "0000-00-00") else { return nil }
        var day = tm()
        day.tm_year = Int32(date[0] - 1900)
        day.tm_mon = Int32(date[1] - 1)
        day.tm_mday = Int32(date[2])
        let seconds = timegm(&day)
        // It puts right what no calendar has.
        guard Int(day.tm_mon) == date[1] - 1, Int(day.tm_mday) == date[2] else { return nil }
        return Int64(seconds) * 1000
    }

    /// `2026-09-20T10:00:00.123+02:00` and its relatives.
    static func ms(_ bytes: [UInt8]) -> Int64? {
        guard bytes.count >= 20, let day = dayMs(bytes),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let clock = numbers(bytes[11..<19], "00:00:00"), clock[0] < 24, clock[1] < 60, clock[2] <= 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
            fraction = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...9).contains(fraction.count) else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let offset = offsetMinutes(rest) else { return nil }
        let thousandths = String(decoding: fraction + Array("000".utf8), as: UTF8.self).prefix(3)
        let seconds = (clock[0] * 60 + clock[1] - offset) * 60 + clock[2]
        return day + Int64(seconds) * 1000 + (Int64(thousandths) ?? 0)
    }

    private static func offsetMinutes(_ zone: ArraySlice<UInt8>) -> Int? {
        if zone.count == 1, zone.first == UInt8(ascii: "Z") || zone.first == UInt8(ascii: "z") { return 0 }
        guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = zone.dropFirst()
        let (hours, minutes): (Int, Int)
        if let both = numbers(digits, "00:00") {
            (hours, minutes) = (both[0], both[1])
        } else if let both = numbers(digits, "0000") {
            (hours, minutes) = (both[0] / 100, both[0] % 100)
        } else if let whole = numbers(digits, "00") {
            (hours, minutes) = (whole[0], 0)
        } else {
            return nil
        }
        guard hours <= 18, minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// `08:30` or `08:30:15`, whatever follows it; a leap second counts as the one before.
    static func timeOfDayMs(_ bytes: [UInt8]) -> Int64? {
        guard let clock = numbers(bytes.prefix(5), "00:00"), clock[0] < 24, clock[1] < 60 else { return nil }
        var seconds = 0
        if bytes.count > 5, bytes[5] == UInt8(ascii: ":") {
            guard let given = numbers(bytes[6...].prefix(2), "00"), given[0] <= 60 else { return nil }
            seconds = min(given[0], 59)
        }
        return Int64((clock[0] * 60 + clock[1]) * 60 + seconds) * 1000
    }
}
