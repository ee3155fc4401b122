import Testing

@testable import CollectModel

/// Travel between places, of which nothing is left that was taken back or is a day old.
@Suite struct TrackTests {
    private static let hour: Int64 = 3_600_000
    private static let start: Int64 = 1_793_000_000_000 / hour * hour

    private static func track(_ places: [(latitude: Double, longitude: Double, minutes: Int64)]) -> Track {
        var track = Track()
        for place in places {
            let ms = start + place.minutes * 60_000
            track.hear(atMs: ms)
            track.add(latitude: place.latitude, longitude: place.longitude, atMs: ms, change: 1)
        }
        return track
    }

    private static func state(_ track: Track) -> [UInt8] {
        var writer = StateWriter()
        track.writeState(to: &writer)
        return writer.bytes
    }

    @Test func `a degree of latitude is 111 kilometres, wherever it lies`() {
        for longitude in [0, 38.75, -180, 179.9] {
            let travel = Travel(Self.track([(9, longitude, 0), (10, longitude, 120)]))
            #expect(abs(travel.km - 111.195) < 0.01)
            #expect(abs((travel.fastestKmh ?? 0) - 55.6) < 0.1 && travel.leaps == 0)
        }
    }

    @Test func `places on both sides of the date line, and of Greenwich, are neighbours`() {
        for (east, west) in [(179.99, -179.99), (0.01, -0.01)] {
            let travel = Travel(Self.track([(0, east, 0), (0, west, 1), (0, east, 20), (0, west, 40)]))
            #expect(travel.km < 6, "one place is some two kilometres from the next")
            #expect(travel.leaps == 0)
        }
    }

    @Test func `who is in two districts within the hour has leapt, who steps around a table has not moved`() {
        let travel = Travel(Self.track([(9, 38, 0), (11, 38, 30)]))
        #expect(travel.leaps == 1 && (travel.fastestKmh ?? 0) > 400)
        let table = Travel(Self.track([(9, 38, 9), (9.0003, 38, 11), (9, 38.0004, 21)]))
        #expect(table.km == 0 && table.fastestKmh == 0 && table.leaps == 0)
        #expect(Travel(Self.track([(9, 38, 0)])).fastestKmh == nil)
    }

    @Test func `what was taken back, and what is older than a day, leaves nothing`() {
        let places: [(latitude: Double, longitude: Double, minutes: Int64)] = [(9, 38, 0), (-3.25, -70.5, 95)]
        var track = Self.track(places)
        for place in places {
            track.add(
                latitude: place.latitude, longitude: place.longitude, atMs: Self.start + place.minutes * 60_000,
                change: -1)
        }
        #expect(Self.state(track) == Self.state(Track()))
        track = Self.track(places)
        track.hear(atMs: Self.start + 26 * Self.hour)
        #expect(Self.state(track) == Self.state(Track()))
        // It comes late, and was forgotten before it came.
        track.add(latitude: 1, longitude: 1, atMs: Self.start, change: 1)
        #expect(Self.state(track) == Self.state(Track()))
    }

    @Test func `neither order nor the parts in which it is counted matter`() {
        var random = Repeatable(seed: 3)
        for _ in 0..<200 {
            let places = (0..<20).map { _ in
                (
                    latitude: Double.random(in: -90...90, using: &random),
                    longitude: Double.random(in: -180...180, using: &random),
                    minutes: Int64.random(in: 0...3_000, using: &random)
                )
            }
            let one = Self.track(places)
            var parts = Track()
            let mixed = places.shuffled(using: &random)
            parts.merge(Self.track(Array(mixed[..<7])))
            parts.merge(Self.track(Array(mixed[7...])))
            #expect(Self.state(one) == Self.state(parts))
        }
    }
}
