import CExpect

extension FactBatch {
    /// Has the memory fetched in which an answer's text stands.
    @inline(__always)
    func expectText(of fact: AnswerFact) { cex_expect(texts + Int(fact.textOffset)) }

    /// Has the memory fetched in which a response's answers stand.
    public func expect(_ response: ResponseFacts) {
        let (first, number) = (Int(response.answerStart), Int(response.answerCount))
        precondition(first >= 0 && first + number <= count, "the answers are of another batch")
        for at in stride(from: 0, to: number * MemoryLayout<AnswerFact>.stride, by: 64) {
            cex_expect(UnsafeRawPointer(facts + first) + at)
        }
    }
}
