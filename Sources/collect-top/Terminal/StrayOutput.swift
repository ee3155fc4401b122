import CollectStream
import Glibc

/// Keeps what others write to standard output and standard error off the screen, and shows it afterwards.
///
/// Why: a warning of a library or of the runtime, written over a finished frame, stays there until the cells change.
/// Bound: the first 64 KB are shown again.
@MainActor
final class StrayOutput {
    private static let maxReplayBytes = 64 * 1024

    /// The file that holds what was written, and where standard error really goes: for the crash handler.
    let log: Int32
    let standardError: Int32
    private let standardOutput: Int32
    private var isRedirected = true

    init() throws(TerminalError) {
        log = UnnamedFile.open()
        guard log >= 0 else { throw .call(name: "mkstemp", errno: errno) }
        _ = fcntl(log, F_SETFL, O_APPEND | O_RDWR)
        standardError = dup(STDERR_FILENO)
        standardOutput = dup(STDOUT_FILENO)
        guard standardError >= 0, standardOutput >= 0, dup2(log, STDERR_FILENO) >= 0 else {
            throw .call(name: "dup2", errno: errno)
        }
        // Output that goes to a file or a pipe does not touch the screen and stays where the user sent it.
        if isatty(standardOutput) == 1, dup2(log, STDOUT_FILENO) < 0 {
            throw .call(name: "dup2", errno: errno)
        }
    }

    /// Gives both descriptors back and shows what was written meanwhile, cleaned.
    func restore() {
        guard isRedirected else { return }
        isRedirected = false
        dup2(standardError, STDERR_FILENO)
        dup2(standardOutput, STDOUT_FILENO)
        replay()
        for descriptor in [standardError, standardOutput, log] { close(descriptor) }
    }

    private func replay() {
        var bytes = [UInt8](repeating: 0, count: StrayOutput.maxReplayBytes)
        let count = pread(log, &bytes, bytes.count, 0)
        guard count > 0 else { return }
        for line in bytes[..<count].split(separator: UInt8(ascii: "\n")) {
            let text = Array((DisplayText(bytes: line).string + "\n").utf8)
            if write(STDERR_FILENO, text, text.count) < 0 { return }
        }
    }
}
