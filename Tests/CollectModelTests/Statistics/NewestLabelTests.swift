import Testing

@testable import CollectModel

@Suite struct NewestLabelTests {
    /// The third and the fourth are one text to Unicode and two to us.
    private static let texts = ["How old?", "Age", "\u{C2}ge", "A\u{302}ge", "Wie alt?"]

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the label that was seen last is the newest, whatever the order and the worker`(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let seen = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            (number: Int.random(in: Self.texts.indices, using: &random), ms: Int64.random(in: 0..<4, using: &random))
        }
        var parts = [NewestLabel(), NewestLabel()]
        for label in seen {
            parts[Int.random(in: 0...1, using: &random)].see(Int16(label.number), receivedMs: label.ms) {
                Self.texts[label.number]
            }
        }
        parts[0].merge(parts[1])
        let newest = seen.max {
            $0.ms != $1.ms
                ? $0.ms < $1.ms
                : Self.texts[$0.number].utf8.lexicographicallyPrecedes(Self.texts[$1.number].utf8)
        }
        let expected = newest.map { Array(Self.texts[$0.number].utf8) }
        #expect(Array(parts[0].text.utf8) == expected, "seed \(seed): \(seen)")
    }

    @Test func `a question that was never asked has no label`() {
        var label = NewestLabel()
        label.merge(NewestLabel())
        #expect(label.text.isEmpty)
    }
}
