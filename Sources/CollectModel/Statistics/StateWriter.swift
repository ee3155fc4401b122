/// The bytes of a state: the same for equal states, whatever way led to them.
///
/// Why: live, replay, file, any batch size and any number of workers must give the same state; comparing bytes is the strictest way to ask.
/// Shape: whole numbers of 8 bytes, texts behind their lengths; what has no order of its own is sorted. Nothing stands for values that were taken
/// back, so that a state does not tell its history.
public struct StateWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    mutating func write(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
    mutating func write(_ number: UInt64) { write(Int64(bitPattern: number)) }
    mutating func write(_ number: Double?) { write((number ?? .nan).bitPattern) }
    mutating func write(_ number: Int64?) { write(number ?? .min) }
    mutating func write(_ number: Int128) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ text: some Collection<UInt8>) {
        write(Int64(text.count))
        bytes.append(contentsOf: text)
    }

    /// Writes what stands for another state.
    public mutating func write(digest: [UInt8]) { write(digest) }

    mutating func write<Note>(_ counts: SampledCounts<Note>) {
        write(Int64(counts.level))
        var values: [(key: UInt64, count: Int64, text: [UInt8])] = []
        counts.forEach { values.append(($0, $1, Array($2))) }
        values.sort { $0.key != $1.key ? $0.key < $1.key : $0.text.lexicographicallyPrecedes($1.text) }
        write(Int64(values.count))
        for value in values {
            write(value.key)
            write(value.count)
            write(value.text)
        }
    }

    mutating func write(_ sketch: QuantileSketch) {
        write(sketch.count)
        sketch.forEachBucket { value, count in
            write(value)
            write(count)
        }
    }

    mutating func write(_ sum: ExactSum) {
        write(Int64(sum.limbs.count))
        for limb in sum.limbs {
            write(Int64(limb.place))
            write(limb.sum)
        }
    }

    mutating func write(_ extremes: ExtremeCounts) {
        write(extremes.minimum)
        write(extremes.maximum)
    }

    mutating func write(_ times: TimeCounts) {
        let buckets = times.buckets
        write(Int64(buckets.count))
        for bucket in buckets {
            write(bucket.startMs)
            write(bucket.count)
        }
    }
}

extension FormTally {
    /// Writes everything that reports are made of.
    /// Precondition: no extreme is lost, or states that are equal would differ.
    public func writeState(to writer: inout StateWriter) {
        writer.write(formID.utf8)
        for count in [
            counts.created, counts.updated, counts.deleted, counts.live, counts.duplicates, counts.conflicts,
            counts.rejected, counts.late, counts.clockSkewed, counts.clockCorrected, counts.expired,
        ] { writer.write(count) }
        writer.write(devices)
        writer.write(collectors)
        duration.writeState(to: &writer)
        syncDelay.writeState(to: &writer)
        writer.write(byReceived)
        writer.write(bySubmitted)
        writer.write(firstReceivedMs)
        writer.write(lastReceivedMs)
        for question in questions.filter(\.isAsked).sorted(by: Self.precedes) { question.writeState(to: &writer) }
    }

    private static func precedes(_ a: QuestionTally, _ b: QuestionTally) -> Bool {
        let (left, right) = (a.identity, b.identity)
        return left.id != right.id
            ? left.id.lexicographicallyPrecedes(right.id) : left.type.lexicographicallyPrecedes(right.type)
    }
}
