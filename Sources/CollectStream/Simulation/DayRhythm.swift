import CollectModel

/// When forms are busy: each by the working hours of its own time zone, all together never so quiet that a demonstration looks dead.
///
/// Shape: for each half hour of the UTC day, the running sums of the forms' weights and the day's factor on the rate.
/// Cost: O(log forms) a draw; 48 × forms numbers.
struct DayRhythm: Sendable {
    private let runningSums: [[Double]]
    private let factors: [Double]

    private static let slotMs: Int64 = 1_800_000
    /// Activity by local hour, 0 … 23.
    private static let byHour: [Double] = [
        0.06, 0.05, 0.05, 0.05, 0.06, 0.12, 0.3, 0.6, 0.9, 1, 1, 0.95, 0.65, 0.7, 0.95, 0.95, 0.85, 0.65, 0.45, 0.35,
        0.3, 0.22, 0.14, 0.08,
    ]

    init(forms: [SimulatedForm]) {
        var sums: [[Double]] = []
        for slot in 0..<48 {
            var sum = 0.0
            sums.append(
                forms.map { form in
                    let localMinute = (slot * 30 + 15 + form.utcOffsetMinutes + 1440) % 1440
                    sum += form.share * Self.activity(atMinute: localMinute)
                    return sum
                })
        }
        runningSums = sums
        let mean = sums.reduce(0) { $0 + $1[forms.count - 1] } / 48
        let raw = sums.map { min(1.3, max(0.7, $0[forms.count - 1] / mean)) }
        let correction = 48 / raw.reduce(0, +)
        factors = raw.map { $0 * correction }
    }

    /// How much busier than on average this time of day is; 1 over a whole day.
    func factor(atMs time: Int64) -> Double {
        factors[slot(time)]
    }

    /// Draws the form that the next response belongs to.
    func form(atMs time: Int64, using generator: inout SeededGenerator) -> Int {
        let sums = runningSums[slot(time)]
        let target = generator.unit() * sums[sums.count - 1]
        return sums.dropLast().partitionPoint { $0 > target }
    }

    private func slot(_ time: Int64) -> Int {
        Int(time.flooredQuotient(dividedBy: Self.slotMs) % 48 + 48) % 48
    }

    private static func activity(atMinute minute: Int) -> Double {
        let (hour, past) = minute.quotientAndRemainder(dividingBy: 60)
        let share = Double(past) / 60
        return byHour[hour] * (1 - share) + byHour[(hour + 1) % 24] * share
    }
}
