import Testing

@testable import CollectModel

/// Cells and repeated points, also of more points than are counted one by one.
@Suite struct LocationTallyTests {
    private struct Place {
        var latitude: Double
        var longitude: Double
    }

    private static func apply(_ place: Place, to tally: LocationTally, sign: Int64 = 1) {
        var fact = AnswerFact(question: 0, position: 0)
        fact.set(latitude: place.latitude, longitude: place.longitude)
        tally.apply(fact, text: UnsafeRawBufferPointer(start: nil, count: 0), receivedMs: 0, sign: sign)
    }

    private static func state(_ tally: LocationTally) -> [UInt8] {
        var writer = StateWriter()
        tally.writeState(to: &writer)
        return writer.bytes
    }

    private static func statistics(_ tally: LocationTally) throws -> LocationStatistics {
        let terms = QuestionTerms(nil, type: "Location", codes: .usual, languages: [])
        guard case .location(let location) = tally.statistics(answered: 0, terms: terms) else { throw NoPlaces() }
        return location
    }

    private struct NoPlaces: Error {}

    /// - Parameter spread: degrees. Of 2 there are some dozen cells, of 60 more than are counted one by one.
    private static func places(_ count: Int, spread: Double, _ random: inout Repeatable) -> [Place] {
        (0..<count).map { _ in
            Place(
                latitude: Double.random(in: -spread...spread, using: &random),
                longitude: Double.random(in: -spread...spread, using: &random))
        }
    }

    @Test(arguments: [(100, 2.0), (9_000, 2.0), (7_000, 60.0)])
    func `order, taking back and merging leave what a table of all places leaves`(count: Int, spread: Double) throws {
        var random = Repeatable(seed: UInt64(count) + UInt64(spread))
        let kept = Self.places(count, spread: spread, &random)
        // Some stand at the very same point.
        let live = kept + kept.prefix(count / 10)
        let taken = Self.places(count / 3, spread: spread, &random)
        let one = LocationTally()
        for place in live { Self.apply(place, to: one) }
        for place in taken { Self.apply(place, to: one) }
        for place in taken { Self.apply(place, to: one, sign: -1) }
        let (left, right) = (LocationTally(), LocationTally())
        for place in taken { Self.apply(place, to: right) }
        for place in taken { Self.apply(place, to: right, sign: -1) }
        for place in live.shuffled(using: &random) { Self.apply(place, to: Bool.random(using: &random) ? left : right) }
        left.merge(right)
        for tally in [one, left] where tally.hasLostExtremes {
            tally.forgetExtremes()
            for place in live {
                var fact = AnswerFact(question: 0, position: 0)
                fact.set(latitude: place.latitude, longitude: place.longitude)
                tally.noteExtremes(fact)
            }
        }
        let isSame = Self.state(one) == Self.state(left)
        #expect(isSame)
        let found = try Self.statistics(one)
        #expect(found == (try Self.statistics(left)))
        #expect(found.count == Int64(live.count))
        var cells: [String: Int64] = [:]
        for place in live {
            let cell = Geohash.cell(latitude: place.latitude, longitude: place.longitude)
            cells[Geohash.text(of: cell), default: 0] += 1
        }
        if cells.count <= 4096 {
            #expect(Dictionary(uniqueKeysWithValues: found.cells.map { ($0.value, $0.count) }) == cells)
        } else {
            #expect(found.cells.count < cells.count && found.cells.allSatisfy { cells[$0.value] == $0.count })
        }
        let repeated = Int64(count / 10)
        let slack = Int64((4 * found.repeats.values.error * Double(repeated)).rounded(.up)) * 4
        #expect(abs(found.repeats.values.value - repeated) <= slack)
        #expect((found.repeats.values.error == 0) == (count + count / 3 <= 4096))
    }

    @Test func `points a hair apart are two, zeros of either sign are one`() throws {
        let tally = LocationTally()
        for latitude in [9.125, 9.125.nextUp, 0.0, -0.0] {
            Self.apply(Place(latitude: latitude, longitude: 0), to: tally)
        }
        let found = try Self.statistics(tally)
        #expect(found.repeats.values.value == 1 && found.repeats.answers.value == 2 && found.atOrigin == 2)
    }
}
