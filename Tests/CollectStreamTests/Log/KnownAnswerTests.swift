import Testing

@testable import CollectStream

@Suite struct KnownAnswerTests {
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `murmur2 agrees with Kafka's own test values`(key: String, hash: Int32) {
        #expect(Array(key.utf8).withUnsafeBytes { Int32(bitPattern: murmur2($0)) } == hash)
        #expect(murmur2Partition(key, partitions: 7) == Int(hash & 0x7FFF_FFFF) % 7)
    }

    @Test func `CRC-32C agrees with RFC 3720`() {
        let cases: [([UInt8], UInt32)] = [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0...31), 0x46DD_794E), (Array((0...31).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283), ([], 0),
        ]
        for (bytes, expected) in cases {
            #expect(bytes.withUnsafeBytes { crc32c($0) } == expected)
            bytes.withUnsafeBytes { raw in
                let half = raw.count / 2
                let first = crc32c(raw.slice(0..<half))
                #expect(crc32c(raw.slice(half..<raw.count), continuing: first) == expected)
            }
        }
    }

    @Test func `a cursor's token is read back, and nothing else is`() {
        let cursor = LogCursor(next: [120, 7, 0, 44])
        #expect(cursor.description == "0.120-1.7-2.0-3.44")
        #expect(LogCursor(token: cursor.description) == cursor)
        for text in ["", "0", "1.5", "0.5-2.3", "0.-1", "0.05", "0.5-", "0.99999999999999999999", "0.+5", "-0.5"] {
            #expect(LogCursor(token: text) == nil)
        }
    }

    @Test func `log.json is read back, and hostile text is refused`() throws {
        let description = LogDescription(logID: LogID { 0x1234_5678_9ABC_DEF0 }, partitions: 4, createdMs: 17)
        let json = Array(description.json.utf8)
        #expect(try LogDescription(json: json, path: "log.json", directory: "d") == description)
        #expect(description.logID.description == "12345678-9abc-4ef0-9234-56789abcdef0")
        for length in 0..<(json.count - 2) {
            #expect(throws: LogError.self) {
                try LogDescription(json: Array(json.prefix(length)), path: "log.json", directory: "d")
            }
        }
    }
}
