/// Lines of one file, in groups, with their numbers: for whoever takes them in one group after the other.
public struct LineReader {
    /// Some lines with their numbers in the file, from 1. Blank lines are left out and counted.
    public struct Lines {
        private let bytes: [UInt8]
        private let ranges: [Range<Int>]
        public let numbers: [Int]

        init(bytes: [UInt8], ranges: [Range<Int>], numbers: [Int]) {
            self.bytes = bytes
            self.ranges = ranges
            self.numbers = numbers
        }

        public var lastLine: Int { numbers.last ?? 0 }

        /// Hands out the lines' bytes, each with readable bytes behind it.
        public func withBytes(_ body: ([UnsafeRawBufferPointer]) -> Void) {
            bytes.withUnsafeBytes { buffer in body(ranges.map { UnsafeRawBufferPointer(rebasing: buffer[$0]) }) }
        }
    }

    private let file: InputFile
    private var blocks: LineBlocks
    private var block = LineBlocks.Block()
    private var ranges: [Range<Int>] = []
    private var numbers: [Int] = []
    private var taken = 0
    /// Lines read so far.
    public private(set) var lines = 0

    public init(_ file: InputFile) {
        self.file = file
        blocks = LineBlocks(files: [file])
    }

    /// Whether `next` would not have to wait for whoever writes the input.
    public var isReady: Bool { taken < ranges.count || file.isReady }

    /// The next lines, at most `most` of them and about `bytes` bytes; nil at the end.
    public mutating func next(most: Int, bytes: Int) throws(InputError) -> Lines? {
        while taken == ranges.count {
            guard try blocks.next(&block) else { return nil }
            ranges.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            taken = 0
            let before = lines
            var found: [(Range<Int>, Int)] = []
            lines += block.forEachLine { line, offset, number in
                found.append((offset..<offset + line.count, before + number + 1))
            }
            for (range, number) in found {
                ranges.append(range)
                numbers.append(number)
            }
        }
        var end = taken
        var held = 0
        while end < ranges.count, end - taken < most, held < bytes {
            held += ranges[end].count
            end += 1
        }
        defer { taken = end }
        return Lines(bytes: block.bytes, ranges: Array(ranges[taken..<end]), numbers: Array(numbers[taken..<end]))
    }
}
