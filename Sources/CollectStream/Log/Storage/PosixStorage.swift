import Glibc
import Synchronization

/// The operating system's files: pread, pwrite, fdatasync, flock.
public struct PosixStorage: LogStorage {
    public init() {}

    public func open(_ path: String, _ access: LogFileAccess) throws(LogError) -> any LogFile {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        return PosixFile(descriptor: try Self.openDescriptor(path, flags), path: path)
    }

    public func createZeroed(_ path: String, bytes: UInt64) throws(LogError) -> any LogFile {
        let file = PosixFile(descriptor: try Self.openDescriptor(path, O_RDWR | O_CREAT | O_EXCL), path: path)
        try file.fillWithZeros(bytes)
        return file
    }

    public func kind(of path: String) throws(LogError) -> LogPathKind {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .none }
            throw .system("stat", path)
        }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
    }

    public func list(_ directory: String) throws(LogError) -> [String] {
        guard let stream = opendir(directory) else { throw .system("list", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    public func createDirectory(_ path: String) throws(LogError) {
        // Responses are personal data: nobody but the owner may enter.
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("create directory", path) }
    }

    public func rename(_ source: String, to target: String) throws(LogError) {
        guard Glibc.rename(source, target) == 0 else { throw .system("rename to", target) }
    }

    public func remove(_ path: String) throws(LogError) {
        guard unlink(path) == 0 else { throw .system("remove", path) }
    }

    public func syncDirectory(_ path: String) throws(LogError) {
        let descriptor = try Self.openDescriptor(path, O_RDONLY | O_DIRECTORY)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync directory", path) }
    }

    public func freeShare(_ path: String) throws(LogError) -> Double {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw .system("statvfs", path) }
        // Some network file systems report no size; they cannot be judged, so they are not refused.
        guard status.f_blocks > 0 else { return 1 }
        return Double(status.f_bavail) / Double(status.f_blocks)
    }

    public func lock(_ path: String, holder: String) throws(LogError) -> any LogLock {
        let descriptor = try Self.openDescriptor(path, O_RDWR | O_CREAT)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let refusal: LogError =
                errno == EWOULDBLOCK ? .lockHeld(path: path, holder: Self.holder(descriptor)) : .system("lock", path)
            close(descriptor)
            throw refusal
        }
        // The name is for the other program's message only: a failure to leave it must not stop the writer.
        var line = holder + "\n"
        line.withUTF8 { text in
            _ = ftruncate(descriptor, 0)
            _ = pwrite(descriptor, text.baseAddress, text.count, 0)
        }
        return PosixLock(descriptor: descriptor)
    }

    /// What the holder wrote, printable only, for an error message.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = bytes.prefix(max(count, 0)).filter { $0 >= 0x20 && $0 < 0x7F }
        return text.isEmpty ? "another process" : String(decoding: text, as: UTF8.self)
    }

    private static func openDescriptor(_ path: String, _ flags: Int32) throws(LogError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .system("open", path) }
        }
    }
}

private final class PosixFile: LogFile {
    private let descriptor: Int32
    private let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        var done = 0
        while done < buffer.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, part.baseAddress, part.count, off_t(clamping: position + UInt64(done)))
            if count == 0 { break }
            if count > 0 { done += count } else if errno != EINTR { throw .system("read", path) }
        }
        return done
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        var done = 0
        while done < bytes.count {
            let part = bytes.slice(done..<bytes.count)
            let count = pwrite(descriptor, part.baseAddress, part.count, off_t(clamping: position + UInt64(done)))
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw .system("write", path)
            }
        }
    }

    func sync() throws(LogError) {
        // Not repeated on failure, whatever the reason: Linux reports a lost page once and then calls it clean.
        guard fdatasync(descriptor) == 0 else { throw .system("sync", path) }
    }

    /// Writes zeros past the page cache where the file system allows it, and syncs.
    ///
    /// Why: copying them through the cache took half of the processor at full load (measured November 2026), and a sync of a
    /// whole segment held up the commits beside it for half a second. Small steps let those through.
    func fillWithZeros(_ bytes: UInt64) throws(LogError) {
        let stepBytes = 256 << 10
        let code = posix_fallocate(descriptor, 0, off_t(clamping: bytes))
        guard code == 0 else {
            errno = code
            throw .system("reserve", path)
        }
        let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 4096)
        defer { zeros.deallocate() }
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
        let isDirect = fcntl(descriptor, F_SETFL, O_RDWR | __O_DIRECT) == 0
        defer { if isDirect { _ = fcntl(descriptor, F_SETFL, O_RDWR) } }
        var position: UInt64 = 0
        while position < bytes {
            let part = Int(min(UInt64(stepBytes), bytes - position))
            try write(UnsafeRawBufferPointer(rebasing: zeros[..<part]), at: position)
            if !isDirect { try sync() }
            position += UInt64(part)
        }
        try sync()
    }

    func sizeBytes() throws(LogError) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("stat", path) }
        return UInt64(status.st_size)
    }
}

private final class PosixLock: LogLock {
    private let descriptor: Mutex<Int32?>

    init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit { release() }

    func release() {
        descriptor.withLock { held in
            if let open = held { close(open) }
            held = nil
        }
    }
}

extension LogError {
    /// The failure that `errno` now describes.
    static func system(_ operation: String, _ path: String) -> LogError {
        let code = errno
        return .storage(
            StorageFailure(operation: operation, path: path, code: code, reason: String(cString: strerror(code))))
    }
}
