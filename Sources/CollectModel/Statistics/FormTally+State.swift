extension StateWriter {
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

    mutating func write(_ counts: SeenCounts) {
        write(Int64(counts.level))
        var values: [(key: UInt64, count: Int64, minute: UInt32)] = []
        counts.forEachSeen { values.append(($0, $1, $2)) }
        values.sort { $0.key < $1.key }
        write(Int64(values.count))
        for value in values {
            write(value.key)
            write(value.count)
            write(Int64(value.minute))
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

    /// By the hour, whatever is kept: how finely it is asked for is not the state's.
    mutating func write(_ times: TimeCounts) {
        let buckets = times.buckets(of: TimeUnit.hour.ms)
        write(Int64(buckets.count))
        for bucket in buckets {
            write(bucket.startMs)
            write(bucket.count)
            write(bucket.late)
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
            counts.rejected, counts.late, counts.clockSkewed, counts.clockCorrected, counts.edited,
            counts.expired,
        ] { writer.write(count) }
        writer.write(devices)
        writer.write(collectors)
        writer.write(versions)
        duration.writeState(to: &writer)
        syncDelay.writeState(to: &writer)
        clockBehind.writeState(to: &writer)
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
