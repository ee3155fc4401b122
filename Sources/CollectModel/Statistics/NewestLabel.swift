/// The label under which a question was asked last, by the server's time; of several at one time the greatest by bytes, so that the order of arrival does
/// not matter.
struct NewestLabel: Sendable {
    private(set) var text = ""
    private var seenMs = Int64.min
    /// Its number in the worker's directory; −1 where another worker saw it.
    private var number: Int16 = -1

    @inline(__always)
    mutating func see(_ label: Int16, receivedMs: Int64, text: () -> String) {
        if label == number {
            seenMs = max(seenMs, receivedMs)
        } else if receivedMs >= seenMs {
            take(text(), label, receivedMs)
        }
    }

    mutating func merge(_ other: NewestLabel) {
        if other.seenMs >= seenMs, other.seenMs > .min { take(other.text, -1, other.seenMs) }
    }

    /// Takes a label that was seen no earlier.
    private mutating func take(_ new: String, _ label: Int16, _ receivedMs: Int64) {
        guard receivedMs > seenMs || text.utf8.lexicographicallyPrecedes(new.utf8) else { return }
        (text, seenMs, number) = (new, receivedMs, label)
    }
}
