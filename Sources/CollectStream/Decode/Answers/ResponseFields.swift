import CollectModel

/// What stands at the top of one response, whether it was read from a parsed tape or from a line of a known layout.
///
/// Shape: bytes that are absent or of a wrong type have no address; such times are nil. Times by the device's clock, in ms since 1970.
struct ResponseFields {
    var responseID = FieldBytes.absent
    var device = FieldBytes.absent
    var createdMs: Int64?
    var submittedMs: Int64?
    var syncedMs: Int64?
    var totalTimeMs: Int64?
    /// The version of the form in the device: a text, or a number.
    private(set) var formVersion = FieldBytes.absent
    private(set) var formVersionNumber = Double.nan
    /// `createdBy` of the first answer.
    var collector = FieldBytes.absent
    /// The first id of the response that stands on an answer, as old clients write it.
    var idOnAnswer = FieldBytes.absent

    /// One that is longer than an id may be is none.
    @inline(__always)
    mutating func setVersion(_ text: FieldBytes, number: Double?) {
        formVersion = text.count <= ResponseLimits.idBytes ? text : .absent
        formVersionNumber = number ?? .nan
    }

    /// Puts the form's version into the batch.
    func keepVersion(in batch: FactBatch) -> FactBatch.Text {
        if !formVersion.isEmpty { return batch.keep(formVersion) }
        guard !formVersionNumber.isNaN else { return .none }
        var text = JSONWriter.text(of: formVersionNumber)
        return text.withUTF8 { batch.keep($0) }
    }

    /// The id that the response itself names; absent where it names none.
    var id: FieldBytes { responseID.isAbsent ? idOnAnswer : responseID }

    /// Notes what an answer says of its whole response.
    @inline(__always)
    mutating func note(_ answer: AnswerFields, position: Int) {
        if position == 0 { collector = answer.createdBy }
        if idOnAnswer.isAbsent, answer.responseID.count >= 1, answer.responseID.count <= ResponseLimits.idBytes {
            idOnAnswer = answer.responseID
        }
    }

    /// The facts of the response. `receivedMs` is the server's time; nil takes the time of synchronisation, or `fallbackMs`.
    func facts(form: FormEntry, receivedMs: Int64?, fallbackMs: Int64) -> ResponseFacts {
        var facts = ResponseFacts(form: form.number)
        facts.deviceHash = Self.hash(device)
        facts.collectorHash = Self.hash(collector)
        facts.setTimes(
            submittedMs: submittedMs, receivedMs: receivedMs ?? believableSync(nowMs: fallbackMs) ?? fallbackMs)
        if let duration = totalTimeMs ?? span {
            facts.durationMs = duration
            facts.flags.insert(.hasDuration)
        }
        return facts
    }

    private static func hash(_ name: FieldBytes) -> UInt64 {
        name.isEmpty ? 0 : ByteHash.of(UnsafeRawBufferPointer(name))
    }

    private var span: Int64? {
        guard let createdMs, let submittedMs else { return nil }
        return submittedMs - createdMs
    }

    /// A time of synchronisation that can be one of receipt: not ahead of the present, and not before there were such phones.
    private func believableSync(nowMs: Int64) -> Int64? {
        guard let syncedMs, syncedMs >= Self.firstPhonesMs, syncedMs <= nowMs + ResponseFacts.believedAheadMs else {
            return nil
        }
        return syncedMs
    }

    /// 2000-01-01.
    private static let firstPhonesMs: Int64 = 946_684_800_000
}
