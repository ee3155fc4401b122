import CollectModel

/// A sealed segment's facts, read into the numbers of one worker's directory.
///
/// Why: a fold over them decodes no JSON, unpacks nothing, and compares no names: those of a segment are looked up once.
/// Safety: made only from a file that is whole, of this version, and in which everything names something that is there.
/// Isolation: one worker's own. Cost: the file in memory, some 70 bytes a response and 8 an answer; opening is one pass over it.
final class SegmentFacts {
    let origin: FactsOrigin
    /// Holds the segment's texts, and the responses that were asked for last.
    let batch = FactBatch(keepsSenders: true)
    private let bytes: [UInt8]
    private let sections: FactsSections
    private let counts: FactsHeader.Counts
    /// By the file's numbers.
    private var forms: [FormEntry] = []
    private var symbols: [AnswerFact] = []
    private var senders: [Sender] = []

    private struct Sender {
        var deviceHash: UInt64
        var collectorHash: UInt64
        var device: FactBatch.Text
        var collector: FactBatch.Text
        var formVersion: FactBatch.Text
    }

    /// Nil where the content names something that is not there.
    init?(_ content: FactsContent, directory: FormDirectory) {
        origin = content.origin
        counts = content.counts
        bytes = content.bytes
        sections = FactsSections(counts)
        guard bytes.count == sections.end, bytes.withUnsafeBytes({ read($0, directory) }) else { return nil }
    }

    // MARK: Records

    func row(at offset: UInt64) -> RecordRow {
        let number = Int(offset - origin.base)
        precondition(number < Int(counts.records), "the record is of another segment")
        guard let row = bytes.withUnsafeBytes({ RecordRow($0, at: sections.records + number * RecordRow.sizeBytes) })
        else { preconditionFailure("the operation was known when the file was opened") }
        return row
    }

    /// The form that a record counts for.
    func form(of row: RecordRow) -> FormEntry { forms[Int(row.form)] }

    /// Hands out the payload of one of the platform's own records.
    func withPayload<Result>(of row: RecordRow, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        precondition(row.op == .control, "of a response there are facts")
        return bytes.withUnsafeBytes { raw in
            body(raw.slice(sections.texts + row.range.lowerBound..<sections.texts + row.range.upperBound))
        }
    }

    /// What is known of a response as a whole, without its answers; nil where it could not be decoded.
    func facts(of row: RecordRow, receivedMs: Int64) -> ResponseFacts? {
        guard row.traits.contains(.hasFacts) else { return nil }
        var facts = ResponseFacts(form: form(of: row).number)
        let sender = senders[Int(row.sender)]
        facts.deviceHash = sender.deviceHash
        facts.collectorHash = sender.collectorHash
        facts.device = sender.device
        facts.collector = sender.collector
        facts.formVersion = sender.formVersion
        facts.setTimes(submittedMs: row.traits.contains(.hasSubmitted) ? row.eventMs : nil, receivedMs: receivedMs)
        if row.traits.contains(.hasDuration) {
            facts.durationMs = row.durationMs
            facts.flags.insert(.hasDuration)
        }
        if row.flags.contains(.clockCorrected) {
            facts.correctClock(
                eventMs: row.eventMs, behindS: row.behindS == RecordRow.unknownSkew ? nil : row.behindS)
        }
        return facts
    }

    /// Puts a response's answers into the batch, behind those that are there.
    func appendAnswers(of row: RecordRow, to facts: inout ResponseFacts) {
        facts.answerStart = Int32(batch.answerCount)
        facts.answerCount = Int32(row.count)
        bytes.withUnsafeBytes { raw in
            symbols.withUnsafeBufferPointer { symbols in
                var place = sections.answers + Int(row.first) * AnswerRow.sizeBytes
                for position in 0..<Int(row.count) {
                    let answer = AnswerRow(raw, at: place)
                    var fact = symbols[Int(answer.symbol)]
                    fact.dwellMs = answer.dwellMs
                    fact.position = UInt16(truncatingIfNeeded: position)
                    batch.append(fact)
                    place += AnswerRow.sizeBytes
                }
            }
        }
    }

    // MARK: Opening

    private func read(_ raw: UnsafeRawBufferPointer, _ directory: FormDirectory) -> Bool {
        let texts = raw.slice(sections.texts..<sections.end)
        batch.append(texts.bindMemory(to: UInt8.self))
        guard readForms(raw, texts, directory), let questions = readQuestions(raw, texts) else { return false }
        return readSymbols(raw, texts, questions) && readSenders(raw, texts) && recordsAreSound(raw, questions)
    }

    private func name(_ place: TextPlace, _ texts: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt8>? {
        guard place.fits(texts.count) else { return nil }
        let start = Int(place.offset)
        return texts.slice(start..<start + Int(place.length)).bindMemory(to: UInt8.self)
    }

    private func readForms(
        _ raw: UnsafeRawBufferPointer, _ texts: UnsafeRawBufferPointer, _ directory: FormDirectory
    ) -> Bool {
        for n in 0..<Int(counts.forms) {
            guard let id = name(TextPlace(raw, at: sections.forms + n * TextPlace.sizeBytes), texts) else {
                return false
            }
            forms.append(directory.form(id: id))
        }
        return true
    }

    /// A question of the file, in the worker's numbers.
    private struct Question {
        /// The form's number in the file.
        var form: UInt32
        var number: Int32
        var labels: [Int16] = []
    }

    private func readQuestions(_ raw: UnsafeRawBufferPointer, _ texts: UnsafeRawBufferPointer) -> [Question]? {
        var questions: [Question] = []
        var label = 0
        var cursor = 0
        for n in 0..<Int(counts.questions) {
            let row = QuestionRow(raw, at: sections.questions + n * QuestionRow.sizeBytes)
            guard row.form < counts.forms, let id = name(row.id, texts), let type = name(row.type, texts),
                label + Int(row.labels) <= Int(counts.labels)
            else { return nil }
            let form = forms[Int(row.form)]
            var question = Question(form: row.form, number: form.question(id: id, type: type, cursor: &cursor))
            for _ in 0..<row.labels {
                let place = TextPlace(raw, at: sections.labels + label * TextPlace.sizeBytes)
                guard let text = name(place, texts) else { return nil }
                question.labels.append(form.label(of: question.number, text))
                label += 1
            }
            questions.append(question)
        }
        return label == Int(counts.labels) ? questions : nil
    }

    private func readSymbols(
        _ raw: UnsafeRawBufferPointer, _ texts: UnsafeRawBufferPointer, _ questions: [Question]
    ) -> Bool {
        symbols.reserveCapacity(Int(counts.symbols))
        for n in 0..<Int(counts.symbols) {
            guard let row = SymbolRow(raw, at: sections.symbols + n * SymbolRow.sizeBytes),
                row.question < counts.questions, let (words, accuracy) = words(of: row, texts)
            else { return false }
            let question = questions[Int(row.question)]
            guard row.label < question.labels.count else { return false }
            var fact = AnswerFact(
                question: question.number, label: row.label < 0 ? -1 : question.labels[Int(row.label)],
                flags: row.flags, words: words)
            fact.accuracyDm = accuracy
            guard fact.isSound(for: forms[Int(question.form)].questions[Int(question.number)].kind) else {
                return false
            }
            symbols.append(fact)
        }
        return true
    }

    /// The words of the fact that the symbol stands for; nil where its bytes are not there.
    private func words(
        of row: SymbolRow, _ texts: UnsafeRawBufferPointer
    ) -> (words: (first: UInt64, second: UInt64), accuracyDm: UInt16)? {
        switch row.kind {
        case .number: return ((0, row.value), AnswerFact.unknownAccuracy)
        case .text:
            guard let text = name(row.text, texts) else { return nil }
            let hash = row.flags.contains(.listed) ? 0 : ByteHash.of(UnsafeRawBufferPointer(text))
            return ((row.text.word, hash), AnswerFact.unknownAccuracy)
        case .place:
            guard row.text.length == SymbolRow.placeBytes, row.text.fits(texts.count) else { return nil }
            let place = Int(row.text.offset)
            return ((texts.word64(at: place), texts.word64(at: place + 8)), texts.word16(at: place + 16))
        }
    }

    private func readSenders(_ raw: UnsafeRawBufferPointer, _ texts: UnsafeRawBufferPointer) -> Bool {
        func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
            name.isEmpty ? 0 : ByteHash.of(UnsafeRawBufferPointer(name))
        }
        for n in 0..<Int(counts.senders) {
            let row = SenderRow(raw, at: sections.senders + n * SenderRow.sizeBytes)
            guard let device = name(row.device, texts), let collector = name(row.collector, texts),
                row.formVersion.fits(texts.count)
            else { return false }
            senders.append(
                Sender(
                    deviceHash: hash(device), collectorHash: hash(collector),
                    device: batch.text(at: row.device.offset, length: row.device.length),
                    collector: batch.text(at: row.collector.offset, length: row.collector.length),
                    formVersion: batch.text(at: row.formVersion.offset, length: row.formVersion.length)))
        }
        return true
    }

    /// Whether everything that records and answers name is there, so that it need not be asked again.
    private func recordsAreSound(_ raw: UnsafeRawBufferPointer, _ questions: [Question]) -> Bool {
        for n in 0..<Int(counts.records) {
            guard let row = RecordRow(raw, at: sections.records + n * RecordRow.sizeBytes), row.form < counts.forms,
                row.timesAreSound,
                row.otherVersion == RecordFormat.noOffset || row.otherVersion < origin.base + UInt64(n)
            else { return false }
            if row.op == .control {
                guard row.range.upperBound <= Int(counts.texts) else { return false }
            } else if row.traits.contains(.hasFacts) {
                guard row.sender < counts.senders, row.range.upperBound <= Int(counts.answers),
                    answersAreSound(raw, of: row, questions)
                else { return false }
            }
        }
        return true
    }

    private func answersAreSound(_ raw: UnsafeRawBufferPointer, of row: RecordRow, _ questions: [Question]) -> Bool {
        for n in row.range {
            let symbol = AnswerRow(raw, at: sections.answers + n * AnswerRow.sizeBytes).symbol
            guard symbol < counts.symbols else { return false }
            let question = raw.word32(at: sections.symbols + Int(symbol) * SymbolRow.sizeBytes)
            guard questions[Int(question)].form == row.form else { return false }
        }
        return true
    }
}
