/// One answer, parsed: what the statistics need of it and nothing more.
///
/// Shape: `question` is an index into the question list that the form has in its directory (`FormDirectory`); text stands in the
/// batch's arena. An answer has a text, or one number, or a place; they share memory, because tens of millions of facts are written and read
/// again a few seconds later, and half a cache line each is a third less to wait for.
public struct AnswerFact: Sendable, BitwiseCopyable {
    /// What is known of an answer.
    public struct Flags: OptionSet, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The answer's `state` is `active` or absent: it counts as answered.
        @inlinable public static var active: Flags { Flags(rawValue: 1) }
        /// A text is present.
        @inlinable public static var hasText: Flags { Flags(rawValue: 2) }
        /// `number` holds a number, a date, a time of day in ms, the bytes of a file that is there, the rows of a matrix or
        /// the instances of a repeat; of a location, its place is one of the globe.
        @inlinable public static var hasValue: Flags { Flags(rawValue: 4) }
        /// The text is a list of choices, each as a 32-bit little-endian length and its bytes.
        @inlinable public static var listed: Flags { Flags(rawValue: 8) }
        /// The text is a phone number in E.164 form.
        @inlinable public static var validPhone: Flags { Flags(rawValue: 16) }
        /// `latitude` and `longitude` are those of no place.
        @inlinable public static var impossible: Flags { Flags(rawValue: 32) }
        /// Every row of the matrix has the same answer.
        @inlinable public static var uniform: Flags { Flags(rawValue: 64) }
    }

    public var question: Int32
    /// How long answering took by the device's clock, in ms; −1 where that is not known.
    public var dwellMs: Int32
    public var position: UInt16
    /// The number of the label under which the question was asked, in the form's entry of the directory; −1 where it had none.
    public var label: Int16
    public var flags: Flags
    /// How far a place may be off, by the device; `unknownAccuracy` where it does not say. Units: dm, so that it fits beside the rest.
    public var accuracyDm: UInt16
    /// Where the text stands, a latitude, or a file's hash.
    @usableFromInline var first: UInt64
    /// The text's hash, a number or a longitude.
    @usableFromInline var second: UInt64

    @inlinable
    public init(question: Int32, position: UInt16) {
        self.question = question
        self.position = position
        flags = [.active]
        label = -1
        dwellMs = -1
        accuracyDm = Self.unknownAccuracy
        first = 0
        second = 0
    }

    @inlinable public static var unknownAccuracy: UInt16 { .max }

    /// Where the text stands in the batch, and its bytes; both 0 where there is none.
    @inlinable public var textOffset: UInt32 { hasText ? UInt32(truncatingIfNeeded: first) : 0 }
    @inlinable public var textLength: UInt32 { hasText ? UInt32(truncatingIfNeeded: first >> 32) : 0 }
    /// The text's `ByteHash`; 0 where there is none, and for lists.
    @inlinable public var textHash: UInt64 { hasText ? second : 0 }

    @inlinable var hasText: Bool { flags.contains(.hasText) }

    /// Units: the question's own; for dates ms since 1970. Only where `flags` has `hasValue` and the question does not ask for a place.
    @inlinable public var number: Double { Double(bitPattern: second) }
    /// Units: degrees. Only of questions for a place, where `flags` has `hasValue` or `impossible`.
    @inlinable public var latitude: Double { Double(bitPattern: first) }
    @inlinable public var longitude: Double { Double(bitPattern: second) }

    /// The hash by which a file's content is told from others; 0 where the device does not say. Only of questions for files, where `flags` has `hasValue`.
    @inlinable public var fileHash: UInt64 { first }

    /// The answer as two words, for whoever keeps facts elsewhere: a text's place and hash, a number with the hash of a file, or a place.
    public var words: (first: UInt64, second: UInt64) { (first, second) }

    /// An answer of which another batch, or a file, has kept the words.
    public init(question: Int32, label: Int16, flags: Flags, words: (first: UInt64, second: UInt64)) {
        self.init(question: question, position: 0)
        self.label = label
        self.flags = flags
        (first, second) = words
    }

    /// Takes a text that stands in the batch; `hash` 0 for a list.
    @inlinable @inline(__always)
    public mutating func setText(offset: UInt32, length: UInt32, hash: UInt64) {
        first = UInt64(length) << 32 | UInt64(offset)
        second = hash
        flags.insert(.hasText)
    }

    /// Takes a number instead of a text.
    @inlinable @inline(__always)
    public mutating func set(number: Double) {
        second = number.bitPattern
        flags.insert(.hasValue)
    }

    /// Takes a file of so many bytes.
    @inlinable @inline(__always)
    public mutating func set(bytes: Double, fileHash: UInt64) {
        first = fileHash
        set(number: bytes)
    }

    /// Takes a place, be it one of the globe or not.
    @inlinable @inline(__always)
    public mutating func set(latitude: Double, longitude: Double) {
        first = latitude.bitPattern
        second = longitude.bitPattern
        flags.insert(latitude.magnitude <= 90 && longitude.magnitude <= 180 ? .hasValue : .impossible)
    }
}

/// One response, parsed: its place, its times and its range of answers.
///
/// Units: ms since 1970; durations in ms. Hashes are `ByteHash`, 0 where the name is absent.
public struct ResponseFacts: Sendable {
    /// What is known of a response.
    public struct Flags: OptionSet, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The device's clock was wrong: its time has been clamped into the believable range, or put right.
        public static let clockSkewed = Flags(rawValue: 1)
        /// `durationMs` is known.
        public static let hasDuration = Flags(rawValue: 2)
        /// `submittedOnDeviceAt` could be read.
        public static let hasSubmitted = Flags(rawValue: 4)
        /// By how much the clock was wrong is known, and `eventMs` is right.
        public static let clockCorrected = Flags(rawValue: 8)
        /// It is not what was sent first.
        public static let edited = Flags(rawValue: 16)
    }

    /// Index of the form in the directory.
    public var form: Int32
    public var flags: Flags = []
    public var answerStart: Int32 = 0
    public var answerCount: Int32 = 0
    public var receivedMs: Int64 = 0
    /// When it happened by the device's clock, clamped into the believable range around `receivedMs`.
    public var eventMs: Int64 = 0
    public var durationMs: Int64 = 0
    public var deviceHash: UInt64 = 0
    public var collectorHash: UInt64 = 0
    /// By how much the device's clock was behind, negative where it was ahead; nil unless that was measured. Units: s.
    public var clockBehindS: Int32?
    /// The version of the form in the device; empty where it does not say.
    public var formVersion = FactBatch.Text.none
    /// The names themselves, where the batch keeps them (`FactBatch.keepsSenders`).
    public var device = FactBatch.Text.none
    public var collector = FactBatch.Text.none

    public init(form: Int32) { self.form = form }

    /// Later than this behind its submission a response counts as late.
    public static let lateAfterMs: Int64 = 15 * 60_000
    /// Without other evidence a device's time is believed this far back from the server's time …
    public static let believedBackMs: Int64 = 400 * 86_400_000
    /// … and this far ahead of it.
    public static let believedAheadMs: Int64 = 3_600_000

    /// Received more than `lateAfterMs` after it was submitted.
    public var isLate: Bool { receivedMs - eventMs > Self.lateAfterMs }

    /// How long the response waited in its device; nil where that is not known. By a wrong clock the delay would be that of the clock: one phone six
    /// years behind would be most of a form's mean.
    public var syncDelayMs: Int64? {
        let isKnown = !flags.contains(.clockSkewed) || flags.contains(.clockCorrected)
        return flags.contains(.hasSubmitted) && isKnown ? receivedMs - eventMs : nil
    }

    /// Takes the device's time as it was put right when the response was taken in.
    public mutating func correctClock(eventMs corrected: Int64, behindS: Int32?) {
        eventMs = corrected
        clockBehindS = behindS
        flags.formUnion([.clockSkewed, .clockCorrected])
    }

    /// By how much a clock was behind that said `submittedMs` when it was `correctedMs`. Units: s, within 68 years. Both times are of a calendar's years.
    public static func secondsBehind(submittedMs: Int64, correctedMs: Int64) -> Int32 {
        Int32(min(max((correctedMs &- submittedMs) / 1000, -Int64(Int32.max)), Int64(Int32.max)))
    }

    /// Sets both times. A device time outside [received − 400 days, received + 1 hour] is clamped and flagged, so that no phone with a
    /// clock in 1980 stretches the time axis; an unknown one is taken as the time of receipt.
    public mutating func setTimes(submittedMs: Int64?, receivedMs received: Int64) {
        receivedMs = received
        guard let submitted = submittedMs else {
            eventMs = received
            return
        }
        flags.insert(.hasSubmitted)
        eventMs = min(max(submitted, received - Self.believedBackMs), received + Self.believedAheadMs)
        if eventMs != submitted { flags.insert(.clockSkewed) }
    }
}

/// Parsed responses on their way to the tallies, in the order of the input.
///
/// Why: one growing set of buffers a worker, emptied and used again, so that parsing does not allocate per response. The texts stand in
/// plain memory, because appending a few bytes to an array costs more in checks than in copying.
/// Isolation: one worker's own.
public final class FactBatch {
    /// A text that the batch holds: an id, or a response's JSON.
    public struct Text: Sendable {
        let offset: UInt32
        let length: UInt32

        public var isEmpty: Bool { length == 0 }

        public static let none = Text(offset: 0, length: 0)
    }

    public var responses: [ResponseFacts] = []
    /// Whether the names of collectors and devices are wanted: their hashes are enough to count them.
    public let keepsSenders: Bool
    /// Answers held, those of one response behind those of the response before.
    public internal(set) var answerCount: Int {
        @inlinable get { count }
        set { count = newValue }
    }
    /// Bytes of text held.
    public internal(set) var textBytes: Int {
        @inlinable get { used }
        set { used = newValue }
    }
    // What a decoder touches with each value is inlinable: from another module it would be a call each time.
    @usableFromInline var count = 0
    @usableFromInline var used = 0
    @usableFromInline var facts: UnsafeMutablePointer<AnswerFact>
    @usableFromInline var factCapacity = 1 << 10
    @usableFromInline var texts: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity = 1 << 16

    public init(keepsSenders: Bool = false) {
        self.keepsSenders = keepsSenders
        texts = .allocate(capacity: capacity)
        facts = .allocate(capacity: factCapacity)
    }

    deinit {
        texts.deallocate()
        facts.deallocate()
    }

    public func removeAll() {
        responses.removeAll(keepingCapacity: true)
        answerCount = 0
        textBytes = 0
    }

    /// Forgets the responses, not the texts: those of a whole segment are read once.
    public func removeResponses() {
        responses.removeAll(keepingCapacity: true)
        answerCount = 0
    }

    /// Forgets what was appended beyond these counts, because its response was refused.
    public func cut(answers count: Int, textBytes bytes: Int) {
        precondition(count <= answerCount && bytes <= textBytes, "only what was appended is forgotten")
        answerCount = count
        textBytes = bytes
    }

    /// The answer at this place.
    @inlinable
    public subscript(answer: Int) -> AnswerFact {
        unsafeAddress {
            precondition(answer >= 0 && answer < count, "the answer is of another batch")
            return UnsafePointer(facts + answer)
        }
        unsafeMutableAddress {
            precondition(answer >= 0 && answer < count, "the answer is of another batch")
            return facts + answer
        }
    }

    /// Appends an answer. - Returns: its place.
    @inlinable
    @inline(__always)
    @discardableResult
    public func append(_ fact: AnswerFact) -> Int {
        if count == factCapacity { growFacts() }
        (facts + count).initialize(to: fact)
        count += 1
        return count - 1
    }

    /// Makes room for about so many responses, answers and bytes of text, where they are more than there is room for, and for a quarter more: a guess
    /// that was a little too small would cost more than one that was too large.
    ///
    /// Why: step by step the same room costs a third more memory to clear, and everything held is moved. Cost: what is never touched takes none.
    public func expect(responses: Int, answers: Int, textBytes: Int) {
        if responses > self.responses.capacity { self.responses.reserveCapacity(responses + responses / 4) }
        if answers > factCapacity { moveFacts(to: answers + answers / 4) }
        if textBytes > capacity { moveTexts(to: textBytes + textBytes / 4) }
    }

    @usableFromInline
    func growFacts() { moveFacts(to: factCapacity * Self.growth) }

    private func moveFacts(to larger: Int) {
        let moved: UnsafeMutablePointer<AnswerFact> = LargeMemory.allocate(larger)
        moved.update(from: facts, count: count)
        facts.deallocate()
        facts = moved
        factCapacity = larger
    }

    /// By how much memory grows: what is not touched costs nothing, what has to be moved is touched twice.
    private static let growth = 4

    /// Appends bytes of a text; gives the offset at which they stand.
    @inlinable
    @inline(__always)
    @discardableResult
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if used + bytes.count > capacity { grow(bytes.count) }
        let offset = used
        if let source = bytes.baseAddress { Self.copy(source, to: texts + offset, bytes.count) }
        used += bytes.count
        return UInt32(truncatingIfNeeded: offset)
    }

    /// Copies bytes; up to sixteen, as most answers have, without a call.
    @inlinable
    @inline(__always)
    static func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ count: Int) {
        let from = UnsafeRawPointer(source)
        let to = UnsafeMutableRawPointer(target)
        // Two words that may overlap.
        if count >= 8, count <= 16 {
            let last = from.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
            to.storeBytes(of: last, toByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4, count < 8 {
            let last = from.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            to.storeBytes(of: from.loadUnaligned(as: UInt32.self), as: UInt32.self)
            to.storeBytes(of: last, toByteOffset: count - 4, as: UInt32.self)
        } else {
            to.copyMemory(from: from, byteCount: count)
        }
    }

    /// Appends bytes that are found again by what is returned.
    public func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
        Text(offset: append(bytes), length: UInt32(truncatingIfNeeded: bytes.count))
    }

    /// A text that stands at this place.
    public func text(at offset: UInt32, length: UInt32) -> Text {
        precondition(Int(offset) + Int(length) <= textBytes, "the text is of another batch")
        return Text(offset: offset, length: length)
    }

    @usableFromInline
    func grow(_ more: Int) { moveTexts(to: max(Self.growth * capacity, used + more)) }

    private func moveTexts(to larger: Int) {
        let moved: UnsafeMutablePointer<UInt8> = LargeMemory.allocate(larger)
        moved.update(from: texts, count: used)
        texts.deallocate()
        texts = moved
        capacity = larger
    }

    /// The text of a fact of this batch; valid until the next change of the batch.
    @inline(__always)
    public func text(of fact: AnswerFact) -> UnsafeRawBufferPointer {
        bytes(of: Text(offset: fact.textOffset, length: fact.textLength))
    }

    /// A text of this batch as a string.
    func string(of text: Text) -> String { String(decoding: bytes(of: text), as: UTF8.self) }

    /// The bytes of a text of this batch; valid until the next change of the batch.
    @inline(__always)
    public func bytes(of text: Text) -> UnsafeRawBufferPointer {
        precondition(Int(text.offset) + Int(text.length) <= textBytes, "the text is of another batch")
        return UnsafeRawBufferPointer(start: texts + Int(text.offset), count: Int(text.length))
    }
}
