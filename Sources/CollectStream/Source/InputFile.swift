import Glibc
import Synchronization

/// A file of responses that is read in blocks and, for edits and retries, at any place again.
///
/// Why not mapped: a file that is cut short while it is mapped kills the process; a failed read is an error with a place.
/// `-` is the standard input. Pipes are first copied into a file without a name, or read once as they come.
public final class InputFile: Sendable {
    public let path: String
    private let descriptor: Int32
    /// What is read as it comes; nil where everything is in the file.
    private let incoming: Mutex<IncomingBytes?>

    /// Opens `path` for reading. - Throws: `InputError` for what cannot be opened and for directories.
    /// - Parameter asItComes: a pipe is handed out while it is still being written; it can then be read only once, in order.
    public init(path: String, asItComes: Bool = false) throws(InputError) {
        self.path = path
        let name = path == "-" ? "standard input" : path
        let opened = path == "-" ? dup(STDIN_FILENO) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw .cannotOpen(path: name, reason: String(cString: strerror(errno))) }
        do throws(InputError) {
            if try Self.isRegular(opened, path: name) {
                // At a place where the shell stands already, as in `(read title; collect-top import -) < file`.
                let isAtStart = path != "-" || lseek(opened, 0, SEEK_CUR) == 0
                descriptor = isAtStart ? opened : try Self.spool(opened, name: name)
                incoming = Mutex(nil)
                if !isAtStart { close(opened) }
            } else if asItComes {
                descriptor = opened
                incoming = Mutex(IncomingBytes(source: opened, name: name))
            } else {
                descriptor = try Self.spool(opened, name: name)
                incoming = Mutex(nil)
                close(opened)
            }
        } catch {
            close(opened)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Whether more can be read without waiting; always so for files.
    var isReady: Bool { incoming.withLock { $0?.isReady ?? true } }

    /// Whether a read that comes short has met the end; for what is read as it comes, only once its end was met.
    var isWhole: Bool { incoming.withLock { $0?.isEnded ?? true } }

    /// Its length in bytes, for progress; nil where that is not known.
    public var lengthBytes: Int64? {
        guard incoming.withLock({ $0 == nil }) else { return nil }
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Fills `buffer` from `offset`; fewer bytes than its size only at the end of the file.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let read = incoming.withLock { incoming -> Result<Int, InputError>? in
            guard incoming != nil else { return nil }
            do throws(InputError) {
                return .success(try incoming?.read(at: offset, into: buffer) ?? 0)
            } catch { return .failure(error) }
        }
        if let read { return try read.get() }
        var filled = 0
        while filled < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset) + off_t(filled))
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(path: path, offset: offset + Int64(filled), reason: String(cString: strerror(errno)))
            }
            filled += got
        }
        return filled
    }

    private static func isRegular(_ descriptor: Int32, path: String) throws(InputError) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path: path) }
        return status.st_mode & S_IFMT == S_IFREG
    }

    private static func spool(_ source: Int32, name: String) throws(InputError) -> Int32 {
        let copy = UnnamedFile.open()
        guard copy >= 0 else {
            let reason = "no temporary file in \(UnnamedFile.folder): \(String(cString: strerror(errno)))"
            throw .cannotOpen(path: name, reason: reason)
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: Int64 = 0
        while true {
            let got = Glibc.read(source, &buffer, buffer.count)
            if got == 0 { return copy }
            if got < 0, errno == EINTR { continue }
            guard got > 0, writeAll(copy, buffer, got) else {
                let reason = String(cString: strerror(errno))
                close(copy)
                throw .cannotRead(path: name, offset: offset, reason: reason)
            }
            offset += Int64(got)
        }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let put = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, count - done) }
            if put < 0 {
                if errno == EINTR { continue }
                return false
            }
            done += put
        }
        return true
    }
}
