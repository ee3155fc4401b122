/// What a retention run did, or would do.
public struct RetentionReport: Hashable, Sendable {
    /// Responses that expired, by form.
    public var expired: [String: Int] = [:]
    /// Segments that are gone, and segments that lost the records of some forms.
    public var removedSegments = 0
    public var erasedSegments = 0
    public var freedBytes: UInt64 = 0
    /// Segments left as they are because not all of them can be read, below the data directory.
    public var damaged: [String] = []
    /// Something was left because it is that long overdue: the clock may be wrong. Units: days.
    public var overdueDays: Int?

    public init() {}

    public var responses: Int { expired.values.reduce(0, +) }

    mutating func note(_ overdue: OverdueGuard) {
        if let days = overdue.days { overdueDays = max(overdueDays ?? 0, days) }
    }
}

/// How careful a retention run is.
public struct RetentionCaution: Hashable, Sendable {
    /// Whether what has expired goes not in the run that says so but in the next one: until then whoever follows the log finds it there to take back.
    public var waitsForReaders: Bool
    /// Whether what is long overdue expires too. Usually a run finds hours; months mean that the clock has jumped, that a form's term was
    /// shortened, or that nobody has run it.
    public var takesOverdue: Bool

    public init(waitsForReaders: Bool, takesOverdue: Bool) {
        self.waitsForReaders = waitsForReaders
        self.takesOverdue = takesOverdue
    }
}
