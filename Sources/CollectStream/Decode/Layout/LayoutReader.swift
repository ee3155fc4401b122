import CollectModel

/// Reads lines whose layout is known, without parsing them.
///
/// Why: nearly every response of a form looks like the one before. What was seen is compared, and only values are looked at, which takes a third
/// of the time of parsing the line and walking its tape (docs/decisions/0014).
/// Invariant: whatever it reads the parser would read as well, with the same facts. What is unusual (an escape, an exponent, a new field) is left
/// to the parser.
/// Isolation: one decoder's own.
final class LayoutReader {
    /// Stretches that are tried for an answer, from where it is expected.
    private static let reach = 64

    /// By the form's number in the directory.
    private var layouts: [FormLayout?] = []
    /// By the form's hint, and without references, which would be counted with every line.
    private var byHint = LayoutsByHint()
    /// What the last line was laid out as.
    private var last: Unmanaged<FormLayout>?
    /// What the line at hand and the next one are probably laid out as, where that was said.
    private var expected: (now: Unmanaged<FormLayout>?, next: Unmanaged<FormLayout>?) = (nil, nil)
    private let dwell: DwellTimes
    private var times = TimestampReader()
    /// The line at hand is laid out as known, but a value is unusual: there is nothing to learn from it.
    private var isOdd = false

    /// How far ahead memory is fetched. Units: bytes.
    private static let ahead = 384
    private static let cacheLine = 64

    init(dwell: DwellTimes) { self.dwell = dwell }

    /// The form of a response; its fields stand in `fields`, the facts of its answers in the batch. Nil where the line is to be parsed; both then
    /// hold leftovers, and the caller cuts the batch.
    /// - Parameter line: followed by `JSONParser.padding` readable bytes.
    /// - Returns: a form that the directory holds; of millions of lines nobody counts the references.
    func read(
        _ line: UnsafeRawBufferPointer, into batch: FactBatch, _ fields: inout ResponseFields
    ) -> Unmanaged<FormEntry>? {
        isOdd = false
        let bytes = line.bindMemory(to: UInt8.self)
        let guess = expected.now ?? last
        let (answers, textBytes) = (batch.answerCount, batch.textBytes)
        if let guess, read(bytes, as: guess, into: batch, &fields) {
            last = guess
            return guess._withUnsafeGuaranteedRef { $0.unowned }
        }
        guard !isOdd, let known = byHint[FormHint.of(line)], known.toOpaque() != guess?.toOpaque() else { return nil }
        last = known
        // Where a line names its form at its end, the other form's answers may have been read before that was seen.
        batch.cut(answers: answers, textBytes: textBytes)
        fields = ResponseFields()
        return read(bytes, as: known, into: batch, &fields) ? known._withUnsafeGuaranteedRef { $0.unowned } : nil
    }

    /// Says what `FormHint` gives for the line behind the one that will be read next: the beginning of its layout is fetched meanwhile.
    func expect(hint: UInt64) {
        expected.now = expected.next
        expected.next = byHint.expected(hint: hint)
    }

    /// Takes up the layout of a line that `read` did not know and that was decoded as a response of `form`.
    func learn(from line: UnsafeRawBufferPointer, form: FormEntry) {
        guard !isOdd else { return }
        let number = Int(form.number)
        while layouts.count <= number { layouts.append(nil) }
        let layout = layouts[number] ?? FormLayout(form: form)
        layouts[number] = layout
        layout.learn(from: line)
        byHint.set(layout, for: form.idHash)
    }

    private func read(
        _ line: UnsafeBufferPointer<UInt8>, as layout: Unmanaged<FormLayout>, into batch: FactBatch,
        _ fields: inout ResponseFields
    ) -> Bool {
        guard let start = line.baseAddress else { return false }
        let table = layout._withUnsafeGuaranteedRef { $0.table }
        var reader = StretchReader(end: start + line.count, times: times)
        defer {
            times = reader.times
            if reader.isOdd { isOdd = true }
        }
        var names = LayoutStretch.ResponseNames()
        guard let answers = Self.read(anyOf: table.heads, start, by: &reader, &fields, &names),
            let behind = readAnswers(answers, table, of: layout, by: &reader, into: batch, &fields),
            let end = Self.read(anyOf: table.tails, behind, by: &reader, &fields, &names), end == reader.end
        else { return false }
        return true
    }

    /// Reads the first head or tail that stands at `start`, unless it has one of `names` once more.
    @inline(never)
    private static func read(
        anyOf section: LayoutTable.Section, _ start: UnsafePointer<UInt8>, by reader: inout StretchReader,
        _ response: inout ResponseFields, _ names: inout LayoutStretch.ResponseNames
    ) -> UnsafePointer<UInt8>? {
        var record = section.start
        while record < section.end {
            var answer = AnswerFields()
            let found = record.assumingMemoryBound(to: LayoutTable.Record.self)
            if let behind = reader.read(record, start, &answer, &response) {
                guard names.isDisjoint(with: found.pointee.traits.names) else { return nil }
                names = found.pointee.traits.names
                return behind
            }
            record += found.pointee.next
        }
        return nil
    }

    /// Reads answers up to the bracket behind the last one.
    @inline(never)
    private func readAnswers(
        _ start: UnsafePointer<UInt8>, _ table: LayoutTable, of layout: Unmanaged<FormLayout>,
        by shared: inout StretchReader, into batch: FactBatch,
        _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        // A copy that nobody else can reach stays in registers.
        var reader = shared
        defer { shared = reader }
        let answers = table.answers
        var at = start
        var position = 0
        var record = answers.start
        dwell.begin()
        while at[0] != UInt8(ascii: "]") {
            if position > 0 {
                guard at[0] == UInt8(ascii: ",") else { return nil }
                at += 1
            }
            guard position < ResponseLimits.answers else { return nil }
            // The stretches stand in the order of the questionnaire.
            for line in 0..<4 { ComingMemory.expect(record + Self.ahead + line * Self.cacheLine) }
            var fields = AnswerFields()
            var tried = 0
            while true {
                guard tried < Self.reach, answers.start < answers.end else { return nil }
                if record >= answers.end { record = answers.start }
                if let behind = reader.read(record, at, &fields, &response) {
                    at = behind
                    break
                }
                record += record.assumingMemoryBound(to: LayoutTable.Record.self).pointee.next
                fields = AnswerFields()
                tried += 1
            }
            let found = record.assumingMemoryBound(to: LayoutTable.Record.self).pointee
            add(&fields, found.traits, position, of: layout, to: batch, &response)
            record += found.nextQuestion
            position += 1
        }
        dwell.write(to: batch)
        return at
    }

    @inline(__always)
    private func add(
        _ fields: inout AnswerFields, _ traits: LayoutStretch.Traits, _ position: Int, of layout: Unmanaged<FormLayout>,
        to batch: FactBatch, _ response: inout ResponseFields
    ) {
        if !traits.isActive { fields.isActive = false }
        if fields.option.isAbsent, let truth = traits.truth { fields.option = AnswerFields.name(of: truth) }
        var fact = AnswerFact(question: traits.question, position: UInt16(truncatingIfNeeded: position))
        if !fields.isActive { fact.flags.remove(.active) }
        fact.label =
            fields.label.isAbsent
            ? traits.label : layout._withUnsafeGuaranteedRef { $0.form.label(of: traits.question, fields.label) }
        batch.fill(&fact, from: fields, as: traits.kind)
        dwell.note(fields, fact: batch.append(fact))
        response.note(fields, position: position)
    }
}
