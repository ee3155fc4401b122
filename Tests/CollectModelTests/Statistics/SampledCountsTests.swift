import Testing

@testable import CollectModel

@Suite struct SampledCountsTests {
    /// Everything that can be seen of a table, in an order of its own.
    private func state(_ counts: TextCounts) -> [String] {
        var list = ["level \(counts.level), used \(counts.used), \(counts.distinct)"]
        var values: [String] = []
        counts.forEach { values.append("\($0) \($1) \(String(decoding: $2, as: UTF8.self))") }
        list += values.sorted()
        return list
    }

    private func add(_ text: String, to counts: inout TextCounts, change: Int64 = 1) {
        var copy = text
        copy.withUTF8 {
            counts.add(key: ByteHash.of(UnsafeRawBufferPointer($0)), text: UnsafeRawBufferPointer($0), change: change)
        }
    }

    private func table(_ texts: some Sequence<String>, limit: Int) -> TextCounts {
        var counts = TextCounts(limit: limit)
        for text in texts { add(text, to: &counts) }
        return counts
    }

    @Test func `the first few are those that sorting all would put first`() {
        var random = Repeatable(seed: 5)
        for most in [0, 1, 3, 10, 200] {
            let texts = (0..<400).map { _ in "value \(Int.random(in: 0..<90, using: &random))" }
            let counts = table(texts, limit: 1000)
            #expect(counts.ranked(most: most) == Array(counts.ranked(most: nil).prefix(most)), "\(most)")
        }
    }

    @Test func `up to the limit every count is exact`() {
        var counts = TextCounts(limit: 1000)
        for i in 0..<1000 { for _ in 0...(i % 7) { add("value \(i)", to: &counts) } }
        #expect(counts.distinct == Estimate(value: 1000, error: 0))
        var found: [String: Int64] = [:]
        counts.forEach { found[String(decoding: $2, as: UTF8.self)] = $1 }
        #expect(found.count == 1000)
        #expect(found.allSatisfy { value, count in count == Int64(value.dropFirst(6))! % 7 + 1 })
        add("one more", to: &counts)
        #expect(counts.level == 1)
        #expect(counts.distinct.error > 0)
    }

    @Test(arguments: [0, 1, 6, 7, 100, 5000])
    func `a table that had its room at once holds what one that grew holds`(room: Int) {
        for values in [0, 1, 7, 99, 100, 400] {
            let texts = (0..<values).map { "value \($0 % 90) of \($0)" }
            var counts = TextCounts(limit: 100, values: room)
            #expect(counts.distinct == Estimate(value: 0, error: 0))
            for text in texts { add(text, to: &counts) }
            #expect(state(counts) == state(table(texts, limit: 100)), "\(values) values")
        }
    }

    @Test func `beyond the limit the estimate keeps its stated error`() {
        var worst = 0.0
        var mean = 0.0
        let seeds = 200
        for seed in 0..<seeds {
            let counts = table((0..<5000).map { "\(seed)/\($0)" }, limit: 256)
            let estimate = counts.distinct
            let off = Double(estimate.value) / 5000 - 1
            worst = max(worst, abs(off) / estimate.error)
            mean += off / Double(seeds)
        }
        #expect(worst < 4, "standard errors")
        #expect(abs(mean) < 0.03, "the estimate is not biased")
    }

    @Test(arguments: [(1, 10), (2, 12), (4, 40), (64, 1000), (64, 60)])
    func `no order, split or batch changes the table`(limit: Int, values: Int) {
        for seed: UInt64 in 0..<40 {
            var random = Repeatable(seed: seed)
            let texts = (0..<2 * values).map { _ in "v\(Int.random(in: 0..<values, using: &random))" }
            let expected = state(table(texts, limit: limit))
            #expect(state(table(texts.shuffled(using: &random), limit: limit)) == expected, "seed \(seed)")
            let cuts = (0..<3).map { _ in Int.random(in: 0...texts.count, using: &random) }.sorted()
            let parts = zip([0] + cuts, cuts + [texts.count]).map { table(texts[$0..<$1], limit: limit) }
            var merged = TextCounts(limit: limit)
            for part in parts.shuffled(using: &random) { merged.merge(part) }
            #expect(state(merged) == expected, "merged, seed \(seed)")
        }
    }

    @Test func `what is taken back is no longer counted, wherever it was added`() {
        for seed: UInt64 in 0..<40 {
            var random = Repeatable(seed: seed)
            let kept = (0..<30).map { "kept \($0)" }
            let passing = (0..<50).map { _ in "passing \(Int.random(in: 0..<30, using: &random))" }
            var counts = table((kept + passing).shuffled(using: &random), limit: 64)
            for text in passing { add(text, to: &counts, change: -1) }
            #expect(counts.distinct == Estimate(value: 30, error: 0), "seed \(seed)")
            var giver = table(kept + passing, limit: 64)
            var taker = TextCounts(limit: 64)
            for text in passing { add(text, to: &taker, change: -1) }
            giver.merge(taker)
            #expect(state(giver) == state(counts), "seed \(seed)")
        }
    }

    @Test func `long texts are told apart, also where their beginnings are equal`() {
        let beginning = String(repeating: "long ", count: 100)
        var counts = table((0..<50).map { beginning + "\($0)" }, limit: 100)
        #expect(counts.distinct.value == 50)
        counts.merge(table((25..<75).map { beginning + "\($0)" }, limit: 100))
        #expect(counts.distinct == Estimate(value: 75, error: 0))
        var shown: Set<Int> = []
        counts.forEach { shown.insert($2.count) }
        #expect(shown == [KeptText.mostBytes])
    }

    @Test func `texts around the lengths at which they are kept otherwise are told apart`() {
        let lengths = [0, 1, 3, 4, 7, 8, 16, 17, 32, 33, 253, 254, 255, 256, 257, 300]
        let texts = lengths.flatMap { length in
            length == 0 ? [""] : ["x", "y"].map { String(repeating: "a", count: length - 1) + $0 }
        }
        var counts = table(texts, limit: 100)
        for (n, text) in texts.enumerated() { add(text, to: &counts, change: Int64(n) << 33) }
        counts.merge(table(texts, limit: 100))
        var found: [String] = []
        counts.forEachText { found.append("\($1) \(String(decoding: $0, as: UTF8.self)) \($2)") }
        let expected = texts.enumerated().map { "\($1.count) \($1.prefix(KeptText.mostBytes)) \(Int64($0) << 33 + 2)" }
        #expect(found.sorted() == expected.sorted())
        for (n, text) in texts.enumerated() { add(text, to: &counts, change: -(Int64(n) << 33) - 5) }
        counts.forEach { _, count, _ in #expect(count == -3) }
    }

    @Test func `the empty text is a value like any other`() {
        let counts = table(["", "", "a"], limit: 4)
        var found: [String: Int64] = [:]
        counts.forEach { found[String(decoding: $2, as: UTF8.self)] = $1 }
        #expect(found == ["": 2, "a": 1])
    }

    @Test func `memory is bounded, however many values there are`() {
        let counts = table((0..<100_000).map { "value number \($0)" }, limit: 1024)
        #expect(counts.used <= 1024)
        #expect(counts.bytesHeld < 1024 * (48 + 2 * KeptText.mostBytes))
    }
}
