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
        ends.withUnsafeMutableBufferPointer { ends in
            for response in responses {
                all += Int(response.answerCount)
                for fact in batch.answers(of: response) {
                    precondition(fact.question >= 0 && fact.question < questions, "a question of another form")
                    ends[Int(fact.question) + 1] += 1
                }
            }
            for question in 0..<questions { ends[question + 1] += ends[question] }
        }
        references.removeAll(keepingCapacity: true)
        references.append(contentsOf: repeatElement(Reference(answer: 0, response: 0), count: all))
        references.withUnsafeMutableBufferPointer { references in
            ends.withUnsafeMutableBufferPointer { ends in
                for (n, response) in responses.enumerated() {
                    var answer = response.answerStart
                    for fact in batch.answers(of: response) {
                        batch.expectText(of: fact)
                        let place = ends[Int(fact.question)]
                        references[Int(place)] = Reference(answer: answer, response: Int32(truncatingIfNeeded: n))
                        ends[Int(fact.question)] = place + 1
                        answer += 1
                    }
                }
            }
        }
    }

    /// Hands out the answers to a question; `responses` and `batch` are those that were taken.
    func withAnswers(
        to question: Int, in responses: ArraySlice<ResponseFacts>, of batch: FactBatch,
        _ body: (AnswersToQuestion) -> Void
    ) {
        let range = (question == 0 ? 0 : Int(ends[question - 1]))..<Int(ends[question])
        references.withUnsafeBufferPointer { references in
            responses.withUnsafeBufferPointer { responses in
                body(
                    AnswersToQuestion(
                        references: UnsafeBufferPointer(rebasing: references[range]), responses: responses, batch: batch
                    ))
            }
        }
    }
}

/// The answers of several new responses to one question, in the responses' order.
struct AnswersToQuestion {
    fileprivate let references: UnsafeBufferPointer<AnswersByQuestion.Reference>
    fileprivate let responses: UnsafeBufferPointer<ResponseFacts>
    let batch: FactBatch

    var count: Int { references.count }
    /// The question's number in the form's entry; nil where there are no answers.
    var question: Int32? { count > 0 ? fact(at: 0).question : nil }

    @inline(__always)
    func fact(at place: Int) -> AnswerFact { batch[Int(references[place].answer)] }

    /// The number of the response among those that were taken.
    @inline(__always)
    func response(at place: Int) -> Int { Int(references[place].response) }

    @inline(__always)
    func receivedMs(at place: Int) -> Int64 { responses[Int(references[place].response)].receivedMs }
}
