import Glibc

/// Standard output in large writes.
///
/// Why: a report over a thousand forms is megabytes, and a write for each line costs a system call each.
nonisolated struct StandardOutput {
    private var buffer: [UInt8] = []
    private static let flushAt = 1 << 16

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
        try Self.put(bytes)
    }

    mutating func line(_ text: String) throws(CommandFailure) {
        try write(text.utf8)
        try write(CollectionOfOne(0x0A))
    }

    mutating func flush() throws(CommandFailure) {
        try Self.put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private static func put(_ bytes: [UInt8]) throws(CommandFailure) {
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
