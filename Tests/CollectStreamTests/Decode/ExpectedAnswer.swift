import CollectModel
import DecoderFuzzing

/// What a decoder should say of an answer, from the values that Foundation reads in it.
struct ExpectedAnswer {
    private static let fields: Set<String> = [
        "questionId", "questionType", "key", "text", "state", "createdBy", "number", "phone", "location", "choices",
        "choice", "attachment", "boolean", "responseId", "createdOnDeviceAt", "lastModifiedOnDeviceAt",
    ]

    private(set) var said = DecodedLine.Answer()
    private(set) var structures: [FoundationJSON] = []
    private(set) var dependsOnOrder = false
    private let json: FoundationJSON

    init(_ json: FoundationJSON, question: [UInt8], place: Int) {
        self.json = json
        said.question = question
        said.type = json["questionType"]?.bytes ?? []
        said.position = UInt16(place)
        said.label = json["key"]?.bytes
        let state = json["state"] ?? .null
        if state == .null || state.bytes == Array("active".utf8) { said.flags = 1 }
    }

    /// It stands in an answer that was deleted.
    mutating func deactivate() { said.flags &= ~1 }

    mutating func read() {
        switch String(decoding: said.type, as: UTF8.self) {
        case "Choice", "Boolean", "MatrixRow": take(text: text ?? option)
        case "MultiChoice": readChoices()
        case "Number", "Rating": take(json["number"]?.double ?? text.flatMap(Self.number))
        case "Date", "DateTime":
            let ms = text.flatMap(NaiveTime.ms) ?? text.flatMap(NaiveTime.dayMs)
            take(ms.map { Double($0) })
        case "Time": take(text.flatMap(NaiveTime.timeOfDayMs).map { Double($0) })
        case "Phone": readPhone()
        case "Location": readLocation()
        case "Image", "Photo", "Audio", "Video", "File", "Media", "Signature", "Drawing":
            // What it is called is counted by nobody.
            take(fileBytes)
            if said.flags & 4 != 0, let hash = json["attachment"]?["sha256"]?.bytes, !hash.isEmpty {
                said.fileHash = ExpectedLine.hash(hash)
            }
        case "Text", "LongText", "Barcode", "Email", "Url": take(text: text)
        // What stands in them is read by whoever knows the whole response.
        case "Matrix", "Repeat", "Group": break
        default: readUnknown()
        }
    }

    private var text: [UInt8]? { json["text"]?.bytes }

    private mutating func take(text: [UInt8]?) {
        guard let text else { return }
        said.text = text
        said.textHash = ExpectedLine.hash(text)
        said.flags |= 2
    }

    private mutating func take(_ value: Double?) {
        guard let value, value.isFinite else { return }
        said.x = value.bitPattern
        said.flags |= 4
    }

    /// Digits, signs, a point, an exponent, and nothing else.
    private static func number(_ text: [UInt8]) -> Double? {
        guard !text.isEmpty, text.count <= 40, text.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else {
            return nil
        }
        return Double(String(decoding: text, as: UTF8.self))
    }

    private mutating func readPhone() {
        let phone = json["phone"]?.bytes ?? text
        take(text: phone)
        guard let phone, phone.first == UInt8(ascii: "+") else { return }
        let digits = phone.dropFirst()
        let areDigits = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if areDigits, (7...15).contains(digits.count), digits.first != UInt8(ascii: "0") { said.flags |= 16 }
    }

    private mutating func readLocation() {
        guard let point = json["location"]?["coordinates"]?.elements?.first,
            let latitude = point["latitude"]?.double, let longitude = point["longitude"]?.double
        else { return }
        said.x = latitude.bitPattern
        said.y = longitude.bitPattern
        said.flags |= abs(latitude) > 90 || abs(longitude) > 180 ? 32 : 4
        let metres = [point, json["location"]].compactMap { $0?["accuracy"]?.double }.first { $0 >= 0 }
        if let metres { said.accuracyDm = UInt16(min(65_534, (10 * metres).rounded())) }
    }

    private var fileBytes: Double? {
        guard let attachment = json["attachment"], let size = attachment["size"]?.double, size >= 0 else { return nil }
        let state = attachment["state"]?.bytes.map { String(decoding: $0, as: UTF8.self) }
        guard state != "missing", state != "expected", size.rounded(.down) <= 0x1p46 else { return nil }
        return size.rounded(.down)
    }

    // MARK: Choices

    /// A `choice` of whatever type hides a `boolean`.
    private var option: [UInt8]? {
        mutating get {
            if let choice = json["choice"] { return name(of: choice) }
            guard case .truth(let truth) = json["boolean"] else { return nil }
            return Array((truth ? "true" : "false").utf8)
        }
    }

    /// What was chosen in a row of a matrix.
    var rowChoice: [UInt8]? {
        mutating get {
            guard let choice = json["choice"] else { return nil }
            return name(of: choice)
        }
    }

    private mutating func name(of choice: FoundationJSON) -> [UInt8]? {
        if let text = choice.bytes { return text }
        let (label, text) = (choice["label"]?.bytes, choice["text"]?.bytes)
        if label != nil, text != nil, label != text { dependsOnOrder = true }
        return label ?? text ?? choice["code"]?.bytes
    }

    private mutating func readChoices() {
        guard let choices = json["choices"]?.elements else { return take(text: text) }
        for choice in choices {
            guard let name = name(of: choice) else { continue }
            for shift in [0, 8, 16, 24] { said.text.append(UInt8(truncatingIfNeeded: name.count >> shift)) }
            said.text += name
        }
        said.flags |= 2 | 8
    }

    private mutating func readUnknown() {
        take(text: text)
        guard text == nil, case .object(let fields) = json else { return }
        structures = fields.filter { !Self.fields.contains($0.key) }.map(\.value)
        if !structures.isEmpty { said.flags |= 2 }
    }
}
