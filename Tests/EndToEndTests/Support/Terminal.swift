import Foundation
import Glibc

/// A real terminal: a shell in a tmux server of this test's own.
///
/// Shape: the prompt is `ready$`; the program under test is `$collect`.
final class Terminal: Sendable {
    private static let prompt = "ready$"
    private let place: Workplace
    private let socket: String
    /// The device under the shell.
    let device: String
    let shell: pid_t
    /// The device's settings as the shell left them.
    private let settings: String

    /// Gives `body` a terminal and takes it away afterwards; what the screen showed is part of a failure.
    static func open(
        _ width: Int, _ height: Int, environment: [String: String] = [:], in place: Workplace,
        _ body: (Terminal) async throws -> Void
    ) async throws {
        let terminal = try await Terminal(width, height, environment, place)
        do {
            try await terminal.shows(Self.prompt)
            try await body(terminal)
        } catch {
            await terminal.close()
            throw error
        }
        await terminal.close()
    }

    private init(_ width: Int, _ height: Int, _ environment: [String: String], _ place: Workplace) async throws {
        self.place = place
        // A new one each time: a server that is about to end still answers at its socket, and takes the next one with it.
        socket = place.file("tmux-\(UUID().uuidString.prefix(8))")
        // The shell of root takes its prompt from nowhere else.
        let start = try place.write(["PS1='\(Self.prompt) '"], to: "start.sh")
        let own = ["collect": Program.collectTop, "data": place.data, "ENV": start]
        let outcome = try await Program.run(
            "-u", "-S", socket, "-f", "/dev/null", "start-server",
            ";", "set-option", "-g", "default-terminal", "tmux-256color", ";", "set-option", "-sg", "escape-time", "0",
            ";", "set-option", "-g", "exit-empty", "off",
            ";", "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "/bin/sh",
            program: "/usr/bin/tmux", environment: own.merging(environment) { $1 }, in: place)
        guard outcome.code == 0 else { throw EndToEndError.notJSON("tmux: " + outcome.complaint) }
        let facts = try await Self.tmux(socket, ["display-message", "-p", "#{pane_tty} #{pane_pid}"], place)
            .split(whereSeparator: \.isWhitespace)
        device = String(facts.first ?? "")
        shell = pid_t(facts.last ?? "") ?? 0
        let device = device
        settings = try await Self.settings(of: device, place)
    }

    /// Ends the server, as a lost connection does.
    func close() async { _ = try? await tmux("kill-server") }

    // MARK: Keys

    /// Types a line into the shell.
    func run(_ line: String) async throws {
        try await type(line)
        try await press("Enter")
    }

    /// Types letters as they are.
    func type(_ text: String) async throws { _ = try await tmux("send-keys", "-l", "--", text) }

    /// Presses keys by tmux's names.
    func press(_ keys: String...) async throws { _ = try await Self.tmux(socket, ["send-keys"] + keys, place) }

    func resize(_ width: Int, _ height: Int) async throws {
        _ = try await tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
    }

    /// Copies all that programs send to the terminal into a file, from now on.
    func record(to file: String) async throws { _ = try await tmux("pipe-pane", "-o", "cat > '\(file)'") }

    // MARK: What is seen

    func screen() async throws -> String { try await tmux("capture-pane", "-p") }

    /// Waits until the screen shows all of `texts`.
    func shows(_ texts: String..., within limit: Duration = .seconds(20)) async throws {
        try await until("\(texts) on the screen", within: limit, found: screen) {
            let screen = try await self.screen()
            return texts.allSatisfy(screen.contains)
        }
    }

    /// Waits until the screen no longer shows `text`.
    func hides(_ text: String) async throws {
        try await until("\(text) to leave the screen", found: screen) {
            try await !self.screen().contains(text)
        }
    }

    /// Waits until the terminal is the shell's again, as it was: prompt, main screen, cursor, keypad, mouse and device settings.
    func isGivenBack() async throws {
        let format = "#{alternate_on}#{cursor_flag}#{keypad_cursor_flag}#{mouse_any_flag}"
        let found = { @Sendable [self] in
            try await tmux("display-message", "-p", format) + Self.settings(of: device, place) + screen()
        }
        try await until("the terminal as it was: 0100, \(settings)", found: found) {
            guard try await self.tmux("display-message", "-p", format).hasPrefix("0100") else { return false }
            guard try await Self.settings(of: self.device, self.place) == self.settings else { return false }
            // An empty prompt: with the main screen the line comes back that started the program, before the program has ended.
            return try await self.screen().split(separator: "\n").last.map(String.init) == Self.prompt
        }
    }

    /// The program that the shell runs now.
    func program() async throws -> pid_t {
        var found: [pid_t] = []
        try await until("a program of the shell") {
            found = Processes.children(of: self.shell)
            return found.count == 1
        }
        return found[0]
    }

    // MARK: tmux

    private func tmux(_ words: String...) async throws -> String { try await Self.tmux(socket, words, place) }

    private static func tmux(_ socket: String, _ words: [String], _ place: Workplace) async throws -> String {
        let program = try Program(["-u", "-S", socket] + words, program: "/usr/bin/tmux", in: place)
        return try await program.outcome(within: .seconds(10)).text
    }

    /// Everything that `stty` knows but the size.
    private static func settings(of device: String, _ place: Workplace) async throws -> String {
        let all = try await Program.run("-a", "-F", device, program: "/usr/bin/stty", in: place)
        return all.lines.dropFirst().joined(separator: "\n")
    }
}

/// Processes as /proc lists them.
enum Processes {
    static func children(of parent: pid_t) -> [pid_t] {
        all().filter { facts($0)?.parent == parent }
    }

    /// Whether it runs; a zombie does not.
    static func isAlive(_ process: pid_t) -> Bool { facts(process).map { $0.state != "Z" } ?? false }

    /// Processes that were given `word` as an argument or a part of one.
    static func mentioning(_ word: String) -> [pid_t] {
        all().filter { process in
            guard let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline")) else {
                return false
            }
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }

    /// Whether one of its threads waits for a terminal to take more output.
    static func isWritingToTerminal(_ process: pid_t) -> Bool {
        let tasks = "/proc/\(process)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).contains { task in
            let place = try? String(contentsOfFile: "\(tasks)/\(task)/wchan", encoding: .utf8)
            return place.map { $0.contains("n_tty_write") || $0.contains("wait_woken") } ?? false
        }
    }

    private static func all() -> [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    }

    private static func facts(_ process: pid_t) -> (state: String, parent: pid_t)? {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/stat")) else { return nil }
        let line = String(decoding: bytes, as: UTF8.self)
        // The name stands in brackets and may hold anything.
        guard let end = line.lastIndex(of: ")") else { return nil }
        let words = line[line.index(after: end)...].split(separator: " ")
        guard words.count > 1, let parent = pid_t(words[1]) else { return nil }
        return (String(words[0]), parent)
    }
}
