/// Records that have positions but may not be on the disk yet: hand it to `ResponseLog.durable(_:)` before telling anybody.
public struct StagedGroup: Sendable {
    /// One for each draft, in the order of the drafts.
    public let positions: [LogPosition]
    /// For each partition touched: the offset that must become durable.
    let ends: [(partition: Int, offset: UInt64)]
}

/// Encoded records of one partition that go into the same batch.
struct StagedChunk: Sendable {
    /// A batch takes chunks up to these limits; one record larger than them is a chunk, and a batch, alone.
    static let maxBytes = 1 << 20
    static let maxRecords = 4096

    var base: UInt64 = 0
    var bytes: [UInt8]
    /// Where each record begins in `bytes`.
    var starts: [UInt32]

    var endOffset: UInt64 { base + UInt64(starts.count) }

    /// Encodes `drafts` in order. Runs on the caller's thread, outside every lock: it is the costly part of staging.
    static func encode(_ drafts: [RecordDraft], indices: [Int]) -> [StagedChunk] {
        var chunks: [StagedChunk] = []
        var first = 0
        while first < indices.count {
            var total = 0
            var last = first
            while last < indices.count, last - first < maxRecords {
                let size = RecordFormat.sizeBytes(drafts[indices[last]])
                if last > first, total + size > maxBytes { break }
                total += size
                last += 1
            }
            chunks.append(encode(drafts, indices[first..<last], totalBytes: total))
            first = last
        }
        return chunks
    }

    private static func encode(_ drafts: [RecordDraft], _ indices: ArraySlice<Int>, totalBytes: Int) -> StagedChunk {
        var starts: [UInt32] = []
        starts.reserveCapacity(indices.count)
        let bytes = [UInt8](unsafeUninitializedCapacity: totalBytes) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var start = 0
            for index in indices {
                let end = start + RecordFormat.sizeBytes(drafts[index])
                RecordFormat.encode(drafts[index], into: UnsafeMutableRawBufferPointer(rebasing: raw[start..<end]))
                starts.append(UInt32(start))
                start = end
            }
            count = totalBytes
        }
        return StagedChunk(bytes: bytes, starts: starts)
    }

    /// The record at `offset`, if it is here.
    func record(at position: LogPosition) -> LogRecordData? {
        guard position.offset >= base, position.offset < endOffset else { return nil }
        let start = Int(starts[Int(position.offset - base)])
        return bytes.withUnsafeBytes { raw in LogRecordHeader(raw, at: start)?.data(in: raw, at: position) }
    }
}
