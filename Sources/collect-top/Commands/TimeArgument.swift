import ArgumentParser
import CollectModel

/// A time on the command line: RFC 3339, a day, or relative to now.
nonisolated struct TimeArgument: ExpressibleByArgument, Sendable {
    private enum Form {
        case fixed(Int64)
        case ago(Int64)
        case day(Int64)
    }

    private let form: Form

    static let help = "RFC 3339, a day (2026-11-01), or relative: 90s, 30m, 2h, 7d, today, yesterday, now."

    init?(argument: String) {
        switch argument {
        case "now": form = .ago(0)
        case "today": form = .day(0)
        case "yesterday": form = .day(1)
        default:
            guard let parsed = Self.relative(argument) ?? Self.absolute(argument) else { return nil }
            form = parsed
        }
    }

    private static func relative(_ text: String) -> Form? {
        guard let unit = text.last, let count = Int64(text.dropLast()), count >= 0 else { return nil }
        let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000]
        guard let ms = units[unit] else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: ms)
        return overflow ? nil : .ago(product)
    }

    private static func absolute(_ text: String) -> Form? {
        if let ms = Timestamp.parse(text) { return .fixed(ms) }
        var copy = text
        guard copy.utf8.count == 10, let day = copy.withUTF8({ Timestamp.parseDay($0) }) else { return nil }
        return .fixed(day)
    }

    /// The time in ms since 1970. Days begin at midnight UTC.
    func ms(nowMs: Int64) -> Int64 {
        switch form {
        case .fixed(let ms): ms
        case .ago(let span): nowMs - span
        case .day(let back): Timestamp.floor(nowMs, to: 86_400_000) - back * 86_400_000
        }
    }
}
