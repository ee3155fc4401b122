import Glibc

/// Standard output in large writes.
///
/// Why: a report over a thousand forms is megabytes, and a write for each line costs a system call each.
nonisolated struct StandardOutput {
    private var buffer: [UInt8] = []
    /// Whether what is written goes to a terminal and is not meant to steer it.
    private let isShown: Bool
    private static let flushAt = 1 << 16

    /// - Parameter draws: what is written steers the terminal on purpose, as a frame with its colours does.
    init(draws: Bool = false) { isShown = !draws && Self.isTerminal }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// - Throws: `CommandFailure` where the other end is closed or the disk is full.
    mutating func write(_ bytes: some Sequence<UInt8>) throws(CommandFailure) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.flushAt { try flush() }
    }

    /// Writes what is large already as it stands.
    mutating func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard bytes.count >= Self.flushAt else { return try write(bytes[...]) }
        try flush()
        try put(bytes)
    }

    mutating func line(_ text: String) throws(CommandFailure) {
        try write(text.utf8)
        try write(CollectionOfOne(0x0A))
    }

    mutating func flush() throws(CommandFailure) {
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ given: [UInt8]) throws(CommandFailure) {
        let bytes = isShown ? HarmlessBytes.of(given) : given
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress! + done, bytes.count - done) }
            if put < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(
                    .environment, "cannot write to standard output: \(String(cString: strerror(errno)))")
            }
            done += put
        }
    }
}
