import Dispatch
import Glibc
import Synchronization

/// Where the process that writes a log takes requests of others: `DIR/control`.
///
/// Why: only the writer may change a log, so whoever else wants a change asks it.
/// Safety: the file's mode lets nobody in but its owner, and the kernel says who connects: another user than ours and root is turned away.
/// Requests are a line of at most 256 bytes; who does not send it within two seconds is hung up on.
/// Isolation: one queue; requests are answered one after the other, and `answer` may take as long as the work does.
public final class ControlSocket: Sendable {
    private static let mostBytes = 256
    private static let patienceSeconds = 2
    private static let pauseMs: Int32 = 100

    private let listener: Int32
    private let directory: String
    private let isClosed = Atomic(false)
    /// Blocked in accept(2) until the listener is shut down.
    private let queue = DispatchQueue(label: "collect.control", qos: .utility)
    private let answer: @Sendable (ControlRequest) -> ControlReply

    /// Listens. Call it with the writer's lock held: a socket that is there belongs to a dead writer.
    /// - Throws: `storage`.
    public init(
        directory: String, answer: @escaping @Sendable (ControlRequest) -> ControlReply
    ) throws(LogError) {
        self.directory = directory
        self.answer = answer
        let address = try ControlAddress(directory: directory)
        listener = socket(AF_UNIX, Self.streamKind, 0)
        guard listener >= 0 else { throw .system("socket", address.path) }
        do throws(LogError) {
            try address.bind(listener)
            guard listen(listener, 16) == 0 else { throw .system("listen", address.path) }
        } catch {
            Glibc.close(listener)
            throw error
        }
        queue.async { self.acceptAll() }
    }

    static let streamKind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

    /// Takes no more requests, waits for the one under way, and removes the socket.
    public func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        shutdown(listener, Int32(SHUT_RD))
        queue.sync {}
        Glibc.close(listener)
        if let address = try? ControlAddress(directory: directory) { address.remove() }
    }

    private func acceptAll() {
        while !isClosed.load(ordering: .acquiring) {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                // Of descriptors or memory there may be more in a moment; shut down, the next call would fail as well.
                if errno != EINTR, errno != ECONNABORTED { poll(nil, 0, Self.pauseMs) }
                continue
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            serve(connection)
            Glibc.close(connection)
        }
    }

    private func serve(_ connection: Int32) {
        guard Self.isTrusted(connection) else { return }
        ControlStream.limit(connection, seconds: Self.patienceSeconds)
        let text = ControlStream.read(connection, most: Self.mostBytes) { $0.hasSuffix("\n") }
        let request = text.flatMap { $0.hasSuffix("\n") ? ControlRequest(line: String($0.dropLast())) : nil }
        let unknown = ControlReply(
            code: 3, complaints: ["the writer does not know this request: are both programs of one version?"])
        ControlStream.write(request.map { answer($0).text } ?? unknown.text, to: connection)
    }

    private static func isTrusted(_ connection: Int32) -> Bool {
        // struct ucred of unix(7), which Glibc's module leaves out: pid, uid, gid, 32 bits each.
        var peer: [UInt32] = [0, 0, 0]
        var size = socklen_t(peer.count * MemoryLayout<UInt32>.size)
        guard getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return false }
        return peer[1] == geteuid() || peer[1] == 0
    }
}

/// Asks the process that writes a log.
public enum ControlClient {
    private static let mostBytes = 1 << 20

    /// - Returns: the answer, however long the work takes; nil where nobody listens, or hangs up before the answer is whole.
    /// - Throws: `storage` where the directory cannot be opened or no socket can be had.
    public static func ask(_ request: ControlRequest, directory: String) throws(LogError) -> ControlReply? {
        let address = try ControlAddress(directory: directory)
        let connection = socket(AF_UNIX, ControlSocket.streamKind, 0)
        guard connection >= 0 else { throw .system("socket", address.path) }
        defer { Glibc.close(connection) }
        guard address.connect(connection) else { return nil }
        ControlStream.write(request.line + "\n", to: connection)
        guard let text = ControlStream.read(connection, most: mostBytes, until: { _ in false }) else { return nil }
        return ControlReply(text: text)
    }
}
