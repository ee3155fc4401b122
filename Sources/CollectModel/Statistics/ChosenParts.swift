import Glibc

/// The options that one answer to a multiple choice names.
///
/// Shape: their bytes one behind the other, used again for the next answer: of a form's thousands of different answers each is taken apart
/// whenever a report is made.
struct ChosenParts {
    private var bytes: [UInt8] = []
    private var parts: [Range<Int>] = []

    var count: Int { parts.count }

    /// Takes an old client's text apart: by the options that the catalogue lists, else at each comma and space. Never by options learned from
    /// data, because then the order of arrival would matter.
    mutating func take(text: UnsafeRawBufferPointer, names: OptionNames?) {
        removeAll()
        guard text.count > 0 else { return }
        if let named = names?.several(in: String(decoding: text, as: UTF8.self)) {
            for name in named { append(name) }
            return
        }
        if names == nil { bytes.append(contentsOf: text) }
        var start = 0
        while let end = Self.separator(in: text, from: start) {
            take(start..<end, of: text, names)
            start = end + 2
        }
        take(start..<text.count, of: text, names)
    }

    /// Takes a part of a text; without names all of its bytes are here already.
    private mutating func take(_ part: Range<Int>, of text: UnsafeRawBufferPointer, _ names: OptionNames?) {
        if names == nil { parts.append(part) } else { append(text[part], names) }
    }

    /// Where the next comma and space stand.
    private static func separator(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = text.baseAddress else { return nil }
        var at = start
        while at + 1 < text.count, let found = memchr(base + at, 0x2C, text.count - 1 - at) {
            at = UnsafeRawPointer(found) - base
            if text[at + 1] == UInt8(ascii: " ") { return at }
            at += 1
        }
        return nil
    }

    /// Takes a list of choices: each as a 32-bit length and its bytes. An option that is named twice, in one spelling or by the catalogue in
    /// two, was chosen once.
    mutating func take(list: UnsafeRawBufferPointer, names: OptionNames?) {
        removeAll()
        var i = 0
        while i + 4 <= list.count {
            let length = Int(list.loadUnaligned(fromByteOffset: i, as: UInt32.self))
            guard i + 4 + length <= list.count else { return }
            append(list[i + 4..<i + 4 + length], names)
            if isLastKnown() { removeLast() }
            i += 4 + length
        }
    }

    /// The options in the answer's order.
    func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { all in
            for part in parts { body(UnsafeRawBufferPointer(rebasing: all[part])) }
        }
    }

    /// All of them as one text, in the order of their bytes: what was chosen first does not tell combinations apart.
    mutating func withCombination(_ body: (UnsafeRawBufferPointer) -> Void) {
        let whole = bytes.count
        bytes.withUnsafeBytes { all in parts.sort { Self.order(all[$0], all[$1]) < 0 } }
        for (n, part) in parts.enumerated() {
            if n > 0 { bytes.append(contentsOf: OptionSpellings.separator.utf8) }
            for at in part { bytes.append(bytes[at]) }
        }
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[whole...])) }
        bytes.removeLast(bytes.count - whole)
    }

    private mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ part: Slice<UnsafeRawBufferPointer>, _ names: OptionNames?) {
        if let name = names?.name(of: String(decoding: part, as: UTF8.self)) { return append(name) }
        parts.append(bytes.count..<bytes.count + part.count)
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
    }

    private mutating func append(_ name: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        parts.append(start..<bytes.count)
    }

    /// By bytes: strings that Unicode calls equivalent are different options.
    private func isLastKnown() -> Bool {
        guard let last = parts.last else { return false }
        return bytes.withUnsafeBytes { all in
            parts.dropLast().contains { Self.order(all[$0], all[last]) == 0 }
        }
    }

    private mutating func removeLast() {
        guard let last = parts.popLast() else { return }
        bytes.removeLast(last.count)
    }

    private static func order(_ a: Slice<UnsafeRawBufferPointer>, _ b: Slice<UnsafeRawBufferPointer>) -> Int {
        let shared = min(a.count, b.count)
        guard shared > 0, let base = a.base.baseAddress else { return a.count - b.count }
        let order = Int(memcmp(base + a.startIndex, base + b.startIndex, shared))
        return order != 0 ? order : a.count - b.count
    }
}
