import Glibc

/// A data directory's control socket: `control`, for its owner's eyes only (mode 0600).
///
/// Why through `/proc/self/fd`: a socket's path has at most 107 bytes, a directory's may have 4,095.
/// - Source: unix(7), proc(5).
struct ControlAddress: ~Copyable {
    static let name = "control"

    private let directory: Int32
    let path: String

    /// - Throws: `storage` where the directory cannot be opened.
    init(directory path: String) throws(LogError) {
        self.path = "\(path)/\(Self.name)"
        directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .system("open", path) }
    }

    deinit { close(directory) }

    /// Binds a socket here, in the place of one that a dead writer left.
    /// - Throws: `storage`.
    func bind(_ socket: Int32) throws(LogError) {
        unlinkat(directory, Self.name, 0)
        // The mode of the file is the socket's: so it is never open to others, not even for a moment.
        guard fchmod(socket, 0o600) == 0 else { throw .system("chmod", path) }
        guard withAddress({ Glibc.bind(socket, $0, $1) }) == 0 else { throw .system("bind", path) }
    }

    /// - Returns: whether somebody listens.
    func connect(_ socket: Int32) -> Bool { withAddress { Glibc.connect(socket, $0, $1) } == 0 }

    func remove() { unlinkat(directory, Self.name, 0) }

    private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let text = Array("/proc/self/fd/\(directory)/\(Self.name)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: text) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Reading and writing of small texts over a connection, with patience for a few seconds only.
enum ControlStream {
    /// - Returns: what comes until the other side ends, or until `isWhole` says so; nil where it is more than `most` bytes or does not come.
    static func read(_ socket: Int32, most: Int, until isWhole: (String) -> Bool) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= most {
            let count = Glibc.read(socket, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            if isWhole(text) { return text }
        }
        return nil
    }

    /// Writes all of it, or as much as the other side takes: one that hangs up misses the rest.
    static func write(_ text: String, to socket: Int32) {
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Lets no call on the socket wait longer than this.
    static func limit(_ socket: Int32, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
