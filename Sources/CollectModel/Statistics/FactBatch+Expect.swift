import CExpect

extension FactBatch {
    /// Has the memory fetched in which an answer's text stands.
    @inline(__always)
    func expectText(of fact: AnswerFact) { cex_expect(texts + Int(fact.textOffset)) }

    /// Has the memory fetched in which a response stands, not its answers.
    public func expect(response: Int) {
        responses.withUnsafeBufferPointer { responses in
            guard responses.indices.contains(response), let base = responses.baseAddress else { return }
            for at in stride(from: 0, to: MemoryLayout<ResponseFacts>.stride, by: 64) {
                cex_expect(UnsafeRawPointer(base + response) + at)
            }
        }
    }

    /// Has the memory fetched in which a response's answers stand.
    func expect(_ response: ResponseFacts) {
        let answers = UnsafeRawBufferPointer(answers(of: response))
        guard let start = answers.baseAddress else { return }
        // From the beginning of a cache line on, or the last one would be left out.
        var line = start.alignedDown(toMultipleOf: 64)
        while line < start + answers.count {
            cex_expect(line)
            line += 64
        }
    }

    /// The answers of a response; valid until the next change of the batch.
    @inline(__always)
    func answers(of response: ResponseFacts) -> UnsafeBufferPointer<AnswerFact> {
        let (first, number) = (Int(response.answerStart), Int(response.answerCount))
        precondition(first >= 0 && number >= 0 && first + number <= count, "the answers are of another batch")
        return UnsafeBufferPointer(start: facts + first, count: number)
    }
}
