import Foundation
import Testing

/// Text that attacks the terminal goes the whole way from a phone to the screen, and nothing of it gets there raw.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostileTextTests {
    /// As JSON writes them.
    private static let attacks = [
        #"\u001b]0;OWNED\u0007title"#, #"\u001b[2J\u001b[31mRED"#, #"\u009b31mC1"#, #"\u001bP1$tDCS\u001b\\"#,
        #"\u202Eevil\u202C \u2066isolate\u2069"#, #"a\r\nb\tc\u0000d\u0008\u007f"#,
        String(repeating: #"\u200d"#, count: 3_000), "e" + String(repeating: #"\u0301"#, count: 3_000),
        String(repeating: "W", count: 10_000), String(repeating: "👩\\u200d", count: 500), #"\ufeff\u200b\u2060hidden"#,
        #"\u001b]52;c;b3duZWQ=\u0007"#, #"\ud83d\ude00\ufe0f"#,
    ]
    private static let readable = ["ß", "日本", "हिन्दी", "العربية"]
    private static let bidi = ["\u{202E}", "\u{202C}", "\u{2066}", "\u{2069}", "\u{200B}", "\u{FEFF}"]

    @Test func `hostile answers are shown harmlessly and honest ones stay readable`() async throws {
        let place = try await imported()
        let file = place.file("screen.raw")
        try await Terminal.open(120, 40, in: place) { terminal in
            try await terminal.record(to: file)
            try await terminal.run("$collect --data $data")
            try await terminal.shows("━ Forms", "no writer")
            try await terminal.press("2")
            try await terminal.shows("per hour, last")
            try await terminal.press("3")
            try await terminal.shows("FOLLOWING")
            for word in Self.readable { try await terminal.shows(word) }
            for (index, _) in Self.attacks.enumerated() {
                try await terminal.type(":response hostile-\(index)")
                try await terminal.press("Enter")
                try await terminal.shows("response hostile-\(index)", "Answers")
                // The part with the raw JSON.
                try await terminal.press("BTab", "BTab")
                try await terminal.shows("\"formId\"")
                try await terminal.press("Escape")
                try await terminal.shows("FOLLOWING")
            }
            try await terminal.press("C-c")
            try await terminal.isGivenBack()
        }
        expectHarmless(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
    }

    /// What is recorded holds only what ncurses itself sends.
    private func expectHarmless(_ sent: [UInt8]) {
        #expect(sent.count > 10_000)
        let text = String(decoding: sent, as: UTF8.self)
        for mark in [
            "\u{1B}]", "\u{1B}P", "\u{1B}[2J\u{1B}[31m", "\u{7F}", "\u{9B}", "\u{0}",
            "W" + String(repeating: "W", count: 200),
        ] {
            #expect(!text.contains(mark), "\(mark.debugDescription) was sent")
        }
        for mark in Self.bidi {
            let bytes = Array(mark.utf8)
            #expect(text.utf8.firstRange(of: bytes) == nil, "\(mark.unicodeScalars.map(\.value)) was sent")
        }
        var marks = 0
        var most = 0
        for scalar in text.unicodeScalars {
            marks = scalar.value == 0x0301 || scalar.value == 0x200D ? marks + 1 : 0
            most = max(most, marks)
        }
        #expect(most <= 8, "a flood of combining marks was sent")
    }

    @Test func `hostile answers leave no control bytes in the text of any command`() async throws {
        let place = try await imported()
        let file = place.file("in.ndjson")
        var commands = [
            ["tail", "--no-follow", "--data", place.data, "--reveal", "a test"], ["report", "--data", place.data],
            ["report", file], ["import", file, "--data", place.data],
        ]
        for index in Self.attacks.indices {
            let id = "hostile-\(index)"
            commands.append(["show", id, "--data", place.data, "--reveal", "a test"])
            commands.append(["render", "inspector", "--response", id, "--data", place.data])
            commands.append(["render", "inspector", "--response", id, "--data", place.data, "--format", "svg"])
        }
        for view in ["overview", "form", "stream", "alerts"] {
            commands.append(["render", view, "--data", place.data])
        }
        for arguments in commands {
            let outcome = try await Program(arguments, in: place).outcome()
            #expect(outcome.code <= 1, "\(arguments): \(outcome.complaint)")
            let all = outcome.output + outcome.errors
            #expect(!all.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }, "\(arguments)")
            for mark in Self.bidi {
                #expect(
                    all.firstRange(of: Array(mark.utf8)) == nil, "\(arguments): \(mark.unicodeScalars.map(\.value))")
            }
            #expect(all.firstRange(of: [0xC2, 0x9B]) == nil, "\(arguments)")
        }
    }

    @Test func `machine formats stay harmless when somebody only looks at them`() async throws {
        let place = try await imported()
        let file = place.file("screen.raw")
        try await Terminal.open(120, 40, in: place) { terminal in
            try await terminal.record(to: file)
            for command in [
                "report --data $data --format csv", "report --data $data --format json",
                "tail --data $data --no-follow --format json", "show hostile-1 --data $data --format json",
            ] {
                try await terminal.run("clear; $collect \(command); echo done=$?")
                try await terminal.shows("done=0")
            }
        }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        #expect(text.contains(#"\u001b[2J\u001b[31mRED"#))
        for mark in ["\u{1B}]0;OWNED", "\u{1B}[2J\u{1B}[31mRED", "\u{9B}", "\u{1B}P"] + Self.bidi.prefix(4) {
            #expect(text.utf8.firstRange(of: Array(mark.utf8)) == nil, "\(mark.debugDescription) was sent")
        }
    }

    @Test func `hostile names of forms, ids and files stay harmless in errors`() async throws {
        let place = try Workplace()
        let lines = [
            SampleResponses.line(id: #"\u001b]0;id\u0007"#, form: #"\u001b[31mform\u202e"#, text: "x"),
            #"{"op":"delete","formId":"\u001b[31m","responseId":"\u001b[2J"}"#, "\u{1B}[2J{",
            #"{"op":"\u001b]0;op\u0007","formId":"f","responseId":"r"}"#,
        ]
        let file = try place.write(lines, to: "evil\u{1B}[31m\u{202E}.ndjson")
        for arguments in [
            ["import", file, "--data", place.data], ["import", file + "\u{1B}]0;x\u{07}", "--data", place.data],
            ["report", file], ["report", "--data", place.data], ["report", "--data", place.data + "\u{1B}[31m"],
            ["tail", "--no-follow", "--data", place.data], ["show", "\u{1B}[31m", "--data", place.data],
            ["render", "overview", "--data", place.data],
            ["render", "overview", "--theme", "\u{1B}[31m", "--data", place.data],
        ] {
            let outcome = try await Program(arguments, in: place).outcome()
            let all = outcome.output + outcome.errors
            #expect(!all.isEmpty)
            #expect(!all.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }, "\(arguments)")
            #expect(all.firstRange(of: Array("\u{202E}".utf8)) == nil, "\(arguments)")
        }
    }

    private func imported() async throws -> Workplace {
        let place = try Workplace()
        var lines = Self.attacks.enumerated().map { SampleResponses.line(id: "hostile-\($0.offset)", text: $0.element) }
        lines += Self.readable.enumerated().map { SampleResponses.line(id: "honest-\($0.offset)", text: $0.element) }
        let file = try place.write(lines, to: "in.ndjson")
        let outcome = try await Program.run("import", file, "--data", place.data, in: place)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        return place
    }
}
