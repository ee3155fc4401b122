/// What a fold keeps beside each form's statistics.
public struct TallyOptions: Sendable {
    /// How finely arrivals are counted; minutes of a long time are many.
    public var timeUnit = TimeUnit.hour
    /// Whether it is counted who sent the responses (`FieldTally`).
    public var countsField = false

    public init() {}
}
