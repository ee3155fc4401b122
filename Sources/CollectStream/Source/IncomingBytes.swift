import Glibc

/// A pipe or a device that is read once, from its beginning on, while it is still being written.
///
/// Why: whoever sends the next responses when the ones before are acknowledged must not have to end the input first.
/// Bound: holds what was handed out since the last offset asked for, at most the largest buffer given.
struct IncomingBytes {
    private let name: String
    private let source: Int32
    private var held: [UInt8] = []
    private var heldFrom: Int64 = 0
    private(set) var isEnded = false

    /// `source` stays its owner's.
    init(source: Int32, name: String) {
        self.source = source
        self.name = name
    }

    /// Whether reading would not have to wait.
    var isReady: Bool {
        if isEnded { return true }
        var state = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) != 0
    }

    /// Fills `buffer` from `offset`, which never falls: waits for a whole line, and goes on while more is there.
    mutating func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        held.removeFirst(min(held.count, Int(offset - heldFrom)))
        heldFrom = offset
        let known = min(held.count, buffer.count)
        buffer.copyBytes(from: held.prefix(known))
        var filled = known
        var hasLine = Self.hasBreak(buffer[..<known])
        while filled < buffer.count, !isEnded, !hasLine || isReady {
            let got = Glibc.read(source, buffer.baseAddress! + filled, min(buffer.count - filled, 1 << 18))
            if got < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(path: name, offset: offset + Int64(filled), reason: String(cString: strerror(errno)))
            }
            isEnded = got == 0
            let fresh = buffer[filled..<filled + got]
            held.append(contentsOf: fresh)
            hasLine = hasLine || Self.hasBreak(fresh)
            filled += got
        }
        return filled
    }

    private static func hasBreak(_ bytes: Slice<UnsafeMutableRawBufferPointer>) -> Bool {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        guard let start = bytes.baseAddress else { return false }
        return memchr(start, 0x0A, bytes.count) != nil
    }
}
