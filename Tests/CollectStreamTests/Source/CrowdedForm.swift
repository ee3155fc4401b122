@testable import CollectStream

/// Responses to one form in the shape of a large survey: questions of every common type, answers that differ as those of many people do, and
/// devices and collectors without end.
///
/// Shape: the first six questions are text, choice, number, multiple choice, phone and location; then date, truth value, rating and bar code, and all of
/// these again. Every eighth answer is missing; one response in thirty is sent within days instead of minutes.
struct CrowdedForm {
    private static let types = [
        "Text", "Choice", "Number", "MultiChoice", "Phone", "Location", "Date", "Boolean", "Rating", "Barcode",
    ]
    private static let words = [
        "well", "pump", "broken", "school", "clinic", "road", "maize", "price", "rain", "cattle", "harvest", "vaccine",
        "cold", "chain", "stock", "late", "market", "fuel", "water", "child", "mother",
    ]
    private static let options = [
        "Gardening 🥕", "Reading books 📖", "Playing Sports 🤾", "Cooking", "Music", "Travel", "Chess", "Fishing 🎣",
        "Dancing",
    ]
    /// Twelve seconds apart, over ten days.
    private static let times = (0..<72_000).map { "\"" + written(ms: HistoryWriter.startMs + $0 * 12_000) + "\"" }

    let questions: Int
    private var random: SeededGenerator

    init(questions: Int, seed: UInt64) {
        self.questions = questions
        random = SeededGenerator(seed: seed)
    }

    /// `count` lines of input, no two from one device.
    mutating func lines(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 0..<count {
            bytes += line(number).utf8
            bytes.append(0x0A)
        }
        return bytes
    }

    private mutating func line(_ number: Int) -> String {
        let submitted = random.whole(600, Self.times.count - 6000)
        let synced = random.chance(0.03) ? random.whole(submitted, Self.times.count - 1) : submitted + random.below(6)
        var time = submitted - questions * 16
        var answers: [String] = []
        for question in 0..<questions {
            time += random.whole(1, 15)
            if random.chance(0.125) { continue }
            let type = Self.types[question % Self.types.count]
            let label = #"{"questionId":"q\#(question)","key":"\#(type) \#(question)","questionType":"\#(type)","#
            let times = #""createdOnDeviceAt":\#(Self.times[time]),"lastModifiedOnDeviceAt":\#(Self.times[time]),"#
            answers.append(label + #""createdBy":"user-\#(number / 2)","# + times + value(type, question) + "}")
        }
        return #"{"formId":"crowded","responseId":"\#(number)","deviceId":"device-\#(number)","submittedOnDeviceAt":"#
            + Self.times[submitted] + #","syncedFromDeviceAt":"# + Self.times[synced]
            + #","responseTime":{"totalTime":\#(random.whole(20_000, 400_000))},"answers":["#
            + answers.joined(separator: ",") + "]}"
    }

    private mutating func value(_ type: String, _ question: Int) -> String {
        switch type {
        case "Text":
            let words = (0...random.below(4)).map { _ in Self.words[random.below(Self.words.count)] }
            return #""text":"\#(words.joined(separator: " "))""#
        case "Choice": return #""text":"\#(Self.options[min(random.below(9), random.below(9))])""#
        case "MultiChoice":
            let chosen = Self.options.shuffled(using: &random).prefix(random.whole(1, 4))
            return #""text":"\#(chosen.joined(separator: ", "))""#
        case "Number":
            return #""number":\#((500 + 160 * random.normal()).rounded() / 10 + Double(random.below(10)) / 100)"#
        case "Rating": return #""number":\#(random.whole(1, 5))"#
        case "Phone": return #""phone":"+27\#(random.whole(600_000_000, 699_999_999))""#
        case "Location":
            let (north, east) = (-26 + random.normal() / 2, 28 + random.normal() / 2)
            return #""location":{"type":"point","coordinates":[{"latitude":\#(north),"longitude":\#(east)}]}"#
        case "Date": return #""text":"2025-\#(random.whole(10, 12))-\#(random.whole(10, 28))""#
        case "Boolean": return #""text":"\#(random.chance(0.5) ? "Yes" : "No")""#
        default: return #""text":"\#(random.whole(100_000_000_000, 999_999_999_999))""#
        }
    }
}
