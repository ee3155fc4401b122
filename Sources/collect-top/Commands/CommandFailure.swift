import Glibc

/// What a command answers to its caller (DESIGN section 8).
nonisolated enum ExitStatus: Int32, Sendable, Comparable {
    case done = 0
    /// The work found problems: rejected lines, conflicts, damage, nothing found.
    case problems = 1
    case usage = 2
    /// Input, output or environment.
    case environment = 3

    static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rawValue < b.rawValue }
}

/// Why a command ends early: one line on stderr and an exit code.
nonisolated struct CommandFailure: Error {
    var code: ExitStatus
    /// What failed, where, what to do; empty where everything has been said already.
    var message: String

    init(_ code: ExitStatus, _ message: String = "") {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        self.init(.environment, "\(error)")
    }

    func report() {
        if !message.isEmpty { StandardError.line("collect-top: " + message) }
    }
}

/// One line on stderr, made harmless: a path or an id in it may hold anything.
nonisolated enum StandardError {
    static func line(_ text: String) { write(DisplayText(text).string + "\n", to: STDERR_FILENO) }

    /// Writes our own text as it is. What cannot be written to stderr cannot be told to anybody.
    static func write(_ text: String, to descriptor: Int32 = STDERR_FILENO) {
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let put = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return }
            bytes = bytes.dropFirst(put)
        }
    }
}
