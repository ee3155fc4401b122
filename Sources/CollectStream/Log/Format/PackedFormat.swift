/// The end of a packed segment: where its frames lie, and where its batches begin (`docs/log-format.md`, "Packed segment").
///
/// Why: without it one record would cost the unpacking of everything before it. Both parts can be rebuilt from the frames, and are whenever
/// they are in doubt.
/// - Source: the zstd seekable format 0.1.0 (`contrib/seekable_format/zstd_seekable_compression_format.md` of zstd).
enum PackedFormat {
    /// How much of the original goes into one frame (docs/decisions/0012).
    static let blockBytes = 256 << 10

    static let skippableIndex: UInt32 = 0x184D_2A50
    static let skippableTable: UInt32 = 0x184D_2A5E
    static let indexMagic: UInt64 = 0x3130_5844_4954_4C43  // "CLTIDX01"
    static let footerMagic: UInt32 = 0x8F92_EAB1
    static let footerBytes = 9
    static let entryBytes = 8
    /// So much of a segment's header is not zero.
    private static let headerBytes = 72
    private static let marksStart = 16 + headerBytes

    /// The frame that lists the others: sizes of each, packed and unpacked.
    static func table(_ frames: [PackedFrame]) -> [UInt8] {
        let content = frames.count * entryBytes + footerBytes
        return skippable(skippableTable, contentBytes: content) { raw in
            for (index, frame) in frames.enumerated() {
                raw.put(UInt32(frame.packedBytes), at: index * entryBytes)
                raw.put(UInt32(frame.bytes), at: index * entryBytes + 4)
            }
            let footer = frames.count * entryBytes
            raw.put(UInt32(frames.count), at: footer)
            raw.put(UInt8(0), at: footer + 4)
            raw.put(footerMagic, at: footer + 5)
        }
    }

    /// The frame that says whose segment this is and where its batches begin.
    ///
    /// Why the header again: it stands in the first block, and without its salt damage to that block would cost all others.
    static func index(_ header: SegmentHeader, _ marks: [SegmentMark]) -> [UInt8] {
        skippable(skippableIndex, contentBytes: marksStart + marks.count * SegmentMark.sizeBytes) { raw in
            for (index, byte) in header.encoded()[..<headerBytes].enumerated() { raw[16 + index] = byte }
            raw.put(indexMagic, at: 0)
            raw.put(UInt32(marks.count), at: 12)
            for (index, mark) in marks.enumerated() {
                let start = marksStart + index * SegmentMark.sizeBytes
                raw.put(mark.offset, at: start)
                raw.put(mark.position, at: start + 8)
                raw.put(mark.appendedMs, at: start + 16)
            }
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(12..<raw.count)), at: 8)
        }
    }

    private static func skippable(
        _ magic: UInt32, contentBytes: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 8 + contentBytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.put(magic, at: 0)
            raw.put(UInt32(contentBytes), at: 4)
            fill(UnsafeMutableRawBufferPointer(rebasing: raw[8...]))
        }
        return bytes
    }

    /// Reads the table at the end of `tail`, the last bytes of a file of `fileBytes`; nil when it does not describe that file.
    static func frames(_ tail: UnsafeRawBufferPointer, fileBytes: Int) -> (frames: [PackedFrame], tableBytes: Int)? {
        guard tail.count >= 8 + footerBytes else { return nil }
        let footer = tail.count - footerBytes
        guard tail.word32(at: footer + 5) == footerMagic, tail[footer + 4] == 0 else { return nil }
        let count = Int(tail.word32(at: footer))
        let tableBytes = 8 + count * entryBytes + footerBytes
        guard tableBytes <= tail.count, tableBytes <= fileBytes else { return nil }
        let start = tail.count - tableBytes
        guard tail.word32(at: start) == skippableTable, tail.word32(at: start + 4) == UInt32(tableBytes - 8) else {
            return nil
        }
        var frames: [PackedFrame] = []
        var place: UInt64 = 0
        for number in 0..<count {
            let entry = start + 8 + number * entryBytes
            let frame = PackedFrame(
                place: place, packedBytes: Int(tail.word32(at: entry)), bytes: Int(tail.word32(at: entry + 4)))
            let isWhole = frame.bytes == blockBytes || number == count - 1 && frame.bytes <= blockBytes
            guard isWhole, frame.bytes > 0, frame.packedBytes > 0 else { return nil }
            frames.append(frame)
            place += UInt64(frame.packedBytes)
        }
        guard place + UInt64(tableBytes) <= UInt64(fileBytes) else { return nil }
        return (frames, tableBytes)
    }

    /// Reads an index frame; nil when it is damaged.
    static func index(_ raw: UnsafeRawBufferPointer) -> (header: SegmentHeader, marks: [SegmentMark])? {
        guard raw.count >= 8 + marksStart, raw.word32(at: 0) == skippableIndex else { return nil }
        let content = raw.slice(8..<raw.count)
        guard Int(raw.word32(at: 4)) == content.count, content.word64(at: 0) == indexMagic,
            content.word32(at: 8) == crc32c(content.slice(12..<content.count))
        else { return nil }
        let count = Int(content.word32(at: 12))
        guard content.count == marksStart + count * SegmentMark.sizeBytes else { return nil }
        let headerStart = Array(content.slice(16..<marksStart))
        let zeros = [UInt8](repeating: 0, count: SegmentHeader.sizeBytes - headerBytes)
        guard let header = (headerStart + zeros).withUnsafeBytes({ SegmentHeader($0) }) else { return nil }
        let marks = (0..<count).map { number in
            let start = marksStart + number * SegmentMark.sizeBytes
            return SegmentMark(
                offset: content.word64(at: start), position: content.word64(at: start + 8),
                appendedMs: Int64(bitPattern: content.word64(at: start + 16)))
        }
        return (header, marks)
    }
}

/// One zstd frame of a packed segment.
struct PackedFrame: Hashable, Sendable {
    /// Where it begins in the packed file.
    let place: UInt64
    let packedBytes: Int
    /// How much of the original it holds.
    let bytes: Int
}

/// Says that a batch begins at `position` with the record `offset`, and when it was appended.
struct SegmentMark: Hashable, Sendable {
    static let sizeBytes = 24

    var offset: UInt64
    var position: UInt64
    var appendedMs: Int64 = 0
}
