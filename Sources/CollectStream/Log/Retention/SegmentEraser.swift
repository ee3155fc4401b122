/// Takes single records out of a sealed segment: each gives its place to an `ErasedRecord`, everything else keeps its position and its bytes.
///
/// Why not a hole: positions are ordinals, and whoever saved one must find the same record there.
/// Safety: the new content is packed beside the segment, compared, and takes its place in one step; until then, and after any fault, the old one
/// stands. A segment in which anything is damaged is left alone.
struct SegmentEraser {
    enum Outcome: Hashable {
        /// What the segment took on the disk, and takes now.
        case erased(records: Int, fromBytes: UInt64, toBytes: UInt64)
        /// Left as it is, because not all of it can be read.
        case damaged
    }

    let directory: LogDirectory
    let logID: LogID
    let segment: SealedSegment

    /// Erases the responses' records of the forms that `isExpired` names; control records stay, without the ids of responses.
    /// - Throws: `storage`; the segment is untouched then.
    func erase(_ isExpired: (_ formID: String) -> Bool) throws(LogError) -> Outcome {
        let packer = SegmentPacker(directory: directory, logID: logID, segment: segment)
        guard let source = try directory.openSegment(segment.partition, base: segment.base),
            let (header, usedBytes) = try packer.whole(source)
        else { return .damaged }
        let path = directory.erasingPath(segment.partition)
        if try directory.storage.kind(of: path) == .file { try directory.storage.remove(path) }
        let draft = try directory.storage.open(path, .create)
        var position = try write(header, to: draft)
        var records = 0
        let window = SegmentWindow(source, readAheadBytes: 1 << 20)
        var from = position
        while from < usedBytes, let batch = try window.header(at: from, salt: header.segmentID) {
            let body = try window.bytes(at: from + UInt64(BatchHeader.sizeBytes), count: Int(batch.bodyBytes))
            let (bytes, erased) = Self.batch(batch, body.slice(0..<Int(batch.bodyBytes)), at: position, isExpired)
            try draft.write(bytes, at: position)
            position += UInt64(bytes.count)
            records += erased
            from = batch.endPosition
        }
        let before = try source.storedBytes()
        let after = try packer.put(draft, usedBytes: position, header: header)
        try directory.storage.remove(path)
        return .erased(records: records, fromBytes: before, toBytes: after)
    }

    /// - Returns: where the first batch goes.
    private func write(_ header: SegmentHeader, to draft: any LogFile) throws(LogError) -> UInt64 {
        try draft.write(header.encoded(), at: 0)
        return UInt64(SegmentHeader.sizeBytes)
    }

    /// The same batch at `position`, without what has expired.
    private static func batch(
        _ header: BatchHeader, _ body: UnsafeRawBufferPointer, at position: UInt64, _ isExpired: (String) -> Bool
    ) -> (bytes: [UInt8], erased: Int) {
        var bytes = [UInt8](repeating: 0, count: BatchHeader.sizeBytes)
        var erased = 0
        var start = 0
        for _ in 0..<header.count {
            guard let record = LogRecordHeader(body, at: start) else { break }
            let form = String(decoding: body.slice(record.formID), as: UTF8.self)
            if record.op != .control, isExpired(form) {
                bytes += encoded(ErasedRecord.draft(of: record, formID: form))
                erased += 1
            } else if isExpired(form), let note = ConflictNote.withoutID(record, in: body, formID: form) {
                bytes += encoded(note)
            } else {
                bytes += body.slice(start..<record.end)
            }
            start = record.end
        }
        var header = header
        header.position = position
        header.bodyBytes = UInt32(bytes.count - BatchHeader.sizeBytes)
        bytes.withUnsafeMutableBytes { raw in
            header.bodyCRC = crc32c(UnsafeRawBufferPointer(raw).slice(BatchHeader.sizeBytes..<raw.count))
            header.encode(into: raw)
        }
        return (bytes, erased)
    }

    private static func encoded(_ draft: RecordDraft) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RecordFormat.sizeBytes(draft))
        bytes.withUnsafeMutableBytes { RecordFormat.encode(draft, into: $0) }
        return bytes
    }
}
