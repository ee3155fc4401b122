import CollectStream
import Glibc
import Synchronization

/// The process that writes a demo's log: this program again, without a screen.
///
/// Why a process: the demo's dashboard then reads as any other does, across processes, and its cost can be seen apart.
nonisolated final class DemoChild: Sendable {
    private let process: pid_t
    /// An unnamed file that takes what the child says.
    private let words: Int32
    /// The end of a pipe at which the child tells that there is something to see.
    private let readiness: Int32
    /// Once it was waited for, its number may be another process's.
    private let hasEnded = Mutex(false)

    /// Starts this program with `arguments`; its input and output are closed.
    init(arguments: [String]) throws(CommandFailure) {
        words = UnnamedFile.open()
        guard words >= 0 else {
            throw CommandFailure(.environment, "no temporary file: \(String(cString: strerror(errno)))")
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            close(words)
            throw CommandFailure(.environment, "no pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readiness = ends[0]
        // With this end open in the parent, the pipe would not end with the child.
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO)
        let program = ThemeLibrary.executablePath()
        let owned = ([program] + arguments).map { strdup($0) }
        defer { for argument in owned { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, nil, owned + [nil], environ)
        guard code == 0 else {
            close(words)
            close(readiness)
            throw CommandFailure(.environment, "cannot start \(program): \(String(cString: strerror(code)))")
        }
        process = child
    }

    /// Waits until the child has written the past, or has ended: the first frame is then a whole picture.
    func waitUntilReady() {
        var byte: UInt8 = 0
        while read(readiness, &byte, 1) < 0, errno == EINTR {}
    }

    /// Tells the waiting parent that the past is written.
    static func tellReady() {
        var byte = UInt8(ascii: "\n")
        // A parent that is gone does not wait: the writer notices that by itself.
        _ = write(STDOUT_FILENO, &byte, 1)
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
        close(readiness)
    }
}
