/// The answers of several responses to one form, question by question; those to one question in the responses' order.
///
/// Why: sixty answers to one question one after the other find its counts in the processor's cache; response by response each of them waits for
/// memory again.
/// Cost: two passes over the answers, nothing compared; the lists are used again.
/// - Source: distribution counting, Knuth, "The Art of Computer Programming", volume 3, 5.2.
struct AnswersByQuestion {
    struct Reference {
        /// Its place in the batch.
        var answer: Int32
        /// Its response's place among those that were taken.
        var response: Int32
    }

    private(set) var references: [Reference] = []
    /// Where each question's references end.
    private var ends: [Int32] = []

    /// Takes the answers of `responses`, whose questions have numbers below `questions`.
    mutating func take(_ responses: ArraySlice<ResponseFacts>, of batch: FactBatch, questions: Int) {
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: questions + 1))
        var all = 0
        for response in responses {
            all += Int(response.answerCount)
            let first = Int(response.answerStart)
            for i in first..<first + Int(response.answerCount) { ends[Int(batch[i].question) + 1] += 1 }
        }
        for question in 0..<questions { ends[question + 1] += ends[question] }
        references.removeAll(keepingCapacity: true)
        references.append(contentsOf: repeatElement(Reference(answer: 0, response: 0), count: all))
        for (n, response) in responses.enumerated() {
            let first = response.answerStart
            for i in first..<first + response.answerCount {
                batch.expectText(of: batch[Int(i)])
                let question = Int(batch[Int(i)].question)
                references[Int(ends[question])] = Reference(answer: i, response: Int32(n))
                ends[question] += 1
            }
        }
    }

    /// The references to the answers to a question.
    func range(of question: Int) -> Range<Int> { (question == 0 ? 0 : Int(ends[question - 1]))..<Int(ends[question]) }
}
