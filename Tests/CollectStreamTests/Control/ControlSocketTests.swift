import CollectStream
import Foundation
import Glibc
import Synchronization
import Testing

/// Requests reach the process that writes, and nobody else gets in.
@Suite struct ControlSocketTests {
    @Test func `requests are answered with what the work said, one after the other`() throws {
        let place = try TemporaryDirectory()
        let asked = Mutex<[ControlRequest]>([])
        let socket = try ControlSocket(directory: place.path) { request in
            asked.withLock { $0.append(request) }
            return ControlReply(code: 1, output: ["two\nlines", "> third"], complaints: ["! why"])
        }
        defer { socket.close() }
        for request in [ControlRequest.pack, .retain(takesOverdue: true), .retain(takesOverdue: false)] {
            let reply = try ControlClient.ask(request, directory: place.path)
            #expect(reply == ControlReply(code: 1, output: ["two", "lines", "> third"], complaints: ["! why"]))
        }
        #expect(asked.withLock { $0 } == [.pack, .retain(takesOverdue: true), .retain(takesOverdue: false)])
    }

    @Test func `the socket is for its owner alone, replaces a dead one, and goes with its writer`() throws {
        let place = try TemporaryDirectory()
        try place.write([1], to: "control")
        let socket = try ControlSocket(directory: place.path) { _ in ControlReply(code: 0) }
        var status = stat()
        #expect(stat(place.file("control"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFSOCK && status.st_mode & 0o777 == 0o600)
        socket.close()
        #expect(try place.names().isEmpty)
        #expect(try ControlClient.ask(.pack, directory: place.path) == nil)
        #expect(throws: LogError.self) { try ControlClient.ask(.pack, directory: place.file("nowhere")) }
    }

    @Test func `a path longer than a socket's address may be works as well`() throws {
        let place = try TemporaryDirectory()
        let deep = place.path + "/" + String(repeating: "d", count: 200)
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let socket = try ControlSocket(directory: deep) { _ in ControlReply(code: 0, output: ["here"]) }
        defer { socket.close() }
        #expect(try ControlClient.ask(.pack, directory: deep)?.output == ["here"])
    }

    @Test(arguments: [
        "collect-control 2 pack", "collect-control 1 format-disk", "", "GET / HTTP/1.1",
        String(repeating: "x", count: 5000),
    ])
    func `what is no request is refused and harms nothing`(line: String) throws {
        let place = try TemporaryDirectory()
        let socket = try ControlSocket(directory: place.path) { _ in ControlReply(code: 0, output: ["done"]) }
        defer { socket.close() }
        #expect(try said(to: place.file("control"), line + "\n").hasPrefix("collect-control 1 3\n! "))
        #expect(try ControlClient.ask(.pack, directory: place.path)?.output == ["done"])
    }

    /// Sends raw bytes and reads what comes.
    private func said(to path: String, _ text: String) throws -> String {
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(connected == 0)
        _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(connection, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `the owner answers when it comes by, and tells who waits when it ends`() async throws {
        let desk = OwnersDesk()
        async let first = answer(desk, .pack)
        async let second = answer(desk, .retain(takesOverdue: false))
        var served = 0
        while served < 1 {
            await desk.serve { request in
                served += 1
                return ControlReply(code: 0, output: ["\(request)"])
            }
            await Task.yield()
        }
        desk.close()
        let replies = await [first, second]
        #expect(replies.contains { $0.code == 0 })
        #expect(desk.ask(.pack).complaints == ["the writer has ended meanwhile; run the command again"])
    }

    /// Asks on a thread of its own, as a socket does: it waits.
    private func answer(_ desk: OwnersDesk, _ request: ControlRequest) async -> ControlReply {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: desk.ask(request)) }
        }
    }
}
