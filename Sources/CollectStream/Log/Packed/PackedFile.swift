import Glibc
import Synchronization

/// A packed segment, read as if it were the original: positions are those of the raw file.
///
/// Why: readers, scans and surveys need not know that a segment is packed. A frame that is damaged reads like a sector that the disk
/// refuses (`EIO`): it costs what stood in it and nothing else.
/// Cost: unpacking a block of 256 KiB, about 0.12 ms; the two blocks used last are kept.
final class PackedFile: LogFile {
    private struct State: ~Copyable {
        let unpacker: Unpacker
        var blocks: [(number: Int, bytes: [UInt8])] = []
        /// Known to be damaged, so that reading around them does not try again.
        var damaged: Set<Int> = []
    }

    /// What stands in the file's index; nothing when that, or the table behind it, is damaged.
    let header: SegmentHeader?
    let marks: [SegmentMark]
    private let file: any LogFile
    private let path: String
    private let frames: [PackedFrame]
    private let state: Mutex<State>

    init(_ file: any LogFile, path: String) throws(LogError) {
        self.file = file
        self.path = path
        let layout = try PackedLayout(file)
        frames = layout.frames
        marks = layout.marks
        header = layout.header
        fileBytes = try file.sizeBytes()
        state = Mutex(State(unpacker: Unpacker()))
    }

    /// What it takes on the disk.
    let fileBytes: UInt64
    var isIndexIntact: Bool { header != nil }

    /// Whether `other` is a copy of this file, as far as index and table tell: where records were erased since, batches stand elsewhere.
    func looksLike(_ other: PackedFile) -> Bool {
        isIndexIntact && header == other.header && marks == other.marks && frames == other.frames
            && fileBytes == other.fileBytes
    }

    func sizeBytes() throws(LogError) -> UInt64 {
        guard let last = frames.last else { return 0 }
        return UInt64(frames.count - 1) * UInt64(PackedFormat.blockBytes) + UInt64(last.bytes)
    }

    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(LogError) -> Int {
        var done = 0
        while done < buffer.count {
            let place = position + UInt64(done)
            let number = Int(clamping: place / UInt64(PackedFormat.blockBytes))
            guard number < frames.count else { break }
            let start = Int(place % UInt64(PackedFormat.blockBytes))
            guard start < frames[number].bytes else { break }
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            done += try copy(number, from: start, into: room)
        }
        return done
    }

    private func copy(_ number: Int, from start: Int, into room: UnsafeMutableRawBufferPointer) throws(LogError) -> Int
    {
        try state.withLock { (state) throws(LogError) in
            if let kept = state.blocks.firstIndex(where: { $0.number == number }) {
                if kept == 0 { state.blocks.swapAt(0, state.blocks.count - 1) }
            } else {
                let bytes = try unpack(number, &state)
                if state.blocks.count == 2 { state.blocks.removeFirst() }
                state.blocks.append((number, bytes))
            }
            let bytes = state.blocks[state.blocks.count - 1].bytes
            let count = min(room.count, bytes.count - start)
            bytes.withUnsafeBytes { raw in
                UnsafeMutableRawBufferPointer(rebasing: room[..<count]).copyMemory(
                    from: raw.slice(start..<start + count))
            }
            return count
        }
    }

    private func unpack(_ number: Int, _ state: inout State) throws(LogError) -> [UInt8] {
        let frame = frames[number]
        if !state.damaged.contains(number) {
            let packed = try file.bytes(at: frame.place, count: frame.packedBytes)
            if let bytes = state.unpacker.unpack(packed, bytes: frame.bytes) { return bytes }
            state.damaged.insert(number)
        }
        throw .storage(
            StorageFailure(operation: "read", path: path, code: EIO, reason: "the packed block \(number) is damaged"))
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: UInt64) throws(LogError) {
        throw .storage(StorageFailure(operation: "write", path: path, code: EROFS, reason: "a packed segment is final"))
    }

    func sync() throws(LogError) { try file.sync() }
}

extension LogFile {
    /// What the file takes on the disk: less than `sizeBytes` where it is packed.
    func storedBytes() throws(LogError) -> UInt64 {
        if let packed = self as? PackedFile { return packed.fileBytes }
        return try sizeBytes()
    }
}
