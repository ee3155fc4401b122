/// Counts of the newest units of a time axis: of the last days, or of the last hours.
///
/// Why: a collector's pace is asked for the days around now, and 100,000 collectors must not keep a year each.
/// Shape: a ring of `length` units that end with the newest one ever seen. What is older is forgotten, on its way in and on its way out, so the
/// result does not depend on the order.
/// Cost: 4 bytes a unit; an addition some nanoseconds.
public struct RecentUnits<let length: Int>: Sendable {
    private let unit: TimeUnit
    /// The newest unit's number; `Int32.min` before the first.
    private var newest = Int32.min
    private var counts = InlineArray<length, Int32>(repeating: 0)

    public init(_ unit: TimeUnit) { self.unit = unit }

    /// Adds `change` to the unit that holds `ms`.
    public mutating func add(_ ms: Int64, change: Int32) { add(number(of: ms), change) }

    /// Adds what `other` counted.
    public mutating func merge(_ other: RecentUnits) {
        guard other.newest != .min else { return }
        // Moves on even where the newest unit holds nothing any more.
        for back in 0..<Int32(length) {
            let number = other.newest - back
            add(number, other.counts[Self.place(number)])
        }
    }

    /// How many the `units` units hold that end with the one that holds `nowMs`.
    public func count(last units: Int, nowMs: Int64) -> Int64 {
        counts(last: units, nowMs: nowMs).reduce(0, +)
    }

    /// The same one by one, the oldest first.
    public func counts(last units: Int, nowMs: Int64) -> [Int64] {
        let last = number(of: nowMs)
        return (0..<Int32(units)).map { back in
            let number = last - (Int32(units) - 1 - back)
            guard newest != .min, number <= newest, newest - number < Int32(length) else { return 0 }
            return Int64(counts[Self.place(number)])
        }
    }

    private func number(of ms: Int64) -> Int32 { Int32(truncatingIfNeeded: Timestamp.unit(of: ms, unit.ms)) }

    private mutating func add(_ number: Int32, _ change: Int32) {
        if number > newest { moveOn(to: number) }
        guard newest - number < Int32(length) else { return }
        counts[Self.place(number)] &+= change
    }

    private mutating func moveOn(to number: Int32) {
        let isFar = newest == .min || number - newest >= Int32(length)
        for passed in (isFar ? number - Int32(length) + 1 : newest + 1)...number { counts[Self.place(passed)] = 0 }
        newest = number
    }

    private static func place(_ number: Int32) -> Int {
        let rest = Int(number) % length
        return rest < 0 ? rest + length : rest
    }
}
