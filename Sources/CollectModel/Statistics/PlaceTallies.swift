/// Share of valid numbers and countries of a phone question. No number is kept.
final class PhoneTally: AnswerTally {
    private var valid: Int64 = 0
    private var countries = TextCounts(limit: 512)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        guard fact.flags.contains(.validPhone) else { return }
        valid += sign
        let code = UnsafeRawBufferPointer(rebasing: text[..<(1 + CallingCode.digits(of: text))])
        countries.add(key: ByteHash.of(code), text: code, change: sign)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? PhoneTally else { preconditionFailure("tallies of two kinds are not added") }
        valid += other.valid
        countries.merge(other.countries)
    }

    func statistics(answered: Int64) -> QuestionStatistics {
        .phone(PhoneStatistics(valid: valid, countries: countries.ranked(most: nil)))
    }
}

/// Bounding box and geohash cells of a location question.
///
/// Bound: 4,096 cells are exact, beyond that a sample of the cells.
final class LocationTally: AnswerTally {
    private var count: Int64 = 0
    private var latitudes = ExtremeCounts()
    private var longitudes = ExtremeCounts()
    private var cells = KeyCounts(limit: 4096)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        count += sign
        latitudes.add(fact.x, change: sign)
        longitudes.add(fact.y, change: sign)
        cells.add(key: Self.key(fact), change: sign)
    }

    func expect(_ fact: AnswerFact) {
        if fact.flags.contains(.hasValue) { cells.expect(key: Self.key(fact)) }
    }

    private static func key(_ fact: AnswerFact) -> UInt64 {
        ByteHash.mix(UInt64(Geohash.cell(latitude: fact.x, longitude: fact.y)))
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? LocationTally else { preconditionFailure("tallies of two kinds are not added") }
        count += other.count
        latitudes.merge(other.latitudes)
        longitudes.merge(other.longitudes)
        cells.merge(other.cells)
    }

    func statistics(answered: Int64) -> QuestionStatistics {
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
                cells: list.map { ValueCount(value: Geohash.text(of: $0.cell), count: $0.count) }))
    }
}

/// Extremes and counts per day of a date question.
final class DateTally: AnswerTally {
    private var days = KeyCounts(limit: 4096)
    private var extremes = ExtremeCounts()

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        guard fact.flags.contains(.hasValue) else { return }
        extremes.add(fact.x, change: sign)
        let day = Timestamp.floor(Int64(fact.x), to: 86_400_000) / 86_400_000
        days.add(key: ByteHash.mix(UInt64(bitPattern: day)), change: sign)
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? DateTally else { preconditionFailure("tallies of two kinds are not added") }
        days.merge(other.days)
        extremes.merge(other.extremes)
    }

    func statistics(answered: Int64) -> QuestionStatistics {
        var list: [TimeBucket] = []
        days.forEach { key, count, _ in
            let day = Int64(bitPattern: ByteHash.unmix(key))
            if count > 0 { list.append(TimeBucket(startMs: day * 86_400_000, count: count)) }
        }
        list.sort { $0.startMs < $1.startMs }
        return .dates(
            DateStatistics(
                minMs: extremes.minimum.map { Int64($0) }, maxMs: extremes.maximum.map { Int64($0) }, perDay: list))
    }
}

/// Any type that has no statistics of its own: carried, counted, its distinct texts estimated.
final class OtherTally: AnswerTally {
    private var values = KeyCounts(limit: 4096)

    func apply(_ fact: AnswerFact, text: UnsafeRawBufferPointer, sign: Int64) {
        if fact.flags.contains(.hasText) { values.add(key: fact.textHash, change: sign) }
    }

    func merge(_ other: any AnswerTally) {
        guard let other = other as? OtherTally else { preconditionFailure("tallies of two kinds are not added") }
        values.merge(other.values)
    }

    func statistics(answered: Int64) -> QuestionStatistics { .other(distinct: values.distinct) }
}
