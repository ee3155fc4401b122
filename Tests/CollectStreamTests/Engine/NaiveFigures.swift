import CollectModel
import CollectStream
import Foundation
import Glibc

/// A figure of a report: a text that must be equal, or a number that may differ by some slack.
enum Figure {
    case exact(String)
    case near(Double, slack: Double)
}

/// All figures of a report, by a name that a person can read.
struct Figures {
    private(set) var values: [String: Figure] = [:]

    mutating func exact(_ name: String, _ value: some CustomStringConvertible) { values[name] = .exact("\(value)") }
    mutating func exact(_ name: String, _ value: (some CustomStringConvertible)?) {
        values[name] = .exact(value.map { "\($0)" } ?? "none")
    }
    /// - Parameter slack: nil is a billionth of the value.
    mutating func near(_ name: String, _ value: Double, slack: Double? = nil) {
        values[name] = .near(value, slack: slack ?? 1e-9 * abs(value))
    }

    /// What differs, one line each; empty when the reports say the same.
    func differences(from found: [String: String]) -> [String] {
        var list: [String] = []
        for (name, figure) in values {
            let value = found[name]
            switch figure {
            case .exact(let text):
                if value != text { list.append("\(name): expected \(text), found \(value ?? "nothing")") }
            case .near(let number, let slack):
                let close = value.flatMap(Double.init).map { abs($0 - number) <= slack + 1e-12 } ?? false
                if !close { list.append("\(name): expected about \(number), found \(value ?? "nothing")") }
            }
        }
        list += found.keys.filter { values[$0] == nil }.map { "\($0): not expected, found \(found[$0] ?? "")" }
        return list.sorted()
    }
}

/// Counts everything anew from the responses that are live, with dictionaries, sorting and plain loops.
struct NaiveCount {
    typealias Object = NaiveDesk.Object

    let desk: NaiveDesk
    let readingMs: Int64
    var filter = FoldFilter()

    /// A response with its times as the rules of DESIGN section 5 give them.
    struct Timed {
        var response: Object
        var received: Int64
        var event: Int64
        var submitted: Int64?
        var isSkewed: Bool { submitted != nil && submitted != event }
    }

    func timed(_ response: Object) -> Timed {
        // A server's clock that is far off is believed no more than a phone's.
        let synced = Self.time(response["syncedFromDeviceAt"]).flatMap {
            (946_684_800_000...readingMs + 3_600_000).contains($0) ? $0 : nil
        }
        let received = synced ?? readingMs
        let submitted = Self.time(response["submittedOnDeviceAt"])
        let event = submitted.map { min(max($0, received - 400 * 86_400_000), received + 3_600_000) } ?? received
        return Timed(response: response, received: received, event: event, submitted: submitted)
    }

    private func isIncluded(_ timed: Timed) -> Bool {
        let time = filter.axis == .received ? timed.received : timed.event
        return time >= filter.sinceMs ?? .min && time < filter.untilMs ?? .max
    }

    /// What was not stored belongs to the moment of reading.
    private var countsRefusals: Bool { readingMs >= filter.sinceMs ?? .min && readingMs < filter.untilMs ?? .max }

    /// The milliseconds of a device's timestamp, by the C library's calendar.
    static func time(_ value: Any?) -> Int64? {
        guard let text = value as? String, text.utf8.count >= 24 else { return nil }
        let digits = text.utf8.map { (0x30...0x39).contains($0) ? Int($0 - 0x30) : -1 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard digits[0..<4].allSatisfy({ $0 >= 0 }) else { return nil }
        var parts = tm()
        parts.tm_year = Int32(number(0..<4) - 1900)
        parts.tm_mon = Int32(number(5..<7) - 1)
        parts.tm_mday = Int32(number(8..<10))
        parts.tm_hour = Int32(number(11..<13))
        parts.tm_min = Int32(number(14..<16))
        parts.tm_sec = Int32(number(17..<19))
        let zone = text.dropFirst(23)
        let offset = zone.hasPrefix("+02") ? 7200 : zone.hasPrefix("-05") ? -18_000 : 0
        return Int64(timegm(&parts) - offset) * 1000 + Int64(number(20..<23))
    }

    var figures: Figures {
        var figures = Figures()
        let forms = Set(desk.events.map(\.form)).union(desk.refusals.keys)
        var totals: [String: Int] = ["rejected": countsRefusals ? desk.rejectedWithoutForm : 0]
        for form in forms {
            let counts = events(of: form).merging(refused(form), uniquingKeysWith: { $0 + $1 })
            let live = desk.live.filter { $0.form == form }.map { timed($0.response) }.filter(isIncluded)
            // A form of which nothing falls into the span is not reported.
            if live.isEmpty, counts.values.allSatisfy({ $0 == 0 }) { continue }
            for (name, count) in counts {
                totals[name, default: 0] += count
                figures.exact("\(form) \(name)", count)
            }
            totals["live", default: 0] += live.count
            describe(form, live, &figures)
        }
        for name in ["created", "updated", "deleted", "live", "duplicates", "conflicts", "rejected"] {
            figures.exact("total \(name)", totals[name, default: 0])
        }
        return figures
    }

    private func events(of form: String) -> [String: Int] {
        var counts = ["created": 0, "updated": 0, "deleted": 0]
        for event in desk.events where event.form == form {
            guard event.response.map({ isIncluded(timed($0)) }) ?? (filter.sinceMs == nil && filter.untilMs == nil)
            else { continue }
            switch event.kind {
            case .created, .createdBefore: counts["created", default: 0] += 1
            case .updated, .updatedBefore: counts["updated", default: 0] += 1
            case .deleted: counts["deleted", default: 0] += 1
            case .restored: break
            }
        }
        return counts
    }

    private func refused(_ form: String) -> [String: Int] {
        guard countsRefusals else { return ["duplicates": 0, "conflicts": 0, "rejected": 0] }
        let refusals = desk.refusals[form] ?? NaiveDesk.Refusals()
        return ["duplicates": refusals.duplicates, "conflicts": refusals.conflicts, "rejected": refusals.rejected]
    }

    private func describe(_ form: String, _ live: [Timed], _ figures: inout Figures) {
        figures.exact("\(form) live", live.count)
        figures.exact("\(form) late", live.count { $0.received - $0.event > 900_000 })
        figures.exact("\(form) clockSkewed", live.count { $0.isSkewed })
        figures.exact("\(form) clockCorrected", 0)
        if filter.sinceMs == nil, filter.untilMs == nil {
            figures.exact("\(form) edited", desk.edited[form] ?? 0)
        }
        figures.exact("\(form) skews", 0)
        active("\(form) active devices", live, { $0["deviceId"] as? String }, &figures)
        active("\(form) active collectors", live, Self.collector, &figures)
        let versions = live.compactMap { Self.version($0.response) }
        figures.exact(
            "\(form) versions",
            NaiveAnswers.ranked(versions).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
        let devices = live.compactMap { $0.response["deviceId"] as? String }.filter { !$0.isEmpty }
        figures.exact("\(form) devices", Set(devices).count)
        figures.exact("\(form) collectors", Set(live.compactMap { Self.collector($0.response) }).count)
        let seen = everReceived(form).map(\.received)
        figures.exact("\(form) firstReceived", seen.min())
        figures.exact("\(form) lastReceived", seen.max())
        span("\(form) duration", live.compactMap { Self.duration($0.response) }, &figures)
        span(
            "\(form) syncDelay",
            live.compactMap { timed in
                timed.submitted.flatMap { _ in timed.isSkewed ? nil : timed.received - timed.event }
            }, &figures)
        let times = live.map { filter.axis == .received ? $0.received : $0.event }
        figures.exact(
            "\(form) perHour", Self.tally(times.map { Int64((Double($0) / 3_600_000).rounded(.down)) * 3_600_000 }))
        questions(form, live, &figures)
    }

    private static func version(_ response: Object) -> String? {
        if let text = response["formVersion"] as? String { return (1...128).contains(text.utf8.count) ? text : nil }
        return (response["formVersion"] as? NSNumber).map { $0.doubleValue == 3 ? "3" : "\($0.doubleValue)" }
    }

    /// Of whom anything was received, live or not, in the last hour or day; those who have live responses.
    private func active(
        _ name: String, _ live: [Timed], _ id: (Object) -> String?, _ figures: inout Figures
    ) {
        let form = live.first?.response["formId"] as? String ?? ""
        for (label, ms) in [("hour", Int64(3_600_000)), ("day", 86_400_000)] {
            let since = Int64((Double(Folding.reportMs - ms) / 60_000).rounded(.down)) * 60_000
            let heard = Set(everLive(form).filter { $0.received >= since }.compactMap { id($0.response) })
            let senders = Set(live.compactMap { id($0.response) }).filter { !$0.isEmpty }
            figures.exact("\(name) \(label)", senders.intersection(heard).count)
        }
    }

    /// Versions that were live at some time.
    private func everLive(_ form: String) -> [Timed] {
        let events = desk.events.filter { $0.form == form && $0.kind != .createdBefore && $0.kind != .updatedBefore }
        return events.flatMap { [$0.response, $0.old].compactMap(\.self) }.map(timed).filter(isIncluded)
    }

    /// All that ever came, what came behind newer versions included.
    private func everReceived(_ form: String) -> [Timed] {
        desk.events.filter { $0.form == form }.compactMap(\.response).map(timed).filter(isIncluded) + everLive(form)
    }

    static func tally<Key: Hashable & Comparable>(_ keys: [Key]) -> String {
        var counts: [Key: Int] = [:]
        for key in keys { counts[key, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    private static func collector(_ response: Object) -> String? {
        let first = (response["answers"] as? [Any])?.first as? Object
        return (first?["createdBy"] as? String).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func duration(_ response: Object) -> Int64? {
        if let total = (response["responseTime"] as? Object)?["totalTime"] as? NSNumber {
            return Int64(total.doubleValue)
        }
        guard let begun = time(response["createdOnDeviceAt"]), let done = time(response["submittedOnDeviceAt"]) else {
            return nil
        }
        return done - begun
    }

    private func span(_ name: String, _ values: [Int64], _ figures: inout Figures) {
        let sorted = values.sorted()
        figures.exact("\(name) count", sorted.count)
        figures.exact("\(name) min", sorted.first)
        figures.exact("\(name) max", sorted.last)
        guard !sorted.isEmpty else { return }
        figures.near("\(name) mean", Double(sorted.reduce(0, +)) / Double(sorted.count))
        for (label, q) in [("p50", 0.5), ("p95", 0.95)] {
            let (below, above, value) = naiveQuantile(q, of: sorted.map(Double.init))
            // The error is of the two values, also where what lies between them is nearer to zero.
            figures.near("\(name) \(label)", value, slack: 0.01 * max(abs(below), abs(above)))
        }
    }

    // MARK: - Questions

    /// An answer with its place and the number of its response.
    struct Given {
        var answer: Object
        var place: Int
        var response: Int
        var isActive: Bool {
            guard let state = answer["state"], !(state is NSNull) else { return true }
            return state as? String == "active"
        }
    }

    private func questions(_ form: String, _ live: [Timed], _ figures: inout Figures) {
        var given: [String: [Given]] = [:]
        for (number, timed) in live.enumerated() {
            for (place, answer) in NaiveDesk.flat(timed.response).enumerated() {
                guard let answer = answer as? Object else { continue }
                given[Self.name(answer), default: []].append(Given(answer: answer, place: place, response: number))
            }
        }
        var places: [(name: String, mean: Double)] = []
        for (name, list) in given {
            let active = list.filter(\.isActive)
            let answered = Set(active.map(\.response)).count
            places.append((name, Double(list.reduce(0) { $0 + $1.place }) / Double(list.count)))
            figures.exact("\(form) \(name) answered", answered)
            figures.exact("\(form) \(name) missing", live.count - answered)
            figures.exact("\(form) \(name) asked", Set(list.map(\.response)).count)
            let days = list.map { Int((Double(live[$0.response].received) / 86_400_000).rounded(.down)) }
            figures.exact("\(form) \(name) first seen", days.min() ?? 0)
            figures.exact("\(form) \(name) last seen", days.max() ?? 0)
            dwell("\(form) \(name) dwell", list, live, &figures)
            figures.exact("\(form) \(name) key", label(form, name))
            let type = String(name[name.index(after: name.lastIndex(of: "|") ?? name.startIndex)...])
            NaiveAnswers(
                answers: active.map(\.answer), received: active.map { live[$0.response].received }, answered: answered
            ).describe("\(form) \(name)", type, &figures)
        }
        // By id, then by type: what divides them in the name sorts behind most letters.
        let order = places.sorted {
            let (a, b) = ($0.name.split(separator: "|"), $1.name.split(separator: "|"))
            return $0.mean != $1.mean
                ? $0.mean < $1.mean : a.lexicographicallyPrecedes(b) { String($0) < String($1) }
        }
        figures.exact("\(form) questions", order.map(\.name).joined(separator: " "))
    }

    /// How long the answers of a list took: each response is taken apart anew.
    private func dwell(_ name: String, _ list: [Given], _ live: [Timed], _ figures: inout Figures) {
        var times: [Double] = []
        for given in list {
            let took = Self.dwellTimes(live[given.response].response)[given.place]
            if let took { times.append(Double(took)) }
        }
        times.sort()
        figures.exact("\(name) count", times.count)
        guard !times.isEmpty else { return }
        for (label, q) in [("p50", 0.5), ("p95", 0.95)] {
            let (below, above, value) = naiveQuantile(q, of: times)
            figures.near("\(name) \(label)", value, slack: 0.01 * max(below, above))
        }
    }

    /// By the answer's place: the gap to the last change of the answer that was begun before it.
    private static func dwellTimes(_ response: Object) -> [Int: Int64] {
        var moments: [(created: Int64, modified: Int64, place: Int)] = []
        for (place, answer) in NaiveDesk.flat(response).enumerated() {
            guard let answer = answer as? Object, Given(answer: answer, place: place, response: 0).isActive,
                let created = time(answer["createdOnDeviceAt"]), let modified = time(answer["lastModifiedOnDeviceAt"])
            else { continue }
            moments.append((created, modified, place))
        }
        moments.sort { ($0.created, $0.place) < ($1.created, $1.place) }
        var times: [Int: Int64] = [:]
        for (n, moment) in moments.enumerated() {
            let gap = moment.modified - (n == 0 ? moment.created : moments[n - 1].modified)
            if n == 0 ? gap > 0 : gap >= 0 { times[moment.place] = gap }
        }
        return times
    }

    private static func name(_ answer: Object) -> String {
        "\(answer["questionId"] as? String ?? "")|\(answer["questionType"] as? String ?? "")"
    }

    /// The label that was seen last; of several at one time, the greatest by bytes.
    private func label(_ form: String, _ name: String) -> String {
        var best: (time: Int64, label: String)?
        for timed in everLive(form) {
            for case let answer as Object in NaiveDesk.flat(timed.response) where Self.name(answer) == name {
                guard let key = answer["key"] as? String else { continue }
                if best.map({ ($0.time, $0.label) < (timed.received, key) }) ?? true { best = (timed.received, key) }
            }
        }
        return best?.label ?? ""
    }
}

/// The quantile that R, NumPy and spreadsheets give (Hyndman and Fan's definition 7), and the two values that it lies between.
func naiveQuantile(_ q: Double, of sorted: [Double]) -> (below: Double, above: Double, value: Double) {
    let place = q * Double(sorted.count - 1)
    let rank = Int(place)
    let (below, above) = (sorted[rank], sorted[min(rank + 1, sorted.count - 1)])
    return (below, above, below + (place - Double(rank)) * (above - below))
}
