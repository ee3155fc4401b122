import Testing

@testable import CollectModel

/// Spans of time counted in little memory: exact means, medians within the error that is told.
@Suite struct BriefSpansTests {
    /// From seconds to three weeks without network, half of them taken back again.
    @Test(arguments: [500.0, 8_000.0], 1...40)
    func `the median is within its error, the mean is exact`(shortestMs: Double, seed: UInt64) throws {
        var random = Repeatable(seed: seed)
        func span() -> Int64 { Int64(shortestMs * 2) << Int64(random.next() % 17) + Int64(random.next() % 1_000_000) }
        var (spans, other, all) = (BriefSpans(shortestMs: shortestMs), BriefSpans(shortestMs: shortestMs), [Int64]())
        for n in 0..<201 {
            let (kept, gone) = (span(), span())
            spans.add(kept, change: 1)
            if n % 2 == 0 { spans.add(gone, change: 1) } else { other.add(gone, change: 1) }
            all.append(kept)
            if n % 2 == 0 { spans.add(gone, change: -1) } else { all.append(gone) }
        }
        spans.merge(other)
        all.sort()
        let (median, middle) = (try #require(spans.median), Double(all[(all.count - 1) / 2]))
        #expect(abs(median / middle - 1) <= BriefSpans.relativeError, "\(median) for \(middle)")
        #expect(spans.mean == Double(all.reduce(0, +)) / Double(all.count) && spans.count == all.count)
    }

    @Test func `spans below zero and beyond all bounds are counted, and none leave nothing`() {
        var spans = BriefSpans(shortestMs: 500)
        #expect(spans.median == nil && spans.mean == nil)
        for span in [-5, 0, Int64.max / 4] { spans.add(span, change: 1) }
        #expect(spans.count == 3 && spans.median.map { $0 < 1000 } == true)
        for span in [-5, 0, Int64.max / 4] { spans.add(span, change: -1) }
        #expect(spans.median == nil && spans.mean == nil)
    }
}
