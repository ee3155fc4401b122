public import CollectModel

/// Parses a response once, into facts.
///
/// Why: everything behind it (statistics, alerts, screens) reads facts; JSON is read again only to show a response.
/// Shape: an instance is one worker's own; facts name forms and questions by the numbers of its `directory`.
/// Cost: about 1 µs for parsing 3 KB and 1 µs for its facts.
public final class ResponseDecoder {
    public let directory = FormDirectory()
    private let parser = JSONParser()

    public init() {}

    /// What a line asks for, with the facts of its response, and all of its texts, already in the batch.
    ///
    /// Shape: numbers only, so that a block of lines is kept and passed on without counting references.
    public struct Line: Sendable {
        public enum Operation: Sendable { case create, update, delete, restore }
        public var operation: Operation = .create
        /// The form's number in the directory.
        public var form: Int32
        public var responseID: FactBatch.Text
        /// The hash of form and response id by which a response is looked up.
        public var identity: UInt64
        /// The version that the sender has seen, where it says so.
        public var ifVersion: Int64?
        /// The index of its facts in the batch; nil for operations that carry no response.
        public var facts: Int?
        /// The device's own times, before any clamping.
        public var submittedMs: Int64?
        public var syncedMs: Int64?
        /// Compact JSON of the response where it stands inside an operation; nil where the line itself is the response.
        public var payload: FactBatch.Text?
    }

    /// The entry of a line's form.
    public func form(of line: Line) -> FormEntry { directory.forms[Int(line.form)] }

    /// The hash by which a response is looked up.
    static func identity(form: UnsafeRawBufferPointer, responseID: UnsafeRawBufferPointer) -> UInt64 {
        ByteHash.of(responseID, seed: ByteHash.of(form))
    }

    /// Decodes a line of input, a response or an operation, and appends the facts of its response to `batch`.
    ///
    /// `received` is the server's time; nil takes `syncedFromDeviceAt`, or `fallbackMs` where that is absent.
    /// `bytes` are followed by `JSONParser.padding` readable bytes.
    /// - Throws: the first reason for which the line is refused; the batch is unchanged then.
    public func decode(
        line bytes: UnsafeRawBufferPointer, receivedMs: Int64?, fallbackMs: Int64, into batch: FactBatch
    ) throws(RejectReason) -> Line {
        guard bytes.count <= ResponseLimits.bytes else { throw .tooLong(bytes: bytes.count) }
        let answers = batch.answers.count
        let textBytes = batch.textBytes
        do throws(RejectReason) {
            return try parser.parse(bytes) { tape throws(RejectReason) in
                try self.decode(tape, receivedMs: receivedMs, fallbackMs: fallbackMs, into: batch)
            }
        } catch {
            batch.cut(answers: answers, textBytes: textBytes)
            throw error
        }
    }

    /// Says that `bytes` will be the next line but one: their memory is on its way while the next one is decoded.
    ///
    /// Why: lines that are taken in another order than they stand come from memory each time, and parsing would wait for it.
    func expect(line bytes: UnsafeRawBufferPointer) { parser.expect(bytes) }

    /// The same for bytes without padding, which are copied.
    public func decode(
        copying bytes: some Collection<UInt8>, receivedMs: Int64?, fallbackMs: Int64, into batch: FactBatch
    ) throws(RejectReason) -> Line {
        var padded = ContiguousArray(bytes)
        let length = padded.count
        padded.append(contentsOf: repeatElement(0, count: JSONParser.padding))
        var outcome: Result<Line, RejectReason> = .failure(.notAnObject)
        padded.withUnsafeBytes { raw in
            do throws(RejectReason) {
                let line = UnsafeRawBufferPointer(rebasing: raw[..<length])
                outcome = .success(try decode(line: line, receivedMs: receivedMs, fallbackMs: fallbackMs, into: batch))
            } catch { outcome = .failure(error) }
        }
        return try outcome.get()
    }

    /// The canonical content of a response beside its identity, for comparing two versions. - Throws: what makes the bytes no response.
    public func content(of bytes: some Collection<UInt8>) throws(RejectReason) -> [UInt8] {
        try parser.parse(copying: bytes) { tape throws(RejectReason) in
            let envelope = try Envelope(tape, at: JSONTape.start)
            // In a plain response a field named `response` is one field among others.
            let wrapped = envelope.operation == nil ? nil : envelope.response
            return CanonicalJSON.contentBesideIdentity(tape, at: wrapped ?? JSONTape.start)
        }
    }

    private func decode(
        _ tape: JSONTape, receivedMs: Int64?, fallbackMs: Int64, into batch: FactBatch
    ) throws(RejectReason) -> Line {
        let outer = try Envelope(tape, at: JSONTape.start)
        guard let op = outer.operation else {
            return try decodeResponse(tape, at: JSONTape.start, outer, receivedMs, fallbackMs, batch)
        }
        let formID = try outer.requireFormID()
        if op == .create || op == .update {
            guard let inner = outer.response else { throw .missing("response") }
            var envelope = try Envelope(tape, at: inner)
            let missingID = envelope.responseID == nil ? outer.responseID : nil
            let missingFormID = try envelope.adopt(formID: formID) ? nil : formID
            if let id = outer.responseID {
                if let own = envelope.responseID, !own.elementsEqual(id) {
                    throw .otherResponse(
                        inner: String(decoding: own, as: UTF8.self), outer: String(decoding: id, as: UTF8.self))
                }
                envelope.responseID = id
            } else if op == .update {
                throw .missing("responseId")
            }
            var line = try decodeResponse(tape, at: inner, envelope, receivedMs, fallbackMs, batch)
            line.operation = op
            line.ifVersion = outer.ifVersion
            // Whoever reads the log reads this response alone, without the operation around it.
            let payload = CanonicalJSON.compact(tape, at: inner, formID: missingFormID, responseID: missingID)
            line.payload = payload.withUnsafeBufferPointer { batch.keep($0) }
            return line
        }
        guard let id = outer.responseID else { throw .missing("responseId") }
        return line(op, of: directory.form(id: formID), id: id, in: batch, ifVersion: outer.ifVersion)
    }

    private func line(
        _ operation: Line.Operation, of form: FormEntry, id: UnsafeBufferPointer<UInt8>, in batch: FactBatch,
        ifVersion: Int64? = nil
    ) -> Line {
        Line(
            operation: operation, form: form.number, responseID: batch.keep(id),
            identity: form.withIDBytes { Self.identity(form: $0, responseID: UnsafeRawBufferPointer(id)) },
            ifVersion: ifVersion, facts: nil, submittedMs: nil, syncedMs: nil, payload: nil)
    }

    private func decodeResponse(
        _ tape: JSONTape, at i: Int, _ envelope: Envelope, _ receivedMs: Int64?, _ fallbackMs: Int64, _ batch: FactBatch
    ) throws(RejectReason) -> Line {
        let formID = try envelope.requireFormID()
        guard let answersAt = envelope.answers else { throw .missing("answers") }
        guard tape.kind(answersAt) == .array else { throw .wrongType(field: "answers", expected: "an array") }
        let form = directory.form(id: formID)
        var facts = ResponseFacts(form: form.number)
        facts.answerStart = Int32(batch.answers.count)
        var answers = AnswerReader(tape: tape, form: form)
        try answers.read(answersAt, into: batch)
        facts.answerCount = Int32(batch.answers.count) - facts.answerStart
        facts.deviceHash = envelope.device.map { ByteHash.of(UnsafeRawBufferPointer($0)) } ?? 0
        facts.collectorHash = answers.collector.map { ByteHash.of(UnsafeRawBufferPointer($0)) } ?? 0
        let submitted = envelope.submitted.flatMap(Timestamp.parse)
        let synced = envelope.synced.flatMap(Timestamp.parse)
        facts.setTimes(
            submittedMs: submitted, receivedMs: receivedMs ?? Self.believable(synced, nowMs: fallbackMs) ?? fallbackMs)
        if let duration = envelope.totalTimeMs ?? span(envelope.created, submitted) {
            facts.durationMs = duration
            facts.flags.insert(.hasDuration)
        }
        var line: Line
        if let given = envelope.responseID ?? answers.responseID {
            line = self.line(.create, of: form, id: given, in: batch)
        } else {
            line = CanonicalJSON.derivedID(tape, at: i).withUnsafeBufferPointer {
                self.line(.create, of: form, id: $0, in: batch)
            }
        }
        line.facts = batch.responses.count
        line.submittedMs = submitted
        line.syncedMs = synced
        batch.responses.append(facts)
        return line
    }

    /// A time of synchronisation that can be one of receipt: not ahead of the present, and not before there were such phones.
    private static func believable(_ synced: Int64?, nowMs: Int64) -> Int64? {
        guard let synced, synced >= firstPhonesMs, synced <= nowMs + ResponseFacts.believedAheadMs else { return nil }
        return synced
    }

    /// 2000-01-01.
    private static let firstPhonesMs: Int64 = 946_684_800_000

    private func span(_ created: UnsafeBufferPointer<UInt8>?, _ submitted: Int64?) -> Int64? {
        guard let created, let submitted, let begun = Timestamp.parse(created) else { return nil }
        return submitted - begun
    }
}
