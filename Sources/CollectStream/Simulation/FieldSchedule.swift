/// What waits to arrive later: retries, edits, deletions and the rest of a phone's backlog, earliest first.
///
/// Shape: a binary heap; equal times keep the order in which they were scheduled, so a run is repeatable.
/// Bound: the simulation never schedules further ahead than about 5,000 arrivals, which keeps this at some hundred entries.
struct FieldSchedule: Sendable {
    struct Entry: Sendable {
        var receivedMs: Int64
        var order: UInt64 = 0
        var kind: Submission.Kind
        var ticket: ResponseTicket
    }

    private var heap: [Entry] = []
    private var scheduled: UInt64 = 0

    var count: Int { heap.count }
    var earliestMs: Int64? { heap.first?.receivedMs }

    mutating func add(_ entry: Entry) {
        scheduled += 1
        heap.append(entry)
        heap[heap.count - 1].order = scheduled
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func takeEarliest() -> Entry? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < heap.count {
                if Self.precedes(heap[child], heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
        (a.receivedMs, a.order) < (b.receivedMs, b.order)
    }
}
