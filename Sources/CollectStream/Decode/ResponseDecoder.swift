public import CollectModel

/// Parses a response once, into facts.
///
/// Why: everything behind it (statistics, alerts, screens) reads facts; JSON is read again only to show a response.
/// Shape: an instance is one worker's own; facts name forms and questions by the numbers of its `directory`.
/// Cost: about 1 µs for parsing 3 KB and 1 µs for its facts.
public final class ResponseDecoder {
    public let directory = FormDirectory()
    private let parser = JSONParser()
    let layouts: LayoutReader
    private let dwell = DwellTimes()

    public init() { layouts = LayoutReader(dwell: dwell) }

    /// Bytes that must be readable behind a line that is decoded in place.
    public static var paddingBytes: Int { JSONParser.padding }

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
        /// The response names its id itself.
        var hasOwnID = true
        /// Compact JSON of the response where it stands inside an operation; nil where the line itself is the response.
        public var payload: FactBatch.Text?
    }

    /// The entry of a line's form.
    public func form(of line: Line) -> FormEntry { directory.forms[Int(line.form)] }

    /// The hash by which a response is looked up.
    static func identity(form: UnsafeRawBufferPointer, responseID: UnsafeRawBufferPointer) -> UInt64 {
        identity(formHash: ByteHash.of(form), responseID: responseID)
    }

    private static func identity(formHash: UInt64, responseID: UnsafeRawBufferPointer) -> UInt64 {
        ByteHash.of(responseID, seed: formHash)
    }

    /// Decodes a line of input, a response or an operation, and appends the facts of its response to `batch`.
    ///
    /// `received` is the server's time; nil takes `syncedFromDeviceAt`, or `fallbackMs` where that is absent.
    /// `bytes` are followed by `paddingBytes` readable bytes, one of which is no digit.
    /// - Throws: the first reason for which the line is refused; the batch is unchanged then.
    public func decode(
        line bytes: UnsafeRawBufferPointer, receivedMs: Int64?, fallbackMs: Int64, into batch: FactBatch
    ) throws(RejectReason) -> Line {
        guard bytes.count <= ResponseLimits.bytes else { throw .tooLong(bytes: bytes.count) }
        let answers = batch.answerCount
        let textBytes = batch.textBytes
        var read = Reading(
            fields: ResponseFields(), firstAnswer: answers, receivedMs: receivedMs, fallbackMs: fallbackMs)
        if let form = layouts.read(bytes, into: batch, &read.fields), !read.fields.id.isAbsent {
            return form._withUnsafeGuaranteedRef { line(of: $0, id: read.fields.id, read, in: batch) }
        }
        batch.cut(answers: answers, textBytes: textBytes)
        do throws(RejectReason) {
            let line = try parser.parse(bytes) { tape throws(RejectReason) in
                try self.decode(tape, receivedMs: receivedMs, fallbackMs: fallbackMs, into: batch)
            }
            if line.hasOwnID, line.payload == nil, line.facts != nil {
                layouts.learn(from: bytes, form: form(of: line))
            }
            return line
        } catch {
            batch.cut(answers: answers, textBytes: textBytes)
            throw error
        }
    }

    /// Says what `FormHint` gives for the next line but one: what is known of its form is on its way while the next one is decoded.
    func expect(hint: UInt64) { layouts.expect(hint: hint) }

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
            let id = outer.fields.responseID
            let missingID = envelope.fields.responseID.isAbsent && !id.isAbsent ? id : nil
            try envelope.adopt(formID: formID)
            if !id.isAbsent {
                let own = envelope.fields.responseID
                if !own.isAbsent, !own.elementsEqual(id) {
                    throw .otherResponse(
                        inner: String(decoding: own, as: UTF8.self), outer: String(decoding: id, as: UTF8.self))
                }
                envelope.fields.responseID = id
            } else if op == .update {
                throw .missing("responseId")
            }
            var line = try decodeResponse(tape, at: inner, envelope, receivedMs, fallbackMs, batch)
            line.operation = op
            line.ifVersion = outer.ifVersion
            // Whoever reads the log reads this response alone, without the operation around it.
            let payload = CanonicalJSON.compact(
                tape, at: inner, formID: envelope.adoptedFormID, responseID: missingID)
            line.payload = payload.withUnsafeBufferPointer { batch.keep($0) }
            return line
        }
        let id = outer.fields.responseID
        if id.isAbsent { throw .missing("responseId") }
        return line(op, of: directory.form(id: formID), id: id, in: batch, ifVersion: outer.ifVersion)
    }

    private func line(
        _ operation: Line.Operation, of form: FormEntry, id: FieldBytes, in batch: FactBatch,
        ifVersion: Int64? = nil
    ) -> Line {
        Line(
            operation: operation, form: form.number, responseID: batch.keep(id),
            identity: Self.identity(formHash: form.idHash, responseID: UnsafeRawBufferPointer(id)),
            ifVersion: ifVersion, facts: nil, submittedMs: nil, syncedMs: nil, payload: nil)
    }

    private func decodeResponse(
        _ tape: JSONTape, at i: Int, _ envelope: Envelope, _ receivedMs: Int64?, _ fallbackMs: Int64, _ batch: FactBatch
    ) throws(RejectReason) -> Line {
        let formID = try envelope.requireFormID()
        guard let answersAt = envelope.answers else { throw .missing("answers") }
        guard tape.kind(answersAt) == .array else { throw .wrongType(field: "answers", expected: "an array") }
        let form = directory.form(id: formID)
        let first = batch.answerCount
        var fields = envelope.fields
        var answers = AnswerReader(tape: tape, form: form, batch: batch, dwell: dwell)
        try answers.read(answersAt, into: &fields)
        let read = Reading(fields: fields, firstAnswer: first, receivedMs: receivedMs, fallbackMs: fallbackMs)
        if fields.id.isAbsent {
            return CanonicalJSON.derivedID(tape, at: i, formID: envelope.adoptedFormID).withUnsafeBufferPointer {
                var line = line(of: form, id: $0, read, in: batch)
                line.hasOwnID = false
                return line
            }
        }
        return line(of: form, id: fields.id, read, in: batch)
    }

    /// A response whose answers stand in the batch from `firstAnswer` on.
    private struct Reading {
        var fields: ResponseFields
        var firstAnswer: Int
        var receivedMs: Int64?
        var fallbackMs: Int64
    }

    private func line(of form: FormEntry, id: FieldBytes, _ read: Reading, in batch: FactBatch) -> Line {
        var facts = read.fields.facts(form: form, receivedMs: read.receivedMs, fallbackMs: read.fallbackMs)
        facts.answerStart = Int32(read.firstAnswer)
        facts.answerCount = Int32(batch.answerCount) - facts.answerStart
        if batch.keepsSenders {
            facts.device = batch.keep(read.fields.device)
            facts.collector = batch.keep(read.fields.collector)
        }
        facts.formVersion = read.fields.keepVersion(in: batch)
        var line = line(.create, of: form, id: id, in: batch)
        line.facts = batch.responses.count
        line.submittedMs = read.fields.submittedMs
        line.syncedMs = read.fields.syncedMs
        batch.responses.append(facts)
        return line
    }
}
