import CollectModel

// The rows of a facts file. All of them are multiples of eight bytes long, so that none stands across a word.

/// Something of which a facts file holds many, one behind the other.
protocol FactsRow {
    static var sizeBytes: Int { get }
    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int)
}

/// Where a text stands among the file's texts.
struct TextPlace: FactsRow, Hashable {
    static let sizeBytes = 8

    var offset: UInt32
    var length: UInt32

    init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    init(_ raw: UnsafeRawBufferPointer, at place: Int) {
        self.init(offset: raw.word32(at: place), length: raw.word32(at: place + 4))
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        raw.put(offset, at: place)
        raw.put(length, at: place + 4)
    }

    /// In one word, the length in its higher half.
    var word: UInt64 { UInt64(length) << 32 | UInt64(offset) }

    init(word: UInt64) {
        self.init(offset: UInt32(truncatingIfNeeded: word), length: UInt32(truncatingIfNeeded: word >> 32))
    }

    /// Whether it lies within `bytes` of text.
    func fits(_ bytes: Int) -> Bool { Int(offset) + Int(length) <= bytes }
}

/// A record of the log: what a fold asks of it before it looks at the answers.
struct RecordRow: FactsRow {
    static let sizeBytes = 64

    /// What is known of the response.
    struct Traits: OptionSet {
        let rawValue: UInt8
        /// It could be decoded: without this there are no answers, and the times mean nothing.
        static let hasFacts = Traits(rawValue: 1)
        static let hasDuration = Traits(rawValue: 2)
        /// `eventMs` is known.
        static let hasSubmitted = Traits(rawValue: 4)
        static let hasSynced = Traits(rawValue: 8)
    }

    static let unknownSkew = Int32.min

    var op: LogOperation
    var traits: Traits = []
    var flags: RecordFlags
    var form: UInt32 = 0
    var sender: UInt32 = 0
    /// The range of its answers, or of the platform's own records that of the payload among the texts.
    var first: UInt32 = 0
    var count: UInt32 = 0
    /// By how much the device's clock was behind, where it was put right; `unknownSkew` where nobody knows. Units: s.
    var behindS = unknownSkew
    var receivedMs: Int64
    /// `RecordFormat.noOffset` where it names no other version.
    var otherVersion: UInt64
    /// When it happened: by the right clock where the device's was put right, else by the device's.
    var eventMs: Int64 = 0
    var syncedMs: Int64 = 0
    var durationMs: Int64 = 0

    init(_ record: LogRecordHeader) {
        op = record.op
        flags = record.flags
        receivedMs = record.receivedMs
        otherVersion = record.otherVersion ?? RecordFormat.noOffset
        if flags.contains(.clockCorrected) { eventMs = record.eventMs }
    }

    /// Nil where the operation is unknown.
    init?(_ raw: UnsafeRawBufferPointer, at place: Int) {
        guard let op = LogOperation(rawValue: raw[place]) else { return nil }
        self.op = op
        traits = Traits(rawValue: raw[place + 1])
        flags = RecordFlags(rawValue: raw.word16(at: place + 2))
        form = raw.word32(at: place + 4)
        sender = raw.word32(at: place + 8)
        first = raw.word32(at: place + 12)
        count = raw.word32(at: place + 16)
        behindS = Int32(bitPattern: raw.word32(at: place + 20))
        receivedMs = Int64(bitPattern: raw.word64(at: place + 24))
        otherVersion = raw.word64(at: place + 32)
        eventMs = Int64(bitPattern: raw.word64(at: place + 40))
        syncedMs = Int64(bitPattern: raw.word64(at: place + 48))
        durationMs = Int64(bitPattern: raw.word64(at: place + 56))
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        raw.put(op.rawValue, at: place)
        raw.put(traits.rawValue, at: place + 1)
        raw.put(flags.rawValue, at: place + 2)
        raw.put(form, at: place + 4)
        raw.put(sender, at: place + 8)
        raw.put(first, at: place + 12)
        raw.put(count, at: place + 16)
        raw.put(behindS, at: place + 20)
        raw.put(receivedMs, at: place + 24)
        raw.put(otherVersion, at: place + 32)
        raw.put(eventMs, at: place + 40)
        raw.put(syncedMs, at: place + 48)
        raw.put(durationMs, at: place + 56)
    }

    var timesAreSound: Bool {
        let most = UInt64(FactsHeader.mostMs)
        return max(receivedMs.magnitude, eventMs.magnitude, syncedMs.magnitude) <= most
    }

    var range: Range<Int> { Int(first)..<Int(first) + Int(count) }
}

/// An answer: what was answered, and how long that took.
struct AnswerRow: FactsRow {
    static let sizeBytes = 8

    var symbol: UInt32
    /// −1 where it is not known.
    var dwellMs: Int32

    init(symbol: UInt32, dwellMs: Int32) {
        self.symbol = symbol
        self.dwellMs = dwellMs
    }

    @inline(__always)
    init(_ raw: UnsafeRawBufferPointer, at place: Int) {
        symbol = raw.word32(at: place)
        dwellMs = Int32(bitPattern: raw.word32(at: place + 4))
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        raw.put(symbol, at: place)
        raw.put(dwellMs, at: place + 4)
    }
}

/// One answer to one question, under one label: given a thousand times in a segment, it stands there once.
struct SymbolRow: FactsRow {
    static let sizeBytes = 16

    /// What `value` is.
    enum Kind: UInt8 {
        /// Nothing, or a number.
        case number
        /// Where the text stands.
        case text
        /// Where the fact's two words and its accuracy stand among the texts.
        case place
    }

    /// Of what stands among the texts for a place.
    static let placeBytes = 18

    /// The number among the questions of all forms.
    var question: UInt32
    /// The number among the question's labels; −1 where it was asked without.
    var label: Int16
    var flags: AnswerFact.Flags
    var kind: Kind
    var value: UInt64

    /// Where its bytes stand; only of those that have some.
    var text: TextPlace { TextPlace(word: value) }

    init(question: UInt32, label: Int16, flags: AnswerFact.Flags, kind: Kind, value: UInt64) {
        self.question = question
        self.label = label
        self.flags = flags
        self.kind = kind
        self.value = value
    }

    /// Nil where the kind is unknown, or the flags say something else.
    init?(_ raw: UnsafeRawBufferPointer, at place: Int) {
        guard let kind = Kind(rawValue: raw[place + 7]) else { return nil }
        self.init(
            question: raw.word32(at: place), label: Int16(bitPattern: raw.word16(at: place + 4)),
            flags: AnswerFact.Flags(rawValue: raw[place + 6]), kind: kind, value: raw.word64(at: place + 8))
        guard flags.contains(.hasText) == (kind == .text) else { return nil }
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        raw.put(question, at: place)
        raw.put(label, at: place + 4)
        raw.put(flags.rawValue, at: place + 6)
        raw.put(kind.rawValue, at: place + 7)
        raw.put(value, at: place + 8)
    }
}

/// A collector with a device, in which a form has a version.
struct SenderRow: FactsRow {
    static let sizeBytes = 24

    var device: TextPlace
    var collector: TextPlace
    var formVersion: TextPlace

    init(device: TextPlace, collector: TextPlace, formVersion: TextPlace) {
        self.device = device
        self.collector = collector
        self.formVersion = formVersion
    }

    init(_ raw: UnsafeRawBufferPointer, at place: Int) {
        self.init(
            device: TextPlace(raw, at: place), collector: TextPlace(raw, at: place + 8),
            formVersion: TextPlace(raw, at: place + 16))
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        device.write(to: raw, at: place)
        collector.write(to: raw, at: place + 8)
        formVersion.write(to: raw, at: place + 16)
    }
}

/// A question; the places of its labels follow those of the question before.
struct QuestionRow: FactsRow {
    static let sizeBytes = 24

    /// The form's number in the file.
    var form: UInt32
    var labels: UInt32
    var id: TextPlace
    var type: TextPlace

    init(form: UInt32, id: TextPlace, type: TextPlace, labels: UInt32) {
        self.form = form
        self.labels = labels
        self.id = id
        self.type = type
    }

    init(_ raw: UnsafeRawBufferPointer, at place: Int) {
        self.init(
            form: raw.word32(at: place), id: TextPlace(raw, at: place + 8), type: TextPlace(raw, at: place + 16),
            labels: raw.word32(at: place + 4))
    }

    func write(to raw: UnsafeMutableRawBufferPointer, at place: Int) {
        raw.put(form, at: place)
        raw.put(labels, at: place + 4)
        id.write(to: raw, at: place + 8)
        type.write(to: raw, at: place + 16)
    }
}
