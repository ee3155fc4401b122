/// Bytes that are written one behind the other into memory that stands ready.
///
/// Why not an array alone: with each of its appends it asks for its only owner and for its room; a report is written in tens of millions of
/// pieces of a few bytes.
/// Shape: `room` is filled; its first `count` bytes were written.
struct ByteOutput {
    private var room: [UInt8] = []
    private(set) var count = 0

    /// What was written and not drained.
    var bytes: [UInt8] { Array(room[..<count]) }

    /// Has `body` write at most `most` bytes; it gives how many it wrote, and so does this.
    @inline(__always)
    @discardableResult
    mutating func write(most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) -> Int {
        if room.count - count < most { grow(most) }
        let start = count
        let written = room.withUnsafeMutableBufferPointer { $0.baseAddress.map { body($0 + start) } ?? 0 }
        precondition(written <= most, "more was written than was said")
        count += written
        return written
    }

    mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        write(most: bytes.count) {
            $0.update(from: source, count: bytes.count)
            return bytes.count
        }
    }

    /// Hands out what was written, for `body` to take and empty.
    mutating func drain(_ body: (inout [UInt8]) -> Void) {
        room.removeLast(room.count - count)
        body(&room)
        count = room.count
    }

    private mutating func grow(_ most: Int) {
        let size = max(room.capacity, 2 * count, count + most, 1024)
        room.append(contentsOf: repeatElement(0, count: size - room.count))
    }
}
