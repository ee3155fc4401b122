import CollectModel

/// The facts of a sealed segment, put together record by record.
///
/// Isolation: one task's own. Cost: 2 to 3 µs a response, most of it for decoding.
final class FactsDraft {
    private struct SenderKey: Hashable {
        var device: UInt64
        var collector: UInt64
        var formVersion: UInt64
    }

    private let decoder = ResponseDecoder()
    private let batch = FactBatch(keepsSenders: true)
    private var records: [RecordRow] = []
    private var answers: [AnswerRow] = []
    private var symbols = SymbolTable()
    private var senders: [SenderRow] = []
    private var sendersByName: [SenderKey: UInt32] = [:]
    private var texts = FactsTexts()
    /// By the form's number and the question's number in it, the number among all questions, in the order in which they were met.
    private var questionNumbers: [[UInt32]] = []
    private var questionsByNumber: [(form: Int32, question: Int32)] = []

    /// Takes the records of a batch, which follow those of the batch before.
    func take(_ group: LogBatch) {
        for record in group.records { take(record, of: group) }
    }

    private func take(_ record: LogRecordHeader, of group: LogBatch) {
        var row = RecordRow(record)
        let form = group.bytes.withUnsafeBufferPointer {
            decoder.directory.form(id: UnsafeBufferPointer(rebasing: $0[record.formID]))
        }
        row.form = UInt32(form.number)
        switch record.op {
        case .control:
            let payload = group.withPayload(of: record) { texts.keep($0) }
            (row.first, row.count) = (payload.offset, payload.length)
        case .delete: break
        case .create, .update, .restore: group.withPayload(of: record) { decode($0, into: &row) }
        }
        records.append(row)
    }

    private func decode(_ payload: UnsafeRawBufferPointer, into row: inout RecordRow) {
        batch.removeAll()
        let line = try? decoder.decode(
            line: payload, receivedMs: row.receivedMs, fallbackMs: row.receivedMs, into: batch)
        guard let line, let index = line.facts else { return }
        let facts = batch.responses[index]
        row.traits.insert(.hasFacts)
        // Of the response itself: that is the form that answers are counted for.
        row.form = UInt32(facts.form)
        row.sender = sender(of: facts)
        if facts.flags.contains(.hasDuration) {
            row.traits.insert(.hasDuration)
            row.durationMs = facts.durationMs
        }
        if let submittedMs = line.submittedMs {
            row.traits.insert(.hasSubmitted)
            if row.flags.contains(.clockCorrected) {
                row.behindS = ResponseFacts.secondsBehind(submittedMs: submittedMs, correctedMs: row.eventMs)
            } else {
                row.eventMs = submittedMs
            }
        }
        if let syncedMs = line.syncedMs {
            row.traits.insert(.hasSynced)
            row.syncedMs = syncedMs
        }
        (row.first, row.count) = (UInt32(answers.count), UInt32(facts.answerCount))
        for n in Int(facts.answerStart)..<Int(facts.answerStart) + Int(facts.answerCount) {
            let fact = batch[n]
            let question = questionNumber(facts.form, fact.question)
            let symbol = symbols.symbol(of: fact, question: question, in: batch, texts: &texts)
            answers.append(AnswerRow(symbol: symbol, dwellMs: fact.dwellMs))
        }
    }

    private func questionNumber(_ form: Int32, _ question: Int32) -> UInt32 {
        while questionNumbers.count <= Int(form) { questionNumbers.append([]) }
        while questionNumbers[Int(form)].count <= Int(question) {
            questionsByNumber.append((form, Int32(questionNumbers[Int(form)].count)))
            questionNumbers[Int(form)].append(UInt32(questionsByNumber.count - 1))
        }
        return questionNumbers[Int(form)][Int(question)]
    }

    /// Senders are told apart as statistics tell them apart, by the hashes of their names.
    private func sender(of facts: ResponseFacts) -> UInt32 {
        let version = batch.bytes(of: facts.formVersion)
        let key = SenderKey(
            device: facts.deviceHash, collector: facts.collectorHash, formVersion: ByteHash.of(version))
        if let known = sendersByName[key] { return known }
        let number = UInt32(senders.count)
        senders.append(
            SenderRow(
                device: texts.keep(batch.bytes(of: facts.device)),
                collector: texts.keep(batch.bytes(of: facts.collector)), formVersion: texts.keep(version)))
        sendersByName[key] = number
        return number
    }

    /// What the file says, and how it says so.
    func finish(_ origin: FactsOrigin) -> FactsContent {
        let names = FactsNames(decoder.directory, questionsByNumber, &texts)
        let counts = FactsHeader.Counts(
            records: UInt32(records.count), answers: UInt32(answers.count), symbols: UInt32(symbols.rows.count),
            senders: UInt32(senders.count), forms: UInt32(names.forms.count), questions: UInt32(names.questions.count),
            labels: UInt32(names.labels.count), texts: UInt32(texts.bytes.count))
        let sections = FactsSections(counts)
        var bytes = [UInt8](repeating: 0, count: sections.end)
        bytes.withUnsafeMutableBytes { raw in
            put(records, at: sections.records)
            put(answers, at: sections.answers)
            put(symbols.rows, at: sections.symbols)
            put(senders, at: sections.senders)
            put(names.forms, at: sections.forms)
            put(names.questions, at: sections.questions)
            put(names.labels, at: sections.labels)
            texts.bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: raw[sections.texts...]).copyMemory(from: $0)
            }

            func put<Row: FactsRow>(_ rows: [Row], at start: Int) {
                for (n, row) in rows.enumerated() { row.write(to: raw, at: start + n * Row.sizeBytes) }
            }
        }
        return FactsContent(origin: origin, counts: counts, bytes: bytes)
    }
}

/// The forms of a directory, and their questions in the file's order, with their labels.
private struct FactsNames {
    var forms: [TextPlace] = []
    var questions: [QuestionRow] = []
    var labels: [TextPlace] = []

    init(
        _ directory: FormDirectory, _ numbers: [(form: Int32, question: Int32)], _ texts: inout FactsTexts
    ) {
        forms = directory.forms.map { Self.place(of: $0.id, &texts) }
        for (form, number) in numbers {
            let entry = directory.forms[Int(form)]
            let question = entry.questions[Int(number)]
            let known = entry.labels(of: number)
            questions.append(
                QuestionRow(
                    form: UInt32(form), id: Self.place(of: question.id, &texts),
                    type: Self.place(of: question.type, &texts), labels: UInt32(known.count)))
            labels += known.map { Self.place(of: $0, &texts) }
        }
    }

    private static func place(of name: HeldName, _ texts: inout FactsTexts) -> TextPlace {
        name.withBytes { texts.keep(UnsafeRawBufferPointer($0)) }
    }
}
