/// A form that somebody could really send to the field: its questions, where it is used, and how people answer it.
///
/// One template becomes many forms, one per place, as organisations repeat a form region by region.
struct FormTemplate: Sendable {
    /// Stable name: form and question ids are derived from it, so it must not change between releases.
    let slug: String
    let title: String
    /// BCP 47 language tag of labels and options.
    let language: String
    let country: Country
    let places: [Place]
    /// Median time to fill the form in, in seconds.
    let medianSeconds: Double
    let questions: [QuestionTemplate]
    /// True for the one form whose clients are so old that `responseId` stands only on the Location answer.
    var isLegacyClient = false
    /// A fixed id for the first place, where the form is known from elsewhere.
    var knownID: String?
}

/// A district where one organisation runs a form; collectors walk around its centre.
struct Place: Sendable {
    let name: String
    let latitude: Double
    let longitude: Double

    init(_ name: String, _ latitude: Double, _ longitude: Double) {
        self.name = name
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// What a country gives to its field teams: telephone numbers, working hours and names.
struct Country: Sendable {
    let code: String
    let dialling: String
    /// What mobile numbers begin with after the dialling code, and how many digits follow.
    let mobilePrefixes: [String]
    let mobileDigits: Int
    /// Minutes east of UTC.
    let utcOffsetMinutes: Int
    /// First names as collectors' account names.
    let handles: [String]
    /// Names as respondents give them, in the local script.
    let names: [String]
}

struct QuestionTemplate: Sendable {
    let label: String
    /// `questionType` as it is sent.
    let type: String
    let answers: AnswerModel
    /// Share of interviews in which it is left out.
    var skipped = 0.02
    var asked = Condition.always

    init(
        _ label: String, _ type: String, _ answers: AnswerModel, skipped: Double = 0.02, asked: Condition = .always
    ) {
        self.label = label
        self.type = type
        self.answers = answers
        self.skipped = skipped
        self.asked = asked
    }

    enum Condition: Sendable {
        case always
        /// Only of women between 15 and 49.
        case ofChildbearingAge
    }
}

/// How answers to a question come about. Draws share the traits of one interview, so answers hang together.
enum AnswerModel: Sendable {
    /// One option, with relative weights (missing weights fall off as 1, 1/2, 1/3 …).
    case option([String], weights: [Double] = [])
    /// The option that the interview's product, species or item stands at; `amount` questions follow it.
    case product([String], weights: [Double] = [])
    /// The first option for women, the second for men, now and then the third.
    case gender([String])
    /// Yes, no and the share of yes.
    case yesNo(String, String, Double)
    /// Options that each come with their own probability, never without any; `noneFirst`: the first one excludes the others.
    case several([String], chances: [Double], noneFirst: Bool = false)
    /// All options in order of preference.
    case ranking([String])
    /// One scale value for each row.
    case matrix(rows: [String], scale: [String])
    /// The respondent's age in years.
    case age
    /// A whole number around a mean, never outside the limits.
    case whole(mean: Double, sd: Double, low: Int, high: Int)
    /// A decimal number around a mean.
    case decimal(mean: Double, sd: Double, decimals: Int)
    /// A count with a long tail, as of animals in a group.
    case count(median: Double, sigma: Double)
    /// A price or amount, log-normal about the median of the interview's product.
    case amount(medians: [Double], sigma: Double, decimals: Int)
    /// A part of the number given before (pupils present of pupils enrolled).
    case partOfPrevious(mean: Double)
    /// 1 … top, moved by how content the respondent is.
    case rating(top: Int)
    /// A person's name in the country's own script.
    case person
    /// One of some phrases.
    case phrase([String])
    case phone
    case location
    /// A date so many days before (negative) to after the interview.
    case date(from: Int, through: Int)
    /// The date of birth that goes with the age in years.
    case birthDate
    /// The date of birth that goes with the number before, an age in months.
    case birthDateFromMonths
    case moment
    case clock
    case barcode(prefix: String)
    case email(domains: [String])
    case url(String)
    /// A file on the phone: its name's beginning, its ending, its MIME type and median size in bytes.
    case file(String, String, mime: String, median: Double)
}
