import Glibc

/// The value of one answer, by kind of question.
extension ResponseComposer {
    mutating func appendValue(
        of script: QuestionScript, _ ticket: ResponseTicket, _ form: SimulatedForm, _ times: Times,
        _ traits: inout Traits,
        _ generator: inout SeededGenerator
    ) {
        switch script.model {
        case .option: appendText(script.options[pick(script.weights, &generator)])
        case .product:
            traits.item = pick(script.weights, &generator)
            appendText(script.options[traits.item])
        case .gender:
            let other = script.options.count > 2 && generator.chance(0.008)
            appendText(script.options[other ? 2 : traits.isFemale ? 0 : 1])
        case .yesNo(let share): appendText(script.options[generator.chance(share) ? 0 : 1])
        case .person: appendText(script.options[generator.below(script.options.count)])
        case .several(let noneFirst): appendSeveral(script, noneFirst, &generator)
        case .ranking: appendRanking(script, &generator)
        case .matrix: appendMatrix(script, traits, &generator)
        case .phone: appendPhone(script, ticket, form.template.country, &generator)
        case .location: appendLocation(ticket, form, times, &generator)
        case .date(let from, let through):
            appendDate(times.submittedMs.flooredQuotient(dividedBy: 86_400_000) + Int64(generator.whole(from, through)))
        case .birthDate: appendBirthDate(daysOld: Double(traits.age) * 365.25, within: 365, times, &generator)
        case .birthDateFromMonths: appendBirthDate(daysOld: traits.previous * 30.44, within: 30, times, &generator)
        case .moment, .clock: appendMoment(script, form, times, &generator)
        case .barcode, .email, .url, .file: appendReference(script, &generator)
        default: appendNumber(script, &traits, &generator)
        }
    }

    private mutating func appendText(_ text: [UInt8]) {
        line.append(",\"text\":\"")
        line.append(text)
        line.append(byte: UInt8(ascii: "\""))
    }

    private func pick(_ runningSums: [Double], _ generator: inout SeededGenerator) -> Int {
        let target = generator.unit() * runningSums[runningSums.count - 1]
        var index = 0
        while index < runningSums.count - 1, runningSums[index] <= target { index += 1 }
        return index
    }

    // MARK: Numbers

    private mutating func appendNumber(
        _ script: QuestionScript, _ traits: inout Traits, _ generator: inout SeededGenerator
    ) {
        switch script.model {
        case .age: append(Double(traits.age), decimals: 0)
        case .whole(let mean, let sd, let low, let high):
            traits.previous = Double(max(low, min(high, Int(mean + sd * generator.normal()))))
            append(traits.previous, decimals: 0)
        case .decimal(let mean, let sd, let decimals): append(mean + sd * generator.normal(), decimals: decimals)
        case .count(let median, let sigma): append(generator.logNormal(median: median, sigma: sigma), decimals: 0)
        case .amount(let sigma, let decimals):
            var value = generator.logNormal(median: script.medians[traits.item % script.medians.count], sigma: sigma)
            if generator.chance(FieldTroubles.slippedPointChance) { value *= 10 }
            traits.previous = value
            append(value, decimals: decimals)
        case .partOfPrevious(let mean):
            traits.previous = traits.previous.rounded() * max(0, min(1, mean + 0.07 * generator.normal()))
            append(traits.previous, decimals: 0)
        case .rating(let top):
            let scale = Double(top)
            let value = scale * (0.68 + 0.2 * traits.mood + 0.14 * generator.normal())
            append(max(1, min(scale, value.rounded())), decimals: 0)
        default: preconditionFailure("only numbers are written here")
        }
    }

    private mutating func append(_ value: Double, decimals: Int) {
        var scaled = value
        for _ in 0..<decimals { scaled *= 10 }
        let rounded = Int64(scaled.rounded())
        line.append(",\"text\":\"")
        line.append(scaled: rounded, decimals: decimals)
        line.append("\",\"number\":")
        line.append(scaled: rounded, decimals: decimals)
    }

    // MARK: Several options

    private mutating func appendSeveral(_ script: QuestionScript, _ noneFirst: Bool, _ generator: inout SeededGenerator)
    {
        var chosen: UInt64 = 0
        for (index, chance) in script.weights.enumerated() where generator.chance(chance) { chosen |= 1 << index }
        if noneFirst, chosen & 1 == 1 { chosen = 1 }
        if chosen == 0 { chosen = 1 << generator.below(script.options.count) }
        line.append(",\"text\":\"")
        append(chosen, of: script, between: ", ")
        line.append(byte: UInt8(ascii: "\""))
        guard script.namesChoices else { return }
        line.append(",\"choices\":[\"")
        append(chosen, of: script, between: "\",\"")
        line.append("\"]")
    }

    private mutating func append(_ chosen: UInt64, of script: QuestionScript, between separator: StaticString) {
        var isFirst = true
        for index in script.options.indices where chosen >> index & 1 == 1 {
            if !isFirst { line.append(separator) }
            isFirst = false
            line.append(script.options[index])
        }
    }

    private mutating func appendRanking(_ script: QuestionScript, _ generator: inout SeededGenerator) {
        var order = Array(script.options.indices)
        order.shuffle(using: &generator)
        line.append(",\"text\":\"")
        for (place, index) in order.enumerated() {
            if place > 0 { line.append(", ") }
            line.append(script.options[index])
        }
        line.append(byte: UInt8(ascii: "\""))
    }

    private mutating func appendMatrix(_ script: QuestionScript, _ traits: Traits, _ generator: inout SeededGenerator) {
        line.append(",\"rows\":[")
        for (index, row) in script.parts.enumerated() {
            let top = Double(script.options.count - 1)
            let value = max(0, min(top, (top * (0.6 + 0.25 * traits.mood + 0.15 * generator.normal())).rounded()))
            line.append(index == 0 ? "{\"rowId\":\"" : ",{\"rowId\":\"")
            line.append(row)
            line.append("\",\"choice\":\"")
            line.append(script.options[Int(value)])
            line.append("\"}")
        }
        line.append(byte: UInt8(ascii: "]"))
    }

    // MARK: Contact and place

    private mutating func appendPhone(
        _ script: QuestionScript, _ ticket: ResponseTicket, _ country: Country, _ generator: inout SeededGenerator
    ) {
        if FieldTroubles.sharesPhone(collector: ticket.collector) {
            generator = SeededGenerator(seed: UInt64(ticket.form))
        }
        let prefix = script.options[generator.below(script.options.count)]
        var limit = 1
        for _ in 0..<country.mobileDigits { limit *= 10 }
        let number = generator.below(limit)
        line.append(script.parts[0])
        line.append(prefix)
        line.append(padded: number, width: country.mobileDigits)
        line.append(script.parts[1])
        line.append(prefix)
        line.append(padded: number, width: country.mobileDigits)
        line.append(byte: UInt8(ascii: "\""))
    }

    /// Collectors live up to 10 km from the centre and walk about 4 km an hour around their own village; a fix is some 10 m off.
    private mutating func appendLocation(
        _ ticket: ResponseTicket, _ form: SimulatedForm, _ times: Times, _ generator: inout SeededGenerator
    ) {
        var home = SeededGenerator(seed: UInt64(form.firstCollector + Int(ticket.collector)))
        let angle = home.unit() * 2 * Double.pi + Double(ticket.submittedMs % 86_400_000) / 10_800_000 * 2 * Double.pi
        var latitude = form.place.latitude + home.normal() * 0.05 + 0.018 * sin(angle) + generator.normal() * 0.0001
        var longitude = form.place.longitude + home.normal() * 0.05 + 0.018 * cos(angle) + generator.normal() * 0.0001
        if generator.chance(FieldTroubles.nullIslandChance) { (latitude, longitude) = (0, 0) }
        line.append(",\"location\":{\"coordinates\":[{\"latitude\":")
        line.append(scaled: Int64(latitude * 1e7), decimals: 7)
        line.append(",\"longitude\":")
        line.append(scaled: Int64(longitude * 1e7), decimals: 7)
        line.append(",\"accuracy\":")
        line.append(scaled: Int64(10 * generator.logNormal(median: 8, sigma: 0.6)), decimals: 1)
        line.append("}],\"type\":\"point\"}")
    }

    // MARK: Times and references

    private mutating func appendDate(_ day: Int64) {
        line.append(",\"text\":\"")
        line.append(day: day)
        line.append(byte: UInt8(ascii: "\""))
    }

    private mutating func appendBirthDate(
        daysOld: Double, within days: Int, _ times: Times, _ generator: inout SeededGenerator
    ) {
        appendDate(
            times.submittedMs.flooredQuotient(dividedBy: 86_400_000) - Int64(daysOld.rounded(.up))
                - Int64(generator.below(days)))
    }

    private mutating func appendMoment(
        _ script: QuestionScript, _ form: SimulatedForm, _ times: Times, _ generator: inout SeededGenerator
    ) {
        let minutes = (times.createdMs / 60_000) - Int64(generator.below(90))
        line.append(",\"text\":\"")
        if case .clock = script.model {
            let local = Int((minutes + Int64(form.utcOffsetMinutes)) % 1440 + 1440) % 1440
            line.append(padded: local / 60, width: 2)
            line.append(byte: UInt8(ascii: ":"))
            line.append(padded: local % 60, width: 2)
        } else {
            line.append(timeMs: minutes * 60_000)
        }
        line.append(byte: UInt8(ascii: "\""))
    }

    private mutating func appendReference(_ script: QuestionScript, _ generator: inout SeededGenerator) {
        let number = generator.below(1_000_000)
        line.append(",\"text\":\"")
        line.append(script.parts[generator.below(script.model.isEmail ? script.parts.count : 1)])
        switch script.model {
        case .email:
            line.append(byte: UInt8(ascii: "."))
            line.append(Int64(number % 1000))
            line.append(byte: UInt8(ascii: "@"))
            line.append(script.options[generator.below(script.options.count)])
        case .file(let median):
            appendFile(script, number, sizeBytes: Int64(generator.logNormal(median: median, sigma: 0.4)), &generator)
            return
        default: line.append(padded: number, width: 6)
        }
        line.append(byte: UInt8(ascii: "\""))
    }

    private mutating func appendFile(
        _ script: QuestionScript, _ number: Int, sizeBytes: Int64, _ generator: inout SeededGenerator
    ) {
        line.append(byte: UInt8(ascii: "_"))
        line.append(padded: number, width: 6)
        line.append(byte: UInt8(ascii: "."))
        line.append(script.parts[1])
        line.append("\",\"attachment\":{\"mime\":\"")
        line.append(script.parts[2])
        line.append("\",\"size\":")
        line.append(sizeBytes)
        line.append(generator.chance(0.04) ? ",\"state\":\"expected\"}" : ",\"state\":\"present\"}")
    }
}

extension QuestionScript.Model {
    fileprivate var isEmail: Bool {
        if case .email = self { true } else { false }
    }
}
