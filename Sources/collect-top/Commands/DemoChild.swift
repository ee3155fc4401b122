import Glibc
import Synchronization

/// The process that writes a demo's log: this program again, without a screen.
///
/// Why a process: the demo's dashboard then reads as any other does, across processes, and its cost can be seen apart.
nonisolated final class DemoChild: Sendable {
    private let process: pid_t
    /// An unnamed file that takes what the child says.
    private let words: Int32
    /// Once it was waited for, its number may be another process's.
    private let hasEnded = Mutex(false)

    /// Starts this program with `arguments`; its input and output are closed.
    init(arguments: [String]) throws(CommandFailure) {
        var template = Array("/tmp/collect-demo-words-XXXXXX".utf8CString)
        words = mkstemp(&template)
        guard words >= 0 else {
            throw CommandFailure(.environment, "no temporary file: \(String(cString: strerror(errno)))")
        }
        unlink(template)
        _ = fcntl(words, F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO)
        let program = ThemeLibrary.executablePath()
        let owned = ([program] + arguments).map { strdup($0) }
        defer { for argument in owned { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, nil, owned + [nil], environ)
        guard code == 0 else {
            throw CommandFailure(.environment, "cannot start \(program): \(String(cString: strerror(code)))")
        }
        process = child
    }

    /// What the child said before it ended by itself; nil while it lives.
    func complaint() -> String? {
        let ends = hasEnded.withLock { hasEnded in
            guard !hasEnded, waitpid(process, nil, WNOHANG) == process else { return false }
            hasEnded = true
            return true
        }
        guard ends else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = pread(words, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
    }

    /// Ends the child and waits for it.
    func end() {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            kill(process, SIGTERM)
            waitpid(process, nil, 0)
            hasEnded = true
        }
        close(words)
    }
}
