import CZstd

/// Where the frames of a packed file lie: from the table at its end or, where that is in doubt, from the frames themselves.
struct PackedLayout {
    private(set) var frames: [PackedFrame] = []
    /// The segment's header and the places of batches; neither where the table or the index is damaged.
    private(set) var header: SegmentHeader?
    private(set) var marks: [SegmentMark] = []

    init(_ file: any LogFile) throws(LogError) {
        let fileBytes = Int(clamping: try file.sizeBytes())
        let tailBytes = min(fileBytes, 64 << 10)
        let tail = try file.readable(at: UInt64(fileBytes - tailBytes), count: tailBytes)
        let found = tail.withUnsafeBytes { PackedFormat.frames($0, fileBytes: fileBytes) }
        guard let found else {
            frames = try Self.walk(file, fileBytes: fileBytes)
            return
        }
        frames = found.frames
        let end = found.frames.last.map { $0.place + UInt64($0.packedBytes) } ?? 0
        let indexBytes = fileBytes - found.tableBytes - Int(end)
        let index = try file.readable(at: end, count: indexBytes)
        if let read = index.withUnsafeBytes({ PackedFormat.index($0) }) {
            header = read.header
            marks = read.marks
        }
    }

    /// Frame by frame from the start, as far as they make sense. Cost: reads the whole file.
    private static func walk(_ file: any LogFile, fileBytes: Int) throws(LogError) -> [PackedFrame] {
        let bytes = try file.readable(at: 0, count: fileBytes)
        return bytes.withUnsafeBytes { raw in
            var frames: [PackedFrame] = []
            var place = 0
            while place < raw.count {
                let rest = raw.slice(place..<raw.count)
                let size = ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
                let content = cz_content_size(rest.baseAddress, rest.count)
                guard ZSTD_isError(size) == 0, size > 0, content > 0, content <= UInt64(PackedFormat.blockBytes) else {
                    break
                }
                frames.append(PackedFrame(place: UInt64(place), packedBytes: size, bytes: Int(content)))
                place += size
                // A frame that is not full is the last one.
                if content < UInt64(PackedFormat.blockBytes) { break }
            }
            return frames
        }
    }
}

extension LogFile {
    /// Up to `count` bytes from `position`; none of them where the disk refuses to give them back.
    fileprivate func readable(at position: UInt64, count: Int) throws(LogError) -> [UInt8] {
        do throws(LogError) {
            return try bytes(at: position, count: count)
        } catch {
            guard error.isUnreadable else { throw error }
            return []
        }
    }
}
