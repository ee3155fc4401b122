import DecoderFuzzing
import Foundation
import Testing

/// The inputs that a fuzzer has kept, each for a path through the decoder that no other takes, and its findings.
@Suite struct FuzzedDecoderTests {
    private static let corpus = URL(fileURLWithPath: Fixture.path("../../Fuzzing/Corpus/decoder"))

    @Test func `every input that fuzzing has kept breaks no promise of the decoder`() throws {
        let inputs = try FileManager.default.contentsOfDirectory(at: Self.corpus, includingPropertiesForKeys: nil)
        #expect(inputs.count > 50, "the corpus is there")
        for input in inputs {
            let bytes = Array(try Data(contentsOf: input))
            #expect(throws: Never.self, "\(input.lastPathComponent)") { try DecoderTrial.run(bytes) }
        }
    }
}
