/// How far one partition is durable, as the writer last published it (`docs/log-format.md`, "HEAD").
///
/// A hint that readers follow and recovery checks against; the segments alone are enough to rebuild it.
struct HeadSlot: Hashable {
    static let sizeBytes = 64
    static let magic: UInt32 = 0x4441_4548  // "HEAD"

    var partition: Int
    /// Grows by one with each publication; the higher of the two intact copies counts.
    var sequence: UInt64
    var durableOffset: UInt64
    var segmentBase: UInt64
    /// Where, in that segment, the durable bytes end.
    var position: UInt64
    var epoch: UInt32
    var appendedMs: Int64
}

extension HeadSlot {
    func encoded(_ logID: LogID) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.sizeBytes) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.put(Self.magic, at: 0)
            raw.put(sequence, at: 8)
            raw.put(durableOffset, at: 16)
            raw.put(segmentBase, at: 24)
            raw.put(position, at: 32)
            raw.put(UInt32(partition), at: 40)
            raw.put(epoch, at: 44)
            raw.put(appendedMs, at: 48)
            raw.put(logID.low, at: 56)
            raw.put(crc32c(UnsafeRawBufferPointer(raw).slice(8..<Self.sizeBytes)), at: 4)
            count = Self.sizeBytes
        }
    }

    private init?(_ raw: UnsafeRawBufferPointer, partition: Int, logID: LogID) {
        guard raw.word32(at: 0) == Self.magic, raw.word32(at: 4) == crc32c(raw.slice(8..<Self.sizeBytes)),
            raw.word32(at: 40) == UInt32(partition), raw.word64(at: 56) == logID.low,
            raw.word64(at: 8) < 1 << 62, raw.word64(at: 16) <= UInt64(Int64.max), raw.word64(at: 32) < 1 << 40
        else { return nil }
        self.init(
            partition: partition, sequence: raw.word64(at: 8), durableOffset: raw.word64(at: 16),
            segmentBase: raw.word64(at: 24), position: raw.word64(at: 32), epoch: raw.word32(at: 44),
            appendedMs: Int64(bitPattern: raw.word64(at: 48)))
    }

    /// The newest intact copy for each partition; nil where neither is intact.
    static func all(_ raw: UnsafeRawBufferPointer, partitions: Int, logID: LogID) -> [HeadSlot?] {
        (0..<partitions).map { partition in
            let copies = (0...1).compactMap { copy -> HeadSlot? in
                let start = (2 * partition + copy) * sizeBytes
                guard raw.count >= start + sizeBytes else { return nil }
                return HeadSlot(raw.slice(start..<start + sizeBytes), partition: partition, logID: logID)
            }
            return copies.max { $0.sequence < $1.sequence }
        }
    }
}

/// The file `HEAD`: two copies of a slot for each partition, written in turn, so that one is always whole.
struct HeadFile: Sendable {
    let file: any LogFile
    let logID: LogID
    let partitions: Int

    var sizeBytes: Int { partitions * 2 * HeadSlot.sizeBytes }

    func write(_ slot: HeadSlot) throws(LogError) {
        let start = (2 * slot.partition + Int(slot.sequence & 1)) * HeadSlot.sizeBytes
        let bytes = slot.encoded(logID)
        try file.write(bytes, at: UInt64(start))
    }

    /// A file that cannot be read knows nothing: it is a hint only.
    func read() throws(LogError) -> [HeadSlot?] {
        let bytes: [UInt8]
        do throws(LogError) {
            bytes = try file.bytes(at: 0, count: sizeBytes)
        } catch {
            guard error.isUnreadable else { throw error }
            bytes = []
        }
        return bytes.withUnsafeBytes { HeadSlot.all($0, partitions: partitions, logID: logID) }
    }
}

extension LogFile {
    /// Up to `count` bytes from `position`, fewer only at the end of the file.
    func bytes(at position: UInt64, count: Int) throws(LogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let found: Result<Int, LogError> = bytes.withUnsafeMutableBytes { raw in
            do throws(LogError) { return .success(try read(at: position, into: raw)) } catch { return .failure(error) }
        }
        bytes.removeLast(count - (try found.get()))
        return bytes
    }

    /// Writes all of `bytes` or throws.
    func write(_ bytes: [UInt8], at position: UInt64) throws(LogError) {
        let outcome: Result<Void, LogError> = bytes.withUnsafeBytes { raw in
            do throws(LogError) { return .success(try write(raw, at: position)) } catch { return .failure(error) }
        }
        try outcome.get()
    }
}
