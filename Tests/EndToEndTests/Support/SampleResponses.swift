/// Lines of input as phones send them: several forms, every question type that has a statistic of its own.
struct SampleResponses {
    static let forms = ["clinic", "market", "wildlife"]
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "r-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// `count` responses with the ids 1 to `count`.
    mutating func lines(_ count: Int) -> [String] { (1...count).map { line($0) } }

    /// One response; its content depends on what was drawn before.
    mutating func line(_ number: Int) -> String {
        let form = Self.forms[number % Self.forms.count]
        let second = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        let minute = Int.random(in: 0..<60, using: &random)
        let hour = Int.random(in: 0..<24, using: &random)
        let time = "2026-03-0\(number % 9 + 1)T\(second(hour)):\(second(minute))"
        let words = ["maize", "Straße", "日本", "हिन्दी", "العربية", "🥕"].shuffled(using: &random).prefix(2)
        let age = Int.random(in: 0..<100, using: &random)
        let phone = "+2760555" + String(1000 + Int.random(in: 0..<9000, using: &random))
        let answers = [
            answer("name", "Name", "Text", #""text":"\#(words.joined(separator: " ")) \#(number % 50)""#),
            answer("sex", "Gender", "Choice", #""text":"\#(age % 2 == 0 ? "Female" : "Male")""#),
            answer("age", "Age", "Number", #""text":"\#(age)","number":\#(age)"#),
            answer("hobby", "Hobby", "MultiChoice", #""text":"Reading books 📖, Gardening 🥕""#),
            answer("phone", "Phone", "Phone", #""phone":"\#(phone)""#),
            answer("born", "Born", "Date", #""text":"19\#(10 + age % 80)-01-0\#(age % 9 + 1)""#),
            answer(
                "place", "Place", "Location",
                #""location":{"coordinates":[{"latitude":-\#(age % 30).25,"longitude":\#(age % 30).5}],"type":"point"}"#
            ),
        ]
        return """
            {"formId":"\(form)","responseId":"\(Self.id(number))","deviceId":"device-\(number % 40)",\
            "createdOnDeviceAt":"\(time):00.000+0000","submittedOnDeviceAt":"\(time):42.500+0000",\
            "syncedFromDeviceAt":"\(time):55.000+0000","responseTime":{"totalTime":\(20_000 + age * 10)},\
            "answers":[\(answers.joined(separator: ","))]}
            """
    }

    /// A response with one text answer, its text given as JSON writes it.
    static func line(id: String, form: String = "clinic", text: String, key: String = "Remark") -> String {
        #"{"formId":"\#(form)","responseId":"\#(id)","answers":["#
            + #"{"questionId":"remark","key":"\#(key)","questionType":"Text","text":"\#(text)","createdBy":"anna"}]}"#
    }

    private func answer(_ id: String, _ key: String, _ type: String, _ value: String) -> String {
        #"{"questionId":"\#(id)","key":"\#(key)","questionType":"\#(type)","state":"active","createdBy":"anna",\#(value)}"#
    }
}
