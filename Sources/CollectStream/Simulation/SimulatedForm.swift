/// A form of the demonstration: one template at one place, with its field teams.
public struct SimulatedForm: Sendable {
    public let id: String
    public let title: String
    public let language: String
    /// Where its teams work: the title's second half.
    public let region: String
    public let utcOffsetMinutes: Int
    /// How many people collect for it.
    public let collectorCount: Int
    public let questions: [Question]

    /// What a catalogue says about a question.
    public struct Question: Sendable {
        public let id: String
        public let label: String
        public let type: String
        /// The options that may be chosen, in the form's order; empty for other types.
        public let options: [String]
    }

    /// Somebody who collects, the device that is carried and the team that both belong to.
    public struct Collector: Sendable {
        public let id: String
        public let device: String
        public let team: String
    }

    let template: FormTemplate
    let place: Place
    let scripts: [QuestionScript]
    /// Share of all traffic.
    let share: Double
    /// Number of the form's first collector among all of the simulation.
    let firstCollector: Int
    let idBytes: [UInt8]
    let handles: [[UInt8]]

    /// Up to eight people make a team.
    static let teamSize = 8

    /// The people who collect for this form, busiest first. Cost: O(collectorCount).
    public func collectors() -> [Collector] {
        (0..<collectorCount).map { index in
            var line = JSONLine()
            appendCollector(index, to: &line)
            let id = String(decoding: line.bytes, as: UTF8.self)
            line.clear()
            appendDevice(index, to: &line)
            let device = String(decoding: line.bytes, as: UTF8.self)
            return Collector(id: id, device: device, team: "\(region) \(index / Self.teamSize + 1)")
        }
    }

    func appendCollector(_ index: Int, to line: inout JSONLine) {
        line.append(handles[index % handles.count])
        line.append(byte: UInt8(ascii: "-"))
        line.append(Int64(firstCollector + index))
    }

    func appendDevice(_ index: Int, to line: inout JSONLine) {
        switch (firstCollector + index) % 5 {
        case 0: line.append("samsung-a14-")
        case 1: line.append("tecno-spark-")
        case 2: line.append("itel-a60-")
        case 3: line.append("redmi-12c-")
        default: line.append("nokia-c22-")
        }
        line.append(padded: firstCollector + index, width: 6)
    }

    /// Some phones work where there is no network: their responses come in bursts.
    static func isOftenOffline(_ collector: Int) -> Bool {
        collector % 7 == 3
    }
}

extension SimulatedForm {
    /// The first `count` forms: every template at its first place, then at its second, and so on; further rounds number the zones.
    ///
    /// Why: traffic is unequal (the n-th form has a share of about 1/n), and the busiest forms should all be different.
    /// Parameter `interviewsPerSecond`: teams are as large as that rate needs, at most 100,000 people in all.
    static func make(count: Int, interviewsPerSecond: Double) -> [SimulatedForm] {
        let templates = FormTemplate.all
        let scripts = templates.map { template in
            template.questions.enumerated().map { index, question in
                QuestionScript(question, id: stableID("\(template.slug)/q\(index)"), country: template.country)
            }
        }
        let weights = (0..<count).map { 1 / Double($0 + 1) }
        let whole = weights.reduce(0, +)
        var firstCollector = 1
        return (0..<count).map { index in
            let (round, which) = index.quotientAndRemainder(dividingBy: templates.count)
            let template = templates[which]
            let share = weights[index] / whole
            let busy = interviewsPerSecond * share * template.medianSeconds
            let collectors = max(8, min(Int(busy * 2.5), Int(100_000 * share)))
            defer { firstCollector += collectors }
            return SimulatedForm(
                template: template, scripts: scripts[which], round: round, share: share, firstCollector: firstCollector,
                collectorCount: collectors)
        }
    }

    private init(
        template: FormTemplate, scripts: [QuestionScript], round: Int, share: Double, firstCollector: Int,
        collectorCount: Int
    ) {
        let (zone, which) = round.quotientAndRemainder(dividingBy: template.places.count)
        place = template.places[which]
        region = zone == 0 ? place.name : "\(place.name) \(zone + 1)"
        id =
            round == 0
            ? template.knownID ?? Self.stableID("\(template.slug)/0") : Self.stableID("\(template.slug)/\(round)")
        title = "\(template.title) · \(region)"
        language = template.language
        utcOffsetMinutes = template.country.utcOffsetMinutes
        questions = scripts.map(\.card)
        idBytes = Array(id.utf8)
        handles = template.country.handles.map { Array($0.utf8) }
        self.template = template
        self.scripts = scripts
        self.share = share
        self.firstCollector = firstCollector
        self.collectorCount = collectorCount
    }

    /// Twenty letters and digits that depend on `name` alone, like the platform's own ids.
    private static func stableID(_ name: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var generator = SeededGenerator(seed: hash)
        return String(decoding: (0..<20).map { _ in alphabet[generator.below(alphabet.count)] }, as: UTF8.self)
    }
}

extension QuestionScript {
    fileprivate var card: SimulatedForm.Question {
        let options: [String] =
            switch template.answers {
            case .option(let list, _) where template.type == "Choice": list
            case .product(let list, _), .gender(let list), .several(let list, _, _), .ranking(let list): list
            case .yesNo(let yes, let no, _): [yes, no]
            default: []
            }
        return SimulatedForm.Question(id: id, label: template.label, type: template.type, options: options)
    }
}
