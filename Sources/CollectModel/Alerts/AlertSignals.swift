/// What the engine knows about one form at the moment of an evaluation.
public struct FormSignal: Sendable, Hashable, Codable {
    public var formID: String
    /// For messages; the id stands in where there is none.
    public var title: String?
    /// Responses that exist now. Rules that need experience with a form ask for a minimum.
    public var live: Int
    /// When the server last received a response; nil: never. Unit: ms since 1970.
    public var lastReceivedMs: Int64?
    /// The usual time between two arrivals; nil while there are too few.
    public var medianGapMs: Int64?
    /// The longest silence that ended since the evaluation before, so that one between two evaluations is not missed.
    public var endedGap: Gap?
    /// Arrivals of the last five minutes that were submitted at most 15 minutes before, and the others: a phone's backlog.
    public var onTime5m: Int
    public var backlog5m: Int
    /// On-time arrivals that five minutes of the hour before had on average; nil until there has been an hour to compare with.
    public var expected5m: Double?
    /// False outside the form's active hours: silence is no news then.
    public var isInActiveHours: Bool

    /// A time without arrivals, from one to the next. Unit: ms since 1970.
    public struct Gap: Sendable, Hashable, Codable {
        public var fromMs: Int64
        public var toMs: Int64

        public init(fromMs: Int64, toMs: Int64) {
            self.fromMs = fromMs
            self.toMs = toMs
        }
    }

    public init(
        formID: String, title: String? = nil, live: Int, lastReceivedMs: Int64?, medianGapMs: Int64?,
        endedGap: Gap? = nil,
        onTime5m: Int = 0, backlog5m: Int = 0, expected5m: Double? = nil, isInActiveHours: Bool = true
    ) {
        self.formID = formID
        self.title = title
        self.live = live
        self.lastReceivedMs = lastReceivedMs
        self.medianGapMs = medianGapMs
        self.endedGap = endedGap
        self.onTime5m = onTime5m
        self.backlog5m = backlog5m
        self.expected5m = expected5m
        self.isInActiveHours = isInActiveHours
    }

    /// All arrivals of the last five minutes.
    public var count5m: Int { onTime5m + backlog5m }
}

/// What the engine knows about one device.
public struct DeviceSignal: Sendable, Hashable, Codable {
    public var device: String
    /// A form that it sends, for the message.
    public var formID: String?
    /// Received − device time at sending, the least of its recent posts; positive: the device is behind. nil: no evidence. Unit: ms.
    public var skewMs: Int64?
    /// How many posts that rests on.
    public var posts: Int

    public init(device: String, formID: String? = nil, skewMs: Int64?, posts: Int) {
        self.device = device
        self.formID = formID
        self.skewMs = skewMs
        self.posts = posts
    }
}

/// Everything that one evaluation looks at; the order is of no importance.
///
/// What is missing has no data: open alerts about it follow their rule's `noData`.
public struct AlertSignals: Sendable, Hashable, Codable {
    public var forms: [FormSignal]
    public var devices: [DeviceSignal]

    public init(forms: [FormSignal] = [], devices: [DeviceSignal] = []) {
        self.forms = forms
        self.devices = devices
    }
}
