import Testing

@testable import CollectStream

@Suite struct SeededGeneratorTests {
    @Test func `draws stay within their bounds and near their means`() {
        var generator = SeededGenerator(seed: 42)
        var (normal, squares, waiting) = (0.0, 0.0, 0.0)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<100_000 {
            let value = generator.normal()
            normal += value
            squares += value * value
            waiting += generator.exponential(mean: 3)
            counts[generator.below(7)] += 1
            #expect((0..<1).contains(generator.unit()))
        }
        #expect(abs(normal / 100_000) < 0.02)
        #expect(abs(squares / 100_000 - 1) < 0.02)
        #expect(abs(waiting / 100_000 - 3) < 0.05)
        #expect(counts.allSatisfy { (13_700...14_900).contains($0) })
    }

    @Test func `the sequence of a seed never changes between releases`() {
        var generator = SeededGenerator(seed: 1)
        let first = (0..<3).map { _ in generator.next() }
        #expect(first == [12_966_619_160_104_079_557, 9_600_361_134_598_540_522, 10_590_380_919_521_690_900])
    }

    @Test(arguments: [
        (0 as Int64, "1970-01-01T00:00:00.000+0000"),
        (1_664_026_617_239, "2022-09-24T13:36:57.239+0000"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999+0000"),
        (4_102_444_800_000, "2100-01-01T00:00:00.000+0000"),
        (-1, "1969-12-31T23:59:59.999+0000"),
    ])
    func `a moment is written as the phones write it`(time: Int64, text: String) {
        var line = JSONLine()
        line.append(timeMs: time)
        #expect(String(decoding: line.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        (12_345 as Int64, 2, "123.45"), (-5, 1, "-0.5"), (7, 0, "7"), (33_792_057, 7, "3.3792057"), (0, 2, "0.00"),
    ])
    func `a scaled number is written with its places`(scaled: Int64, decimals: Int, text: String) {
        var line = JSONLine()
        line.append(scaled: scaled, decimals: decimals)
        #expect(String(decoding: line.bytes, as: UTF8.self) == text)
    }

    @Test func `text is escaped for JSON`() {
        #expect(String(decoding: JSONLine.escaped("a\"b\\c\n🥕"), as: UTF8.self) == "a\\\"b\\\\c\\u000a🥕")
    }
}
