/// The statistics of a question, in the block that belongs to its type.
public enum QuestionStatistics: Sendable, Equatable {
    case options([OptionCount])
    case number(NumberStatistics)
    case text(TextStatistics)
    case phone(PhoneStatistics)
    case location(LocationStatistics)
    case dates(DateStatistics)
    case times(TimeStatistics)
    case media(MediaStatistics)
    case matrix(MatrixStatistics)
    /// A type without statistics of its own.
    case other(distinct: Estimate)
}

/// A value and how often it was given.
public struct ValueCount: Sendable, Equatable {
    public var value: String
    public var count: Int64

    public init(value: String, count: Int64) {
        self.value = value
        self.count = count
    }
}

/// An option of a choice. `share` is of the responses that answered, so those of a multiple choice may add up to more than 1.
public struct OptionCount: Sendable, Equatable {
    public var value: String
    public var count: Int64
    public var share: Double

    public init(value: String, count: Int64, share: Double) {
        self.value = value
        self.count = count
        self.share = share
    }
}

/// A bar of a histogram over [lo, hi).
public struct HistogramBin: Sendable, Equatable {
    public var lo: Double
    public var hi: Double
    public var count: Int64

    public init(lo: Double, hi: Double, count: Int64) {
        self.lo = lo
        self.hi = hi
        self.count = count
    }
}

/// A number question. Units: the question's own. `sd` is the sample standard deviation, nil below two values; `error` is the relative
/// error of the quantiles and of the histogram's borders, 0 when exact.
public struct NumberStatistics: Sendable, Equatable {
    public var count: Int64 = 0
    public var min: Double?
    public var max: Double?
    public var mean: Double?
    public var sd: Double?
    public var p5: Double?
    public var p25: Double?
    public var p50: Double?
    public var p75: Double?
    public var p95: Double?
    public var error: Double = 0
    public var histogram: [HistogramBin] = []
    public var zeros: Int64 = 0
    public var negatives: Int64 = 0
    /// Values beyond 1.5 and beyond 3 times the range between p25 and p75, counted from these (Tukey's fences). `far` are among `outside`.
    public var outliers = Outliers()
    /// The median of the distances from p50.
    public var mad: Double?
    public var heaping = Heaping()
    /// Numbers that say why there is no answer, ascending. Where the catalogue names them they are in no other figure.
    public var noAnswers: [NoAnswer] = []
    /// Of a rating whose range the catalogue gives.
    public var rating: Rating?

    public struct Outliers: Sendable, Equatable {
        public var outside: Int64 = 0
        public var far: Int64 = 0

        public init() {}
    }

    /// Whole numbers, and those that end in 0 or 5: of a fifth one would expect it, of ages that were guessed it is most.
    public struct Heaping: Sendable, Equatable {
        public var whole: Int64 = 0
        public var round: Int64 = 0

        public init(whole: Int64 = 0, round: Int64 = 0) {
            self.whole = whole
            self.round = round
        }
    }

    public struct NoAnswer: Sendable, Equatable {
        public var code: Int64
        public var count: Int64
    }

    /// How often the two best and the two worst grades of a rating were given, of `count` that are on its scale.
    public struct Rating: Sendable, Equatable {
        public var lowest: Double
        public var highest: Double
        public var count: Int64 = 0
        public var top2: Int64 = 0
        public var bottom2: Int64 = 0
        /// From −100 to 100; nil unless the scale is 0 to 10.
        /// - Source: Reichheld, "The One Number You Need to Grow" (Harvard Business Review, 2003).
        public var netPromoterScore: Double?

        init(lowest: Double, highest: Double) {
            self.lowest = lowest
            self.highest = highest
        }
    }

    public init() {}

    init(
        count: Int64, min: Double, max: Double, mean: Double, sd: Double?, p5: Double, p25: Double, p50: Double,
        p75: Double,
        p95: Double, error: Double, histogram: [HistogramBin]
    ) {
        self.count = count
        self.min = min
        self.max = max
        self.mean = mean
        self.sd = sd
        self.p5 = p5
        self.p25 = p25
        self.p50 = p50
        self.p75 = p75
        self.p95 = p95
        self.error = error
        self.histogram = histogram
    }
}

/// A text question. Lengths in graphemes.
public struct TextStatistics: Sendable, Equatable {
    public var distinct: Estimate
    public var top: [ValueCount]
    public var blank: Int64
    public var lengthMin: Int64
    public var lengthMean: Double
    public var lengthP95: Int64
    /// Of texts that can be checked; nil for others.
    public var addresses: AddressFigures?
}

/// A phone question: how many numbers are valid, and the country codes (`+27`) they have.
///
/// `shared` are valid numbers that more than one answer gave, `sharing` the answers that gave them: many answers with few numbers are suspect. Of
/// the numbers only hashes are kept.
public struct PhoneStatistics: Sendable, Equatable {
    public var valid: Int64
    public var countries: [ValueCount]
    public var distinct = Estimate(value: 0, error: 0)
    public var shared: Int64 = 0
    public var sharing: Int64 = 0
}

/// Degrees, WGS 84.
public struct BoundingBox: Sendable, Equatable {
    public var west: Double
    public var south: Double
    public var east: Double
    public var north: Double
}

/// A location question: the box around all points and the geohash cells (five letters) they stand in.
public struct LocationStatistics: Sendable, Equatable {
    public var count: Int64
    public var box: BoundingBox?
    public var cells: [ValueCount]
    /// The very same points.
    public var repeats = Repeats()
    /// Points at (0, 0), where a device stands that knows no better.
    public var atOrigin: Int64 = 0
    /// Points that cannot be: they are in no other figure. `swapped` are those that could be if latitude and longitude were exchanged.
    public var impossible: Int64 = 0
    public var swapped: Int64 = 0
    /// How far points may be off, as the devices say. Units: m, at most 6,553.4.
    public var accuracy = QuantileFigures()
}

/// The middle and nearly the highest of values that are counted in a sketch. `error` is the relative error of the quantiles.
public struct QuantileFigures: Sendable, Equatable {
    public var count: Int64 = 0
    public var p50: Double?
    public var p95: Double?
    public var error: Double = QuantileSketch.relativeError

    public init() {}

    /// - Parameter unit: what the sketch counts in, in the unit of the figures.
    init(_ sketch: QuantileSketch, unit: Double = 1) {
        count = sketch.count
        p50 = sketch.quantile(0.5).map { $0 * unit }
        p95 = sketch.quantile(0.95).map { $0 * unit }
    }
}

/// A matrix: the rows that were answered in all, the answers with at least three rows (`judged`), and those of them in which all rows have the
/// same choice (`straight`).
public struct MatrixStatistics: Sendable, Equatable {
    public var rows: Int64 = 0
    public var judged: Int64 = 0
    public var straight: Int64 = 0

    public init() {}

    /// Of the judged answers; nil where there are none.
    public var straightShare: Double? { judged > 0 ? Double(straight) / Double(judged) : nil }
}

/// A date question. Units: ms since 1970, UTC.
public struct DateStatistics: Sendable, Equatable {
    public var minMs: Int64?
    public var maxMs: Int64?
    public var perDay: [TimeBucket]
    /// Dates that were later than the response's receipt, wherever on Earth it was given.
    public var inFuture: Int64 = 0
}

/// A question for a time of day. Units: ms since midnight. `perHour` has 24 counts.
public struct TimeStatistics: Sendable, Equatable {
    public var count: Int64 = 0
    public var minMs: Int64?
    public var maxMs: Int64?
    public var perHour: [Int64] = []
}

/// A question that is answered with a photograph, a recording, a signature or another file. Units: bytes.
public struct MediaStatistics: Sendable, Equatable {
    /// Answers that name a file, and those of which the file is there.
    public var expected: Int64
    public var present: Int64
    public var bytes: Int64
    /// Within `error` of the size that 95 of 100 files do not exceed.
    public var p95: Double?
    public var error: Double = QuantileSketch.relativeError
    /// The very same files, of those whose device says their SHA-256.
    public var repeats: Repeats
}

/// How a choice was made, beside the counts of its options.
public struct ChoiceFigures: Sendable, Equatable {
    /// Bits; 0 where all chose the same.
    public var entropy: Double = 0
    /// Options that the catalogue does not have, and how often they were chosen; nil where it lists none.
    public var unlisted: Int64?
    /// How many options an answer chose on average; nil for a single choice.
    public var meanChosen: Double?
    /// What was most often chosen together: options in the order of their bytes. Of more than 4,096 different ones those of a sample.
    public var combinations: [ValueCount] = []
    /// How options were ranked, the best first; nil for questions that do not ask for an order.
    public var ranking: [RankedOption]?

    public init() {}
}

/// An option of a ranking. Of an answer that names k options the first has rank 1 and k − 1 points, the last none (Borda's count).
public struct RankedOption: Sendable, Equatable {
    public var value: String
    /// Answers that name it, and those that name it first.
    public var count: Int64
    public var first: Int64
    public var meanRank: Double
    public var points: Int64
}

/// A duration or delay. Units: ms. `error` is the relative error of the quantiles.
public struct SpanStatistics: Sendable, Equatable {
    public var count: Int64 = 0
    public var min: Int64?
    public var max: Int64?
    public var mean: Double?
    public var p50: Double?
    public var p95: Double?
    public var error: Double = QuantileSketch.relativeError

    public init() {}
}
