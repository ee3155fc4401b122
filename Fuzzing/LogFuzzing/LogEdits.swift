/// What an input does to the template: a small program, because bytes changed at random stop at the first checksum.
///
/// Shape: the first byte's lowest bit chooses. 1: the rest are the bytes of the newest segment behind its header. 0: the second byte
/// says after how many changes the first recovery is cut off (0: it is not), then instructions follow, each an operation and a place:
/// `[operation][file][anchor][signed distance]` and what the operation needs. Whatever is missing at the end counts as zero.
struct LogEdits {
    /// Operations that claim or seal make hostile fields pass for good ones.
    private enum Operation: UInt8, CaseIterable {
        case overwrite, zero, copy, cutShort, remove, addSegment, claimPayload
        case sealHeader, sealBatch, sealRecord, sealFile
    }

    private struct Place {
        var file: Int
        var position: Int
    }

    /// Longer programs find nothing that shorter ones do not, and take longer.
    private static let maxInstructions = 64

    private let template = TemplateLog.shared
    private(set) var powerFailsAfter: Int?
    private var contents: [[UInt8]]
    private var removed: Set<Int> = []
    private var added: [String: [UInt8]] = [:]
    private var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) {
        contents = template.files.map(\.bytes)
        rest = input[...]
        guard byte() & 1 == 0 else {
            contents[newest].replaceSubrange(LogBytes.segmentHeaderBytes..., with: rest)
            return
        }
        let changes = Int(byte())
        powerFailsAfter = changes == 0 ? nil : changes
        var instructions = 0
        while !rest.isEmpty, instructions < Self.maxInstructions {
            step()
            instructions += 1
        }
    }

    /// Contents by name, below the data directory.
    var files: [String: [UInt8]] {
        var files = added
        for (index, file) in template.files.enumerated() where !removed.contains(index) {
            files[file.name] = contents[index]
        }
        return files
    }

    /// Whether a segment stands under a name that is not its own, or the partition is said to begin elsewhere.
    var addsSegments: Bool { !added.isEmpty }

    private var newest: Int { template.files.lastIndex { $0.name.hasSuffix(".seg") } ?? 0 }

    private mutating func step() {
        let operation = Operation.allCases[Int(byte()) % Operation.allCases.count]
        let place = place()
        let bytes = contents[place.file]
        switch operation {
        case .overwrite:
            let count = 1 + Int(byte()) % 16
            for index in place.position..<place.position + count where index < bytes.count {
                contents[place.file][index] = byte()
            }
        case .zero:
            let end = min(bytes.count, place.position + 1 + word())
            for index in place.position..<max(place.position, end) { contents[place.file][index] = 0 }
        case .copy:
            let target = self.place()
            let part = bytes[place.position..<min(bytes.count, place.position + 1 + word())]
            let end = min(contents[target.file].count, target.position + part.count)
            contents[target.file].replaceSubrange(target.position..<end, with: part.prefix(end - target.position))
        case .cutShort: contents[place.file].removeLast(bytes.count - place.position)
        case .remove: removed.insert(place.file)
        case .addSegment:
            // Half of the numbers say where the partition begins instead.
            let number = word()
            let digits = String(number & 0x7FFF)
            let name = "p00/\(String(repeating: "0", count: 20 - digits.count))\(digits)"
            added[name + (number > 0x7FFF ? ".start" : ".seg")] = number > 0x7FFF ? [] : bytes
        case .claimPayload:
            LogBytes.claimPayload(&contents[place.file], at: place.position, lengthBytes: word())
        case .sealHeader: LogBytes.sealBatch(&contents[place.file], at: place.position, body: false)
        case .sealBatch: LogBytes.sealBatch(&contents[place.file], at: place.position, body: true)
        case .sealRecord: LogBytes.sealRecord(&contents[place.file], at: place.position)
        case .sealFile:
            if template.files[place.file].name == "HEAD" {
                LogBytes.sealSlot(&contents[place.file], at: place.position & ~(LogBytes.slotBytes - 1))
            } else {
                LogBytes.sealSegmentHeader(&contents[place.file])
            }
        }
    }

    /// A position of a file, not beyond its end.
    private mutating func place() -> Place {
        let file = Int(byte()) % contents.count
        let anchors = template.files[file].anchors
        let anchor = anchors[Int(byte()) % anchors.count]
        let distance = Int(Int8(bitPattern: byte()))
        return Place(file: file, position: min(max(0, anchor + distance), contents[file].count))
    }

    private mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }
    private mutating func word() -> Int { Int(byte()) | Int(byte()) << 8 }
}
