import CollectModel
import CollectStream
import Testing

/// Files that want to crash the reader or to keep it busy.
@Suite(.timeLimit(.minutes(1))) struct CatalogueHostilityTests {
    private func problem(_ bytes: [UInt8]) -> String {
        do {
            _ = try CatalogueFile.parse(bytes, path: "f")
            return "none"
        } catch { return "\(error)" }
    }

    @Test func `aliases that stand for each other are refused before they are followed`() {
        var yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghijkl", "abcdefghijk") {
            yaml += "\(name): &\(name) [" + String(repeating: "*\(before),", count: 9) + "]\n"
        }
        // As a key, which the parser hashes.
        for end in ["forms: *l\n", "? *l\n: x\n", "{*l : x}\n"] {
            #expect(problem(Array((yaml + end).utf8)).hasPrefix("f:2:8: expected what is meant"))
        }
        #expect(problem(Array("forms: [{id: a, title: R&D *D}]".utf8)).contains("the alias *D"))
        #expect(problem(Array("forms: [{id: a, title: \"M&E *required & *free\"}]".utf8)) == "none")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: "]) func `deep nesting is a problem`(opening: String) {
        for depth in [10, 100, 900, 5_000, 100_000] {
            let yaml = "forms: " + String(repeating: opening, count: depth)
            #expect(problem(Array(yaml.utf8)).hasPrefix("f:"), "\(depth)")
            let whole = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(problem(Array("forms: \(whole)".utf8)).hasPrefix("f:1:"), "\(depth)")
            #expect((problem(Array("x: \(whole)".utf8)) == "none") == (depth < 1000), "\(depth)")
        }
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4"), ([0x0A, 0xC3, 0xA9, 0x3A, 0x20, 0xC3], "2:4"),
            ([0xFE, 0xFF, 0x00, 0x61], "1:1"),
            ([0x61, 0x0A, 0xED, 0xA0, 0x80], "2:1"), ([0xEF, 0xBB, 0xBF, 0x80], "1:1"),
        ] as [([UInt8], String)])
    func `bytes that are no UTF-8 are told with their place`(bytes: [UInt8], place: String) {
        #expect(
            problem(bytes) == "f:\(place): expected text in UTF-8, found bytes that are none: save the file as UTF-8")
    }

    @Test func `too large a file is not read`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: (16 << 20) + 1)
        #expect(problem(bytes) == "cannot read f: it is larger than 16777216 bytes")
        #expect(problem([UInt8](repeating: UInt8(ascii: "#"), count: 16 << 20)) == "none")
    }

    @Test func `long texts and long keys are told shortly`() {
        let long = String(repeating: "é", count: 5000)
        #expect(
            problem(Array("forms: [{id: \(long)}]".utf8))
                == "f:1:14: expected an id of the form of at most 256 bytes, found 10000 bytes")
        #expect(problem(Array("forms: \(long)".utf8)).utf8.count < 200)
        #expect(problem(Array("forms: [{id: a, title: \(long)}]".utf8)).contains("of at most 4096 bytes"))
    }

    @Test func `a damaged catalogue is a catalogue or has problems, whatever the damage`() {
        let seed: UInt64 = 20_261_129
        var generator = SeededGenerator(seed: seed)
        let whole = Array(CatalogueSamples.whole.utf8)
        let pieces = [
            "[", "]", "{", "}", ": ", "- ", "\n", "  ", "\"", "'", "*a", "&a ", "!!int ", "|", ">", "#", "~", "\t",
            "\u{0}", "é", "keepDays: 3\n",
        ]
        .map { Array($0.utf8) }
        var (readable, refused) = (0, 0)
        for round in 0..<2_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<6, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: at)
                case 3: bytes.removeSubrange(at..<min(bytes.count, at + 40))
                case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 60)], at: at)
                default: bytes.removeSubrange(at...)
                }
                if bytes.isEmpty { bytes = whole }
            }
            do throws(CatalogueError) {
                let reading = try CatalogueFile.parse(bytes, path: "f")
                readable += 1
                let text = CatalogueFile.text(reading.catalogue)
                let again = try? CatalogueFile.parse(Array(text.utf8), path: "again")
                #expect(again?.catalogue == reading.catalogue, "seed \(seed), round \(round)")
            } catch {
                refused += 1
                guard case .problems(let problems, _, _) = error else {
                    Issue.record("seed \(seed), round \(round): \(error)")
                    continue
                }
                let lines = bytes.count { $0 == 0x0A } + 2
                for problem in problems {
                    #expect(
                        problem.line >= 1 && problem.line <= lines && problem.column >= 1,
                        "seed \(seed), round \(round): \(problem)")
                }
                #expect(!problems.isEmpty)
            }
        }
        #expect(readable > 100 && refused > 100, "\(readable) read, \(refused) refused")
    }
}
