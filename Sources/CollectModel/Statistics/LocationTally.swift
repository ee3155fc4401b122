/// Bounding box and geohash cells of a location question, and points that were given more than once.
///
/// Shape: a point's key has its cell in it, so that while every point that was ever seen has its count, cells are those of the points; they are counted
/// for themselves when the points become too many.
/// Bound: 4,096 cells, and as many points, are exact; beyond that a sample of them.
final class LocationTally: AnswerTally {
    private var count: Int64 = 0
    private var latitudes = ExtremeCounts()
    private var longitudes = ExtremeCounts()
    /// Two devices never give the very same point, and one that walked a step does not either.
    private var points = KeyCounts(limit: 4096)
    /// Nil while `points` says it all.
    private var cells: KeyCounts?
    /// Units: dm.
    private var accuracies = QuantileSketch()
    private var atOrigin: Int64 = 0
    private var impossible: Int64 = 0
    private var swapped: Int64 = 0

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, receivedMs: Int64, sign: Int64) {
        apply(fact, at: fact.flags.contains(.hasValue) ? PointKey(fact) : nil, sign: sign)
    }

    /// So many answers ahead the memory is fetched that counting them needs; a power of two.
    private static let ahead = 8

    /// The key of each point is made once, when what it needs is fetched.
    func add(_ answers: AnswersToQuestion) {
        var keys = InlineArray<8, PointKey?>(repeating: nil)
        for place in 0..<answers.count + Self.ahead {
            let slot = place & (Self.ahead - 1)
            if place >= Self.ahead {
                let fact = answers.fact(at: place - Self.ahead)
                if fact.flags.contains(.active) { apply(fact, at: keys[slot], sign: 1) }
            }
            keys[slot] = place < answers.count ? expectedKey(answers.fact(at: place)) : nil
        }
    }

    @inline(__always)
    private func expectedKey(_ fact: AnswerFact) -> PointKey? {
        guard fact.flags.contains(.hasValue) else { return nil }
        let point = PointKey(fact)
        points.expect(key: point.key)
        cells?.expect(key: point.cellKey)
        return point
    }

    @inline(__always)
    private func apply(_ fact: AnswerFact, at point: PointKey?, sign: Int64) {
        if fact.flags.contains(.impossible) {
            impossible += sign
            if fact.latitude.magnitude <= 180, fact.longitude.magnitude <= 90 { swapped += sign }
        }
        guard let point else { return }
        count += sign
        if fact.latitude == 0, fact.longitude == 0 { atOrigin += sign }
        latitudes.add(fact.latitude, change: sign)
        longitudes.add(fact.longitude, change: sign)
        if fact.accuracyDm != AnswerFact.unknownAccuracy { accuracies.add(Double(fact.accuracyDm), change: sign) }
        add(point, sign)
    }

    private func add(_ point: PointKey, _ sign: Int64) {
        if cells == nil {
            if points.addIfExact(key: point.key, change: sign) { return }
            cells = Self.cells(of: points)
        }
        points.add(key: point.key, change: sign)
        cells?.add(key: point.cellKey, change: sign)
    }

    /// The cells of all points that a table has ever counted.
    private static func cells(of points: KeyCounts) -> KeyCounts {
        var cells = KeyCounts(limit: points.limit, values: points.used)
        points.forEachEver { key, count, _ in cells.add(key: PointKey(key: key).cellKey, change: count) }
        return cells
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

    var bytesHeld: Int {
        latitudes.bytesHeld + longitudes.bytesHeld + points.bytesHeld + (cells?.bytesHeld ?? 0) + accuracies.bytesHeld
    }

    func writeState(to writer: inout StateWriter) {
        for number in [count, atOrigin, impossible, swapped] { writer.write(number) }
        writer.write(latitudes)
        writer.write(longitudes)
        writer.write(points)
        if let cells { writer.write(cells) }
        writer.write(accuracies)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? LocationTally else { preconditionFailure("tallies of two kinds are not added") }
        count += other.count
        latitudes.merge(other.latitudes)
        longitudes.merge(other.longitudes)
        var together = points
        together.merge(other.points)
        if cells != nil || other.cells != nil || together.level > 0 {
            var all = cells ?? Self.cells(of: points)
            all.merge(other.cells ?? Self.cells(of: other.points))
            cells = all
        }
        points = together
        accuracies.merge(other.accuracies)
        atOrigin += other.atOrigin
        impossible += other.impossible
        swapped += other.swapped
    }

    func statistics(answered: Int64, terms: QuestionTerms) -> QuestionStatistics {
        let cells = cells ?? Self.cells(of: points)
        var list: [RankedCell] = []
        list.reserveCapacity(cells.used)
        cells.forEach { key, count, _ in
            list.append(RankedCell(cell: PointKey.cell(ofCellKey: key), count: count))
        }
        list.sort()
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
                repeats: points.repeats, atOrigin: atOrigin, impossible: impossible, swapped: swapped,
                accuracy: QuantileFigures(accuracies, unit: 0.1)))
    }
}

/// A cell and its count, in the report's order: the most frequent first, then by letters.
///
/// Shape: one word, whose order is theirs: a form has thousands of cells, sorted anew for each report. The cell stands in the 25 low bits; cells in the
/// order of their bits are in that of their letters. Bound: counts below 2^38.
private struct RankedCell: Comparable {
    private let word: Int64

    init(cell: UInt32, count: Int64) { word = -count << 25 | Int64(cell) }

    var cell: UInt32 { UInt32(truncatingIfNeeded: word & (1 << 25 - 1)) }
    var count: Int64 { -(word >> 25) }

    static func < (a: RankedCell, b: RankedCell) -> Bool { a.word < b.word }
}

/// A point of the globe as the key of a table: its geohash cell, and what tells it from others in that cell.
private struct PointKey {
    private static let hashBits: UInt64 = 39
    /// The cell in the high bits, a hash in the low ones, of which the lowest is set: tables take the key 0 for none.
    private let word: UInt64

    init(_ fact: AnswerFact) {
        // Zeros of either sign are one place.
        let (latitude, longitude) = (fact.latitude + 0, fact.longitude + 0)
        let hash = ByteHash.mix(ByteHash.mix(latitude.bitPattern) ^ longitude.bitPattern)
        let cell = UInt64(Geohash.cell(latitude: latitude, longitude: longitude))
        word = cell << Self.hashBits | hash >> (64 - Self.hashBits) | 1
    }

    init(key: UInt64) { word = ByteHash.unmix(key) }

    var key: UInt64 { ByteHash.mix(word) }
    var cellKey: UInt64 { ByteHash.mix((word >> Self.hashBits) << 1 | 1) }

    static func cell(ofCellKey key: UInt64) -> UInt32 { UInt32(ByteHash.unmix(key) >> 1) }
}
