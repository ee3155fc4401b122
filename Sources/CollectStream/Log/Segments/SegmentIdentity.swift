/// Whether a file is the segment that its name says, and the salt by which its batches are known.
///
/// Why: a damaged header costs no record, because the first batch stands where no client's bytes can, so its salt is good. The intact header
/// of another partition, place or log is something else: somebody has moved files, and nothing in this one belongs here.
struct SegmentIdentity {
    /// Nil where the header is damaged or another segment's.
    let header: SegmentHeader?
    /// The intact header of another segment.
    let foreign: SegmentHeader?
    /// Nil where no batch can be told from chance.
    let salt: UInt64?

    /// - Parameter base: the offset in the file's name.
    init(_ window: SegmentWindow, logID: LogID, partition: Int, base: UInt64) throws(LogError) {
        // A packed segment says it in its index too, which costs no unpacking.
        var found = (window.file as? PackedFile)?.header
        if found == nil { found = SegmentHeader(try window.bytes(at: 0, count: SegmentHeader.sizeBytes)) }
        let isOurs = found.map { $0.logID == logID && $0.partition == partition && $0.baseOffset == base }
        header = isOurs == true ? found : nil
        foreign = isOurs == false ? found : nil
        if isOurs == nil {
            let first = try window.header(at: UInt64(SegmentHeader.sizeBytes), salt: nil)
            salt = first?.baseOffset == base ? first?.segmentID : nil
        } else {
            salt = header?.segmentID
        }
    }
}
