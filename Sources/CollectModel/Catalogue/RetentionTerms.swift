/// How long responses are kept, by the server's time of appending: for the whole log, and for single forms.
///
/// - Source: DESIGN section 4; `keepDays` in `forms.yaml`.
public struct RetentionTerms: Sendable, Equatable {
    public static let usualDays = 365

    /// For forms without a term of their own. Units: days of 24 hours.
    public var days: Int
    public var daysByForm: [String: Int]

    public init(days: Int = usualDays, daysByForm: [String: Int] = [:]) {
        self.days = days
        self.daysByForm = daysByForm
    }

    /// The term of a form, in ms. What the platform counts for no form is kept as long as the log.
    public func ms(form: String) -> Int64 { Self.ms(daysByForm[form] ?? days) }

    /// The shortest of all terms, in ms.
    public var shortestMs: Int64 { Self.ms(min(days, daysByForm.values.min() ?? days)) }

    /// The longest of all terms, in ms.
    public var longestMs: Int64 { Self.ms(max(days, daysByForm.values.max() ?? days)) }

    private static func ms(_ days: Int) -> Int64 { Int64(days) * 86_400_000 }
}
