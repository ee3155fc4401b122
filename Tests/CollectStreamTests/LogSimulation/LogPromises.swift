import CollectStream

/// What a log has promised so far, and whether it kept it: the oracle of the simulation.
///
/// A record is promised once its group was acknowledged, or once a reader was served it: from then on it must come back as it was, or, only
/// where the disk itself was damaged, be reported as a gap. A record that was tried and not promised may be there whole, or not at all.
struct LogPromises {
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private struct Partition {
        var promised: [UInt64: String] = [:]
        var tried: [UInt64: Set<String>] = [:]
        /// Reported as a gap once; it stays one, or comes back as it was.
        var lost: Set<UInt64> = []
        /// Where the partition may begin, because retention was asked to let it, and from where it does begin, because that was done.
        var triedStarts: Set<UInt64> = [0]
        var start: UInt64 = 0
        /// Offsets that retention was asked to erase, and that it has erased.
        var triedErasures: [Range<UInt64>] = []
        var erased: [Range<UInt64>] = []
    }

    private var partitions: [Partition]

    init(partitions count: Int) { partitions = Array(repeating: Partition(), count: count) }

    var promisedCount: Int { partitions.reduce(0) { $0 + $1.promised.count } }

    mutating func tried(_ id: String, at position: LogPosition) {
        partitions[position.partition].tried[position.offset, default: []].insert(id)
    }

    /// - Throws: `Broken` when the offset was promised to another record before.
    mutating func promise(_ id: String, at position: LogPosition) throws(Broken) {
        if let other = partitions[position.partition].promised[position.offset], other != id {
            throw Broken(description: "\(position) was \(other) and is given to \(id)")
        }
        partitions[position.partition].promised[position.offset] = id
    }

    mutating func tried(start: UInt64, partition: Int) { partitions[partition].triedStarts.insert(start) }
    mutating func began(at start: UInt64, partition: Int) { partitions[partition].start = start }
    mutating func tried(erasing offsets: Range<UInt64>, partition: Int) {
        partitions[partition].triedErasures.append(offsets)
    }
    mutating func erased(_ offsets: Range<UInt64>, partition: Int) { partitions[partition].erased.append(offsets) }

    /// What the payload of a record must be: it follows from its id.
    static func payload(of id: String) -> [UInt8] {
        let length = id.split(separator: "-").last.flatMap { Int($0) } ?? 0
        var word = UInt64(
            truncatingIfNeeded: id.utf8.reduce(UInt64(14695981039346656037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        return (0..<length).map { _ in
            word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: word >> 56)
        }
    }

    /// How a visit treats what is missing.
    struct Excuses {
        /// The disk was damaged: a reported gap is an answer.
        var allowsGaps = false
        /// The log was opened just now: what was tried and is not there must never come back.
        var isAfterOpening = false
        /// Offsets, for each partition, from which recovery reported an unfinished end that may have been acknowledged.
        var tornFrom: [Int: UInt64] = [:]
    }

    /// Reads the whole log, compares, and takes everything served as promised.
    /// - Returns: how many offsets are gaps.
    mutating func check(_ reader: LogReader, _ excuses: Excuses) throws -> Int {
        var gaps = 0
        let ends = try reader.durableEnd().next
        let begins = try reader.begin().next
        for partition in partitions.indices {
            let end = partition < ends.count ? ends[partition] : 0
            let begin = partition < begins.count ? begins[partition] : 0
            guard partitions[partition].triedStarts.contains(begin),
                excuses.allowsGaps || begin >= partitions[partition].start
            else {
                throw Broken(
                    description: "partition \(partition) begins at \(begin), not at \(partitions[partition].start)")
            }
            gaps += try check(partition, reader, begin..<max(begin, end), excuses)
        }
        return gaps
    }

    private mutating func check(
        _ number: Int, _ reader: LogReader, _ offsets: Range<UInt64>, _ excuses: Excuses
    ) throws -> Int {
        var next = offsets.lowerBound
        let end = offsets.upperBound
        var appendedMs = Int64.min
        var gapCount = 0
        while next < end {
            for batch in try reader.read(partition: number, from: next, maxBytes: 8 << 10) {
                guard batch.baseOffset == next, batch.nextOffset > next else {
                    throw Broken(
                        description:
                            "partition \(number): after \(next) comes \(batch.baseOffset)..<\(batch.nextOffset)")
                }
                next = batch.nextOffset
                if let gap = batch.gap {
                    guard excuses.allowsGaps else { throw Broken(description: "a gap without damage: \(gap)") }
                    partitions[number].lost.formUnion(gap.offsets)
                    gapCount += gap.offsets.count
                    continue
                }
                guard batch.appendedMs >= appendedMs else {
                    throw Broken(description: "partition \(number): time runs backwards at \(batch.baseOffset)")
                }
                appendedMs = batch.appendedMs
                try serve(batch)
            }
        }
        try forget(number, end: end, excuses)
        return gapCount
    }

    private mutating func serve(_ batch: LogBatch) throws {
        for (index, record) in batch.records.enumerated() {
            let position = batch.position(index)
            let isErased = ErasedRecord(payload: batch.bytes[record.payload]) != nil
            let partition = partitions[position.partition]
            if isErased, partition.triedErasures.contains(where: { $0.contains(position.offset) }) { continue }
            if partition.erased.contains(where: { $0.contains(position.offset) }) {
                throw Broken(description: "\(position) was erased and is there again")
            }
            let id = batch.responseID(record)
            let payload = Array(batch.bytes[record.payload])
            guard payload == Self.payload(of: id) else {
                throw Broken(description: "\(position): \(id) has come back changed")
            }
            let isKnown =
                partition.promised[position.offset] == id || partition.tried[position.offset]?.contains(id) == true
            guard isKnown else {
                throw Broken(
                    description:
                        "\(position): \(id) was not written there, \(partition.promised[position.offset] ?? "nothing") was"
                )
            }
            try promise(id, at: position)
        }
    }

    /// Everything promised has been served, or is excused; what was only tried and is not there must never come back.
    private mutating func forget(_ number: Int, end: UInt64, _ excuses: Excuses) throws(Broken) {
        let torn = excuses.tornFrom[number] ?? .max
        if excuses.isAfterOpening { partitions[number].tried = [:] }
        for (offset, id) in partitions[number].promised where offset >= end {
            guard offset >= torn else {
                throw Broken(description: "\(number).\(offset): \(id) was promised and is gone")
            }
            partitions[number].promised[offset] = nil
        }
    }
}
