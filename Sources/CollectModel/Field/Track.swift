import Glibc

/// Where somebody was, by the places in their responses: how far and how fast they must have travelled between them.
///
/// Why: a day of interviews that are filled in at one table, or a device in two districts within the hour, is seen in the places alone.
/// Shape: the mean place of each ten minutes of the device's time, of the day before the newest response was received. What is older is forgotten, on its
/// way in and on its way out, and sums are of whole numbers: neither order nor edits leave a trace.
/// Cost: 48 bytes for each ten minutes in which there was a response.
struct Track: Sendable {
    static let unitMs: Int64 = 600_000
    private static let keptMs = TimeUnit.day.ms
    /// Ten millionths of a degree, a centimetre.
    private static let scale = 1e7

    /// What was said of ten minutes.
    private struct Stop: Sendable {
        let unit: Int32
        var east: Int32 = 0
        var west: Int32 = 0
        var latitudes: Int64 = 0
        /// Degrees east and west of Greenwich apart, so that there is a mean on either side of the date line.
        var degreesEast: Int64 = 0
        var degreesWest: Int64 = 0
        var ms: Int64 = 0

        var count: Int64 { Int64(east) + Int64(west) }

        mutating func merge(_ other: Stop) {
            east += other.east
            west += other.west
            latitudes += other.latitudes
            degreesEast += other.degreesEast
            degreesWest += other.degreesWest
            ms += other.ms
        }
    }

    /// Ascending.
    private var stops: [Stop] = []
    /// What is kept begins here.
    private var first = Int32.min

    /// Something was received, so that what happened a day before is forgotten.
    mutating func hear(atMs receivedMs: Int64) {
        let begin = Self.unit(receivedMs - Self.keptMs)
        guard begin > first else { return }
        first = begin
        if let stop = stops.first, stop.unit < begin { stops.removeFirst(stops.partitionPoint { $0.unit >= begin }) }
    }

    /// Adds (`change` 1) or takes back (−1) a place.
    mutating func add(latitude: Double, longitude: Double, atMs eventMs: Int64, change: Int32) {
        var stop = Stop(unit: Self.unit(eventMs))
        guard stop.unit >= first else { return }
        let degrees = Int64((longitude.magnitude * Self.scale).rounded()) * Int64(change)
        if longitude < 0 {
            (stop.west, stop.degreesWest) = (change, degrees)
        } else {
            (stop.east, stop.degreesEast) = (change, degrees)
        }
        stop.latitudes = Int64((latitude * Self.scale).rounded()) * Int64(change)
        stop.ms = (eventMs - Int64(stop.unit) * Self.unitMs) * Int64(change)
        enter(stop)
    }

    mutating func merge(_ other: Track) {
        if other.first > first {
            first = other.first
            stops.removeAll { $0.unit < first }
        }
        for stop in other.stops where stop.unit >= first { enter(stop) }
    }

    func writeState(to writer: inout StateWriter) {
        for stop in stops where stop.count != 0 {
            for number in [
                Int64(stop.unit), Int64(stop.east), Int64(stop.west), stop.latitudes, stop.degreesEast,
                stop.degreesWest,
                stop.ms,
            ] { writer.write(number) }
        }
    }

    private mutating func enter(_ stop: Stop) {
        let place = stops.partitionPoint { $0.unit >= stop.unit }
        if place < stops.count, stops[place].unit == stop.unit {
            stops[place].merge(stop)
        } else {
            stops.insert(stop, at: place)
        }
    }

    private static func unit(_ ms: Int64) -> Int32 { Int32(truncatingIfNeeded: Timestamp.unit(of: ms, unitMs)) }
}

/// How somebody must have travelled in the day before their newest response.
public struct Travel: Sendable, Equatable {
    /// Nobody drives so fast from one interview to the next. Units: km/h.
    public static let leapKmh: Double = 150
    /// What is nearer is the same place to a telephone. Units: km.
    static let leastKm: Double = 1
    /// Places of two moments are never closer in time than this. Units: ms.
    static let leastMs: Double = 60_000
    private static let earthKm = 6371.0088

    /// As the crow flies, from each ten minutes to the next ones with a place.
    public var km: Double = 0
    /// Nil without two places.
    public var fastestKmh: Double?
    /// How often it was faster than `leapKmh`.
    public var leaps = 0

    init(_ track: Track) {
        var before: (latitude: Double, longitude: Double, ms: Double)?
        for stop in track.places {
            if let before { note(from: before, to: stop) }
            before = stop
        }
    }

    private mutating func note(
        from a: (latitude: Double, longitude: Double, ms: Double),
        to b: (latitude: Double, longitude: Double, ms: Double)
    ) {
        let distance = Self.distanceKm(a.latitude, a.longitude, b.latitude, b.longitude)
        let far = distance < Self.leastKm ? 0 : distance
        let speed = far / max(b.ms - a.ms, Self.leastMs) * 3_600_000
        km += far
        fastestKmh = max(fastestKmh ?? 0, speed)
        if speed > Self.leapKmh { leaps += 1 }
    }

    /// Along a great circle. Units: degrees. - Source: Sinnott, "Virtues of the Haversine" (Sky & Telescope, 1984).
    static func distanceKm(_ latitude: Double, _ longitude: Double, _ otherLatitude: Double, _ otherLongitude: Double)
        -> Double
    {
        let radian = Double.pi / 180
        func haversine(_ degrees: Double) -> Double {
            let sine = sin(degrees * radian / 2)
            return sine * sine
        }
        let share =
            haversine(otherLatitude - latitude)
            + cos(latitude * radian) * cos(otherLatitude * radian) * haversine(otherLongitude - longitude)
        return 2 * earthKm * asin(min(1, share.squareRoot()))
    }
}

extension Track {
    /// The mean places and moments, in order. Units: degrees, ms since 1970.
    fileprivate var places: [(latitude: Double, longitude: Double, ms: Double)] {
        stops.filter { $0.count > 0 }.map { stop in
            let all = Double(stop.count)
            var degrees = Double(stop.degreesEast - stop.degreesWest)
            // Around the date line places in the east and in the west are neighbours.
            if Double(stop.degreesEast + stop.degreesWest) / all > 90 * Self.scale {
                degrees += 360 * Self.scale * Double(stop.west)
            }
            return (
                latitude: Double(stop.latitudes) / all / Self.scale, longitude: degrees / all / Self.scale,
                ms: Double(Int64(stop.unit) * Self.unitMs) + Double(stop.ms) / all
            )
        }
    }
}
