/// What one collector, device or team has sent: of its live responses, over all forms that the report is about.
///
/// Units: times in ms since 1970, durations in ms.
public struct SenderReport: Sendable, Equatable {
    public var id: String
    /// A team's name; nil for collectors and devices.
    public var name: String?
    /// The team that the catalogue gives it, and that team's region; nil where it is in none.
    public var team: String?
    public var region: String?
    /// How many collectors and devices it is made of: a device that several collectors use, a collector with several devices.
    public var collectors: Int
    public var devices: Int
    public var live: Int64
    public var late: Int64
    public var clockSkewed: Int64
    /// Responses that took less than a second an answer.
    public var hasty: Int64
    /// Responses that are not what was sent first.
    public var edited: Int64
    /// The version of its form that came last; nil for teams, and where devices do not say.
    public var formVersion: String?
    /// Nil for teams, who are in many places.
    public var travel: Travel?
    public var duration: BriefStatistics
    public var delay: BriefStatistics
    public var lastReceivedMs: Int64?
    /// Received in the hour, and in the day (UTC), in which the report was made; and in the 24 hours that end with that hour.
    public var thisHour: Int64
    public var today: Int64
    public var lastDay: Int64
    /// Of each of the last fourteen days, the oldest first.
    public var perDay: [TimeBucket]
}

/// A span of time in brief: `p50` within `error`, nil where it is not known.
public struct BriefStatistics: Sendable, Equatable {
    public var count: Int64
    public var mean: Double?
    public var p50: Double?
    public var error: Double?
}

/// Who works in the field, and how fast.
///
/// Shape: each list by live responses, the most first, then by id. A response counts for one collector, one device and one team.
public struct FieldReport: Sendable, Equatable {
    /// Above 1 there are so many that only one of so many was counted, chosen by a hash.
    public var oneIn: Int
    public var collectors: [SenderReport]
    public var devices: [SenderReport]
    /// A team of which nothing was received is in it too; responses of no team have the id "".
    public var teams: [SenderReport]
}

extension FieldTally {
    /// - Cost: proportional to the pairs of collectors and devices.
    public func report(nowMs: Int64, catalogue: FormCatalogue = FormCatalogue()) -> FieldReport {
        var collectors: [String: SenderSum] = [:]
        var devices: [String: SenderSum] = [:]
        var teams: [String: SenderSum] = [:]
        for team in catalogue.teams { teams[team.id] = SenderSum(team: team) }
        forEach { sender in
            let team = catalogue.team(collector: sender.collector, device: sender.device)
            if !sender.collector.isEmpty {
                let own = catalogue.team(collector: sender.collector, device: nil)
                collectors[sender.collector, default: SenderSum(team: own)].add(sender)
            }
            if !sender.device.isEmpty {
                let own = catalogue.team(collector: nil, device: sender.device)
                devices[sender.device, default: SenderSum(team: own)].add(sender)
            }
            teams[team?.id ?? "", default: SenderSum(team: nil)].add(sender)
        }
        var named = Self.inOrder(teams, isOne: false, nowMs)
        for i in named.indices { named[i].name = catalogue.teams.first { $0.id == named[i].id }?.name }
        return FieldReport(
            oneIn: 1 << level, collectors: Self.inOrder(collectors, nowMs), devices: Self.inOrder(devices, nowMs),
            teams: named)
    }

    private static func inOrder(
        _ sums: [String: SenderSum], isOne: Bool = true, _ nowMs: Int64
    ) -> [SenderReport] {
        sums.map { $0.value.report(id: $0.key, isOne: isOne, nowMs: nowMs) }.sorted {
            $0.live != $1.live ? $0.live > $1.live : $0.id < $1.id
        }
    }
}

/// Several pairs of collectors and devices together.
private struct SenderSum {
    let team: Team?
    var tally = SenderTally()
    var collectors: Set<String> = []
    var devices: Set<String> = []

    init(team: Team?) { self.team = team }

    mutating func add(_ sender: FieldTally.Sender) {
        tally.merge(sender.tally)
        if !sender.collector.isEmpty { collectors.insert(sender.collector) }
        if !sender.device.isEmpty { devices.insert(sender.device) }
    }

    /// - Parameter isOne: it is one person or one device.
    func report(id: String, isOne: Bool, nowMs: Int64) -> SenderReport {
        let today = Timestamp.floor(nowMs, to: TimeUnit.day.ms)
        let days = tally.days.counts(last: 14, nowMs: nowMs)
        return SenderReport(
            id: id, team: team?.id, region: team?.region, collectors: collectors.count, devices: devices.count,
            live: tally.live, late: tally.late, clockSkewed: tally.clockSkewed, hasty: tally.hasty,
            edited: tally.edited, formVersion: isOne && !tally.formVersion.isEmpty ? tally.formVersion : nil,
            travel: isOne ? Travel(tally.track) : nil,
            duration: BriefStatistics(tally.duration), delay: BriefStatistics(tally.delay),
            lastReceivedMs: tally.lastReceivedMs == .min ? nil : tally.lastReceivedMs,
            thisHour: tally.hours.count(last: 1, nowMs: nowMs), today: days[13],
            lastDay: tally.hours.count(last: 24, nowMs: nowMs),
            perDay: days.enumerated().map {
                TimeBucket(startMs: today - Int64(13 - $0) * TimeUnit.day.ms, count: $1)
            })
    }
}

extension BriefStatistics {
    fileprivate init(_ spans: BriefSpans) {
        self.init(count: spans.count, mean: spans.mean, p50: spans.median, error: BriefSpans.relativeError)
    }
}
