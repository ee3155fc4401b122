import Foundation
import Glibc
import Synchronization

/// What a program said, and how it ended.
struct Outcome: Sendable {
    /// The exit code, or 128 and the signal's number, as shells count.
    var code: Int32
    var output: [UInt8]
    var errors: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
    var complaint: String { String(decoding: errors, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    var complaints: [String] { complaint.split(separator: "\n").map(String.init) }

    /// The output as one JSON object.
    func json() throws -> [String: Any] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(output)) as? [String: Any] else {
            throw EndToEndError.notJSON(text + complaint)
        }
        return object
    }
}

/// A program that runs beside the test, with its output in files that can be read meanwhile.
///
/// Bound: whoever does not call `outcome` kills it by letting go of it.
final class Program: Sendable {
    /// The program under test: it stands beside the test bundle, in the same build.
    static let collectTop: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = buffer.withUnsafeMutableBytes { raw in
            readlink("/proc/self/exe", raw.bindMemory(to: CChar.self).baseAddress!, raw.count)
        }
        let bundle = String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
        return bundle.prefix(upTo: bundle.lastIndex(of: "/") ?? bundle.startIndex) + "/collect-top"
    }()

    enum Input: Sendable {
        case none
        case bytes([UInt8])
        /// The test writes with `send` and ends with `endInput`.
        case pipe
    }

    /// No program may start between the opening of a pipe and its marking: with the other program's end open it would never end.
    private static let spawning = Mutex<Void>(())

    let processID: pid_t
    private let output: CapturedFile
    private let errors: CapturedFile
    private let input: Mutex<Int32?>
    private let ended = Mutex<Int32?>(nil)

    init(
        _ arguments: [String], program: String = Program.collectTop, input: Input = .none,
        environment: [String: String] = [:], in place: Workplace
    ) throws {
        output = try CapturedFile()
        errors = try CapturedFile()
        let (child, own) = try Self.open(input)
        defer { close(child) }
        do {
            processID = try Self.spawn(
                [program] + arguments, standard: [child, output.descriptor, errors.descriptor],
                environment: Self.environment(environment, place))
        } catch {
            if let own { close(own) }
            throw error
        }
        self.input = Mutex(own)
    }

    deinit {
        input.withLock { if let own = $0 { close(own) } }
        if status() == nil {
            kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
        }
    }

    /// Runs to the end. - Throws: `timedOut`; the program is killed then.
    static func run(
        _ arguments: String..., program: String = Program.collectTop, input: Input = .none,
        environment: [String: String] = [:], in place: Workplace
    ) async throws -> Outcome {
        try await Program(arguments, program: program, input: input, environment: environment, in: place).outcome()
    }

    /// Runs a line of shell, in which `$collect` is the program.
    static func shell(_ line: String, in place: Workplace) async throws -> Outcome {
        try await run(
            "-c", line, program: "/bin/bash", environment: ["collect": Program.collectTop, "data": place.data],
            in: place)
    }

    /// What it has said so far.
    var said: String { String(decoding: output.bytes(), as: UTF8.self) }

    /// What it has complained of so far.
    var complained: String { String(decoding: errors.bytes(), as: UTF8.self) }

    func signal(_ number: Int32) { kill(processID, number) }

    /// Writes to its input; returns false where it no longer reads.
    func send(_ bytes: ArraySlice<UInt8>) async throws -> Bool {
        guard let own = input.withLock({ $0 }) else { return false }
        var left = bytes
        while !left.isEmpty {
            let put = left.withUnsafeBytes { write(own, $0.baseAddress, $0.count) }
            if put > 0 {
                left = left.dropFirst(put)
            } else if errno == EAGAIN {
                try await Task.sleep(for: .milliseconds(1))
            } else {
                return false
            }
        }
        return true
    }

    func endInput() {
        input.withLock { own in
            if let descriptor = own { close(descriptor) }
            own = nil
        }
    }

    /// Waits for its end. - Throws: `timedOut`; it is killed then.
    func outcome(within limit: Duration = .seconds(30)) async throws -> Outcome {
        do {
            try await until("the end of process \(processID)", within: limit, found: { self.said + self.complained }) {
                self.status() != nil
            }
        } catch {
            signal(SIGKILL)
            throw error
        }
        return Outcome(code: status() ?? -1, output: output.bytes(), errors: errors.bytes())
    }

    /// The exit code, nil while it runs.
    func status() -> Int32? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard waitpid(processID, &status, WNOHANG) == processID else { return nil }
            ended = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
            return ended
        }
    }

    /// Nothing of the developer's own settings reaches the programs.
    static func environment(_ extra: [String: String], _ place: Workplace) -> [String] {
        var all = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": place.path, "TMPDIR": place.temporary, "LANG": "C.UTF-8",
            "TZ": "UTC",
        ]
        all.merge(extra) { $1 }
        return all.map { "\($0)=\($1)" }
    }

    private static func open(_ input: Input) throws -> (child: Int32, own: Int32?) {
        switch input {
        case .none: return (Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC), nil)
        case .bytes(let bytes):
            let file = try CapturedFile()
            try file.fill(bytes)
            return (dup(file.descriptor), nil)
        case .pipe:
            // A program that was killed no longer reads: that is an answer here, not a signal.
            Glibc.signal(SIGPIPE, SIG_IGN)
            return try spawning.withLock { _ in
                var ends: [Int32] = [0, 0]
                guard pipe(&ends) == 0 else { throw EndToEndError.call("pipe", errno: errno) }
                for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
                _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
                return (ends[0], ends[1])
            }
        }
    }

    private static func spawn(_ words: [String], standard: [Int32], environment: [String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in standard.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let code = spawning.withLock { _ in
            posix_spawn(&child, words[0], &actions, &attributes, arguments, variables)
        }
        guard code == 0 else { throw EndToEndError.call("posix_spawn \(words[0])", errno: code) }
        return child
    }
}

/// A file without a name that takes what a program writes.
final class CapturedFile: Sendable {
    let descriptor: Int32

    init() throws {
        var template = Array("/tmp/collect-e2e-words-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw EndToEndError.call("mkstemp", errno: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(descriptor) }

    func bytes() -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let got = pread(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, got)))
    }

    /// Holds `bytes` and stands at their beginning.
    func fill(_ bytes: [UInt8]) throws {
        guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw EndToEndError.call("write", errno: errno)
        }
    }
}
