import CollectModel

/// Bytes of a line or of what was parsed from it; valid as long as those are. Without an address where there are none, which is not the same
/// as an empty string. Not an optional: its tag would be written and asked for with each of a million values a second.
typealias FieldBytes = UnsafeBufferPointer<UInt8>

extension FieldBytes {
    static var absent: FieldBytes { FieldBytes(start: nil, count: 0) }

    @inline(__always)
    var isAbsent: Bool { baseAddress == nil }
}

/// What stands in one answer, whether it was read from a parsed tape or from a line of a known layout.
///
/// Shape: bytes that are absent or of a wrong type have no address, such numbers are NaN, such times `noTime`. Times by the device's clock, in ms
/// since 1970.
struct AnswerFields {
    static let noTime = Int64.min
    /// A file is not larger than this, whatever its phone says: sums of sizes stay whole numbers.
    static let mostFileBytes = 0x1p46

    var text = FieldBytes.absent
    var phone = FieldBytes.absent
    /// The name of a `choice` or of a `boolean`.
    var option = FieldBytes.absent
    var label = FieldBytes.absent
    var createdBy = FieldBytes.absent
    var responseID = FieldBytes.absent
    var number = Double.nan
    /// The first point of a location. Units: degrees.
    var latitude = Double.nan
    var longitude = Double.nan
    /// The size of an attached file that is there; NaN where none is.
    var fileBytes = Double.nan
    /// The hash of its SHA-256; 0 where the device does not say it.
    var fileHash: UInt64 = 0
    var createdMs = noTime
    var modifiedMs = noTime
    /// The `state` is active, null or absent.
    var isActive = true
    /// How far the location's point may be off, as in the fact.
    var accuracyDm = AnswerFact.unknownAccuracy

    /// The name of a truth value, for clients that send no text.
    static func name(of truth: Bool) -> FieldBytes {
        let name: StaticString = truth ? "true" : "false"
        return FieldBytes(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// An accuracy as it is kept: up to what has a number below that of an unknown one, which is what a negative one is.
    static func decimetres(_ metres: Double) -> UInt16 {
        metres >= 0
            ? UInt16(min((10 * metres).rounded(), Double(AnswerFact.unknownAccuracy - 1))) : AnswerFact.unknownAccuracy
    }

    static func isActive(state: FieldBytes) -> Bool { FieldName.equal(state, "active") }
}

/// From fields to facts: the one place that says what of an answer counts for its kind of question.
extension FactBatch {
    /// Fills in what the statistics of `kind` need of an answer.
    @inline(__always)
    func fill(_ fact: inout AnswerFact, from fields: AnswerFields, as kind: QuestionKind) {
        switch kind {
        case .text, .barcode, .email, .url, .multiChoice, .ranking, .other: fillText(&fact, fields.text)
        case .choice: fillText(&fact, fields.text.isAbsent ? fields.option : fields.text)
        case .number:
            let value = fields.number.isNaN ? PlainNumber.ofText(fields.text) ?? .nan : fields.number
            if value.isFinite { fact.set(number: value) }
        case .date:
            if let ms = Timestamp.parse(fields.text) ?? Timestamp.parseDay(fields.text) {
                fact.set(number: Double(ms))
            }
        case .phone:
            let phone = fields.phone.isAbsent ? fields.text : fields.phone
            fillText(&fact, phone)
            if Self.isPhone(phone) { fact.flags.insert(.validPhone) }
        case .location:
            guard !fields.latitude.isNaN, !fields.longitude.isNaN else { return }
            fact.set(latitude: fields.latitude, longitude: fields.longitude)
            fact.accuracyDm = fields.accuracyDm
        case .time: if let ms = Timestamp.parseTime(fields.text) { fact.set(number: Double(ms)) }
        // What is in them are answers of their own.
        case .matrix, .repeating: break
        case .media:
            if fields.fileBytes.magnitude <= AnswerFields.mostFileBytes {
                fact.set(bytes: fields.fileBytes, fileHash: fields.fileHash)
            }
        }
    }

    @inline(__always)
    func fillText(_ fact: inout AnswerFact, _ text: FieldBytes) {
        if text.isAbsent { return }
        fact.setText(
            offset: append(text), length: UInt32(truncatingIfNeeded: text.count),
            hash: ByteHash.of(UnsafeRawBufferPointer(text)))
    }

    /// `+`, then 7 to 15 digits of which the first is not 0. - Source: ITU-T E.164.
    private static func isPhone(_ text: FieldBytes) -> Bool {
        guard text.count >= 8, text.count <= 16, text[0] == UInt8(ascii: "+"), text[1] != UInt8(ascii: "0") else {
            return false
        }
        for byte in text.dropFirst() where byte < 0x30 || byte > 0x39 { return false }
        return true
    }
}
