import Foundation
import LogFuzzing
import Testing

/// The inputs that a fuzzer has kept, each for a path through the log's code that no other takes, and its findings.
@Suite struct FuzzedLogTests {
    private static let corpus = URL(fileURLWithPath: Fixture.path("../../Fuzzing/Corpus/log"))

    @Test func `every input that fuzzing has kept breaks no promise of the log`() throws {
        let inputs = try FileManager.default.contentsOfDirectory(at: Self.corpus, includingPropertiesForKeys: nil)
        #expect(inputs.count > 50, "the corpus is there")
        for input in inputs {
            let bytes = Array(try Data(contentsOf: input))
            #expect(throws: Never.self, "\(input.lastPathComponent)") { try LogTrial.run(bytes) }
        }
    }
}
