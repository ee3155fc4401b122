/// Counts over time, made to fill a width.
nonisolated enum Series {
    /// `values` spread evenly over `count` places, each the mean of what it covers: no rhythm appears that is not in the data.
    ///
    /// Cost: O(values + count).
    static func fitted(_ values: [Int64], to count: Int) -> [Double] {
        guard count > 0, !values.isEmpty else { return [] }
        let step = Double(values.count) / Double(count)
        return (0..<count).map { place in
            let (start, end) = (Double(place) * step, Double(place + 1) * step)
            var sum = 0.0
            for index in Int(start)..<min(values.count, Int(end.rounded(.up))) {
                let covered = min(end, Double(index + 1)) - max(start, Double(index))
                sum += Double(values[index]) * max(0, covered)
            }
            return sum / step
        }
    }
}
