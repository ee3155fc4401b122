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
            let first = (response["answers"] as? [Any])?.first as? NaiveDesk.Object
            let collector = first?["createdBy"] as? String ?? ""
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

        let team = Team(id: "north", region: "N", collectors: ["user-1", "user-2"], devices: ["tablet-3"])
        let catalogue = FormCatalogue(teams: [team, Team(id: "idle")])
        let teams = counted.field.report(nowMs: Folding.readingMs, catalogue: catalogue).teams
        let inTeam = desk.live.count { _, response in
            let first = (response["answers"] as? [Any])?.first as? NaiveDesk.Object
            let collector = first?["createdBy"] as? String ?? ""
            return ["user-1", "user-2"].contains(collector) || response["deviceId"] as? String == "tablet-3"
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
