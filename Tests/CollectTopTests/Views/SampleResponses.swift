import CollectModel

@testable import collect_top

/// A vaccination campaign as it stands at noon: fixed data for the views of forms, streams and responses.
nonisolated enum SampleResponses {
    /// 2026-11-12T12:00:00Z.
    static let now: Int64 = 1_794_484_800_000
    static let formID = "vaccination-kano"
    static let secretPhone = "+2348031234567"
    static let secretName = "Aisha Bello"
    static let secretIP = "100.64.17.201"

    static func context(
        _ mask: Mask = Mask(role: .manager, reveal: false), symbols: SymbolSet = .braille
    ) -> ViewContext {
        ViewContext(
            symbols: symbols, glyphs: .standard, mask: mask, nowMs: now, utcOffsetSeconds: 3600)
    }

    // MARK: Stream

    static func answers(_ number: Int) -> [Answer] {
        let names = [secretName, "Musa Ibrahim", "Hauwa Sani", "Chidi Okafor"]
        let start = now - 400_000
        func times(_ answer: Answer, _ second: Int) -> Answer {
            var answer = answer
            answer.createdMs = start + Int64(second) * 1000
            answer.modifiedMs = answer.createdMs
            answer.createdBy = "collector-\(40 + number % 7)"
            return answer
        }
        return [
            times(Answer(questionID: "q1", key: "Child's name", type: "Text", text: names[number % 4]), 9),
            times(Answer(questionID: "q2", key: "Sex", type: "Choice", text: number % 2 == 0 ? "Girl 👧🏾" : "Boy 👦🏾"), 14),
            times(
                Answer(
                    questionID: "q3", key: "Age (months)", type: "Number", text: "\(6 + number * 5 % 54)",
                    number: Double(6 + number * 5 % 54)), 23),
            times(Answer(questionID: "q4", key: "Date of birth", type: "Date", text: "2025-03-14"), 41),
            times(
                Answer(
                    questionID: "q5", key: "Vaccines given today", type: "MultiChoice", text: "Polio drops 💧, Measles",
                    choices: ["Polio drops 💧", "Measles"]), 58),
            times(
                Answer(questionID: "q6", key: "Guardian's phone", type: "Phone", text: secretPhone, phone: secretPhone),
                92),
            times(
                Answer(
                    questionID: "q7", key: "Location", type: "Location", latitude: 12.002_245, longitude: 8.592_031),
                101),
            times(
                Answer(
                    questionID: "q8", key: "Remarks", type: "Text", text: "Mother asked to call \(secretPhone) later"),
                455),
            times(Answer(questionID: "q9", key: "Guardian's signature", type: "Signature", text: "sig-00471.png"), 470),
            times(
                Answer(questionID: "q10", key: "Reason if refused", type: "Text", state: "inactive", text: "asleep"),
                472),
        ]
    }

    static func entry(_ number: Int) -> StreamEntry {
        let operation: ResponseOperation =
            number % 17 == 5 ? .update : number % 23 == 7 ? .delete : number % 41 == 11 ? .restore : .create
        let forms = [formID, "clinic-stock", formID, "water-point-am"]
        return StreamEntry(
            place: RecordPlace(partition: number % 4, offset: UInt64(number / 4)), operation: operation,
            receivedMs: now - Int64(1000 - number) * 830, eventMs: now - Int64(1000 - number) * 830 - 40_000,
            version: operation == .create ? 1 : 2, isLate: number % 9 == 4, isClockSkewed: number % 29 == 3,
            source: StreamContent(
                formID: forms[number % 4], responseID: "0b7e4c1a-55d2-4f08-9c6e-\(100_000_000_000 + number * 7919)",
                device: "tab-\(100 + number % 13)", collector: "collector-\(40 + number % 7)",
                answers: operation == .delete ? [] : Array(answers(number).prefix(6))))
    }

    static func snapshot(entries: Range<Int> = 0..<1000, hasForm: Bool = true) -> Snapshot {
        var snapshot = Snapshot()
        snapshot.atMs = now
        snapshot.recent = entries.map(entry)
        snapshot.streamed = Int64(entries.upperBound)
        snapshot.freshness = Freshness(folded: 12_480, known: 12_480, hasWriter: true)
        snapshot.forms =
            [summary("clinic-stock", "Clinic stock check 🏥"), summary(formID, "Polio & measles campaign 💉")]
            + [summary("water-point-am", "የውሃ ነጥብ ፍተሻ 🚰")]
        if hasForm { snapshot.focus = SampleForm.report }
        return snapshot
    }

    private static func summary(_ id: String, _ title: String) -> FormSummary {
        FormSummary(
            formID: id, title: title, counts: FormCounts(),
            rates: Rates(minute: 11.8, fiveMinutes: 10.4, hour: 7.25), devices: Estimate(value: 312, error: 0),
            collectors: Estimate(value: 298, error: 0), lastReceivedMs: now - 2000,
            perMinute: minutes)
    }

    private static let minutes: [Int64] = (0..<60).map { minute in
        let count: Int = 300 + (minute * 37) % 220 + minute * 5
        return minute > 24 && minute < 29 ? 0 : Int64(count)
    }

    // MARK: One response

    static let responseID = "0b7e4c1a-55d2-4f08-9c6e-3f8a1d02b6e4"

    static func response(_ answers: [Answer]) -> FormResponse {
        var response = FormResponse(formID: formID, responseID: responseID, answers: answers)
        response.device = "tab-107"
        response.client = "android"
        response.ip = secretIP
        response.createdMs = now - 402_000
        response.submittedMs = now + 75_000
        response.syncedMs = now + 2 * 3_600_000 + 90_000
        response.totalTimeMs = 477_000
        return response
    }

    static func json(_ answers: [Answer]) -> [UInt8] {
        let items = answers.map { answer in
            """
            {"questionId":"\(answer.questionID)","questionType":"\(answer.type)","key":"\(answer.key)",\
            "text":"\(answer.shown)","state":"\(answer.state)","createdBy":"collector-43"}
            """
        }
        let head = #"{"formId":"\#(formID)","responseId":"\#(responseID)","ip":"\#(secretIP)","deviceId":"tab-107","#
        return Array(
            (head + #""guardian":{"tel":"\#(secretPhone)"},"answers":["# + items.joined(separator: ",") + "]}").utf8)
    }

    static var detail: ResponseDetail {
        let first = Array(answers(0).dropLast())
        var second = answers(0)
        second[2].text = "26"
        second[2].number = 26
        second[0].text = "Aminu Bello"
        var third = second
        third.removeLast()
        third[4].text = "Polio drops 💧, Measles, BCG"
        let received = now + 2 * 3_600_000 + 60_000
        func version(_ number: Int, _ operation: ResponseOperation, _ answers: [Answer]?) -> ResponseVersion {
            ResponseVersion(
                place: RecordPlace(partition: 2, offset: UInt64(88_000 + number * 211)), operation: operation,
                version: number, receivedMs: received + Int64(number - 1) * 1_260_000, response: answers.map(response),
                json: answers.map(json) ?? [])
        }
        return ResponseDetail(
            versions: [
                version(4, .restore, third), version(3, .delete, nil), version(2, .update, second),
                version(1, .create, first),
            ], neighbours: (0..<9).map { entry($0 * 13) })
    }
}
