import CScan
import CSimdjson
import CollectModel

/// Compares the stretches of a layout with a line, and reads the values between their literals.
///
/// Why a value of its own: everything that is asked for with each piece lives in registers while a line is read.
/// Shape: `at` moves through the line. Precondition: behind `end` `JSONParser.padding` bytes are readable.
struct StretchReader {
    /// The end of the line.
    let end: UnsafePointer<UInt8>
    var times: TimestampReader
    /// What stood behind the line's last `createdBy`: nearly all answers of a response have one collector.
    private var collector = FieldBytes.absent
    /// The line is laid out as known, but a value is unusual: there is nothing to learn from it.
    private(set) var isOdd = false

    init(end: UnsafePointer<UInt8>, times: TimestampReader) {
        self.end = end
        self.times = times
    }

    /// Reads the stretch of this record, which should begin at `start`; gives where it ends, nil where other bytes stand or a value is unusual.
    @inline(__always)
    mutating func read(
        _ record: UnsafeRawPointer, _ start: UnsafePointer<UInt8>, _ answer: inout AnswerFields,
        _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        var at = start
        var created = FieldBytes.absent
        var next = record + LayoutTable.recordBytes
        while true {
            let piece = next.assumingMemoryBound(to: LayoutTable.Piece.self).pointee
            let length = Int(piece.length)
            let literal = next + LayoutTable.pieceBytes
            guard end - at >= length, csc_equal(at, literal.assumingMemoryBound(to: UInt8.self), length) else {
                return nil
            }
            if piece.value == .end { return at + length }
            guard let behind = read(piece.value, at + length, &created, &answer, &response) else {
                isOdd = true
                return nil
            }
            at = behind
            next = literal + LayoutTable.rounded(length)
        }
    }

    /// Reads a value; gives where it ends.
    @inline(__always)
    private mutating func read(
        _ value: LayoutValue, _ at: UnsafePointer<UInt8>, _ created: inout FieldBytes, _ answer: inout AnswerFields,
        _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        switch value {
        case .text:
            guard let text = plainString(at), text.count <= ResponseLimits.textBytes else { return nil }
            answer.text = text
            return at + text.count
        case .anyNumber, .number, .latitude, .longitude, .accuracy, .accuracyBeside, .totalTime, .formVersionNumber:
            guard let token = PlainNumber.token(at), Self.take(token, value, &answer, &response) else { return nil }
            return token.end
        case .createdAt:
            guard let (ms, length) = time(at) else { return nil }
            answer.createdMs = ms
            created = FieldBytes(start: at, count: length)
            return at + length
        case .modifiedAt:
            if isSame(created, at) {
                // A tap: it was changed when it was made.
                answer.modifiedMs = answer.createdMs
                return at + created.count
            }
            guard let (ms, length) = time(at) else { return nil }
            answer.modifiedMs = ms
            return at + length
        case .createdBy where isSame(collector, at):
            answer.createdBy = collector
            return at + collector.count
        default:
            guard let bytes = plainString(at), take(bytes, value, &answer, &response) else { return nil }
            return at + bytes.count
        }
    }

    /// Whether these bytes of the line, which a quote follows, and a quote stand at `at` as well.
    @inline(__always)
    private func isSame(_ bytes: FieldBytes, _ at: UnsafePointer<UInt8>) -> Bool {
        guard let known = bytes.baseAddress, end - at > bytes.count else { return false }
        return csc_equal(at, known, bytes.count + 1)
    }

    /// A time and its length; `noTime` where another string stands.
    @inline(__always)
    private mutating func time(_ at: UnsafePointer<UInt8>) -> (ms: Int64, length: Int)? {
        // What can be read as a time holds neither escapes nor controls, so its bytes need not be looked at again.
        if end - at > 28, at[28] == UInt8(ascii: "\""), let ms = times.ms(FieldBytes(start: at, count: 28)) {
            return (ms, 28)
        }
        guard let bytes = plainString(at) else { return nil }
        return (times.ms(bytes) ?? AnswerFields.noTime, bytes.count)
    }

    /// The inner bytes of a string without escapes.
    @inline(__always)
    private func plainString(_ at: UnsafePointer<UInt8>) -> FieldBytes? {
        let plain = csc_plain_string(at, end - at)
        guard plain.length < end - at, at[plain.length] == UInt8(ascii: "\"") else { return nil }
        if plain.not_ascii != 0, !csj_is_utf8(at, plain.length) { return nil }
        return FieldBytes(start: at, count: plain.length)
    }

    @inline(__always)
    private static func take(
        _ token: PlainNumber.Token, _ value: LayoutValue, _ answer: inout AnswerFields, _ response: inout ResponseFields
    ) -> Bool {
        switch value {
        case .number: answer.number = token.value
        case .latitude: answer.latitude = token.value
        case .longitude: answer.longitude = token.value
        case .accuracy, .accuracyBeside: take(accuracy: token, isBeside: value == .accuracyBeside, &answer)
        case .formVersionNumber: response.setVersion(.absent, number: token.value)
        case .totalTime:
            guard token.isWhole else { return false }
            response.totalTimeMs = token.isNegative ? -token.mantissa : token.mantissa
        default: break
        }
        return true
    }

    /// What stands in the point itself says more. Not inlined: few answers have it, and it would stand in the way of what all have.
    @inline(never)
    private static func take(accuracy token: PlainNumber.Token, isBeside: Bool, _ answer: inout AnswerFields) {
        let accuracy = AnswerFields.decimetres(token.value)
        if !isBeside || answer.accuracyDm == AnswerFact.unknownAccuracy, accuracy != AnswerFact.unknownAccuracy {
            answer.accuracyDm = accuracy
        }
    }

    @inline(__always)
    private mutating func take(
        _ bytes: FieldBytes, _ value: LayoutValue, _ answer: inout AnswerFields, _ response: inout ResponseFields
    ) -> Bool {
        switch value {
        case .createdBy:
            answer.createdBy = bytes
            collector = bytes
        case .state: answer.isActive = AnswerFields.isActive(state: bytes)
        case .phone: answer.phone = bytes
        case .option: answer.option = bytes
        case .label: answer.label = bytes
        case .idOnAnswer: answer.responseID = bytes
        case .responseID:
            guard bytes.count >= 1, bytes.count <= ResponseLimits.idBytes else { return false }
            response.responseID = bytes
        case .device: response.device = bytes
        case .responseCreatedAt: response.createdMs = times.ms(bytes)
        case .submittedAt: response.submittedMs = times.ms(bytes)
        case .formVersion: response.setVersion(bytes, number: nil)
        case .syncedAt: response.syncedMs = times.ms(bytes)
        default: break
        }
        return true
    }
}
