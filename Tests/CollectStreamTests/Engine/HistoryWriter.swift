import CollectStream

/// Writes the input of a random history: new responses, edits, deletions, restorations, retries, conflicts and nonsense.
struct HistoryWriter {
    static let startMs: Int64 = 1_793_000_000_000
    var random: SeededGenerator
    private let forms: [String]
    /// All that was ever sent of a response.
    private var sent: [(form: String, id: String?, scripts: [ResponseScript])] = []
    private var number = 0
    /// Lines that come later than what builds on them.
    private var delayed: [String] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        forms = (0..<Int.random(in: 1...3, using: &random)).map { ["household", "प्रपत्र-б", "0VHCsOl4JCjrCxwfF7G8"][$0] }
    }

    /// The next lines of input.
    mutating func lines(_ count: Int) -> [String] { (0..<count).map { _ in line() } }

    private mutating func line() -> String {
        let draw = Int.random(in: 0..<100, using: &random)
        guard let known = sent.indices.randomElement(using: &random), draw >= 40 else { return create() }
        switch draw {
        case ..<44: return delayed.indices.randomElement(using: &random).map { delayed.remove(at: $0) } ?? early()
        case ..<55: return retry(known)
        case ..<60: return conflict(known)
        case ..<74: return operation("update", known)
        case ..<82: return operation("delete", known)
        case ..<88: return operation("restore", known)
        case ..<92: return stranger()
        default: return nonsense()
        }
    }

    private mutating func create() -> String {
        number += 1
        let form = forms.randomElement(using: &random) ?? forms[0]
        var id: String? = "r-\(number)"
        let draw = Int.random(in: 0..<20, using: &random)
        if draw < 4 { id = nil }
        let script = response(form: form, id: id, onAnswer: draw == 4)
        sent.append((form, id, [script]))
        if draw < 6, let id { return wrapped("create", form, id, script) }
        return script.json(&random, respelled: false)
    }

    /// A change of a response that comes itself some lines later, if ever.
    private mutating func early() -> String {
        delayed.append(create())
        let known = sent.count - 1
        if chance(30) { delayed.append(operation("update", known)) }
        return operation(["update", "update", "delete"].randomElement(using: &random) ?? "update", known)
    }

    private mutating func retry(_ known: Int) -> String {
        let script = sent[known].scripts.randomElement(using: &random) ?? sent[known].scripts[0]
        return script.resent(&random).json(&random, respelled: true)
    }

    private mutating func conflict(_ known: Int) -> String {
        guard let id = sent[known].id else { return retry(known) }
        let script = response(form: sent[known].form, id: id, onAnswer: false)
        return script.json(&random, respelled: false)
    }

    private mutating func operation(_ op: String, _ known: Int) -> String {
        guard let id = sent[known].id else { return retry(known) }
        let form = sent[known].form
        guard op == "update" else { return wrapped(op, form, id, nil) }
        let script =
            Int.random(in: 0..<5, using: &random) == 0
            ? sent[known].scripts.randomElement(using: &random) ?? sent[known].scripts[0]
            : response(form: form, id: id, onAnswer: false)
        sent[known].scripts.append(script)
        return wrapped(op, form, id, script)
    }

    private mutating func stranger() -> String {
        let form = forms[0]
        let op = ["update", "delete", "restore"].randomElement(using: &random) ?? "update"
        return wrapped(op, form, "nobody", op == "update" ? response(form: form, id: nil, onAnswer: false) : nil)
    }

    private mutating func wrapped(_ op: String, _ form: String, _ id: String, _ script: ResponseScript?) -> String {
        var fields: [ResponseScript.Field] = [("op", .text(op)), ("formId", .text(form)), ("responseId", .text(id))]
        if Int.random(in: 0..<5, using: &random) == 0 {
            fields.append(("ifVersion", .raw("\(Int.random(in: 1...3, using: &random))")))
        }
        if var inner = script?.fields {
            // What the operation names already may be left out inside.
            if Bool.random(using: &random) { inner.removeAll { $0.name == "formId" || $0.name == "responseId" } }
            fields.append(("response", .object(inner)))
        }
        return ResponseScript.write(.object(fields), &random, Bool.random(using: &random))
    }

    private mutating func nonsense() -> String {
        [
            "{\"formId\":\"household\",\"answers\":[", "no JSON at all", "[]", "null", "{}", "\u{7}",
            "{\"formId\":\"household\"}",
            "{\"answers\":[]}", "{\"formId\":7,\"answers\":[]}", "{\"formId\":\"\",\"answers\":[]}",
            "{\"formId\":\"household\",\"answers\":{}}", "{\"formId\":\"household\",\"answers\":null}",
            "{\"formId\":\"household\",\"answers\":[{\"questionId\":\"asked-in-vain\"},{\"key\":\"x\"}]}",
            "{\"formId\":\"household\",\"answers\":[7]}",
            "{\"formId\":\"household\",\"responseId\":\"\",\"answers\":[]}",
            "{\"formId\":\"household\",\"answers\":[{\"questionId\":\"q\",\"number\":1e400}]}",
            "{\"op\":\"rename\",\"formId\":\"household\",\"responseId\":\"r-1\"}",
            "{\"op\":\"delete\",\"formId\":\"household\"}",
            "{\"op\":\"update\",\"formId\":\"household\",\"responseId\":\"r-1\"}",
            "{\"op\":\"update\",\"formId\":\"household\",\"responseId\":\"r-1\",\"response\":{\"formId\":\"other\",\"answers\":[]}}",
        ].randomElement(using: &random) ?? "{}"
    }

    // MARK: - Responses

    private mutating func response(form: String, id: String?, onAnswer: Bool) -> ResponseScript {
        let submitted = submittedMs()
        let zones = ["+0000", "+00:00", "Z", "+02:00", "-0500"]
        let zone = zones.randomElement(using: &random) ?? "Z"
        var answers = answers(submitted)
        if onAnswer, let id {
            if answers.isEmpty { answers.append([("questionId", .text("q-lone"))]) }
            answers[answers.count - 1].append(("responseId", .text(id)))
        }
        var fields: [ResponseScript.Field] = [("formId", .text(form))]
        if let id, !onAnswer { fields.append(("responseId", .text(id))) }
        fields.append(("answers", .array(answers.map { .object($0) })))
        if chance(95) {
            fields.append(("submittedOnDeviceAt", .text(chance(97) ? written(ms: submitted, zone: zone) : "yesterday")))
        }
        let took = Int64.random(in: 0...600_000, using: &random)
        if chance(90) { fields.append(("createdOnDeviceAt", .text(written(ms: submitted - took, zone: zone)))) }
        let total = ["\(took)", "\(took).75", "\"\(took)\"", "null", "-1"]
        let kind = Int.random(in: 0..<8, using: &random)
        fields.append(("responseTime", .object([("totalTime", .raw(kind < 5 ? total[kind] : total[0]))])))
        if chance(90) {
            let delay = [500, 2000, 900_000, 900_001, 40_000_000, -600_000].randomElement(using: &random) ?? 0
            let synced = min(max(submitted, Self.startMs - 86_400_000), Self.startMs + 864_000_000) + Int64(delay)
            fields.append(("syncedFromDeviceAt", .text(written(ms: synced))))
        }
        if chance(90) { fields.append(("deviceId", .text("tablet-\(Int.random(in: 0...6, using: &random))"))) }
        if chance(60) {
            let version = ["\"v1\"", "\"2026-11\"", "3", "2.5", "\"\"", "null", "[1]"].randomElement(using: &random)
            fields.append(("formVersion", .raw(version ?? "null")))
        }
        fields.append(("client", .text("android")))
        fields.append(("ip", .text("100.64.0.7")))
        if chance(10) { fields.append(("weather", .object([("rain", .raw("true")), ("mm", .raw("[1,2.5,null]"))]))) }
        return ResponseScript(form: form, id: id, fields: fields)
    }

    /// Most within ten days, some by clocks that are wrong by years.
    private mutating func submittedMs() -> Int64 {
        switch Int.random(in: 0..<30, using: &random) {
        case 0: 315_964_800_000
        case 1: Self.startMs + 40_000_000_000
        default: Self.startMs + Int64.random(in: 0...864_000_000, using: &random)
        }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func answers(_ ms: Int64) -> [[ResponseScript.Field]] {
        let types = [
            "Choice", "Boolean", "MultiChoice", "Number", "Rating", "Text", "Phone", "Location", "Date", "Signature",
            "Barcode", "Time", "Image", "Ranking", "Email", "Matrix", "Repeat",
        ]
        var asked = types.filter { _ in chance(75) }
        if chance(10), let again = types.randomElement(using: &random) { asked.append(again) }
        var begunMs = ms - 300_000
        return asked.map { type in
            begunMs += Int64.random(in: -2_000...40_000, using: &random)
            var fields: [ResponseScript.Field] = [("questionId", .text("q-\(type.lowercased())"))]
            // A question whose type was changed, and one without any type.
            if type == "Rating", chance(20) {
                fields.append(("questionType", .text("Text")))
            } else if type != "Signature" || chance(70) {
                fields.append(("questionType", .text(type)))
            }
            if chance(90) { fields.append(("key", .text(chance(80) ? type : "\(type) ✎"))) }
            if chance(90) {
                fields.append(("state", chance(93) ? .text("active") : chance(50) ? .text("deleted") : .raw("null")))
            }
            if chance(95) { fields.append(("createdBy", .text("user-\(Int.random(in: 0...4, using: &random))"))) }
            if chance(85) { fields.append(("createdOnDeviceAt", .text(written(ms: begunMs)))) }
            let changed = begunMs + (chance(60) ? 0 : Int64.random(in: 0...20_000, using: &random))
            if chance(95) {
                fields.append(("lastModifiedOnDeviceAt", .text(chance(98) ? written(ms: changed) : "now")))
            }
            return fields + content(type, ms)
        }
    }

    /// The answers about one member of a household, who may have a household of their own.
    private mutating func member(_ ms: Int64, depth: Int) -> [ResponseScript.Value] {
        let types = ["Number", "Choice"].filter { _ in chance(80) } + (depth < 5 && chance(25) ? ["Repeat"] : [])
        return types.map { type in
            var fields: [ResponseScript.Field] = [
                ("questionId", .text("m-\(type.lowercased())-\(min(depth, 1))")), ("questionType", .text(type)),
                ("key", .text("member's \(type)")),
            ]
            if chance(10) { fields.append(("state", .text("deleted"))) }
            if chance(50) {
                fields.append(("createdOnDeviceAt", .text(written(ms: ms - 200_000))))
                fields.append(("lastModifiedOnDeviceAt", .text(written(ms: ms - 190_000))))
            }
            if type == "Repeat" {
                fields.append(("repeat", .array([.object([("answers", .array(member(ms, depth: depth + 1)))])])))
            } else {
                fields += content(type, ms)
            }
            return .object(fields)
        }
    }

    private mutating func pick(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }

    private mutating func content(_ type: String, _ ms: Int64) -> [ResponseScript.Field] {
        switch type {
        case "Choice":
            let name = pick(["Female", "Male", "पुरुष", "non-binary 🌈", ""])
            return chance(80)
                ? [("text", .text(name))] : [("choice", .object([("code", .text("c")), ("label", .text(name))]))]
        case "Boolean":
            return chance(50) ? [("boolean", .raw(pick(["true", "false"])))] : [("text", .text(pick(["Yes", "No"])))]
        case "Ranking":
            let order = ["Water 💧", "Roads", "School"].shuffled(using: &random).prefix(
                Int.random(in: 0...3, using: &random))
            return chance(50)
                ? [("text", .text(order.joined(separator: ", ")))] : [("choices", .array(order.map { .text($0) }))]
        case "Email":
            let name = pick(["ann", "b.c+d", "", "x y", "üm"]) + pick(["@", "@", "", "@@"])
            return [("text", .text(name + pick(["Example.ORG", "mail.example.com", "localhost", "-a.b", "a..b"])))]
        case "MultiChoice":
            let chosen = ["Gardening 🥕", "Reading", "Football", "Tea"].filter { _ in chance(40) }
            return chance(50)
                ? [("text", .text(chosen.joined(separator: ", ")))]
                : [("choices", .array(chosen.map { chance(50) ? .text($0) : .object([("label", .text($0))]) }))]
        case "Number", "Rating":
            let value =
                chance(15)
                ? pick(["-99", "-98", "-999.0", "-1e2", "-5", "-997"])
                : chance(50)
                    ? "\(Int.random(in: -3...9, using: &random))"
                    : "\(Double(Int.random(in: -999...99_999, using: &random)) / 8)"
            switch Int.random(in: 0..<10, using: &random) {
            case 0: return [("text", .text(value))]
            case 1: return [("text", .text(pick(["twelve", "0x1F", "nan", "", " 5", "1e3"]))), ("number", .text("7"))]
            case 2: return [("number", .raw("null")), ("text", .text(value))]
            default: return [("text", .text(value)), ("number", .raw(value))]
            }
        case "Phone":
            let number = pick(["+27", "+1", "+353"]) + "\(Int.random(in: 100_000_000...100_000_030, using: &random))"
            return chance(80)
                ? [("phone", .text(number)), ("text", .text("shown"))]
                : [("text", .text(pick(["+27 82", "082", "+0123456789", number])))]
        case "Location":
            let latitude = "\(Double(Int.random(in: -95_000...95_000, using: &random)) / 1000)"
            let longitude = "\(Double(Int.random(in: -183_000...183_000, using: &random)) / 1000)"
            let accuracy: [ResponseScript.Field] =
                chance(60) ? [("accuracy", .raw(pick(["4.5", "12", "0", "-1", "99999", "\"5\"", "null"])))] : []
            let place: [ResponseScript.Field] =
                chance(20)
                ? [("latitude", .raw("9.125")), ("longitude", .raw("38.75"))]
                : [("latitude", .raw(latitude)), ("longitude", .raw(longitude))]
            let point: ResponseScript.Value = .object(place + (chance(80) ? accuracy : []))
            let origin: ResponseScript.Value = .object([("latitude", .raw("0")), ("longitude", .raw("0.0"))])
            let points: [ResponseScript.Value] =
                chance(85) ? [point] : chance(40) ? [origin] : chance(50) ? [] : [.raw("null")]
            return [
                (
                    "location",
                    chance(95)
                        ? .object(
                            [("coordinates", .array(points)), ("type", .text("point"))] + (chance(20) ? accuracy : []))
                        : .raw("[]")
                )
            ]
        case "Date":
            let day = ms - Int64.random(in: -4...20, using: &random) * 86_400_000
            let text = written(ms: day)
            return [("text", .text(chance(60) ? String(text.prefix(10)) : chance(80) ? text : "soon"))]
        case "Time":
            let clock = "\(Int.random(in: 10...23, using: &random)):\(Int.random(in: 10...59, using: &random))"
            return [("text", .text(chance(85) ? clock + pick(["", ":30", ":59.5Z"]) : pick(["25:00", "1:00", ""])))]
        case "Matrix":
            let rows = ["taste", "service", "ro/ad", "price"].filter { _ in chance(80) }.map { row in
                let choice = pick(["good", "poor"])
                let named: ResponseScript.Value =
                    chance(80) ? .text(choice) : chance(50) ? .object([("label", .text(choice))]) : .raw("null")
                return ResponseScript.Value.object([("rowId", chance(97) ? .text(row) : .raw("7")), ("choice", named)])
            }
            return chance(92) ? [("rows", .array(rows + (chance(5) ? [.raw("null")] : [])))] : [("text", .text("none"))]
        case "Repeat":
            let instances = (0..<Int.random(in: 0...3, using: &random)).map { n in
                ResponseScript.Value.object([("index", .raw("\(n)")), ("answers", .array(member(ms, depth: 0)))])
            }
            return chance(95) ? [("repeat", .array(instances + (chance(5) ? [.raw("[]")] : [])))] : []
        case "Image":
            let size = "\(Int.random(in: 0...900_000, using: &random))"
            let state = pick(["present", "missing", "expected"])
            return chance(80)
                ? [
                    (
                        "attachment",
                        .object([
                            ("size", .raw(size)), ("state", .text(state)), ("name", .text("a.jpg")),
                            ("sha256", .text(pick(["ab12", "cd34", "ef56", ""]))),
                        ])
                    )
                ]
                : chance(50) ? [("attachment", .object([("size", .raw(size))]))] : [("text", .text("a.jpg"))]
        default:
            return [
                (
                    "text",
                    .text(
                        pick([
                            "", " ", "e\u{301}té", "été", "👩‍👩‍👧 family", "a\nb", "\"quoted\"",
                            "x\(Int.random(in: 0...40, using: &random))",
                        ]))
                )
            ]
        }
    }
}
