import CollectModel

/// What a value that differs from response to response means.
enum LayoutValue: UInt8 {
    /// Nothing: the stretch ends here.
    case end
    /// Values that nobody asks for; they only have to be what JSON allows.
    case anyString, anyNumber
    case text, phone, number, option, latitude, longitude, state, label, createdBy, createdAt, modifiedAt, idOnAnswer
    case responseID, device, responseCreatedAt, submittedAt, syncedAt, totalTime
}

/// A part of a line as it was seen once: bytes that always stand there, and between them values that differ.
///
/// Why: what was once validated byte by byte is recognised again by comparing; only the values are looked at. A line that consists of known
/// stretches is valid JSON because the first one was.
/// Shape: a copy of the bytes and a list of pieces, each a literal and the value behind it; for answers also what is the same for all of them.
/// Invariant: made and freed by a `FormLayout` alone.
// Guard: only the empty stretch is shared, and nothing of it is read.
struct LayoutStretch: @unchecked Sendable {
    struct Piece {
        var start: Int32
        var length: Int32
        var value: LayoutValue
    }

    let pieces: UnsafeMutablePointer<Piece>
    let bytes: UnsafeMutablePointer<UInt8>
    /// Bytes of the first literal; −1 of no stretch.
    let firstLength: Int
    let pieceCount: Int
    let byteCount: Int
    let traits: Traits

    /// What holds for every answer of this stretch.
    struct Traits: Equatable {
        /// The question's number in the form's entry.
        var question: Int32 = -1
        var kind = QuestionKind.other
        /// The label's number, −1 where there is none or where it differs.
        var label: Int16 = -1
        var isActive = true
        /// Of a `boolean`, its value.
        var truth: Bool?
    }

    init(_ draft: LayoutDraft) {
        pieceCount = draft.pieces.count
        firstLength = Int(draft.pieces[0].length)
        pieces = .allocate(capacity: draft.pieces.count)
        pieces.initialize(from: draft.pieces, count: draft.pieces.count)
        byteCount = draft.literals.count
        bytes = .allocate(capacity: max(1, draft.literals.count))
        bytes.initialize(from: draft.literals, count: draft.literals.count)
        traits = draft.traits
    }

    /// The place of a stretch that is not known yet.
    static let empty = LayoutStretch()

    private init() {
        pieceCount = 0
        firstLength = -1
        byteCount = 0
        // Of no length, and never read.
        pieces = UnsafeMutableBufferPointer<Piece>.allocate(capacity: 0).baseAddress!
        bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0).baseAddress!
        traits = Traits()
    }

    var isEmpty: Bool { firstLength < 0 }

    func free() {
        if isEmpty { return }
        pieces.deallocate()
        bytes.deallocate()
    }

    /// Whether it was made from the same bytes.
    func equals(_ draft: LayoutDraft) -> Bool {
        traits == draft.traits && byteCount == draft.literals.count && pieceCount == draft.pieces.count
            && UnsafeBufferPointer(start: bytes, count: byteCount).elementsEqual(draft.literals)
            && UnsafeBufferPointer(start: pieces, count: pieceCount).elementsEqual(draft.pieces) {
                $0.length == $1.length && $0.value == $1.value
            }
    }
}

/// A stretch while it is being learned.
struct LayoutDraft {
    var pieces: [LayoutStretch.Piece] = []
    var literals: [UInt8] = []
    var traits = LayoutStretch.Traits()

    /// Ends a literal, which is followed by `value`.
    mutating func add(literal: UnsafeRawBufferPointer, value: LayoutValue) {
        pieces.append(
            LayoutStretch.Piece(start: Int32(literals.count), length: Int32(literal.count), value: value))
        literals.append(contentsOf: literal)
    }
}
