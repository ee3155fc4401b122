/// Arrivals of the last minutes, for rates of 1 and 5 minutes and an hour.
///
/// Why: a rate must be right at any moment without a timer, and the same for live and replay: what is kept depends on the times that
/// were added, not on when they were.
/// Shape: two rings of 60, one of 5 seconds (the last 5 minutes) and one of a minute (the last hour).
/// Cost: 5 ns an arrival, 1 KB.
public struct RateWindow: Sendable {
    private var fine = Ring(unitMs: 5_000)
    private var coarse = Ring(unitMs: 60_000)

    private struct Ring: Sendable {
        let unitMs: Int64
        var newest: Int64 = .min
        var counts = [UInt32](repeating: 0, count: 60)

        mutating func add(_ ms: Int64, _ change: Int64) {
            let unit = Timestamp.floor(ms, to: unitMs) / unitMs
            if unit > newest {
                if newest == .min || unit - newest >= 60 {
                    for i in 0..<60 { counts[i] = 0 }
                } else {
                    var passed = newest + 1
                    while passed <= unit {
                        counts[Self.place(passed)] = 0
                        passed += 1
                    }
                }
                newest = unit
            }
            guard newest - unit < 60 else { return }
            let place = Self.place(unit)
            counts[place] = UInt32(clamping: Int64(counts[place]) + change)
        }

        /// Counted in the `units` units that end with the one that holds `now`.
        func sum(now: Int64, units: Int64) -> Int64 {
            guard newest != .min else { return 0 }
            let last = Timestamp.floor(now, to: unitMs) / unitMs
            var total: Int64 = 0
            var unit = max(last - units + 1, newest - 59)
            while unit <= min(last, newest) {
                total += Int64(counts[Self.place(unit)])
                unit += 1
            }
            return total
        }

        private static func place(_ unit: Int64) -> Int { Int(((unit % 60) + 60) % 60) }
    }

    public init() {}

    /// Counts an arrival; `change` −1 takes it back.
    public mutating func add(_ ms: Int64, change: Int64 = 1) {
        fine.add(ms, change)
        coarse.add(ms, change)
    }

    /// Arrivals in the last `seconds`, to 5 s up to five minutes and to a minute beyond; at most an hour.
    public func count(lastSeconds seconds: Int64, now: Int64) -> Int64 {
        seconds <= 300 ? fine.sum(now: now, units: seconds / 5) : coarse.sum(now: now, units: min(60, seconds / 60))
    }

    /// Arrivals a second over the last minute, five minutes and hour.
    public func rates(now: Int64) -> Rates {
        Rates(
            minute: Double(count(lastSeconds: 60, now: now)) / 60,
            fiveMinutes: Double(count(lastSeconds: 300, now: now)) / 300,
            hour: Double(count(lastSeconds: 3600, now: now)) / 3600)
    }

    /// Arrivals of each of the last `minutes` (at most 60) minutes, the oldest first.
    public func perMinute(now: Int64, minutes: Int) -> [Int64] {
        (0..<minutes).map { i in
            let end = now - Int64(minutes - 1 - i) * 60_000
            return coarse.sum(now: end, units: 1)
        }
    }
}

/// Arrivals a second, over three windows.
public struct Rates: Sendable, Equatable {
    public var minute: Double
    public var fiveMinutes: Double
    public var hour: Double

    public init(minute: Double = 0, fiveMinutes: Double = 0, hour: Double = 0) {
        self.minute = minute
        self.fiveMinutes = fiveMinutes
        self.hour = hour
    }
}
