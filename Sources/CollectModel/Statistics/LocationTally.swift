/// Bounding box and geohash cells of a location question.
///
/// Bound: 4,096 cells are exact, beyond that a sample of the cells.
final class LocationTally: AnswerTally {
    private var count: Int64 = 0
    private var latitudes = ExtremeCounts()
    private var longitudes = ExtremeCounts()
    private var cells = KeyCounts(limit: 4096)
    private var atOrigin: Int64 = 0
    private var impossible: Int64 = 0
    private var swapped: Int64 = 0

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        if fact.flags.contains(.impossible) {
            impossible += sign
            if fact.latitude.magnitude <= 180, fact.longitude.magnitude <= 90 { swapped += sign }
        }
        guard fact.flags.contains(.hasValue) else { return }
        count += sign
        if fact.latitude == 0, fact.longitude == 0 { atOrigin += sign }
        latitudes.add(fact.latitude, change: sign)
        longitudes.add(fact.longitude, change: sign)
        cells.add(key: Self.key(fact), change: sign)
    }

    func expect(_ fact: AnswerFact) {
        if fact.flags.contains(.hasValue) { cells.expect(key: Self.key(fact)) }
    }

    private static func key(_ fact: AnswerFact) -> UInt64 {
        ByteHash.mix(UInt64(Geohash.cell(latitude: fact.latitude, longitude: fact.longitude)))
    }

    var hasLostExtremes: Bool { latitudes.isLost || longitudes.isLost }
    func forgetExtremes() {
        latitudes.forget()
        longitudes.forget()
    }
    func noteExtremes(_ fact: AnswerFact) {
        guard fact.flags.contains(.hasValue) else { return }
        latitudes.add(fact.latitude)
        longitudes.add(fact.longitude)
    }

    var bytesHeld: Int { latitudes.bytesHeld + longitudes.bytesHeld + cells.bytesHeld }

    func writeState(to writer: inout StateWriter) {
        for number in [count, atOrigin, impossible, swapped] { writer.write(number) }
        writer.write(latitudes)
        writer.write(longitudes)
        writer.write(cells)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? LocationTally else { preconditionFailure("tallies of two kinds are not added") }
        count += other.count
        latitudes.merge(other.latitudes)
        longitudes.merge(other.longitudes)
        cells.merge(other.cells)
        atOrigin += other.atOrigin
        impossible += other.impossible
        swapped += other.swapped
    }

    func statistics(answered: Int64, names: OptionNames?) -> QuestionStatistics {
        var list: [(cell: UInt32, count: Int64)] = []
        cells.forEach { key, count, _ in
            if count > 0 { list.append((UInt32(ByteHash.unmix(key)), count)) }
        }
        // Cells in the order of their bits are in that of their letters.
        list.sort { $0.count != $1.count ? $0.count > $1.count : $0.cell < $1.cell }
        var box: BoundingBox?
        if count > 0, let west = longitudes.minimum, let south = latitudes.minimum, let east = longitudes.maximum,
            let north = latitudes.maximum
        {
            box = BoundingBox(west: west, south: south, east: east, north: north)
        }
        return .location(
            LocationStatistics(
                count: count, box: box,
                cells: list.map { ValueCount(value: Geohash.text(of: $0.cell), count: $0.count) },
                atOrigin: atOrigin, impossible: impossible, swapped: swapped))
    }
}
