/// Answers whose question is known, so that the catalogue's tag counts.
extension Mask {
    /// An answer of a response to a form, as it may be seen.
    public func answer(_ answer: Answer, form: String, labels: LabelMemo? = nil) -> Masked {
        text(answer.shown, type: answer.type, key: answer.key, tag: tag(of: answer, form: form), labels: labels)
    }

    /// The tag by which an answer is masked: that of the outermost repeat that has one and in which it stands, else its own question's.
    public func tag(of answer: Answer, form: String) -> PersonalTag? {
        let outer = answer.repeats.lazy.compactMap { tags[$0, form: form] }.first { $0 != PersonalTag.none }
        return outer ?? tags[answer.questionID, form: form]
    }

    /// One of the answers that a report counted.
    public func text(_ value: String, of question: QuestionReport) -> Masked {
        text(value, type: question.type, key: question.key, tag: question.personal)
    }

    /// Whether mean, extremes and quantiles of a number question may be shown: each of them may be somebody's answer.
    public func showsFigures(of question: QuestionReport) -> Bool {
        if showsAll { return true }
        return switch question.personal {
        case .direct, .sensitive: false
        case PersonalTag.none?: true
        case .quasi, nil: showsFigures(of: question.key)
        }
    }

    /// Whether anything but counts may be shown of a question: not where an answer could harm a person.
    public func showsStatistics(of question: QuestionReport) -> Bool { showsAll || question.personal != .sensitive }
}
