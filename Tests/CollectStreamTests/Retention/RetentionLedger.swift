import CollectModel
import Testing

@testable import CollectStream

/// What was answered to the senders, counted by the simplest means: what a report must give to date, whatever has expired since.
struct RetentionLedger {
    struct Counts: Equatable {
        var accepted = 0
        var duplicates = 0
        var conflicts = 0
        var rejected = 0
        var lateRetries = 0
    }

    private(set) var counts = Counts()
    private(set) var expired = 0
    private(set) var removedSegments = 0
    private(set) var erasedSegments = 0

    mutating func note(_ outcomes: [ResponseIntake.Outcome]) {
        for outcome in outcomes {
            switch outcome {
            case .accepted: counts.accepted += 1
            case .duplicate: counts.duplicates += 1
            case .conflict: counts.conflicts += 1
            case .rejected: counts.rejected += 1
            case .expired: counts.lateRetries += 1
            }
        }
    }

    mutating func note(_ report: RetentionReport) {
        expired += report.responses
        removedSegments += report.removedSegments
        erasedSegments += report.erasedSegments
    }

    func check(_ report: Report, seed: UInt64) {
        let totals = report.totals
        #expect(totals.duplicates == counts.duplicates, "duplicates, seed \(seed)")
        #expect(totals.conflicts == counts.conflicts, "conflicts, seed \(seed)")
        #expect(totals.rejected == counts.rejected, "rejected, seed \(seed)")
        #expect(totals.expired == counts.lateRetries, "late retries, seed \(seed)")
        // Restorations are accepted and counted under no name.
        #expect(totals.created + totals.updated + totals.deleted <= counts.accepted, "accepted, seed \(seed)")
    }
}

/// The records of responses that stand in a log, with their newest versions: read by the plainest means.
struct SurvivingRecords {
    private(set) var live: [LogRecordData] = []

    init(directory: String) throws {
        let reader = try LogReader(directory: directory)
        let (begin, end) = (try reader.begin().next, try reader.durableEnd().next)
        var expired: Set<LogPosition> = []
        var newest: [String: LogRecordData] = [:]
        for partition in begin.indices {
            for offset in begin[partition]..<end[partition] {
                let position = LogPosition(partition: partition, offset: offset)
                guard let record = try? reader.record(at: position) else { continue }
                if record.op != .control, !record.flags.contains(.superseded) {
                    newest["\(record.formID)/\(record.responseID)"] = record
                } else if let summary = RetentionSummary(payload: record.payload) {
                    for response in summary.responses {
                        expired.insert(LogPosition(partition: partition, offset: summary.offset(of: response)))
                    }
                }
            }
        }
        live = newest.values.filter { $0.op != .delete && !expired.contains($0.position) }
            .sorted { $0.position < $1.position }
    }
}
