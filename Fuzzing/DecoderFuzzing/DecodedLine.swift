public import CollectModel
public import CollectStream

/// Everything that a decoder says of a line, by name: numbers of forms and questions differ from decoder to decoder.
public struct DecodedLine: Equatable {
    public struct Answer: Equatable {
        public var question: [UInt8] = []
        public var type: [UInt8] = []
        public var position: UInt16 = 0
        public var flags: UInt8 = 0
        public var text: [UInt8] = []
        public var textHash: UInt64 = 0
        public var label: [UInt8]?
        public var dwellMs: Int32 = -1
        public var accuracyDm = AnswerFact.unknownAccuracy
        public var fileHash: UInt64 = 0
        /// Bit patterns, because a number that is none equals nothing.
        public var x = Double.nan.bitPattern
        public var y = Double.nan.bitPattern

        public init() {}
    }

    public var form: [UInt8] = []
    public var responseID: [UInt8] = []
    public var identity: UInt64 = 0
    public var operation = "create"
    public var ifVersion: Int64?
    public var hasFacts = true
    public var flags: UInt8 = 0
    public var receivedMs: Int64 = 0
    public var eventMs: Int64 = 0
    public var durationMs: Int64 = 0
    public var submittedMs: Int64?
    public var syncedMs: Int64?
    public var deviceHash: UInt64 = 0
    public var collectorHash: UInt64 = 0
    public var formVersion: [UInt8] = []
    public var answers: [Answer] = []
    /// What the log keeps of a response inside an operation.
    public var payload: [UInt8]?

    public init() {}

    /// What `decoder` makes of `line`, or the reason for which it is refused.
    public static func of(_ line: [UInt8], by decoder: ResponseDecoder) -> Result<DecodedLine, RejectReason> {
        let batch = FactBatch()
        do throws(RejectReason) {
            let decoded = try decoder.decode(copying: line, receivedMs: 1_790_000_000_000, fallbackMs: 0, into: batch)
            return .success(DecodedLine(decoded, batch, decoder))
        } catch { return .failure(error) }
    }

    public init(_ line: ResponseDecoder.Line, _ batch: FactBatch, _ decoder: ResponseDecoder) {
        let entry = decoder.form(of: line)
        form = entry.withIDBytes { Array($0) }
        responseID = Array(batch.bytes(of: line.responseID))
        identity = line.identity
        operation = "\(line.operation)"
        ifVersion = line.ifVersion
        submittedMs = line.submittedMs
        syncedMs = line.syncedMs
        payload = line.payload.map { Array(batch.bytes(of: $0)) }
        hasFacts = line.facts != nil
        guard let facts = line.facts.map({ batch.responses[$0] }) else { return }
        flags = facts.flags.rawValue
        receivedMs = facts.receivedMs
        eventMs = facts.eventMs
        durationMs = facts.durationMs
        deviceHash = facts.deviceHash
        collectorHash = facts.collectorHash
        formVersion = Array(batch.bytes(of: facts.formVersion))
        let first = Int(facts.answerStart)
        answers = (first..<first + Int(facts.answerCount)).map { Answer(batch[$0], batch, entry) }
    }
}

extension DecodedLine.Answer {
    fileprivate init(_ fact: AnswerFact, _ batch: FactBatch, _ entry: FormEntry) {
        let asked = entry.questions[Int(fact.question)]
        question = Array(asked.id.text.utf8)
        type = Array(asked.type.text.utf8)
        position = fact.position
        flags = fact.flags.rawValue
        text = Array(batch.text(of: fact))
        textHash = fact.textHash
        label = fact.label < 0 ? nil : Array(entry.labelText(of: fact.question, fact.label).utf8)
        dwellMs = fact.dwellMs
        accuracyDm = fact.accuracyDm
        if asked.kind == .media, fact.flags.contains(.hasValue) { fileHash = fact.fileHash }
        let isPlace = asked.kind == .location && !fact.flags.isDisjoint(with: [.hasValue, .impossible])
        x = (isPlace ? fact.latitude : fact.flags.contains(.hasValue) ? fact.number : .nan).bitPattern
        y = (isPlace ? fact.longitude : .nan).bitPattern
    }
}
