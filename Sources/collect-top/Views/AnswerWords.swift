import CollectModel
import Glibc

/// Figures as people read them, for the views of answers.
nonisolated enum AnswerWords {
    /// `12,345`: grouped, so that magnitudes are seen without counting digits.
    static func count(_ value: Int64) -> DisplayText {
        DisplayText(grouped(value))
    }

    /// A count that somebody could be recognised by is not shown: `<5`.
    static func cell(_ value: Int64, mask: Mask) -> DisplayText {
        mask.showsCell(of: Int(clamping: value)) ? count(value) : "<5"
    }

    /// `58.3 %` of a share of 0...1; what is above 0 never reads as 0.
    static func share(_ value: Double) -> DisplayText {
        let clean = Scale.unit(value)
        if clean > 0, clean < 0.0005 { return "<0.1 %" }
        return DisplayText(decimal(clean * 100, digits: 1) + " %")
    }

    /// `±1 %`, or nothing where the figure is exact.
    static func error(_ relative: Double) -> DisplayText {
        guard relative > 0, relative.isFinite else { return .empty }
        let percent = relative * 100
        return DisplayText("±" + decimal(percent, digits: percent < 1 ? 1 : 0) + " %")
    }

    /// `8,412 ±2 %`.
    static func estimate(_ value: Estimate) -> DisplayText {
        let error = error(value.error)
        return error.isEmpty ? count(value.value) : count(value.value) + " " + error
    }

    /// A number of a question, in at most about eight cells: `1,234`, `26.4`, `0.042`, `1.2e+12`.
    static func number(_ value: Double) -> DisplayText {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size >= 1e9 || (size > 0 && size < 0.0005) { return DisplayText(scientific(value)) }
        if value == value.rounded() { return count(Int64(value)) }
        let digits = size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        return DisplayText(decimal(value, digits: digits))
    }

    static func number(_ value: Double?) -> DisplayText { value.map(number) ?? "–" }

    /// A number in `cells` at most: as exact as fits, such as `3,614`, `3.6k` or `4k`; nil where no rounding makes it short enough.
    static func number(_ value: Double, cells: Int) -> DisplayText? {
        let whole = number(value)
        if whole.width <= cells { return whole }
        let size = abs(value)
        guard value.isFinite, size < 1e18 else { return nil }
        // What is not 0 never reads as 0.
        let places = [(2, 0.01), (1, 0.1), (0, 1)].filter { size >= $0.1 }.map(\.0)
        let rounded =
            size < 999.5
            ? places.map { DisplayText(decimal(value, digits: $0)) }
            : [Words.compact(Int64(value.rounded())), Words.compactWhole(Int64(value.rounded()))]
        return rounded.first { $0.width <= cells }
    }

    /// Two units of a duration: `850 ms`, `38 s`, `4 m 12 s`, `2 h 05 m`, `3 d 4 h`, `1,095 d`. Units: ms.
    static func span(_ ms: Int64) -> DisplayText {
        let sign = ms < 0 ? "−" : ""
        let all = Int64(clamping: ms.magnitude)
        let seconds = all / 1000
        if all == 0 { return "0 s" }
        if seconds == 0 { return DisplayText("\(sign)\(all) ms") }
        if seconds < 60 { return DisplayText("\(sign)\(seconds) s") }
        if seconds < 3600 { return DisplayText("\(sign)\(seconds / 60) m \(padded(seconds % 60)) s") }
        if seconds < 86_400 { return DisplayText("\(sign)\(seconds / 3600) h \(padded(seconds / 60 % 60)) m") }
        let days = seconds / 86_400
        // Of years, as phones have them whose clock was reset, the hours say nothing.
        return DisplayText("\(sign)\(grouped(days)) d" + (days < 1000 ? " \(seconds / 3600 % 24) h" : ""))
    }

    static func span(_ ms: Int64?) -> DisplayText { ms.map(span) ?? "–" }

    /// `14:05:09` at the reader's place.
    static func clock(_ ms: Int64, _ context: ViewContext) -> DisplayText {
        DisplayText(String(localText(ms, context).dropFirst(11).prefix(8)))
    }

    /// `2026-11-12`: the calendar day of a time that has no place, such as a date answer.
    static func day(_ ms: Int64) -> String { Timestamp.formatDay(Timestamp.floor(ms, to: 1000)) }

    /// `11-12 14:05`, with the year only where it is another one than now.
    static func moment(_ ms: Int64, _ context: ViewContext) -> DisplayText {
        let text = localText(ms, context)
        let sameYear = text.prefix(4) == localText(context.nowMs, context).prefix(4)
        let day = sameYear ? text.dropFirst(5).prefix(5) : text.prefix(10)
        return DisplayText("\(day) \(text.dropFirst(11).prefix(5))")
    }

    /// `14:05:09` of today, else `moment`.
    static func stamp(_ ms: Int64, _ context: ViewContext) -> DisplayText {
        let isToday = localText(ms, context).prefix(10) == localText(context.nowMs, context).prefix(10)
        return isToday ? clock(ms, context) : moment(ms, context)
    }

    /// `2026-11-12 14:05:09`.
    static func full(_ ms: Int64, _ context: ViewContext) -> DisplayText {
        let text = localText(ms, context)
        return DisplayText("\(text.prefix(10)) \(text.dropFirst(11).prefix(8))")
    }

    /// `2 s ago`, `in 4 m` for times ahead.
    static func age(_ ms: Int64, _ context: ViewContext) -> DisplayText {
        let (age, overflow) = context.nowMs.subtractingReportingOverflow(ms)
        if overflow { return "–" }
        if age < 0 { return "in " + short(-age) }
        return age < 1000 ? "now" : short(age) + " ago"
    }

    /// One unit of a duration: `38 s`, `4 m`, `2 h`, `3 d`.
    private static func short(_ ms: Int64) -> DisplayText {
        let seconds = ms / 1000
        if seconds < 60 { return DisplayText("\(seconds) s") }
        if seconds < 3600 { return DisplayText("\(seconds / 60) m") }
        if seconds < 86_400 { return DisplayText("\(seconds / 3600) h") }
        return DisplayText("\(grouped(seconds / 86_400)) d")
    }

    /// The reader's local time in the shape of RFC 3339, in whole seconds. Times that no calendar holds stand at its ends.
    private static func localText(_ ms: Int64, _ context: ViewContext) -> String {
        // Years 0 and 9999: beyond, the text would no longer have its columns.
        let clamped = min(max(ms, -62_135_596_800_000), 253_402_214_400_000)
        return Timestamp.format(Timestamp.floor(clamped + Int64(context.utcOffsetSeconds) * 1000, to: 1000))
    }

    private static func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    static func grouped(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var bytes: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A fixed number of decimals, grouped, without Foundation's formatter.
    private static func decimal(_ value: Double, digits: Int) -> String {
        let power = [1.0, 10, 100, 1000][digits]
        let scaled = Int64((abs(value) * power).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + grouped(scaled) }
        let fraction = String(scaled % Int64(power))
        let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
        return sign + grouped(scaled / Int64(power)) + "." + zeros + fraction
    }

    private static func scientific(_ value: Double) -> String {
        let exponent = Int(log10(abs(value)).rounded(.down))
        let mantissa = value / pow(10, Double(exponent))
        guard mantissa.isFinite else { return JSONWriter.text(of: value) }
        return decimal(mantissa, digits: 1) + (exponent < 0 ? "e-" : "e+") + "\(abs(exponent))"
    }
}
