/// Of which records of which log a facts file tells.
struct FactsOrigin: Hashable {
    var logID: LogID
    var partition: Int
    /// The segment's salt: no other segment ever has it.
    var salt: UInt64
    var base: UInt64
    var next: UInt64
    /// Where the segment's last batch ends. It moves when responses are erased from it.
    var usedBytes: UInt64

    var offsets: Range<UInt64> { base..<next }
}

/// The first 128 bytes of a facts file (`docs/facts-format.md`). Behind it stands the content, as one zstd frame
/// with its own checksum.
struct FactsHeader: Hashable {
    static let sizeBytes = 128
    static let magic: UInt32 = 0x5443_4146  // "FACT"
    /// Raised whenever a file would be read in another way, or a response would be decoded into other facts.
    static let version: UInt16 = 3
    /// Times beyond this, on either side of 1970, are no times: no calendar of ours goes so far. Units: ms.
    static let mostMs = 0x1p53

    /// How many there are of each kind of row, in the order in which they stand.
    struct Counts: Hashable {
        var records: UInt32 = 0
        var answers: UInt32 = 0
        var symbols: UInt32 = 0
        var senders: UInt32 = 0
        var forms: UInt32 = 0
        var questions: UInt32 = 0
        var labels: UInt32 = 0
        /// Bytes, at the end.
        var texts: UInt32 = 0
    }

    var origin: FactsOrigin
    var counts: Counts

    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.sizeBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(Self.magic, at: 0)
            raw.put(Self.version, at: 8)
            raw.put(UInt16(origin.partition), at: 10)
            raw.put(origin.logID.high, at: 16)
            raw.put(origin.logID.low, at: 24)
            raw.put(origin.salt, at: 32)
            raw.put(origin.base, at: 40)
            raw.put(origin.next, at: 48)
            raw.put(origin.usedBytes, at: 56)
            for (n, count) in counts.inOrder.enumerated() { raw.put(count, at: 64 + 4 * n) }
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<Self.sizeBytes)), at: 4)
        }
        return bytes
    }

    /// Nil where it is none of ours, of another version, or damaged.
    init?(_ raw: UnsafeRawBufferPointer) {
        guard raw.count >= Self.sizeBytes, raw.word32(at: 0) == Self.magic, raw.word16(at: 8) == Self.version,
            raw.word32(at: 4) == crc32c(raw.slice(8..<Self.sizeBytes))
        else { return nil }
        origin = FactsOrigin(
            logID: LogID(high: raw.word64(at: 16), low: raw.word64(at: 24)), partition: Int(raw.word16(at: 10)),
            salt: raw.word64(at: 32), base: raw.word64(at: 40), next: raw.word64(at: 48), usedBytes: raw.word64(at: 56))
        counts = Counts(inOrder: (0..<8).map { raw.word32(at: 64 + 4 * $0) })
        guard origin.base <= origin.next, origin.next - origin.base == UInt64(counts.records) else { return nil }
    }

    init(origin: FactsOrigin, counts: Counts) {
        self.origin = origin
        self.counts = counts
    }
}

extension FactsHeader.Counts {
    fileprivate var inOrder: [UInt32] { [records, answers, symbols, senders, forms, questions, labels, texts] }

    fileprivate init(inOrder n: [UInt32]) {
        self.init(
            records: n[0], answers: n[1], symbols: n[2], senders: n[3], forms: n[4], questions: n[5], labels: n[6],
            texts: n[7])
    }
}

/// Where the parts of the content begin, behind each other.
struct FactsSections {
    let records: Int
    let answers: Int
    let symbols: Int
    let senders: Int
    let forms: Int
    let questions: Int
    let labels: Int
    let texts: Int
    let end: Int

    init(_ counts: FactsHeader.Counts) {
        records = 0
        answers = records + Int(counts.records) * RecordRow.sizeBytes
        symbols = answers + Int(counts.answers) * AnswerRow.sizeBytes
        senders = symbols + Int(counts.symbols) * SymbolRow.sizeBytes
        forms = senders + Int(counts.senders) * SenderRow.sizeBytes
        questions = forms + Int(counts.forms) * TextPlace.sizeBytes
        labels = questions + Int(counts.questions) * QuestionRow.sizeBytes
        texts = labels + Int(counts.labels) * TextPlace.sizeBytes
        end = texts + Int(counts.texts)
    }
}
