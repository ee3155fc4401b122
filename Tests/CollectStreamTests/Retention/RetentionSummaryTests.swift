import Testing

@testable import CollectStream

/// What a summary says survives its bytes, and hostile bytes say nothing.
@Suite struct RetentionSummaryTests {
    private static func random(_ seed: UInt64) -> RetentionSummary {
        var random = SeededGenerator(seed: seed)
        let base = UInt64.random(in: 0...1 << 40, using: &random)
        var summary = RetentionSummary(segment: base..<base + 1000)
        for op in [LogOperation.create, .update, .delete, .restore] where Bool.random(using: &random) {
            summary.totals.add(op, receivedMs: Int64.random(in: -1000...1000, using: &random))
        }
        summary.days = (0..<Int.random(in: 0...3, using: &random)).map { .init(day: Int32($0) - 1, created: 7) }
        summary.responses = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            .init(ordinal: .random(in: 0..<1000, using: &random), fingerprint: .random(in: 0 ... .max, using: &random))
        }
        summary.carried = (0..<Int.random(in: 0...4, using: &random)).map { _ in .random(in: 0 ... .max, using: &random)
        }
        return summary
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `a summary is read as it was written, cut bytes are none, and changed ones name no place outside`(seed: UInt64)
    {
        let summary = Self.random(seed)
        let payload = summary.payload
        #expect(RetentionSummary(payload: payload) == summary)
        for end in 0..<payload.count { #expect(RetentionSummary(payload: payload[..<end]) == nil) }
        for bit in 0..<8 * payload.count {
            var changed = payload
            changed[bit / 8] ^= 1 << (bit % 8)
            if let read = RetentionSummary(payload: changed) {
                for response in read.responses { #expect(read.segment.contains(read.offset(of: response))) }
            }
        }
    }

    @Test func `many responses are told in several records, each of which fits`() throws {
        var summary = RetentionSummary(segment: 0..<1_000_000)
        summary.totals.add(.create, receivedMs: 1)
        summary.responses = (0..<250_000).map { .init(ordinal: $0, fingerprint: UInt64($0) << 32) }
        summary.carried = (0..<120_000).map { UInt64($0) }
        let parts = summary.parts
        #expect(parts.count == 3)
        #expect(parts.allSatisfy { $0.draft(formID: "f", receivedMs: 0).defect == nil })
        #expect(parts.flatMap(\.responses) == summary.responses && parts.flatMap(\.carried) == summary.carried)
        #expect(parts.map(\.isLast) == [false, false, true])
        #expect(parts[2].totals == summary.totals && parts[1].totals == RetentionSummary.Totals())
    }
}
