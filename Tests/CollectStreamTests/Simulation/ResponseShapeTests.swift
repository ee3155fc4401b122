import Foundation
import Testing

@testable import CollectStream

private let noon: Int64 = 1_795_435_200_000

/// Every single response: valid JSON in the platform's shape, whose times agree with one another, with every trouble of the field in it.
@Suite struct ResponseShapeTests {
    struct Arrival {
        let kind: Submission.Kind
        let formID: String
        let receivedMs: Int64
        let json: [String: Any]
        /// The response itself, also inside an edit; nil for a deletion.
        let response: [String: Any]?

        init(_ submission: Submission) throws {
            kind = submission.kind
            formID = submission.formID
            receivedMs = submission.receivedMs
            json = try #require(try JSONSerialization.jsonObject(with: Data(submission.line)) as? [String: Any])
            switch kind {
            case .edit: response = json["response"] as? [String: Any]
            case .deletion: response = nil
            default: response = json
            }
        }

        var answers: [[String: Any]] { response?["answers"] as? [[String: Any]] ?? [] }

        var responseID: String? {
            json["responseId"] as? String ?? answers.lazy.compactMap { $0["responseId"] as? String }.first
        }

        func time(_ key: String) throws -> Int64 { try milliseconds(response?[key]) }
    }

    private func arrivals(_ count: Int, forms: Int = 14, rate: Double = 50) throws -> [Arrival] {
        var field = FieldSimulation(seed: 11, formCount: forms, ratePerSecond: rate, startMs: noon)
        return try (0..<count).map { _ in try Arrival(field.next()) }
    }

    @Test func `every line is valid JSON on one line and names its form`() throws {
        var field = FieldSimulation(seed: 4, formCount: 30, ratePerSecond: 50, startMs: noon)
        for _ in 0..<4000 {
            let submission = field.next()
            #expect(!submission.line.contains(UInt8(ascii: "\n")))
            let arrival = try Arrival(submission)
            #expect(arrival.json["formId"] as? String == submission.formID)
            #expect(arrival.responseID?.count == 36)
            #expect(arrival.kind == .deletion || !arrival.answers.isEmpty)
        }
    }

    @Test func `an option that holds a comma is named whole`() throws {
        let chosen = try arrivals(4000).flatMap(\.answers).compactMap { $0["choices"] as? [String] }
        #expect(chosen.contains { $0.contains("Vitamin A, first dose 🥕") })
        let listed = try arrivals(4000).flatMap(\.answers).filter { $0["choices"] != nil }
        for answer in listed {
            #expect((answer["choices"] as? [String])?.joined(separator: ", ") == answer["text"] as? String)
        }
    }

    @Test func `the times of a response add up`() throws {
        for arrival in try arrivals(4000) where arrival.kind != .deletion {
            let created = try arrival.time("createdOnDeviceAt")
            let submitted = try arrival.time("submittedOnDeviceAt")
            let synced = try arrival.time("syncedFromDeviceAt")
            let total = try #require((arrival.response?["responseTime"] as? [String: Any])?["totalTime"] as? Int64)
            #expect(total == submitted - created)
            #expect(synced > submitted)
            var last = created
            for answer in arrival.answers {
                let begun = try milliseconds(answer["createdOnDeviceAt"])
                let ended = try milliseconds(answer["lastModifiedOnDeviceAt"])
                #expect(begun >= last && ended >= begun)
                #expect(begun <= submitted && (ended <= submitted || arrival.kind == .edit))
                last = begun
            }
        }
    }

    @Test func `a retry says the same again from another address`() throws {
        var first: [String: [String: Any]] = [:]
        var retries = 0
        for arrival in try arrivals(6000) {
            let id = try #require(arrival.responseID)
            guard arrival.kind == .retry, let original = first[id] else {
                if arrival.kind != .edit { first[id] = arrival.json }
                continue
            }
            retries += 1
            let transport: Set<String> = ["syncedFromDeviceAt", "ip"]
            let content = { (json: [String: Any]) in json.filter { !transport.contains($0.key) } as NSDictionary }
            #expect(content(arrival.json) == content(original))
            #expect(arrival.json["ip"] as? String != original["ip"] as? String)
            #expect(arrival.json["syncedFromDeviceAt"] as? String != original["syncedFromDeviceAt"] as? String)
        }
        #expect(retries > 20)
    }

    @Test func `an edit changes at most one answer and says when`() throws {
        var first: [String: Arrival] = [:]
        var (edits, changed) = (0, 0)
        for arrival in try arrivals(10_000) {
            let id = try #require(arrival.responseID)
            guard arrival.kind == .edit, let original = first[id] else {
                first[id] = arrival
                continue
            }
            edits += 1
            #expect(arrival.json["op"] as? String == "update")
            #expect(try arrival.time("lastModifiedOnDeviceAt") > original.time("lastModifiedOnDeviceAt"))
            #expect(try arrival.time("submittedOnDeviceAt") == original.time("submittedOnDeviceAt"))
            let pairs = zip(arrival.answers, original.answers)
            #expect(arrival.answers.count == original.answers.count)
            #expect(pairs.count { ($0 as NSDictionary) != ($1 as NSDictionary) } == 1)
            changed += pairs.count { $0["text"] as? String != $1["text"] as? String } > 0 ? 1 : 0
        }
        #expect(edits > 20 && changed * 3 > edits)
    }

    @Test func `every type of question is asked and answered in its own shape`() throws {
        var seen: Set<String> = []
        for answer in try arrivals(4000).flatMap(\.answers) {
            let type = try #require(answer["questionType"] as? String)
            seen.insert(type)
            switch type {
            case "Number", "Rating": #expect(Double("\(answer["text"] ?? "")") == answer["number"] as? Double)
            case "Phone": #expect((answer["phone"] as? String)?.hasPrefix("+") == true)
            case "Location": #expect(((answer["location"] as? [String: Any])?["coordinates"] as? [Any])?.count == 1)
            case "Matrix": #expect((answer["rows"] as? [Any])?.count == 3)
            case "Media", "Signature", "File": #expect((answer["attachment"] as? [String: Any])?["size"] is Int)
            default: #expect((answer["text"] as? String)?.isEmpty == false)
            }
        }
        #expect(
            seen.isSuperset(of: [
                "Text", "Choice", "Boolean", "MultiChoice", "Number", "Rating", "Phone", "Location", "Date", "DateTime",
                "Time",
                "Barcode", "Email", "Url", "Signature", "Media", "File", "Ranking", "Matrix", "Spectrogram",
            ]), "\(seen)")
    }

    @Test func `every trouble of the field occurs within twenty thousand arrivals`() throws {
        var troubles: [String: Int] = [:]
        var phones: [String: Int] = [:]
        var previous: [String: Int] = [:]
        for arrival in try arrivals(20_000) where arrival.kind != .deletion {
            let count = { (name: String) in troubles[name, default: 0] += 1 }
            let submitted = try arrival.time("submittedOnDeviceAt")
            let skew = try arrival.receivedMs - arrival.time("syncedFromDeviceAt")
            if arrival.kind == .late, arrival.receivedMs - submitted > 900_000 { count("late") }
            if skew > 365 * 86_400_000 { count("clock years off") }
            if (300_000..<86_400_000).contains(skew) { count("clock minutes off") }
            let answered = Set(arrival.answers.compactMap { $0["questionId"] as? String })
            if answered.count < previous[arrival.formID, default: 0] { count("skipped") }
            previous[arrival.formID] = max(answered.count, previous[arrival.formID, default: 0])
            if try Double(submitted - arrival.time("createdOnDeviceAt")) / Double(arrival.answers.count) < 1500 {
                count("speeding")
            }
            if arrival.response?["responseId"] == nil { count("legacy client") }
            for answer in arrival.answers {
                if answer["state"] as? String != "active" { count("inactive") }
                if let phone = answer["phone"] as? String { phones[phone, default: 0] += 1 }
                let point = ((answer["location"] as? [String: Any])?["coordinates"] as? [[String: Double]])?.first
                if point?["latitude"] == 0, point?["longitude"] == 0 { count("null island") }
            }
        }
        for trouble in [
            "late", "clock years off", "clock minutes off", "skipped", "speeding", "legacy client", "inactive",
            "null island",
        ] {
            #expect(troubles[trouble, default: 0] > 0, "\(trouble)")
        }
        #expect((phones.values.max() ?? 0) > 8, "a shared phone number")
    }

    @Test func `each kind of arrival occurs within ten thousand, fast or slow`() throws {
        for rate in [1.0, 100_000] {
            var field = FieldSimulation(seed: 6, formCount: 14, ratePerSecond: rate, startMs: noon)
            let kinds = Set((0..<10_000).map { _ in field.next().kind })
            #expect(kinds == Set(Submission.Kind.allCases))
        }
    }

    @Test func `a child's date of birth goes with its age in months`() throws {
        var pairs = 0
        for arrival in try arrivals(2000) where arrival.kind == .fresh {
            let given = { (key: String) in arrival.answers.first { $0["key"] as? String == key } }
            guard let months = given("Age (months)")?["number"] as? Double,
                let birth = given("Date of birth")?["text"] as? String
            else {
                continue
            }
            pairs += 1
            let born = try milliseconds(birth + "T00:00:00.000+0000")
            let days = Double(try arrival.time("submittedOnDeviceAt") - born) / 86_400_000
            #expect(abs(days / 30.44 - months - 0.5) < 1.5)
        }
        #expect(pairs > 200)
    }

    @Test func `answers of one interview hang together`() throws {
        var field = FieldSimulation(seed: 8, formCount: 14, ratePerSecond: 50, startMs: noon)
        let form = try #require(field.forms.first { $0.language == "sw" })
        var prices: [String: [Double]] = [:]
        for _ in 0..<6000 {
            let submission = field.next()
            guard submission.formID == form.id, submission.kind == .fresh else { continue }
            let answers = try Arrival(submission).answers
            if let product = answers.first(where: { $0["key"] as? String == "Bidhaa" })?["text"] as? String,
                let price = answers.first(where: { ($0["key"] as? String)?.hasPrefix("Bei (") == true })?["number"]
                    as? Double
            {
                prices[product, default: []].append(price)
            }
        }
        let medians = prices.mapValues { $0.sorted()[$0.count / 2] }
        let maize = try #require(medians["Mahindi 🌽"])
        let oil = try #require(medians["Mafuta ya kupikia"])
        #expect((50...75).contains(maize) && (240...330).contains(oil))
    }
}

/// Reads `2022-09-24T13:36:57.239+0000` without the code under test.
private func milliseconds(_ value: Any?) throws -> Int64 {
    let text = try #require(value as? String)
    #expect(text.count == 28 && text.hasSuffix("+0000"))
    let digits = text.split { !$0.isNumber }.compactMap { Int64($0) }
    try #require(digits.count == 8)
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(digits[0] - 1900), Int32(digits[1] - 1), Int32(digits[2]))
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (Int32(digits[3]), Int32(digits[4]), Int32(digits[5]))
    return Int64(timegm(&parts)) * 1000 + digits[6]
}
