import Foundation

/// The distribution of the active answers to one question, by type, from plain lists.
struct NaiveAnswers {
    typealias Object = NaiveDesk.Object

    let answers: [Object]
    /// When their responses were received.
    let received: [Int64]
    let answered: Int

    func describe(_ name: String, _ type: String, _ figures: inout Figures) {
        switch type {
        case "Choice", "Boolean", "MatrixRow":
            options(name, answers.compactMap { Self.text($0) ?? Self.option($0) }, &figures)
        case "MultiChoice":
            options(name, answers.flatMap(Self.chosen), &figures)
            together(name, &figures)
        case "Ranking":
            options(name, answers.flatMap(Self.chosen), &figures)
            together(name, &figures)
            ranking(name, &figures)
        case "Number", "Rating": number(name, &figures)
        case "Text", "Barcode": text(name, &figures)
        case "Email":
            text(name, &figures)
            emails(name, &figures)
        case "Phone": phone(name, &figures)
        case "Location": location(name, &figures)
        case "Date": dates(name, &figures)
        case "Time": times(name, &figures)
        case "Image", "Signature": media(name, &figures)
        case "Matrix": matrix(name, &figures)
        case "Repeat", "Group":
            let counted = answers.map { answer in
                (answer["repeat"] as? [Any]).map { ["number": NSNumber(value: $0.count { $0 is Object })] } ?? [:]
            }
            NaiveAnswers(answers: counted, received: received, answered: answered).number(name, &figures)
        default: figures.exact("\(name) distinct", Set(answers.compactMap(Self.bytes)).count)
        }
    }

    private func matrix(_ name: String, _ figures: inout Figures) {
        let grids = answers.map { NaiveDesk.rows(of: $0).map(\.choice) }
        let judged = grids.filter { $0.count >= 3 }
        figures.exact("\(name) rows", grids.reduce(0) { $0 + $1.count })
        figures.exact("\(name) judged", judged.count)
        figures.exact("\(name) straight", judged.count { Set($0.map { Array($0.utf8) }).count == 1 })
    }

    private static func text(_ answer: Object) -> String? { answer["text"] as? String }
    private static func bytes(_ answer: Object) -> [UInt8]? { text(answer).map { Array($0.utf8) } }

    private static func option(_ answer: Object) -> String? {
        if let choice = answer["choice"] { return named(choice) }
        return (answer["boolean"] as? NSNumber).map { $0.boolValue ? "true" : "false" }
    }

    private static func named(_ choice: Any) -> String? {
        choice as? String ?? (choice as? Object).flatMap { $0["label"] as? String ?? $0["code"] as? String }
    }

    private static func chosen(_ answer: Object) -> [String] {
        if let choices = answer["choices"] as? [Any] {
            var seen: [[UInt8]] = []
            return choices.compactMap(named).filter { name in
                defer { seen.append(Array(name.utf8)) }
                return !seen.contains(Array(name.utf8))
            }
        }
        return text(answer).map { $0.isEmpty ? [] : $0.components(separatedBy: ", ") } ?? []
    }

    private func ranking(_ name: String, _ figures: inout Figures) {
        var ranks: [String: [Int]] = [:]
        var points: [String: Int] = [:]
        for order in answers.filter({ $0["choices"] is [Any] || Self.text($0) != nil }).map(Self.chosen) {
            for (place, option) in order.enumerated() {
                ranks[option, default: []].append(place + 1)
                points[option, default: 0] += order.count - 1 - place
            }
        }
        for (option, list) in ranks {
            let first = list.count { $0 == 1 }
            figures.exact("\(name) rank of \(option)", "\(list.count) \(first) \(points[option] ?? 0)")
            figures.near("\(name) mean rank of \(option)", Double(list.reduce(0, +)) / Double(list.count))
        }
    }

    private func emails(_ name: String, _ figures: inout Figures) {
        let texts = answers.compactMap(Self.text)
        let pattern =
            /[!-?A-~]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+)/
        let domains = texts.compactMap { try? pattern.wholeMatch(in: $0)?.1.lowercased() }
        figures.exact("\(name) valid", domains.count)
        figures.exact("\(name) domains", Self.ranked(domains).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
        let twice = Dictionary(grouping: texts) { Array($0.utf8) }.values.filter { $0.count > 1 }
        figures.exact("\(name) repeated", "\(twice.count) \(twice.reduce(0) { $0 + $1.count })")
    }

    private func options(_ name: String, _ values: [String], _ figures: inout Figures) {
        figures.exact("\(name) options", Self.ranked(values).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
        for (value, count) in Self.ranked(values) {
            figures.near("\(name) share of \(value)", Double(count) / Double(max(answered, answers.count, 1)))
        }
        let shares = Self.ranked(values).map { Double($0.count) / Double(values.count) }
        figures.near("\(name) entropy", -shares.reduce(0) { $0 + $1 * Foundation.log2($1) }, slack: 1e-9)
    }

    private func together(_ name: String, _ figures: inout Figures) {
        let given = answers.filter { $0["choices"] is [Any] || Self.text($0) != nil }
        let chosen = given.map(Self.chosen)
        let all = chosen.reduce(0) { $0 + $1.count }
        if given.isEmpty {
            figures.exact("\(name) mean chosen", "none")
        } else {
            figures.near("\(name) mean chosen", Double(all) / Double(given.count))
        }
        let combinations = chosen.map {
            $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ", ")
        }
        let top = Self.ranked(combinations).prefix(10).map { "\($0.value)=\($0.count)" }
        figures.exact("\(name) combinations", top.joined(separator: " "))
    }

    /// By count, then by bytes.
    static func ranked(_ values: [String]) -> [(value: String, count: Int)] {
        var counts: [[UInt8]: Int] = [:]
        for value in values { counts[Array(value.utf8), default: 0] += 1 }
        return counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    private static func number(_ answer: Object) -> Double? {
        if let number = answer["number"] as? NSNumber { return number.doubleValue }
        guard let text = text(answer), !text.isEmpty, text.allSatisfy({ "0123456789+-.eE".contains($0) }) else {
            return nil
        }
        return Double(text)
    }

    private func number(_ name: String, _ figures: inout Figures) {
        let values = answers.compactMap(Self.number).sorted()
        figures.exact("\(name) count", values.count)
        guard let low = values.first, let high = values.last else { return }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        figures.exact("\(name) min", low)
        figures.exact("\(name) max", high)
        figures.near("\(name) mean", mean)
        figures.exact("\(name) has sd", values.count > 1)
        if values.count > 1 {
            figures.near("\(name) sd", (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot())
        }
        for q in [0.05, 0.25, 0.5, 0.75, 0.95] { figures.exact("\(name) p\(q)", naiveQuantile(q, of: values).value) }
        figures.exact("\(name) in bins", values.count)
        figures.exact("\(name) error", 0.0)
        figures.exact("\(name) zeros", values.count { $0 == 0 })
        figures.exact("\(name) negatives", values.count { $0 < 0 })
        let median = naiveQuantile(0.5, of: values).value
        figures.exact("\(name) mad", naiveQuantile(0.5, of: values.map { abs($0 - median) }.sorted()).value)
        let whole = values.filter { abs($0) < 0x1p63 && $0 == $0.rounded() }
        figures.exact("\(name) heaping", "\(whole.count) \(whole.count { fmod($0, 5) == 0 })")
        let codes = values.filter { [-999, -888, -99, -98, -97].contains($0) }
        figures.exact("\(name) no answer", NaiveCount.tally(codes.map { Int($0) }))
        let (lower, upper) = (naiveQuantile(0.25, of: values).value, naiveQuantile(0.75, of: values).value)
        for (label, k) in [("outside", 1.5), ("far", 3.0)] {
            let fences = (lower - k * (upper - lower), upper + k * (upper - lower))
            figures.exact("\(name) \(label)", values.count { $0 < fences.0 || $0 > fences.1 })
        }
    }

    private func text(_ name: String, _ figures: inout Figures) {
        let values = answers.compactMap(Self.text)
        let lengths = values.map(\.count).sorted()
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        figures.exact("\(name) distinct", Set(values.map { Array($0.utf8) }).count)
        figures.exact(
            "\(name) top", Self.ranked(values).prefix(20).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
        figures.exact("\(name) blank", values.count { $0.utf8.allSatisfy(isSpace) })
        figures.exact("\(name) shortest", lengths.first ?? 0)
        figures.near("\(name) length", lengths.isEmpty ? 0 : Double(lengths.reduce(0, +)) / Double(lengths.count))
        figures.exact(
            "\(name) length p95", lengths.isEmpty ? 0 : lengths[Int((0.95 * Double(lengths.count)).rounded(.up)) - 1])
    }

    private func phone(_ name: String, _ figures: inout Figures) {
        let numbers = answers.compactMap { $0["phone"] as? String ?? Self.text($0) }.filter {
            let digits = $0.dropFirst()
            return $0.hasPrefix("+") && (7...15).contains(digits.count) && !digits.hasPrefix("0")
                && digits.allSatisfy { "0123456789".contains($0) }
        }
        figures.exact("\(name) valid", numbers.count)
        let shared = Self.ranked(numbers).filter { $0.count > 1 }
        figures.exact("\(name) distinct", Set(numbers).count)
        figures.exact("\(name) shared", shared.count)
        figures.exact("\(name) sharing", shared.reduce(0) { $0 + $1.count })
        let countries = numbers.map { number in ["+27", "+353", "+1"].first { number.hasPrefix($0) } ?? number }
        figures.exact(
            "\(name) countries", Self.ranked(countries).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
    }

    private func location(_ name: String, _ figures: inout Figures) {
        let given = answers.compactMap { answer -> (latitude: Double, longitude: Double)? in
            guard let place = answer["location"] as? Object,
                let point = (place["coordinates"] as? [Any])?.first as? Object,
                let latitude = (point["latitude"] as? NSNumber)?.doubleValue,
                let longitude = (point["longitude"] as? NSNumber)?.doubleValue
            else { return nil }
            return (latitude, longitude)
        }
        let accuracies = answers.compactMap { answer -> Double? in
            guard let place = answer["location"] as? Object,
                let point = (place["coordinates"] as? [Any])?.first as? Object,
                let latitude = (point["latitude"] as? NSNumber)?.doubleValue,
                let longitude = (point["longitude"] as? NSNumber)?.doubleValue,
                abs(latitude) <= 90, abs(longitude) <= 180
            else { return nil }
            return [point, place].compactMap { ($0["accuracy"] as? NSNumber)?.doubleValue }.first { $0 >= 0 }
        }
        let points = given.filter { abs($0.latitude) <= 90 && abs($0.longitude) <= 180 }
        figures.exact("\(name) impossible", given.count - points.count)
        figures.exact(
            "\(name) swapped",
            given.count { abs($0.latitude) > 90 && abs($0.latitude) <= 180 && abs($0.longitude) <= 90 })
        figures.exact("\(name) at origin", points.count { $0.latitude == 0 && $0.longitude == 0 })
        figures.exact("\(name) count", points.count)
        let same = Self.ranked(points.map { "\($0.latitude + 0) \($0.longitude + 0)" }).filter { $0.count > 1 }
        figures.exact("\(name) repeated", "\(same.count) \(same.reduce(0) { $0 + $1.count })")
        Self.quantiles("\(name) accuracy", accuracies.map { min(6553.4, (10 * $0).rounded() / 10) }, &figures)
        let box = [
            points.map(\.longitude).min(), points.map(\.latitude).min(), points.map(\.longitude).max(),
            points.map(\.latitude).max(),
        ]
        figures.exact("\(name) box", box.map { $0.map { "\($0)" } ?? "none" }.joined(separator: " "))
        let cells = points.map { Self.cell($0.latitude, $0.longitude) }
        figures.exact("\(name) cells", Self.ranked(cells).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
    }

    /// The geohash cell, halving by halving.
    private static func cell(_ latitude: Double, _ longitude: Double) -> String {
        var ranges = [(-180.0, 180.0), (-90.0, 90.0)]
        var letters = ""
        var bits = 0
        for n in 0..<25 {
            let middle = (ranges[n % 2].0 + ranges[n % 2].1) / 2
            let isUpper = (n % 2 == 0 ? longitude : latitude) >= middle
            if isUpper { ranges[n % 2].0 = middle } else { ranges[n % 2].1 = middle }
            bits = bits * 2 + (isUpper ? 1 : 0)
            if n % 5 == 4 {
                letters.append(Array("0123456789bcdefghjkmnpqrstuvwxyz")[bits])
                bits = 0
            }
        }
        return letters
    }

    private func dates(_ name: String, _ figures: inout Figures) {
        let given = zip(answers, received).compactMap { answer, received -> (ms: Int64, received: Int64)? in
            guard let text = Self.text(answer),
                let ms = NaiveCount.time(text)
                    ?? (text.utf8.count == 10 ? NaiveCount.time(text + "T00:00:00.000Z") : nil)
            else { return nil }
            return (ms, received)
        }
        let times = given.map(\.ms)
        figures.exact("\(name) first", times.min())
        figures.exact("\(name) last", times.max())
        figures.exact(
            "\(name) days", NaiveCount.tally(times.map { Int64((Double($0) / 86_400_000).rounded(.down)) * 86_400_000 })
        )
        figures.exact("\(name) in future", given.count { $0.ms - $0.received > 14 * 3_600_000 })
    }

    private func times(_ name: String, _ figures: inout Figures) {
        let minutes = answers.compactMap(Self.text).compactMap { text -> Int? in
            let parts = text.prefix(5).split(separator: ":").compactMap { Int($0) }
            guard text.prefix(5).utf8.count == 5, parts.count == 2, parts[0] < 24 else { return nil }
            return parts[0] * 60 + parts[1]
        }
        figures.exact("\(name) count", minutes.count)
        figures.exact("\(name) earliest", minutes.min().map { Int64($0) * 60_000 })
        figures.exact("\(name) latest", minutes.max().map { Int64($0) * 60_000 })
        figures.exact("\(name) hours", NaiveCount.tally(minutes.map { $0 / 60 }))
    }

    private static func quantiles(
        _ name: String, _ values: [Double], _ figures: inout Figures,
        _ wanted: [String: Double] = ["p50": 0.5, "p95": 0.95]
    ) {
        let sorted = values.sorted()
        figures.exact("\(name) count", sorted.count)
        guard !sorted.isEmpty else { return }
        for (label, q) in wanted {
            let (below, above, value) = naiveQuantile(q, of: sorted)
            figures.near("\(name) \(label)", value, slack: 0.01 * max(abs(below), abs(above)))
        }
    }

    private func media(_ name: String, _ figures: inout Figures) {
        let files = answers.map { $0["attachment"] as? Object }
        let present = files.compactMap { file -> Int? in
            guard let file, let size = (file["size"] as? NSNumber)?.intValue,
                file["state"] as? String ?? "" != "missing",
                file["state"] as? String ?? "" != "expected"
            else { return nil }
            return size
        }
        figures.exact("\(name) expected", answers.count)
        figures.exact("\(name) present", present.count)
        figures.exact("\(name) bytes", present.reduce(0, +))
        Self.quantiles("\(name) size", present.map(Double.init), &figures, ["p95": 0.95])
        let hashes = files.compactMap { file -> String? in
            guard let file, file["size"] is NSNumber, file["state"] as? String ?? "" != "missing",
                file["state"] as? String ?? "" != "expected", let hash = file["sha256"] as? String, !hash.isEmpty
            else { return nil }
            return hash
        }
        let same = Self.ranked(hashes).filter { $0.count > 1 }
        figures.exact("\(name) repeated", "\(same.count) \(same.reduce(0) { $0 + $1.count })")
    }
}
