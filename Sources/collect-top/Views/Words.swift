/// Numbers and times as people read them.
///
/// Why by hand: a frame holds hundreds of figures, and Foundation's formatters cost more than the rest of it together.
/// Invariant: total: no value of any type makes one of these fail.
nonisolated enum Words {
    /// `12,345`
    static func grouped(_ number: Int64) -> DisplayText {
        let digits = String(number.magnitude)
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return ascii(text)
    }

    /// At most five cells, and one for a sign: `987`, `12.3k`, `1.2M`.
    static func compact(_ number: Int64) -> DisplayText { compact(number, places: 1) }

    /// At most four cells, and one for a sign: `987`, `12k`, `1M`.
    static func compactWhole(_ number: Int64) -> DisplayText { compact(number, places: 0) }

    private static func compact(_ number: Int64, places: Int) -> DisplayText {
        let magnitude = Double(number.magnitude)
        let sign = number < 0 ? "-" : ""
        let units: [(Double, String)] = [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        // 999,500 is 1.0M, not 1000k.
        for (unit, letter) in units where magnitude >= unit * 0.9995 && magnitude >= 1000 {
            let value = magnitude / unit
            return ascii(sign + fixed(value, places: value < 99.95 ? places : 0) + letter)
        }
        return ascii(sign + String(number.magnitude))
    }

    /// `12,345` where it fits into `cells`, else `12.3k`.
    static func count(_ number: Int64, cells: Int) -> DisplayText {
        let whole = grouped(number)
        return whole.width <= cells ? whole : compact(number)
    }

    /// `11.8/s`, `3.2/min`, `4.0/h`: the unit in which it is at least 1. Units: per second.
    static func rate(_ perSecond: Double) -> DisplayText {
        guard perSecond.isFinite, perSecond > 0 else { return "0/s" }
        if perSecond >= 9_999.5 { return compact(Int64(min(perSecond, 1e18))) + "/s" }
        if perSecond >= 1 { return ascii(fixed(perSecond, places: perSecond < 99.95 ? 1 : 0) + "/s") }
        if perSecond * 60 >= 1 { return ascii(fixed(perSecond * 60, places: 1) + "/min") }
        return ascii(fixed(perSecond * 3600, places: 1) + "/h")
    }

    /// Arrivals a minute, whatever their rate, so that figures side by side can be compared: `0.4`, `708.0`, `12,345`; at most seven cells.
    /// Units: per second.
    static func perMinute(_ perSecond: Double) -> DisplayText {
        guard perSecond.isFinite, perSecond > 0 else { return "0" }
        let value = perSecond * 60
        if value < 0.05 { return "<0.1" }
        if value < 999.95 { return ascii(fixed(value, places: 1)) }
        return count(Int64(min(value, 1e18).rounded()), cells: 7)
    }

    /// A number of unknown size in about five cells: `12,345`, `18.3`, `0.042`.
    static func number(_ value: Double) -> DisplayText {
        guard value.isFinite else { return "?" }
        let size = value.magnitude
        if size >= 1e6 { return compact(Int64(max(-9e18, min(9e18, value)))) }
        if value == value.rounded() || size >= 10_000 { return grouped(Int64(value.rounded())) }
        if size >= 100 { return ascii(fixed(value, places: 0)) }
        if size >= 1 { return ascii(fixed(value, places: 1)) }
        return ascii(fixed(value, places: size >= 0.01 ? 2 : 4))
    }

    /// `43 %`; what is above 0 is never shown as 0 and what is below 1 never as 100.
    static func percent(_ share: Double) -> DisplayText {
        guard share.isFinite, share > 0 else { return "0 %" }
        if share < 0.01 { return "<1 %" }
        let whole = Int64(min(share * 100, 1e15).rounded())
        return ascii("\(share < 1 ? min(whole, 99) : whole) %")
    }

    /// `places` decimals, rounded; a dot whatever the country.
    static func fixed(_ value: Double, places: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "?" }
        var scale: Int64 = 1
        for _ in 0..<min(max(0, places), 3) { scale *= 10 }
        if places > 3 { scale *= 10 }
        let scaled = Int64((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard scale > 1 else { return sign + String(scaled) }
        let rest = String(scaled % scale)
        let width = String(scale).count - 1
        return sign + String(scaled / scale) + "." + String(repeating: "0", count: width - rest.count) + rest
    }

    /// For text that is ASCII by construction.
    static func ascii(_ text: String) -> DisplayText { DisplayText(text) }
}
