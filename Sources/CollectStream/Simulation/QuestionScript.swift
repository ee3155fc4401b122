/// A question made ready for writing: everything that does not change between responses is bytes already.
///
/// A class, so that writing an answer costs one reference count instead of one for each list.
final class QuestionScript: Sendable {
    let id: String
    let template: QuestionTemplate
    let model: Model
    /// `{"key":"…"` and `","questionId":"…","createdBy":"` and `","questionType":"…"}`.
    let opening: [UInt8]
    let identity: [UInt8]
    let closing: [UInt8]
    let options: [[UInt8]]
    /// Whether an answer names its options one by one as well: where one of them holds the text's separator.
    let namesChoices: Bool
    /// Running sums of the options' weights, or each option's own chance where several may be chosen.
    let weights: [Double]
    let medians: [Double]
    /// Row labels of a matrix, account names of e-mails, what stands around a telephone number.
    let parts: [[UInt8]]
    /// How long it takes compared with others.
    let effort: Double
    /// Typed answers are begun some seconds before they are finished; tapped ones are both at once.
    let isTyped: Bool

    /// `AnswerModel` without its lists.
    enum Model: Sendable {
        case option, product, gender, ranking, matrix, age, person, phone, location, birthDate, birthDateFromMonths,
            moment, clock, barcode,
            email, url
        case yesNo(Double)
        case several(noneFirst: Bool)
        case whole(mean: Double, sd: Double, low: Int, high: Int)
        case decimal(mean: Double, sd: Double, decimals: Int)
        case count(median: Double, sigma: Double)
        case amount(sigma: Double, decimals: Int)
        case partOfPrevious(Double)
        case rating(Int)
        case date(from: Int, through: Int)
        case file(median: Double)
    }

    init(_ template: QuestionTemplate, id: String, country: Country) {
        self.id = id
        self.template = template
        opening = Array("{\"key\":\"".utf8) + JSONLine.escaped(template.label) + [UInt8(ascii: "\"")]
        identity = Array("\",\"questionId\":\"\(id)\",\"createdBy\":\"".utf8)
        closing = Array("\",\"questionType\":\"\(template.type)\"}".utf8)
        let parts = Parts(template.answers, country: country)
        model = parts.model
        options = parts.options.map(JSONLine.escaped)
        namesChoices = parts.options.contains { $0.contains(", ") }
        weights = parts.weights
        medians = parts.medians
        self.parts =
            if case .phone = parts.model { parts.others.map { Array($0.utf8) } } else {
                parts.others.map(JSONLine.escaped)
            }
        (effort, isTyped) = Self.effort(of: template.type)
    }

    private static func effort(of type: String) -> (Double, isTyped: Bool) {
        switch type {
        case "Text": (9, true)
        case "Phone", "Email", "Url": (11, true)
        case "Number": (4, true)
        case "Media", "Signature", "File", "Location": (12, false)
        case "MultiChoice", "Ranking", "Matrix": (6, false)
        default: (3, false)
        }
    }

    /// The lists of an answer model, apart from its shape.
    private struct Parts {
        var model: Model
        var options: [String] = []
        var weights: [Double] = []
        var medians: [Double] = []
        var others: [String] = []

        init(_ answers: AnswerModel, country: Country) {
            switch answers {
            case .option(let list, let given):
                (model, options, weights) = (.option, list, Self.runningSums(given, of: list))
            case .product(let list, let given):
                (model, options, weights) = (.product, list, Self.runningSums(given, of: list))
            case .gender(let list): (model, options) = (.gender, list)
            case .yesNo(let yes, let no, let share): (model, options) = (.yesNo(share), [yes, no])
            case .several(let list, let chances, let noneFirst):
                (model, options, weights) = (.several(noneFirst: noneFirst), list, chances)
            case .ranking(let list): (model, options) = (.ranking, list)
            case .matrix(let rows, let scale): (model, options, others) = (.matrix, scale, rows)
            case .age: model = .age
            case .whole(let mean, let sd, let low, let high): model = .whole(mean: mean, sd: sd, low: low, high: high)
            case .decimal(let mean, let sd, let decimals): model = .decimal(mean: mean, sd: sd, decimals: decimals)
            case .count(let median, let sigma): model = .count(median: median, sigma: sigma)
            case .amount(let list, let sigma, let decimals):
                (model, medians) = (.amount(sigma: sigma, decimals: decimals), list)
            case .partOfPrevious(let mean): model = .partOfPrevious(mean)
            case .rating(let top): model = .rating(top)
            case .person:
                (model, options) = (.person, Self.fullNames(country.names))
            case .phrase(let list): (model, options, weights) = (.option, list, Self.runningSums([], of: list))
            case .phone:
                (model, options) = (.phone, country.mobilePrefixes)
                others = [",\"text\":\"\(country.code)(+\(country.dialling))-", "\",\"phone\":\"+\(country.dialling)"]
            case .location: model = .location
            case .date(let from, let through): model = .date(from: from, through: through)
            case .birthDate: model = .birthDate
            case .birthDateFromMonths: model = .birthDateFromMonths
            case .moment: model = .moment
            case .clock: model = .clock
            case .barcode(let prefix): (model, others) = (.barcode, [prefix])
            case .email(let domains): (model, options, others) = (.email, domains, country.handles)
            case .url(let prefix): (model, others) = (.url, [prefix])
            case .file(let stem, let ending, let mime, let median):
                (model, others) = (.file(median: median), [stem, ending, mime])
            }
        }

        private static func runningSums(_ given: [Double], of list: [String]) -> [Double] {
            var sum = 0.0
            return list.indices.map { index in
                sum += index < given.count ? given[index] : 1 / Double(index + 1)
                return sum
            }
        }

        /// Every first word with every remainder: seven names become a village.
        private static func fullNames(_ names: [String]) -> [String] {
            let halves = names.map { $0.split(separator: " ", maxSplits: 1) }.filter { $0.count == 2 }
            return halves.flatMap { first in halves.map { "\(first[0]) \($0[1])" } }
        }
    }
}
