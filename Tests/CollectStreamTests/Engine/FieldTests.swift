import CollectModel
import CollectStream
import Foundation
import Testing

/// Who sent the responses, against a recount by dictionaries; and the bound that keeps their number small.
@Suite struct FieldTests {
    private static func filter() -> FoldFilter {
        var filter = FoldFilter()
        filter.tallies.countsField = true
        return filter
    }

    private struct Sum: Equatable {
        var live = 0
        var partners: Set<String> = []
    }

    private static func shown(_ sums: [String: Sum]) -> [String] {
        sums.map { "\($0.key)=\($0.value.live)/\($0.value.partners.count)" }.sorted()
    }

    @Test(arguments: 40_000..<40_100 as Range<UInt64>)
    func `collectors, devices and teams are what a recount gives, in files and in the log`(seed: UInt64) async throws {
        var writer = HistoryWriter(seed: seed)
        let lines = writer.lines(120)
        var desk = NaiveDesk()
        for line in lines { desk.take(line) }
        var collectors: [String: Sum] = [:]
        var devices: [String: Sum] = [:]
        for (_, response) in desk.live {
            let collector = Self.collector(response)
            let device = response["deviceId"] as? String ?? ""
            if !collector.isEmpty {
                collectors[collector, default: Sum()].live += 1
                if !device.isEmpty { collectors[collector]?.partners.insert(device) }
            }
            if !device.isEmpty {
                devices[device, default: Sum()].live += 1
                if !collector.isEmpty { devices[device]?.partners.insert(collector) }
            }
        }
        let longest = lines.map(\.utf8.count).max() ?? 0
        let counted = try Folding.counted(lines, workers: 3, blockBytes: longest + 1, filter: Self.filter())
        let field = counted.field.report(nowMs: Folding.readingMs)
        #expect(field.collectors.map { "\($0.id)=\($0.live)/\($0.devices)" }.sorted() == Self.shown(collectors))
        #expect(field.devices.map { "\($0.id)=\($0.live)/\($0.collectors)" }.sorted() == Self.shown(devices))
        #expect(field.oneIn == 1)
        for (found, travel) in zip(field.devices, field.devices.map { Self.travel(of: $0.id, desk) }) {
            #expect(found.travel?.leaps == travel.leaps, "seed \(seed), \(found.id)")
            #expect(abs((found.travel?.km ?? -1) - travel.km) < 1, "seed \(seed), \(found.id)")
            #expect(
                abs((found.travel?.fastestKmh ?? 0) - travel.fastest) <= 1e-4 * travel.fastest,
                "seed \(seed), \(found.id)")
        }
        #expect(field.devices.reduce(0) { $0 + $1.edited } == Int64(desk.editedWithDevice), "seed \(seed)")

        let team = Team(id: "north", region: "N", collectors: ["user-1", "user-2"], devices: ["tablet-3"])
        let catalogue = FormCatalogue(teams: [team, Team(id: "idle")])
        let teams = counted.field.report(nowMs: Folding.readingMs, catalogue: catalogue).teams
        let inTeam = desk.live.count { _, response in
            ["user-1", "user-2"].contains(Self.collector(response)) || response["deviceId"] as? String == "tablet-3"
        }
        #expect(teams.first { $0.id == "north" }?.live == Int64(inTeam), "seed \(seed)")
        #expect(teams.first { $0.id == "idle" }?.live == 0)

        let directory = try TemporaryDirectory()
        let intake = try Folding.intake(directory.path, partitions: 3)
        try await intake.take(lines.filter { !$0.isEmpty }.map { Array($0.utf8) })
        intake.close()
        let fromLog = try Folding.counted(log: directory.path, filter: Self.filter())
        #expect(fromLog.field.report(nowMs: Folding.readingMs) == field, "seed \(seed)")
        #expect(fromLog.digest == counted.digest, "seed \(seed)")
    }

    /// Where the device was in each ten minutes of the day before it was heard of last, and how it came from one to the next: by vectors.
    private static func travel(
        of device: String, _ desk: NaiveDesk
    ) -> (km: Double, fastest: Double, leaps: Int) {
        let count = NaiveCount(desk: desk, readingMs: Folding.readingMs)
        // A collector of whom nothing is live on this device is not heard of there.
        let collectors = Set(desk.live.map(\.response).filter { $0["deviceId"] as? String == device }.map(collector))
        let events = desk.events.filter { $0.kind != .createdBefore && $0.kind != .updatedBefore }
        let heard =
            events.flatMap { [$0.response, $0.old].compactMap(\.self) }.filter {
                $0["deviceId"] as? String == device && collectors.contains(collector($0))
            }.map { count.timed($0).received }.max() ?? 0
        var places: [Int64: [(latitude: Double, longitude: Double, ms: Int64)]] = [:]
        for (_, response) in desk.live where response["deviceId"] as? String == device {
            let event = count.timed(response).event
            let slot = Int64((Double(event) / 600_000).rounded(.down))
            guard let place = place(response), slot >= Int64((Double(heard - 86_400_000) / 600_000).rounded(.down))
            else { continue }
            places[slot, default: []].append((place.latitude, place.longitude, event))
        }
        let stops = places.sorted { $0.key < $1.key }.map { _, list in
            let isFar = list.reduce(0) { $0 + abs($1.longitude) } / Double(list.count) > 90
            let longitudes = list.map { isFar && $0.longitude < 0 ? $0.longitude + 360 : $0.longitude }
            return (
                latitude: list.reduce(0) { $0 + $1.latitude } / Double(list.count),
                longitude: longitudes.reduce(0, +) / Double(list.count),
                ms: list.reduce(0) { $0 + Double($1.ms) } / Double(list.count)
            )
        }
        var travel = (km: 0.0, fastest: 0.0, leaps: 0)
        for (a, b) in zip(stops, stops.dropFirst()) {
            let km = distance((a.latitude, a.longitude), (b.latitude, b.longitude))
            guard km >= 1 else { continue }
            let speed = km / max(b.ms - a.ms, 60_000) * 3_600_000
            travel = (travel.km + km, max(travel.fastest, speed), travel.leaps + (speed > 150 ? 1 : 0))
        }
        return travel
    }

    private static func collector(_ response: NaiveDesk.Object) -> String {
        let first = (response["answers"] as? [Any])?.first as? NaiveDesk.Object
        return first?["createdBy"] as? String ?? ""
    }

    private static func place(_ response: NaiveDesk.Object) -> (latitude: Double, longitude: Double)? {
        for case let answer as NaiveDesk.Object in response["answers"] as? [Any] ?? [] {
            let state = answer["state"] ?? NSNull()
            guard state is NSNull || state as? String == "active", answer["questionType"] as? String == "Location",
                let point = ((answer["location"] as? NaiveDesk.Object)?["coordinates"] as? [Any])?.first
                    as? NaiveDesk.Object, let latitude = (point["latitude"] as? NSNumber)?.doubleValue,
                let longitude = (point["longitude"] as? NSNumber)?.doubleValue, abs(latitude) <= 90,
                (latitude, longitude) != (0, 0),
                abs(longitude) <= 180
            else { continue }
            return (latitude, longitude)
        }
        return nil
    }

    /// The angle between two directions from the middle of the Earth.
    private static func distance(
        _ a: (latitude: Double, longitude: Double), _ b: (latitude: Double, longitude: Double)
    ) -> Double {
        func vector(_ place: (latitude: Double, longitude: Double)) -> SIMD3<Double> {
            let (phi, lambda) = (place.latitude * .pi / 180, place.longitude * .pi / 180)
            return SIMD3(cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi))
        }
        let (u, v) = (vector(a), vector(b))
        let cross = SIMD3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
        return 6371.0088 * atan2((cross * cross).sum().squareRoot(), (u * v).sum())
    }

    private static func response(_ n: Int, _ device: Int, second: Int) -> String {
        """
        {"formId":"f","responseId":"\(n)","deviceId":"d-\(device)","syncedFromDeviceAt":"2026-11-01T10:\
        \(String(format: "%02d", second / 60)):\(String(format: "%02d", second % 60)).000Z","responseTime":{"totalTime":\(n * 100)},"answers":[{"questionId":"q",\
        "questionType":"Text","text":"t","createdBy":"c-\(device)"}]}
        """
    }

    @Test func `more pairs than the limit leave a sample that does not depend on the order, and say so`() throws {
        let lines = (0..<4000).map { Self.response($0, $0, second: 0) }
        func field(_ lines: [String], _ limit: Int) throws -> FieldTally {
            let parts = try [lines[..<1000], lines[1000...]].map { part in
                try Folding.counted(Array(part), filter: Self.filter()).field
            }
            var all = FieldTally(limit: limit)
            for part in parts { all.merge(part) }
            return all
        }
        let one = try field(lines, 512)
        let other = try field(lines.reversed(), 512)
        let report = one.report(nowMs: 0)
        #expect(report == other.report(nowMs: 0))
        #expect(report.oneIn > 4)
        #expect(report.devices.count <= 512)
        #expect(report.devices.allSatisfy { $0.live == 1 })
        let estimated = report.devices.count * report.oneIn
        #expect(abs(estimated - 4000) < 1200, "a sample of a hash is a fair one: \(estimated)")
    }

    @Test func `pace, haste and spans are of the live responses`() throws {
        var lines = (0..<60).map { Self.response($0, 1, second: $0) }
        lines += (0..<10).map { #"{"op":"delete","formId":"f","responseId":"\#($0)"}"# }
        let counted = try Folding.counted(lines, filter: Self.filter())
        let now = Timestamp.parse("2026-11-01T10:30:00.000Z") ?? 0
        let device = try #require(counted.field.report(nowMs: now).devices.first)
        #expect(device.live == 50)
        #expect(device.thisHour == 50 && device.today == 50 && device.lastDay == 50)
        #expect(device.perDay.map(\.count) == Array(repeating: 0, count: 13) + [50])
        #expect(device.hasty == 0, "answers 0 to 9 took less than a second and are deleted")
        #expect(device.duration.count == 50)
        #expect(device.duration.mean == 3450)
        #expect(device.duration.p50.map { abs($0 / 3450 - 1) <= BriefSpans.relativeError } == true)
        #expect(device.lastReceivedMs == Timestamp.parse("2026-11-01T10:00:59.000Z"))
        #expect(counted.field.report(nowMs: now + TimeUnit.day.ms).devices.first?.today == 0)
    }
}
