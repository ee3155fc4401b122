/// The lines of one input of the fuzzer.
///
/// Shape: an input is lines parted by line feeds, as in a file. Behind a byte 0xFF, which no text has, stand edits of four bytes, each a verb, a place
/// (16 bits) and a value: each makes a further line out of the last one, so that a layout that was learned meets a value that was not. An input that begins
/// with a control character is such edits alone, of the usual line that the character chooses.
/// Bound: `mostLines` lines and as many edits.
public struct HostileLines {
    private static let mostLines = 24
    private static let editBytes = 4

    /// What an edit does where it stands.
    private enum Verb: UInt8, CaseIterable {
        case overwrite, insert, remove, digit, token, tokenForValue, doubled, flip
    }

    public private(set) var lines: [[UInt8]] = []

    public init(_ input: [UInt8]) {
        let mark = input.firstIndex(of: 0xFF) ?? input.endIndex
        if let first = input.first, first < 0x20 {
            lines = [UsualLines.all[Int(first) % UsualLines.all.count]]
            edit(as: input.dropFirst())
        } else {
            lines = input[..<mark].split(separator: 0x0A).prefix(Self.mostLines).map { Array($0) }
            edit(as: input.dropFirst(mark + 1))
        }
    }

    private mutating func edit(as program: ArraySlice<UInt8>) {
        guard let original = lines.last else { return }
        var edited = original
        var rest = program
        var edits = 0
        while rest.count >= Self.editBytes, edits < Self.mostLines {
            let edit = Array(rest.prefix(Self.editBytes))
            rest = rest.dropFirst(Self.editBytes)
            edits += 1
            // Half of the edits go on from the one before.
            if edit[0] & 0x80 == 0 { edited = original }
            let place = Int(edit[1]) | Int(edit[2]) << 8
            Self.change(&edited, Verb.allCases[Int(edit[0] & 0x7F) % Verb.allCases.count], place, edit[3])
            lines.append(edited)
        }
    }

    private static func change(_ line: inout [UInt8], _ verb: Verb, _ place: Int, _ value: UInt8) {
        guard !line.isEmpty else { return }
        let at = place % line.count
        switch verb {
        case .overwrite: line[at] = value
        case .insert: line.insert(value, at: at)
        case .remove: line.removeSubrange(at..<min(line.count, at + 1 + Int(value)))
        case .digit: line[at] = 0x30 + value % 10
        case .token: line.insert(contentsOf: UsualLines.token(value), at: at)
        case .tokenForValue:
            let end = line[at...].firstIndex { ",]}".utf8.contains($0) } ?? line.count
            let start = line[..<at].lastIndex { ":[,".utf8.contains($0) }.map { $0 + 1 } ?? 0
            line.replaceSubrange(start..<end, with: UsualLines.token(value))
        case .doubled: line.insert(contentsOf: line[at..<min(line.count, at + 1 + Int(value))], at: at)
        case .flip: line[at] ^= 1 << (value & 7)
        }
        // A line has no line feed inside.
        line.removeAll { $0 == 0x0A }
    }
}
