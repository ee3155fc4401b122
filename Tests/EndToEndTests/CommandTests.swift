import Foundation
import Testing

/// What every command keeps: exit codes, help, errors of one line, nothing but text in pipes.
@Suite(.timeLimit(.minutes(2))) struct CommandTests {
    static let commands = [
        "top", "demo", "import", "report", "show", "tail", "render", "verify", "log", "catalogue",
    ]

    @Test func `exit codes say what happened, the gravest first`() async throws {
        let place = try Workplace()
        let good = try place.write([SampleResponses.line(id: "r-1", text: "one")], to: "good.ndjson")
        let bad = try place.write(["{", SampleResponses.line(id: "r-2", text: "two")], to: "bad.ndjson")
        let conflict = try place.write([SampleResponses.line(id: "r-1", text: "other")], to: "conflict.ndjson")
        let data = ["--data", place.data]
        let cases: [(code: Int32, arguments: [String])] = [
            (0, ["import", good] + data), (0, ["import", good] + data), (1, ["import", bad] + data),
            (1, ["import", conflict] + data), (3, ["import", place.file("none.ndjson"), bad] + data),
            (3, ["import", place.path] + data), (2, ["import", good]), (2, ["import"] + data),
            (2, ["import", good, "--received", "never"] + data),
            (0, ["report"] + data), (0, ["report", good]), (1, ["report", bad]), (2, ["report"]),
            (2, ["report", good] + data), (3, ["report", "--data", place.file("none")]),
            (3, ["report", place.file("none.ndjson")]), (2, ["report", "--by", "moon"] + data),
            (0, ["show", "r-1"] + data), (1, ["show", "r-9"] + data), (2, ["show"] + data),
            (3, ["show", "r-1", "--data", place.file("none")]),
            (2, ["report", good, "--since", "2026-01-02", "--until", "2026-01-01"]),
            (0, ["tail", "--no-follow"] + data), (2, ["tail", "--from", "moon"] + data),
            (3, ["tail", "--data", place.file("none")]), (2, ["tail", "--sideways"] + data),
            (0, ["verify"] + data), (2, ["verify"]), (3, ["verify", "--data", place.file("none")]),
            (0, ["log"] + data), (2, ["log", good] + data), (3, ["log", "--data", place.file("good.ndjson")]),
            (0, ["render", "overview"] + data), (2, ["render", "moon"] + data), (2, ["render", "inspector"] + data),
            (2, ["render", "overview", "--size", "0x0"] + data), (3, ["render", "overview", "--theme", "none"] + data),
            (3, ["render", "overview", "--data", place.file("none")]),
            (2, ["demo", "--headless"]), (2, ["demo", "--rate", "0"] + data),
            (3, ["demo", "--headless", "--count", "1", "--data", "/proc/none"]),
            (2, []), (2, ["moon"]), (3, data), (0, ["--help"]), (0, ["--version"]), (2, ["--moon"] + data),
            (2, ["show", "r-1", "--reveal", " "] + data), (2, ["render", "overview", "--as", "collector"] + data),
            (1, ["report", "--form", "none"] + data), (1, ["tail", "--no-follow", "--form", "none"] + data),
            (1, ["render", "form", "--form", "none"] + data),
            (1, ["render", "inspector", "--response", "none"] + data), (3, ["demo"]),
        ]
        for (code, arguments) in cases {
            let outcome = try await Program(arguments, in: place).outcome()
            #expect(outcome.code == code, "\(arguments): \(outcome.complaint)")
            #expect((code == 0) == outcome.errors.isEmpty, "\(arguments): \(outcome.complaint)")
            if code != 2 { #expect(outcome.complaints.allSatisfy { $0.contains(": ") || $0.contains(" is ") }) }
        }
    }

    @Test func `damage is named with its place, what it means and what to do`() async throws {
        let place = try Workplace()
        let file = try place.write((0..<50).map { SampleResponses.line(id: "r-\($0)", text: "x") }, to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        let whole = try await Program.run("verify", "--data", place.data, "--format", "json", in: place)
        #expect(try whole.json()["damaged"] as? Bool == false)
        let partitions = try #require(try whole.json()["partitions"] as? [[String: Any]])
        let segments = partitions.flatMap { $0["segments"] as? [[String: Any]] ?? [] }
        let used = try #require(segments.first { ($0["next"] as? Int ?? 0) >= 50 })
        let name = place.data + "/" + (try #require(used["file"] as? String))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: name))
        bytes[4096 + 200] ^= 1
        try bytes.write(to: URL(fileURLWithPath: name))
        let text = try await Program.run("verify", "--data", place.data, in: place)
        #expect(text.code == 1)
        #expect(text.text.contains("DAMAGE  \(used["file"] ?? ""), bytes 4096 to "))
        #expect(text.text.contains("cannot be read"))
        #expect(text.text.contains("restore the file from a backup"))
        #expect(text.text.hasSuffix("1 place is damaged\n"))
        let log = try await Program.run("log", "--data", place.data, in: place)
        #expect(log.code == 1)
        #expect(log.complaint.contains("see collect-top verify --data"))
        let json = try await Program.run("verify", "--data", place.data, "--format", "json", in: place)
        let findings = try #require(try json.json()["findings"] as? [[String: Any]])
        #expect(findings.map { $0["kind"] as? String } == ["lostRecords"])
    }

    @Test func `a response is found by a part of its id that no other has`() async throws {
        let place = try Workplace()
        let ids = ["8852b8a2-20de", "8852ffff-20de", "r-1234567"]
        let file = try place.write(ids.map { SampleResponses.line(id: $0, text: "x") }, to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        for (part, id) in [("8852b", ids[0]), ("…34567", ids[2]), ("r-1234567", ids[2])] {
            let found = try await Program.run("show", part, "--data", place.data, "--format", "json", in: place)
            #expect(found.code == 0, "\(part): \(found.complaint)")
            #expect(try found.json()["responseId"] as? String == id)
        }
        let several = try await Program.run("show", "20de", "--data", place.data, in: place)
        #expect(several.code == 1)
        #expect(several.complaint.contains("begins or ends with 20de: 8852b8a2-20de, 8852ffff-20de"))
        let short = try await Program.run("show", "567", "--data", place.data, in: place)
        #expect(short.code == 1)
        #expect(short.complaint.contains("no response 567"))
    }

    @Test func `what is not known is named, and nothing typed reaches the terminal raw`() async throws {
        let place = try Workplace()
        let word = try await Program.run("moon", in: place)
        #expect(word.complaint.contains("there is no command moon"))
        let flag = try await Program.run("--moon", in: place)
        #expect(flag.complaint.contains("there is no option --moon"))
        let evil = try await Program.run("tail", "--data", "x", "--from", "\u{1B}[31m\u{202E}", in: place)
        #expect(evil.code == 2)
        #expect(evil.errors.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
        #expect(!evil.complaint.unicodeScalars.contains("\u{202E}"))
    }

    @Test(arguments: commands) func `help shows examples, and every flag of the usage is explained`(
        _ command: String
    ) async throws {
        let place = try Workplace()
        let help = try await Program.run(command, "--help", in: place)
        #expect(help.code == 0)
        #expect(help.errors.isEmpty)
        #expect(help.text.contains("EXAMPLES\n  collect-top "))
        let parts = help.text.components(separatedBy: "\nUSAGE: ")
        try #require(parts.count == 2)
        let usage = parts[1].components(separatedBy: "\n\n")
        for flag in flags(in: usage[0]) {
            #expect(usage.dropFirst().joined().contains(flag), "\(flag) is not explained")
        }
        for flag in flags(in: parts[0]) { #expect(flags(in: parts[1]).contains(flag), "\(flag) does not exist") }
    }

    private func flags(in text: String) -> Set<String> {
        Set(
            text.split { " \n\"[]`|/.,:;…".contains($0) }.map(String.init).filter { $0.hasPrefix("--") && $0.count > 2 }
        )
    }

    @Test func `every flag that a shell completes is one that the command takes`() async throws {
        let place = try Workplace()
        for shell in ["bash", "zsh", "fish"] {
            let script = try await Program.run("--generate-completion-script", shell, in: place)
            #expect(script.code == 0)
            #expect(Self.commands.allSatisfy { script.text.contains($0) })
            #expect(!script.text.contains("ends-with"), "an inner flag is offered")
        }
    }

    @Test func `nothing that goes into a pipe is coloured`() async throws {
        let place = try Workplace()
        var samples = SampleResponses(seed: 7)
        let file = try place.write(samples.lines(40) + ["{"], to: "in.ndjson")
        let data = ["--data", place.data]
        for arguments in [
            ["import", file, "--acks"] + data, ["import", file, "--format", "json"] + data, ["report"] + data,
            ["report", "--format", "json"] + data, ["report", "--format", "csv"] + data, ["report", file],
            ["show", SampleResponses.id(3)] + data, ["show", SampleResponses.id(3), "--history"] + data,
            ["tail", "--no-follow"] + data, ["tail", "--no-follow", "--format", "json"] + data,
            ["render", "overview"] + data, ["render", "form", "--format", "svg"] + data, ["--help"], data, ["tail"],
            ["demo", "--headless", "--count", "10", "--data", place.file("demo")],
        ] {
            let outcome = try await Program(arguments, environment: ["TERM": "xterm-256color"], in: place).outcome()
            let all = outcome.output + outcome.errors
            #expect(!all.isEmpty, "\(arguments)")
            #expect(!all.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }, "\(arguments)")
        }
    }

    @Test func `a reader that ends early ends the command`() async throws {
        let place = try Workplace()
        var samples = SampleResponses(seed: 8)
        let file = try place.write(samples.lines(3_000), to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        for line in [
            "$collect tail --data $data --no-follow --format json", "$collect tail --data $data --from start",
            "$collect tail --data $data --from start --format json", "$collect report --data $data --format csv",
            "$collect render form --data $data --format svg", "$collect show r-000001 --data $data",
        ] {
            let outcome = try await Program.shell(line + " | head -1", in: place)
            #expect(outcome.code == 0)
            #expect(outcome.lines.count == 1, "\(line): \(outcome.complaint)")
        }
    }

    @Test func `output that cannot be written is an error of the environment`() async throws {
        let place = try Workplace()
        let file = try place.write([SampleResponses.line(id: "r-1", text: "one")], to: "in.ndjson")
        for arguments in [
            "report \(file)", "import \(file) --data $data", "tail --data $data --no-follow", "show r-1 --data $data",
        ] {
            let outcome = try await Program.shell("$collect \(arguments) > /dev/full", in: place)
            #expect(outcome.code == 3, "\(arguments)")
            #expect(outcome.complaint.contains("cannot write to standard output"))
        }
    }

    @Test func `a data directory of another program is left alone`() async throws {
        let place = try Workplace()
        let file = try place.write([SampleResponses.line(id: "r-1", text: "one")], to: "in.ndjson")
        let other = place.file("other")
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
        try place.write(["theirs"], to: "other/theirs.db")
        for arguments in [
            ["import", file], ["report"], ["show", "r-1"], ["tail", "--no-follow"], ["render", "overview"],
            ["demo", "--headless", "--count", "1"],
        ] {
            let outcome = try await Program(arguments + ["--data", other], in: place).outcome()
            #expect(outcome.code == 3, "\(arguments)")
            #expect(outcome.complaint.contains("not a Collect data directory (it holds theirs.db)"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["theirs.db"])
    }

    @Test func `the second of two writers is refused and told who writes`() async throws {
        let place = try Workplace()
        let file = try place.write([SampleResponses.line(id: "r-1", text: "one")], to: "in.ndjson")
        let first = try Program(
            ["demo", "--headless", "--rate", "1", "--forms", "1", "--data", place.data], in: place)
        try await until("the first writer's log", found: { first.complained }) {
            try await Program.run("report", "--data", place.data, in: place).text.contains("live responses in 1 form")
        }
        let second = try await Program.run("import", file, "--data", place.data, in: place)
        #expect(second.code == 3)
        #expect(second.complaints.count == 1)
        #expect(second.complaint.contains("already being written by"))
        #expect(second.complaint.contains("\(first.processID)"))
        first.signal(SIGTERM)
        _ = try await first.outcome()
        #expect(try await Program.run("import", file, "--data", place.data, in: place).code == 0)
    }
}
