import Foundation
import Testing

/// The dashboard in a real terminal: it starts, obeys, and gives the terminal back however it ends.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TerminalTests {
    /// The frame of the forms table, which only the overview has.
    private static let overview = "━ Forms"
    private static let demo = "$collect demo --rate 5 --forms 3"

    @Test(arguments: [[80, 24], [120, 40]]) func `demo shows its views and q gives the terminal back`(
        _ size: [Int]
    ) async throws {
        let place = try Workplace()
        try await Terminal.open(size[0], size[1], in: place) { terminal in
            try await terminal.run(Self.demo)
            try await terminal.shows("Collect", Self.overview, "live", "/3 ━")
            try await visitViews(of: terminal)
            try await freeze(terminal)
            #expect(try place.leftovers().count { $0.hasPrefix("collect-demo") } == 1)
            let writer = try #require(Processes.children(of: try await terminal.program()).first)
            try await terminal.press("q")
            try await terminal.isGivenBack()
            let left = try place.leftovers()
            #expect(left.isEmpty)
            #expect(!Processes.isAlive(writer))
        }
    }

    private func visitViews(of terminal: Terminal) async throws {
        for (key, title) in [("2", "per hour, last"), ("3", "FOLLOWING"), ("4", "━ Alerts")] {
            try await terminal.press(key)
            try await terminal.shows(title)
        }
        try await terminal.press("Escape")
        try await terminal.shows(Self.overview)
        try await terminal.press("Enter")
        try await terminal.shows("per hour, last", "answered")
        try await terminal.press("1")
        try await terminal.shows(Self.overview)
        try await terminal.press("?")
        try await terminal.shows("/ search")
        try await terminal.press("Escape")
        try await terminal.hides("/ search")
        try await terminal.press("/")
        try await terminal.type("zzz")
        try await terminal.shows("no form matches")
        try await terminal.press("Escape")
        try await terminal.hides("no form matches")
        try await terminal.type(":view stream")
        try await terminal.shows(":view stream")
        try await terminal.press("Enter")
        try await terminal.shows("FOLLOWING")
        try await terminal.press("q")
        try await terminal.shows(Self.overview)
    }

    private func freeze(_ terminal: Terminal) async throws {
        try await terminal.press("Space")
        try await terminal.shows("FROZEN +")
        // Counting goes on behind the picture that stands still.
        try await terminal.hides("FROZEN +0 ")
        try await terminal.press("Space")
        try await terminal.hides("FROZEN")
    }

    @Test func `a resized terminal is drawn anew, and one too small says what is needed`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(Self.demo)
            try await terminal.shows(Self.overview, "╰")
            try await terminal.resize(120, 40)
            try await isDrawn(120, 40, on: terminal)
            try await terminal.resize(30, 8)
            try await terminal.shows("Collect needs 40 x 10", "this is 30 x 8")
            try await terminal.resize(80, 24)
            try await isDrawn(80, 24, on: terminal)
            try await terminal.press("q")
            try await terminal.isGivenBack()
        }
    }

    /// Waits for the border above the forms to span the screen (it holds none of the forms' wide letters), and the one below the last pane.
    private func isDrawn(_ width: Int, _ height: Int, on terminal: Terminal) async throws {
        try await until("a frame of \(width) x \(height)", found: terminal.screen) {
            let rows = try await terminal.screen().split(separator: "\n", omittingEmptySubsequences: false)
            let top = rows.first { $0.contains(Self.overview) }
            return top?.count == width && "┓╮".contains(top?.last ?? " ") && rows[height - 2].hasSuffix("╯")
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT]) func `a signal gives the terminal back and ends the writer`(
        _ signal: Int32
    ) async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(Self.demo)
            try await terminal.shows(Self.overview, "live")
            let dashboard = try await terminal.program()
            let writer = try #require(Processes.children(of: dashboard).first)
            kill(dashboard, signal)
            try await terminal.isGivenBack()
            try await until("the writer's end") { !Processes.isAlive(writer) }
            let left = try place.leftovers()
            #expect(left.isEmpty)
        }
    }

    @Test func `Ctrl-C ends it and Ctrl-Z lets it wait in the background`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(Self.demo)
            try await terminal.shows(Self.overview, "live")
            try await terminal.press("C-z")
            try await terminal.isGivenBack()
            try await terminal.run("fg")
            try await terminal.shows(Self.overview, "live")
            try await terminal.press("3")
            try await terminal.shows("FOLLOWING")
            try await terminal.press("C-c")
            try await terminal.isGivenBack()
            let left = try place.leftovers()
            #expect(left.isEmpty)
        }
    }

    /// Left to itself ncurses ignores Ctrl-Z while it draws, and one in a few hundred was lost.
    @Test func `a Ctrl-Z in the middle of a repaint is heard`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(Self.demo)
            try await terminal.shows(Self.overview, "live")
            let dashboard = try await terminal.program()
            // The terminal takes no more output, so that the next repaint waits in the middle.
            try await terminal.press("C-s")
            try await until("a repaint that waits") { Processes.isWritingToTerminal(dashboard) }
            try await terminal.press("C-z")
            try await terminal.isGivenBack()
            try await terminal.run("fg")
            try await terminal.shows(Self.overview, "live")
            try await terminal.press("q")
            try await terminal.isGivenBack()
        }
    }

    @Test func `no writer is left behind when the dashboard is killed`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(Self.demo + " --data $data")
            try await terminal.shows(Self.overview, "live")
            let dashboard = try await terminal.program()
            let writer = try #require(Processes.children(of: dashboard).first)
            kill(dashboard, SIGKILL)
            try await until("the writer's end") { !Processes.isAlive(writer) }
            #expect(Processes.mentioning(place.data).isEmpty)
        }
    }

    /// With SIGHUP ignored (nohup, sudo) only the end of input says that nobody is there.
    @Test(arguments: ["", "trap '' HUP; "]) func `a lost terminal ends the dashboard and its writer`(
        _ before: String
    ) async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run(before + Self.demo)
            try await terminal.shows(Self.overview, "live")
            let dashboard = try await terminal.program()
            let writer = try #require(Processes.children(of: dashboard).first)
            await terminal.close()
            try await until("the dashboard's end") { !Processes.isAlive(dashboard) }
            try await until("the writer's end") { !Processes.isAlive(writer) }
            try await until("the temporary directory's end") { (try? place.leftovers().isEmpty) == true }
        }
    }

    @Test func `NO_COLOR leaves out every colour`() async throws {
        let place = try Workplace()
        let coloured = try await recording(environment: [:], in: place, to: "coloured")
        let plain = try await recording(environment: ["NO_COLOR": "1"], in: place, to: "plain")
        #expect(!SentColours(in: coloured).isEmpty, "the search must be able to find colours")
        #expect(SentColours(in: plain).isEmpty)
    }

    private func recording(environment: [String: String], in place: Workplace, to name: String) async throws -> [UInt8]
    {
        let file = place.file(name)
        try await Terminal.open(80, 24, environment: environment, in: place) { terminal in
            try await terminal.record(to: file)
            try await terminal.run(Self.demo)
            try await terminal.shows(Self.overview, "live")
            try await terminal.press("3")
            try await terminal.shows("FOLLOWING")
            try await terminal.press("C-c")
            try await terminal.isGivenBack()
        }
        return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    @Test func `an unknown terminal falls back and says so`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run("TERM=no-such-terminal " + Self.demo)
            try await terminal.shows(Self.overview, #"terminal "no-such-terminal" is not known here; using xterm"#)
            try await terminal.press("q")
            try await terminal.isGivenBack()
        }
    }

    @Test func `a terminal that can only print line after line is refused`() async throws {
        let place = try Workplace()
        try await Terminal.open(100, 24, in: place) { terminal in
            try await terminal.run("TERM=dumb " + Self.demo + "; echo code=$?")
            try await terminal.shows("a terminal of type dumb cannot place text", "code=3")
            try await terminal.isGivenBack()
            let left = try place.leftovers()
            #expect(left.isEmpty)
        }
    }

    @Test func `a terminal with one screen only is left empty`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run("TERM=vt100 " + Self.demo)
            try await terminal.shows(Self.overview, "live")
            try await terminal.press("q")
            try await terminal.hides(Self.overview)
            try await terminal.isGivenBack()
        }
    }

    @Test func `a dashboard without a writer says so, and shows the first response that comes`() async throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: false)
        let file = try place.write([SampleResponses.line(id: "r-1", text: "first")], to: "first.ndjson")
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run("$collect --data $data")
            try await terminal.shows(Self.overview, "no writer: alerts are not delivered", "no responses yet")
            let taken = try await Program.run("import", file, "--data", place.data, in: place)
            #expect(taken.code == 0, "\(taken.complaint)")
            try await terminal.shows("clinic", "Remark")
            try await terminal.hides("no responses yet")
            try await terminal.press("q")
            try await terminal.isGivenBack()
        }
    }

    @Test func `a dashboard whose directory is missing leaves the terminal alone and answers 3`() async throws {
        let place = try Workplace()
        try await Terminal.open(80, 24, in: place) { terminal in
            try await terminal.run("$collect --data $data; echo code=$?")
            try await terminal.shows("no such data directory", "code=3")
            try await terminal.isGivenBack()
        }
    }
}

/// The colours that a recorded terminal session asks for: SGR 30–49 and 90–107.
struct SentColours {
    private(set) var codes: [Int] = []
    var isEmpty: Bool { codes.isEmpty }

    init(in bytes: [UInt8]) {
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        for piece in text.split(separator: "\u{1B}[").dropFirst() {
            guard let end = piece.firstIndex(where: { !$0.isNumber && $0 != ";" }), piece[end] == "m" else { continue }
            codes += piece[..<end].split(separator: ";").compactMap { Int($0) }.filter {
                (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
            }
        }
    }
}
