import Testing

@testable import CollectModel

@Suite struct ByteHashTests {
    @Test func `unmix gives back what mix scrambled`() {
        var random = Repeatable(seed: 7)
        for value in [0, 1, .max, 1 << 63] + (0..<10_000).map({ _ in random.next() }) {
            #expect(ByteHash.unmix(ByteHash.mix(value)) == value)
            #expect(ByteHash.mix(ByteHash.unmix(value)) == value)
        }
    }

    @Test func `short strings that differ have hashes that differ`() {
        // All strings below 16 bytes once had the hash 1: the bits that they differ in were multiplied by zero.
        var seen: [UInt64: String] = [:]
        var texts = [""]
        for length in 1...40 {
            for place in 0..<length {
                for letter in "abz_." {
                    var characters = [Character](repeating: "x", count: length)
                    characters[place] = letter
                    texts.append(String(characters))
                }
            }
            texts.append(String(repeating: "x", count: length))
        }
        texts += (0..<20_000).map { "option \($0)" } + (10..<20_000).map { "\($0)" }
        for text in texts {
            let hash = ByteHash.of(text)
            if let other = seen[hash] { Issue.record("\(text) and \(other) share \(hash)") }
            seen[hash] = text
        }
        #expect(seen.count == texts.count)
    }

    @Test func `hashes spread over their high and their low bits`() {
        // Sampling takes the leading zeros, tables the lowest bits: both must be even.
        var leading = 0
        var low = [Int](repeating: 0, count: 16)
        for i in 0..<64_000 {
            let hash = ByteHash.of("device-\(i)")
            if hash.leadingZeroBitCount >= 4 { leading += 1 }
            low[Int(hash & 15)] += 1
        }
        #expect((3_750...4_250).contains(leading))
        #expect(low.allSatisfy { (3_750...4_250).contains($0) })
    }

    @Test func `the seed tells equal bytes apart, and no hash is zero`() {
        #expect(ByteHash.of("a", seed: 1) != ByteHash.of("a", seed: 2))
        #expect(ByteHash.of("", seed: 1) != ByteHash.of("", seed: 2))
        #expect(ByteHash.of("") != 0)
    }

    @Test func `a hash depends on the bytes alone, not on where they stand`() {
        let bytes = Array("..0123456789abcdefXYZ".utf8)
        for length in 0...19 {
            let here = bytes[2..<2 + length].withUnsafeBytes { ByteHash.of($0) }
            let there = Array(bytes[2..<2 + length]).withUnsafeBytes { ByteHash.of($0) }
            #expect(here == there)
        }
        #expect(
            bytes[5..<5].withUnsafeBytes { ByteHash.of($0) }
                == ByteHash.of(UnsafeRawBufferPointer(start: nil, count: 0)))
    }
}

@Suite struct QuestionKindTests {
    static let types: [(String, QuestionKind)] = [
        ("Text", QuestionKind.text), ("LongText", .text), ("Barcode", .barcode), ("Email", .email), ("Url", .url),
        ("Choice", .choice), ("Boolean", .choice), ("MultiChoice", .multiChoice), ("Number", .number),
        ("Rating", .number), ("Phone", .phone), ("Location", .location), ("Date", .date), ("DateTime", .date),
        ("Signature", .media), ("Time", .time), ("Image", .media), ("", .other), ("text", .other), ("Text ", .other),
        ("💥", .other),
    ]

    @Test(arguments: QuestionKindTests.types)
    func `a type is known by its exact name, any other is carried`(name: String, kind: QuestionKind) {
        #expect(QuestionKind(typeName: name) == kind)
    }
}
