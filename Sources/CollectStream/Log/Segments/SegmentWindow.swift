/// A window of a segment file that moves forward, so that many small batches cost one read.
///
/// Not for use by two threads at once. What it holds grows stale when the writer goes on: `forget()` before each visit.
final class SegmentWindow {
    let file: any LogFile
    private var buffer: UnsafeMutableRawBufferPointer
    private var start: UInt64 = 0
    private var count = 0
    private let readAheadBytes: Int
    /// The smallest piece in which a disk fails.
    private static let sectorBytes = 512

    init(_ file: any LogFile, readAheadBytes: Int = 256 << 10) {
        self.file = file
        self.readAheadBytes = readAheadBytes
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readAheadBytes, alignment: 4096)
    }

    deinit { buffer.deallocate() }

    func forget() { count = 0 }

    /// At least `wanted` bytes from `position`, fewer only at the end of the file. Valid until the next call.
    /// - Parameter ahead: how many bytes are worth reading at most when the file must be read; nil is the full window.
    func bytes(at position: UInt64, count wanted: Int, ahead: Int? = nil) throws(LogError) -> UnsafeRawBufferPointer {
        if position < start || position + UInt64(wanted) > start + UInt64(count) {
            if wanted > buffer.count {
                buffer.deallocate()
                buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: aligned8(wanted), alignment: 4096)
            }
            let size = max(wanted, min(ahead ?? readAheadBytes, readAheadBytes))
            count = 0
            start = position
            count = try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<size]), from: position)
        }
        let first = Int(position - start)
        return UnsafeRawBufferPointer(rebasing: buffer[first..<max(first, count)])
    }

    /// Reads what can be read: a part that the disk refuses counts as damaged bytes, and costs nobody its neighbours.
    private func fill(_ room: UnsafeMutableRawBufferPointer, from position: UInt64) throws(LogError) -> Int {
        do throws(LogError) {
            return try file.read(at: position, into: room)
        } catch {
            guard error.isUnreadable else { throw error }
        }
        let size = Int(
            clamping: min(try file.sizeBytes(), position + UInt64(room.count)) - min(position, try file.sizeBytes()))
        var done = 0
        while done < size {
            let step = min(Self.sectorBytes - Int((position + UInt64(done)) % UInt64(Self.sectorBytes)), size - done)
            let part = UnsafeMutableRawBufferPointer(rebasing: room[done..<done + step])
            do throws(LogError) {
                _ = try file.read(at: position + UInt64(done), into: part)
            } catch {
                guard error.isUnreadable else { throw error }
                // Not zeros: those say that nothing was ever written here.
                part.initializeMemory(as: UInt8.self, repeating: 0xFF)
            }
            done += step
        }
        return size
    }

    /// The batch header at `position`; nil when there is none with that salt.
    func header(at position: UInt64, salt: UInt64?, ahead: Int? = nil) throws(LogError) -> BatchHeader? {
        let raw = try bytes(at: position, count: BatchHeader.sizeBytes, ahead: ahead)
        return BatchHeader(raw, position: position, segmentID: salt)
    }

    /// The body of `header`; nil when the file ends before it, the checksum fails, or its records are not those that a reader would
    /// serve. Valid until the next call.
    func body(of header: BatchHeader) throws(LogError) -> UnsafeRawBufferPointer? {
        guard let raw = try rawBody(of: header) else { return nil }
        return header.matches(body: raw) && header.counts(in: raw) ? raw : nil
    }

    /// The body of `header` whether or not its checksum holds; nil when the file ends before it.
    func rawBody(of header: BatchHeader) throws(LogError) -> UnsafeRawBufferPointer? {
        let length = Int(header.bodyBytes)
        let raw = try bytes(at: header.position + UInt64(BatchHeader.sizeBytes), count: length)
        return raw.count < length ? nil : raw.slice(0..<length)
    }

    /// The next intact batch header at or after `position` (which is a multiple of 8) with a base offset of at least `offset`.
    ///
    /// Why: after damage, reading resumes where the salt and a header's own checksum prove a batch. Also says where the last
    /// byte that is not zero stands among those passed over.
    func nextHeader(from position: UInt64, atLeast offset: UInt64, salt: UInt64) throws(LogError) -> (
        header: BatchHeader?, lastNonZero: UInt64?
    ) {
        var position = position
        var lastNonZero: UInt64?
        while true {
            let raw = try bytes(at: position, count: BatchHeader.sizeBytes)
            var index = 0
            while index + 8 <= raw.count {
                let word = raw.word64(at: index)
                if word != 0 {
                    let place = position + UInt64(index)
                    if UInt32(truncatingIfNeeded: word) == BatchHeader.magic {
                        if index + BatchHeader.sizeBytes > raw.count, index > 0 { break }
                        let rest = raw.slice(index..<raw.count)
                        if let header = BatchHeader(rest, position: place, segmentID: salt), header.baseOffset >= offset
                        {
                            return (header, lastNonZero)
                        }
                    }
                    lastNonZero = place
                }
                index += 8
            }
            if index == 0 { return (nil, raw.contains { $0 != 0 } ? position : lastNonZero) }
            position += UInt64(index)
        }
    }
}
