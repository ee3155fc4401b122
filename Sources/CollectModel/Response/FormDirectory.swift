import Glibc

/// Bytes of a name that a directory holds for as long as it lives.
///
/// Why: comparing names is the innermost loop of parsing; a plain pointer and length is compared without touching a reference count.
/// Invariant: made and freed by `FormDirectory` alone; whoever holds a `HeldName` holds its directory.
public struct HeldName {
    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    fileprivate init(copying bytes: UnsafeBufferPointer<UInt8>) {
        count = bytes.count
        start = .allocate(capacity: max(1, bytes.count))
        if let source = bytes.baseAddress { start.update(from: source, count: bytes.count) }
    }

    @inline(__always)
    func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count, let bytes = other.baseAddress else { return count == other.count }
        return memcmp(start, bytes, count) == 0
    }

    /// Hands out the name's bytes.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The name as a string; bytes that are no UTF-8 become U+FFFD.
    public var text: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }
}

/// A form that a worker has met, with its questions in the order in which they were first met.
public final class FormEntry {
    /// A question, told apart by id *and* type, because a changed type would mix incomparable counts.
    public struct Question {
        public let id: HeldName
        public let type: HeldName
        public let kind: QuestionKind
    }

    public let number: Int32
    public let id: HeldName
    /// The id's hash.
    public let idHash: UInt64
    /// The id as a string.
    public let name: String
    public private(set) var questions: [Question] = []
    /// The labels of each question, in the order in which they were first met.
    private var labels: [[HeldName]] = []
    /// The most labels that are told apart for one question; further ones are taken for the last.
    private static let labelLimit = 64
    private var byHash: [UInt64: [Int32]] = [:]

    fileprivate init(number: Int32, id: HeldName, idHash: UInt64) {
        self.number = number
        self.id = id
        self.idHash = idHash
        name = id.text
    }

    /// The number of a question, which is entered when new.
    ///
    /// `cursor` is where the question is expected and is moved behind it: answers come in the questionnaire's order with a few left
    /// out, so that nearly always one to three comparisons find it.
    @inline(__always)
    public func question(
        id: UnsafeBufferPointer<UInt8>, type: UnsafeBufferPointer<UInt8>, cursor: inout Int
    ) -> Int32 {
        let last = min(cursor + 4, questions.count)
        var guess = cursor
        while guess < last {
            if questions[guess].id.equals(id), questions[guess].type.equals(type) {
                cursor = guess + 1
                return Int32(truncatingIfNeeded: guess)
            }
            guess += 1
        }
        let number = questionByHash(id, type)
        cursor = Int(number) + 1
        return number
    }

    /// Hands out the bytes of the form's id.
    public func withIDBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: id.start, count: id.count))
    }

    private func questionByHash(_ id: UnsafeBufferPointer<UInt8>, _ type: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = ByteHash.of(UnsafeRawBufferPointer(type), seed: ByteHash.of(UnsafeRawBufferPointer(id)))
        for candidate in byHash[hash] ?? [] {
            let question = questions[Int(candidate)]
            if question.id.equals(id), question.type.equals(type) { return candidate }
        }
        let number = Int32(questions.count)
        let kind = QuestionKind(typeName: String(decoding: type, as: UTF8.self))
        questions.append(Question(id: HeldName(copying: id), type: HeldName(copying: type), kind: kind))
        byHash[hash, default: []].append(number)
        labels.append([])
        return number
    }

    /// The number of a question's label, which is entered when new.
    @inline(__always)
    public func label(of question: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Int16 {
        let known = labels[Int(question)]
        if let first = known.first, first.equals(bytes) { return 0 }
        return otherLabel(of: Int(question), bytes)
    }

    private func otherLabel(of question: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int16 {
        if let found = labels[question].firstIndex(where: { $0.equals(bytes) }) { return Int16(found) }
        if labels[question].count < Self.labelLimit { labels[question].append(HeldName(copying: bytes)) }
        return Int16(labels[question].count - 1)
    }

    /// The labels of a question, by their numbers.
    public func labels(of question: Int32) -> [HeldName] { labels[Int(question)] }

    /// The text of a question's label.
    public func labelText(of question: Int32, _ label: Int16) -> String { labels[Int(question)][Int(label)].text }

    deinit {
        for list in labels { for label in list { label.start.deallocate() } }
        id.start.deallocate()
        for question in questions {
            question.id.start.deallocate()
            question.type.start.deallocate()
        }
    }
}

/// The forms that a worker has met, by number: facts name forms and questions by index instead of by string.
///
/// Why: a string compared once when it is parsed is a number ever after. Each worker has a directory of its own, so no lock is
/// needed; the results of workers meet by name.
public final class FormDirectory {
    public private(set) var forms: [FormEntry] = []
    private var byHash: [UInt64: [Int32]] = [:]
    private var last: FormEntry?

    public init() {}

    /// The number of the form whose id probably has this hash; nil where there is none.
    public func number(hash: UInt64) -> Int32? { byHash[hash]?.first }

    /// The form with this id, which is entered when new. Cost: one comparison when it is the form of the last call.
    public func form(id: UnsafeBufferPointer<UInt8>) -> FormEntry {
        if let last, last.id.equals(id) { return last }
        let hash = ByteHash.of(UnsafeRawBufferPointer(id))
        for candidate in byHash[hash] ?? [] where forms[Int(candidate)].id.equals(id) {
            last = forms[Int(candidate)]
            return forms[Int(candidate)]
        }
        let entry = FormEntry(number: Int32(forms.count), id: HeldName(copying: id), idHash: hash)
        forms.append(entry)
        byHash[hash, default: []].append(entry.number)
        last = entry
        return entry
    }
}
