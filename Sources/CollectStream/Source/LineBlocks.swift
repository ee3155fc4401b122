import Glibc

/// Whole lines of one or several files, in blocks of some megabytes, in order.
///
/// Why: a worker needs enough lines at once to be worth a hand-over, and the parser needs readable bytes behind the last one.
/// Bound: of a line longer than a block only the block's worth is handed out, which is more than any response may have.
struct LineBlocks {
    /// Lines of one file with their place.
    struct Block {
        /// The block's number among all blocks of all files, from 0.
        var number = 0
        /// The number of the file in the list.
        var file = 0
        /// The file offset of the first byte.
        var offset: Int64 = 0
        /// `length` bytes of lines, then at least `JSONParser.padding` readable bytes.
        var bytes: [UInt8] = []
        var length = 0
        /// Where line breaks stand among the bytes that were read.
        fileprivate var breaks: [Int] = []
    }

    private let blockBytes: Int
    private let files: [InputFile]
    private var file = 0
    private var offset: Int64 = 0
    private var number = 0
    /// The rest of a line that was longer than a block is passed over.
    private var passingOver = false

    init(files: [InputFile], blockBytes: Int = 4 << 20) {
        self.files = files
        self.blockBytes = blockBytes
    }

    /// Fills `block` with the next lines; false at the end of the last file.
    mutating func next(_ block: inout Block) throws(InputError) -> Bool {
        while file < files.count {
            if try fill(&block) { return true }
            file += 1
            offset = 0
            passingOver = false
        }
        return false
    }

    private mutating func fill(_ block: inout Block) throws(InputError) -> Bool {
        while true {
            let (got, isFull) = try read(into: &block)
            if got == 0 { return false }
            if passingOver {
                let end = block.breaks.first
                offset += Int64(end.map { $0 + 1 } ?? got)
                passingOver = end == nil
                continue
            }
            if offset == 0, got >= 3, block.bytes[0] == 0xEF, block.bytes[1] == 0xBB, block.bytes[2] == 0xBF {
                // A byte order mark is no part of the first line.
                offset = 3
                continue
            }
            take(&block, got, isFull: isFull)
            return true
        }
    }

    private mutating func take(_ block: inout Block, _ got: Int, isFull: Bool) {
        var length = got
        if isFull || !files[file].isWhole {
            if let last = block.breaks.last { length = last + 1 } else { passingOver = true }
        }
        block.number = number
        block.file = file
        block.offset = offset
        block.length = length
        number += 1
        offset += Int64(length)
    }

    /// Reads what fits; `isFull` says that more may follow.
    private func read(into block: inout Block) throws(InputError) -> (got: Int, isFull: Bool) {
        // A small file needs no more room than it is long, and one byte more tells that it has ended.
        let left = files[file].lengthBytes.map { max(0, $0 - offset) + 1 } ?? Int64(blockBytes)
        let room = min(blockBytes, Int(clamping: left))
        let got = try read(into: &block, room: room)
        guard got == room, room < blockBytes else { return (got, got == room) }
        // It has grown meanwhile.
        let more = try read(into: &block, room: blockBytes)
        return (more, more == blockBytes)
    }

    /// Reads in steps that the processor's cache holds, and finds the line breaks while they are there.
    private func read(into block: inout Block, room: Int) throws(InputError) -> Int {
        if block.bytes.count < room + JSONParser.padding {
            block.bytes = [UInt8](repeating: 0, count: room + JSONParser.padding)
        }
        block.breaks.removeAll(keepingCapacity: true)
        var filled = 0
        while filled < room {
            let step = filled..<min(room, filled + Self.stepBytes)
            let got = try read(step, into: &block)
            block.findBreaks(in: filled..<filled + got)
            filled += got
            if got < step.count { break }
        }
        return filled
    }

    private static let stepBytes = 1 << 20

    private func read(_ step: Range<Int>, into block: inout Block) throws(InputError) -> Int {
        var outcome: Result<Int, InputError> = .success(0)
        block.bytes.withUnsafeMutableBytes { buffer in
            do throws(InputError) {
                let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[step])
                outcome = .success(try files[file].read(at: offset + Int64(step.lowerBound), into: bytes))
            } catch { outcome = .failure(error) }
        }
        return try outcome.get()
    }
}

extension LineBlocks.Block {
    /// Hands out the block's lines, behind which `JSONParser.padding` bytes are readable.
    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
    }

    /// Calls `body` for each line that is not blank, without its line break, with its offset in the block and its number in it from 0.
    /// Returns how many line breaks (and unfinished last lines) the block holds.
    func forEachLine(_ body: (_ line: UnsafeRawBufferPointer, _ offset: Int, _ number: Int) -> Void) -> Int {
        bytes.withUnsafeBytes { buffer in
            var start = 0
            var number = 0
            while start < length, let base = buffer.baseAddress {
                let end = number < breaks.count ? breaks[number] : length
                let line = Self.trimmed(UnsafeRawBufferPointer(start: base + start, count: end - start))
                if let first = line.baseAddress, line.count > 0 { body(line, first - base, number) }
                number += 1
                start = end + 1
            }
            return number
        }
    }

    fileprivate mutating func findBreaks(in range: Range<Int>) {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var at = range.lowerBound
            while at < range.upperBound, let found = memchr(base + at, 0x0A, range.upperBound - at) {
                breaks.append(UnsafeRawPointer(found) - base)
                at = UnsafeRawPointer(found) - base + 1
            }
        }
    }

    private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var start = 0
        var end = line.count
        while start < end, isSpace(line[start]) { start += 1 }
        while end > start, isSpace(line[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[start..<end])
    }
}
