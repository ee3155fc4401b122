import CScan

/// The stretches of a form as they are compared with lines: one after the other in one piece of memory.
///
/// Why: over a thousand forms a layout has left the processor's cache when the form's next line comes. Memory that is read from its beginning to
/// its end is fetched ahead by the processor itself.
/// Shape: heads, then answers in the order of the questionnaire, then tails. Each is a `Record`, and for each of its pieces a `Piece` and the bytes of
/// its literal. Everything begins at a multiple of eight.
/// Invariant: `CSC_OVERREAD` bytes are readable behind everything.
struct LayoutTable {
    /// What stands before the pieces of a stretch.
    struct Record {
        /// Where the next stretch begins. Units: bytes from here.
        var next: Int
        /// Where the next question's first stretch begins; of heads and tails the same as `next`.
        var nextQuestion: Int
        var traits: LayoutStretch.Traits
    }

    struct Piece {
        /// Bytes of the literal that follows.
        var length: Int32
        /// What stands behind the literal.
        var value: LayoutValue
    }

    /// Records from `start` to `end`.
    struct Section {
        let start: UnsafeRawPointer
        let end: UnsafeRawPointer
    }

    static let pieceBytes = rounded(MemoryLayout<Piece>.size)
    static let recordBytes = rounded(MemoryLayout<Record>.size)

    let heads: Section
    let answers: Section
    let tails: Section
    private let memory: UnsafeMutableRawPointer

    /// - Parameter answers: the stretches of each question, in the order in which they are to be tried.
    init(heads: [LayoutStretch], answers: [[LayoutStretch]], tails: [LayoutStretch]) {
        let count = (heads + answers.joined() + tails).reduce(0) { $0 + Self.bytes(of: $1) }
        memory = .allocate(byteCount: count + Int(CSC_OVERREAD), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count + Int(CSC_OVERREAD))
        var at = memory
        for head in heads { at = Self.write(head, at, nextQuestion: Self.bytes(of: head)) }
        self.heads = Section(start: UnsafeRawPointer(memory), end: UnsafeRawPointer(at))
        for variants in answers {
            var left = variants.reduce(0) { $0 + Self.bytes(of: $1) }
            for answer in variants {
                at = Self.write(answer, at, nextQuestion: left)
                left -= Self.bytes(of: answer)
            }
        }
        self.answers = Section(start: self.heads.end, end: UnsafeRawPointer(at))
        for tail in tails { at = Self.write(tail, at, nextQuestion: Self.bytes(of: tail)) }
        self.tails = Section(start: self.answers.end, end: UnsafeRawPointer(at))
    }

    func free() { memory.deallocate() }

    /// Where the literal behind this many bytes ends.
    @inline(__always)
    static func rounded(_ bytes: Int) -> Int { (bytes + 7) & ~7 }

    private static func bytes(of stretch: LayoutStretch) -> Int {
        stretch.pieces.reduce(recordBytes) { $0 + pieceBytes + rounded($1.length) }
    }

    private static func write(
        _ stretch: LayoutStretch, _ start: UnsafeMutableRawPointer, nextQuestion: Int
    ) -> UnsafeMutableRawPointer {
        let record = Record(next: bytes(of: stretch), nextQuestion: nextQuestion, traits: stretch.traits)
        start.initializeMemory(as: Record.self, to: record)
        var at = start + recordBytes
        var first = 0
        for piece in stretch.pieces {
            at.initializeMemory(as: Piece.self, to: Piece(length: Int32(piece.length), value: piece.value))
            at += pieceBytes
            stretch.literals.withUnsafeBytes {
                at.copyMemory(from: $0.baseAddress! + first, byteCount: piece.length)
            }
            first += piece.length
            at += rounded(piece.length)
        }
        return at
    }
}
