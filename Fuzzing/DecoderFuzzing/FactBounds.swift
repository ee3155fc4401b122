import CollectModel
import CollectStream
import Promises

/// What facts may say at all: their texts and numbers stand where and in the range that whoever counts them relies on.
struct FactBounds {
    private let line: ResponseDecoder.Line
    private let batch: FactBatch
    private let form: FormEntry

    init(_ line: ResponseDecoder.Line, _ batch: FactBatch, _ decoder: ResponseDecoder) {
        self.line = line
        self.batch = batch
        form = decoder.form(of: line)
    }

    func check() throws(BrokenPromise) {
        let id = batch.bytes(of: line.responseID)
        try BrokenPromise.unless(
            id.count >= 1 && id.count <= ResponseLimits.idBytes && Self.isUTF8(id), "an id of \(id.count) bytes")
        guard let place = line.facts else { return }
        try BrokenPromise.unless(place == batch.responses.count - 1, "the facts are not the last ones of the batch")
        let facts = batch.responses[place]
        try BrokenPromise.unless(
            facts.form == line.form && facts.answerStart >= 0 && facts.answerCount >= 0
                && Int(facts.answerCount) <= ResponseLimits.answers
                && Int(facts.answerStart) + Int(facts.answerCount) == batch.answerCount,
            "\(facts.answerCount) answers from \(facts.answerStart) on, of \(batch.answerCount) in the batch")
        let believed =
            facts.receivedMs - ResponseFacts.believedBackMs...facts.receivedMs + ResponseFacts.believedAheadMs
        try BrokenPromise.unless(believed.contains(facts.eventMs), "an event at \(facts.eventMs)")
        let version = batch.bytes(of: facts.formVersion)
        try BrokenPromise.unless(
            version.count <= ResponseLimits.idBytes && Self.isUTF8(version),
            "a form's version of \(version.count) bytes")
        for n in 0..<Int(facts.answerCount) { try check(batch[Int(facts.answerStart) + n], position: n) }
    }

    private func check(_ fact: AnswerFact, position: Int) throws(BrokenPromise) {
        try BrokenPromise.unless(
            fact.question >= 0 && Int(fact.question) < form.questions.count, "question \(fact.question)")
        let kind = form.questions[Int(fact.question)].kind
        try BrokenPromise.unless(Int(fact.position) == position, "place \(fact.position) instead of \(position)")
        let isPlace = kind == .location && !fact.flags.isDisjoint(with: [.hasValue, .impossible])
        try BrokenPromise.unless(
            isPlace || fact.accuracyDm == AnswerFact.unknownAccuracy, "an accuracy of what is no place")
        try BrokenPromise.unless(fact.dwellMs >= -1, "a dwell time of \(fact.dwellMs)")
        if fact.flags.contains(.hasValue) {
            try BrokenPromise.unless(!fact.flags.contains(.hasText), "a value beside a text")
            if kind == .location {
                let (latitude, longitude) = (fact.latitude, fact.longitude)
                try BrokenPromise.unless(
                    latitude.magnitude <= 90 && longitude.magnitude <= 180, "at \(latitude), \(longitude)")
            } else {
                try BrokenPromise.unless(fact.number.isFinite, "a value of \(fact.number)")
            }
        }
        try checkText(fact)
    }

    private func checkText(_ fact: AnswerFact) throws(BrokenPromise) {
        let end = Int(fact.textOffset) + Int(fact.textLength)
        try BrokenPromise.unless(end <= batch.textBytes, "a text up to \(end) of \(batch.textBytes)")
        let text = batch.text(of: fact)
        guard fact.flags.contains(.listed) else {
            try BrokenPromise.unless(text.count <= ResponseLimits.bytes && Self.isUTF8(text), "a text that is none")
            let hash = fact.flags.contains(.hasText) ? ByteHash.of(text) : 0
            return try BrokenPromise.unless(fact.textHash == hash, "the hash \(fact.textHash) of another text")
        }
        var rest = text[...]
        while !rest.isEmpty {
            try BrokenPromise.unless(rest.count >= 4, "half a length in a list")
            let length = Int(UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: UInt32.self))
            try BrokenPromise.unless(rest.count - 4 >= length, "a choice that is longer than its list")
            let choice = rest.dropFirst(4).prefix(length)
            try BrokenPromise.unless(Self.isUTF8(UnsafeRawBufferPointer(rebasing: choice)), "a choice that is no text")
            rest = rest.dropFirst(4 + length)
        }
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
