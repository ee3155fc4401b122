import CollectModel

/// How long each answer of a response took: the gap between its last change and that of the answer before.
///
/// Rules: answers are taken in the order in which they were begun by the device's clock. The first one took from its beginning to its last change,
/// where these differ: a tap has no such span. A negative gap (somebody went back) is no time taken.
/// Bound: of more answers than a response may have nothing is noted.
final class DwellTimes {
    private struct Moment {
        var createdMs: Int64
        var modifiedMs: Int64
        var fact: Int
    }

    /// Plain memory: an array would be asked for its only owner with each answer.
    private let moments = UnsafeMutablePointer<Moment>.allocate(capacity: ResponseLimits.answers)
    private var count = 0
    private var isInOrder = true

    deinit { moments.deallocate() }

    @inline(__always)
    func begin() {
        count = 0
        isInOrder = true
    }

    /// Notes an answer whose fact has this place in the batch.
    @inline(__always)
    func note(_ fields: AnswerFields, fact: Int) {
        let (created, modified) = (fields.createdMs, fields.modifiedMs)
        guard fields.isActive, created != AnswerFields.noTime, modified != AnswerFields.noTime,
            count < ResponseLimits.answers
        else { return }
        if count > 0, moments[count - 1].createdMs > created { isInOrder = false }
        (moments + count).initialize(to: Moment(createdMs: created, modifiedMs: modified, fact: fact))
        count += 1
    }

    /// Writes the times into the facts of the batch.
    @inline(__always)
    func write(to batch: FactBatch) {
        if !isInOrder { sort() }
        guard count > 0 else { return }
        var before = moments[0].modifiedMs
        let first = before &- moments[0].createdMs
        if first > 0 { batch[moments[0].fact].dwellMs = Int32(clamping: first) }
        for n in 1..<count {
            let modified = moments[n].modifiedMs
            // Times are of years from 0 to 9999: nothing overflows.
            if modified >= before { batch[moments[n].fact].dwellMs = Int32(clamping: modified &- before) }
            before = modified
        }
    }

    private func sort() {
        var noted = UnsafeMutableBufferPointer(start: moments, count: count)
        noted.sort {
            $0.createdMs != $1.createdMs ? $0.createdMs < $1.createdMs : $0.fact < $1.fact
        }
    }
}
