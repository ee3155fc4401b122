import CollectModel
import DecoderFuzzing

/// What a decoder should say of a line, from the values that Foundation reads in it: the rules of `Decode/` once more, in the plainest way.
struct ExpectedLine {
    /// The server's time in `DecodedLine.of`.
    private static let receivedMs: Int64 = 1_790_000_000_000

    private(set) var said = DecodedLine()
    /// What stands in answers of no known type, by the answer's place: any of these fields, of which the decoder takes the first.
    private(set) var structures: [Int: [FoundationJSON]] = [:]
    /// The response as it should be stored, where it stands inside an operation.
    private(set) var payload: FoundationJSON?
    /// The id is made from the content.
    private(set) var derivesID = false
    /// A choice has several names, of which the decoder takes the first.
    private(set) var dependsOnOrder = false
    /// The active answers in the order of the facts; null for all others.
    private var flat: [FoundationJSON] = []

    private struct Refused: Error {}

    /// Nil where the line should be refused.
    init?(_ json: FoundationJSON) {
        do { try read(json) } catch { return nil }
    }

    private mutating func read(_ json: FoundationJSON) throws {
        try Self.checkEnvelope(json)
        guard let operation = json["op"]?.bytes, json["answers"] == nil else {
            let form = try Self.id(json["formId"])
            return try readResponse(json, form: form, outerID: nil)
        }
        let form = try Self.id(json["formId"])
        let id = json["responseId"]?.bytes
        said.operation = String(decoding: operation, as: UTF8.self)
        said.ifVersion = json["ifVersion"]?.whole
        switch said.operation {
        case "delete", "restore":
            guard let id else { throw Refused() }
            said.hasFacts = false
            name(form, id)
        default:
            guard let inner = json["response"], inner.isObject, id != nil || said.operation == "create" else {
                throw Refused()
            }
            try Self.checkEnvelope(inner)
            let own = inner["responseId"]?.bytes
            if let id, let own, id != own { throw Refused() }
            if inner["formId"] != nil, inner["formId"]?.bytes != form { throw Refused() }
            try readResponse(inner, form: form, outerID: id)
            guard case .object(var fields) = inner else { throw Refused() }
            fields["formId"] = .text(form)
            if own == nil, let id { fields["responseId"] = .text(id) }
            payload = .object(fields)
        }
    }

    /// What holds for a response and for an operation.
    private static func checkEnvelope(_ json: FoundationJSON) throws {
        guard json.isObject else { throw Refused() }
        if let id = json["responseId"], id.bytes != nil { _ = try Self.id(id) }
        guard let operation = json["op"]?.bytes.map({ String(decoding: $0, as: UTF8.self) }) else { return }
        let isKnown = ["create", "update", "delete", "restore"].contains(operation)
        if json["answers"] != nil {
            if isKnown, operation != "create" { throw Refused() }
        } else {
            guard isKnown else { throw Refused() }
            if let version = json["ifVersion"], version != .null, version.whole == nil { throw Refused() }
        }
    }

    private static func id(_ json: FoundationJSON?) throws -> [UInt8] {
        guard let id = json?.bytes, id.count >= 1, id.count <= 128 else { throw Refused() }
        return id
    }

    private mutating func name(_ form: [UInt8], _ id: [UInt8]) {
        said.form = form
        said.responseID = id
        said.identity = id.withUnsafeBytes { ByteHash.of($0, seed: Self.hash(form)) }
    }

    // MARK: A response

    private mutating func readResponse(_ json: FoundationJSON, form: [UInt8], outerID: [UInt8]?) throws {
        guard let answers = json["answers"]?.elements, answers.count <= 2_000 else { throw Refused() }
        for answer in answers { try readAnswer(answer, isActive: true, depth: 0) }
        guard said.answers.count <= 2_000 else { throw Refused() }
        noteDwellTimes()
        let onAnswer = answers.compactMap { $0["responseId"]?.bytes }.first { $0.count >= 1 && $0.count <= 128 }
        let id = outerID ?? json["responseId"]?.bytes ?? onAnswer
        derivesID = id == nil
        name(form, id ?? [])
        said.deviceHash = Self.nameHash(json["deviceId"])
        said.collectorHash = Self.nameHash(answers.first?["createdBy"])
        if let version = json["formVersion"]?.bytes {
            said.formVersion = version.count <= 128 ? version : []
        } else if let number = json["formVersion"]?.double {
            said.formVersion = Array(JSONWriter.text(of: number).utf8)
        }
        readTimes(json)
    }

    /// An answer, and behind it what stands in it.
    private mutating func readAnswer(_ answer: FoundationJSON, isActive: Bool, depth: Int) throws {
        guard answer.isObject, (answer["text"]?.bytes?.count ?? 0) <= 65_536 else { throw Refused() }
        let place = said.answers.count
        let question = try Self.id(answer["questionId"])
        var expected = ExpectedAnswer(answer, question: question, place: place)
        if !isActive { expected.deactivate() }
        expected.read()
        if !expected.structures.isEmpty { structures[place] = expected.structures }
        if expected.dependsOnOrder { dependsOnOrder = true }
        said.answers.append(expected.said)
        flat.append(expected.said.flags & 1 == 1 ? answer : .null)
        switch String(decoding: expected.said.type, as: UTF8.self) {
        case "Matrix": readRows(of: answer, at: place)
        case "Repeat", "Group":
            guard let instances = answer["repeat"]?.elements?.filter(\.isObject) else { return }
            said.answers[place].take(number: instances.count)
            guard depth < 4 else { return }
            for instance in instances {
                for inner in instance["answers"]?.elements ?? [] {
                    try readAnswer(inner, isActive: expected.said.flags & 1 == 1, depth: depth + 1)
                }
            }
        default: break
        }
    }

    private mutating func readRows(of answer: FoundationJSON, at place: Int) {
        guard let rows = answer["rows"]?.elements else { return }
        var chosen: [[UInt8]] = []
        for row in rows where row.isObject {
            guard let id = row["rowId"]?.bytes, id.count >= 1, id.count <= 128 else { continue }
            var named = ExpectedAnswer(
                row, question: said.answers[place].question + [0x2F] + id, place: said.answers.count)
            guard let choice = named.rowChoice, choice.count <= 65_536 else { continue }
            if named.dependsOnOrder { dependsOnOrder = true }
            chosen.append(choice)
            var fact = DecodedLine.Answer()
            fact.question = named.said.question
            fact.type = Array("MatrixRow".utf8)
            fact.position = UInt16(said.answers.count)
            fact.flags = said.answers[place].flags & 1 | 2
            fact.text = choice
            fact.textHash = Self.hash(choice)
            said.answers.append(fact)
            flat.append(.null)
        }
        said.answers[place].take(number: chosen.count)
        if Set(chosen).count <= 1 { said.answers[place].flags |= 64 }
    }

    private static func nameHash(_ name: FoundationJSON?) -> UInt64 {
        guard let bytes = name?.bytes, !bytes.isEmpty else { return 0 }
        return hash(bytes)
    }

    static func hash(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { ByteHash.of($0) } }

    private mutating func readTimes(_ json: FoundationJSON) {
        let created = json["createdOnDeviceAt"]?.bytes.flatMap(NaiveTime.ms)
        said.submittedMs = json["submittedOnDeviceAt"]?.bytes.flatMap(NaiveTime.ms)
        said.syncedMs = json["syncedFromDeviceAt"]?.bytes.flatMap(NaiveTime.ms)
        said.receivedMs = Self.receivedMs
        said.eventMs = Self.receivedMs
        if let submitted = said.submittedMs {
            let earliest = Self.receivedMs - 400 * 86_400_000
            said.eventMs = max(earliest, min(Self.receivedMs + 3_600_000, submitted))
            said.flags |= 4
            if said.eventMs != submitted { said.flags |= 1 }
        }
        var duration = json["responseTime"]?["totalTime"]?.cutOff
        if duration == nil, let created, let submitted = said.submittedMs { duration = submitted - created }
        guard let duration else { return }
        said.durationMs = duration
        said.flags |= 2
    }

    /// By the order in which answers were begun: the first one takes from its beginning to its end, a later one from the end of the one before.
    private mutating func noteDwellTimes() {
        let timed = flat.enumerated().compactMap { place, answer -> (created: Int64, modified: Int64, place: Int)? in
            guard said.answers[place].flags & 1 == 1,
                let created = answer["createdOnDeviceAt"]?.bytes.flatMap(NaiveTime.ms),
                let modified = answer["lastModifiedOnDeviceAt"]?.bytes.flatMap(NaiveTime.ms)
            else { return nil }
            return (created, modified, place)
        }.sorted { ($0.created, $0.place) < ($1.created, $1.place) }
        for (n, answer) in timed.enumerated() {
            let gap = answer.modified - (n == 0 ? answer.created : timed[n - 1].modified)
            if n == 0 ? gap > 0 : gap >= 0 { said.answers[answer.place].dwellMs = Int32(clamping: gap) }
        }
    }
}

extension DecodedLine.Answer {
    fileprivate mutating func take(number: Int) {
        x = Double(number).bitPattern
        flags |= 4
    }
}
