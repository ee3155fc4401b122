import Foundation

/// The distribution of the active answers to one question, by type, from plain lists.
struct NaiveAnswers {
    typealias Object = NaiveDesk.Object

    let answers: [Object]
    let answered: Int

    func describe(_ name: String, _ type: String, _ figures: inout Figures) {
        switch type {
        case "Choice", "Boolean": options(name, answers.compactMap { Self.text($0) ?? Self.option($0) }, &figures)
        case "MultiChoice": options(name, answers.flatMap(Self.chosen), &figures)
        case "Number", "Rating": number(name, &figures)
        case "Text", "Barcode": text(name, &figures)
        case "Phone": phone(name, &figures)
        case "Location": location(name, &figures)
        case "Date": dates(name, &figures)
        default: figures.exact("\(name) distinct", Set(answers.compactMap(Self.bytes)).count)
        }
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

    private func options(_ name: String, _ values: [String], _ figures: inout Figures) {
        figures.exact("\(name) options", ranked(values).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
        for (value, count) in ranked(values) {
            figures.near("\(name) share of \(value)", Double(count) / Double(max(answered, answers.count, 1)))
        }
    }

    /// By count, then by bytes.
    private func ranked(_ values: [String]) -> [(value: String, count: Int)] {
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
    }

    private func text(_ name: String, _ figures: inout Figures) {
        let values = answers.compactMap(Self.text)
        let lengths = values.map(\.count).sorted()
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        figures.exact("\(name) distinct", Set(values.map { Array($0.utf8) }).count)
        figures.exact("\(name) top", ranked(values).prefix(20).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
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
        let countries = numbers.map { number in ["+27", "+353", "+1"].first { number.hasPrefix($0) } ?? number }
        figures.exact("\(name) countries", ranked(countries).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
    }

    private func location(_ name: String, _ figures: inout Figures) {
        let points = answers.compactMap { answer -> (latitude: Double, longitude: Double)? in
            guard let place = answer["location"] as? Object,
                let point = (place["coordinates"] as? [Any])?.first as? Object,
                let latitude = (point["latitude"] as? NSNumber)?.doubleValue,
                let longitude = (point["longitude"] as? NSNumber)?.doubleValue, abs(latitude) <= 90,
                abs(longitude) <= 180
            else { return nil }
            return (latitude, longitude)
        }
        figures.exact("\(name) count", points.count)
        let box = [
            points.map(\.longitude).min(), points.map(\.latitude).min(), points.map(\.longitude).max(),
            points.map(\.latitude).max(),
        ]
        figures.exact("\(name) box", box.map { $0.map { "\($0)" } ?? "none" }.joined(separator: " "))
        let cells = points.map { Self.cell($0.latitude, $0.longitude) }
        figures.exact("\(name) cells", ranked(cells).map { "\($0.value)=\($0.count)" }.joined(separator: " "))
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
        let times = answers.compactMap(Self.text).compactMap { text in
            NaiveCount.time(text) ?? (text.utf8.count == 10 ? NaiveCount.time(text + "T00:00:00.000Z") : nil)
        }
        figures.exact("\(name) first", times.min())
        figures.exact("\(name) last", times.max())
        figures.exact(
            "\(name) days", NaiveCount.tally(times.map { Int64((Double($0) / 86_400_000).rounded(.down)) * 86_400_000 })
        )
    }
}
