import CollectModel

/// What a value that differs from response to response means.
enum LayoutValue: UInt8 {
    /// Nothing: the stretch ends here.
    case end
    /// Values that nobody asks for; they only have to be what JSON allows.
    case anyString, anyNumber
    case text, phone, number, option, latitude, longitude, accuracy, accuracyBeside, state, label, createdBy, createdAt,
        modifiedAt, idOnAnswer
    case responseID, device, responseCreatedAt, submittedAt, syncedAt, totalTime, formVersion, formVersionNumber
}

/// A part of a line as it was seen once: bytes that always stand there, and between them values that differ.
///
/// Why: what was once validated byte by byte is recognised again by comparing; only the values are looked at. A line that consists of known
/// stretches is valid JSON because the first one was.
/// Shape: pieces, each a literal and the value behind it; for answers also what is the same for all of them.
struct LayoutStretch: Equatable {
    private(set) var pieces: [Piece] = []
    private(set) var literals: [UInt8] = []
    var traits = Traits()

    struct Piece: Equatable {
        /// Of the literal. Units: bytes.
        var length: Int
        /// What stands behind it.
        var value: LayoutValue
    }

    /// What holds for every answer of this stretch.
    struct Traits: Equatable {
        /// The question's number in the form's entry.
        var question: Int32 = -1
        /// The label's number, −1 where there is none or where it differs.
        var label: Int16 = -1
        var kind = QuestionKind.other
        var isActive = true
        /// Of a `boolean`, its value.
        var truth: Bool?
        /// Of a head or a tail, the response's fields that stand in it.
        var names = ResponseNames()
    }

    /// Fields of a response that are read. A head and a tail that were seen in two lines may both have one, of which the last counts, be it a null.
    struct ResponseNames: Equatable {
        private var bits: UInt8 = 0

        mutating func insert(_ name: FieldName) {
            switch name {
            case .responseId: bits |= 1
            case .deviceId: bits |= 2
            case .createdOnDeviceAt: bits |= 4
            case .submittedOnDeviceAt: bits |= 8
            case .syncedFromDeviceAt: bits |= 16
            case .responseTime: bits |= 32
            case .formId: bits |= 64
            case .formVersion: bits |= 128
            default: break
            }
        }

        @inline(__always)
        func isDisjoint(with other: ResponseNames) -> Bool { bits & other.bits == 0 }
    }

    /// Ends a literal, which is followed by `value`.
    mutating func add(literal: UnsafeRawBufferPointer, value: LayoutValue) {
        pieces.append(Piece(length: literal.count, value: value))
        literals.append(contentsOf: literal)
    }
}
