import CollectModel

/// A response's content in one spelling, for telling a retry from a conflict and for the id of a response that names none.
///
/// Rules (stable across releases; the same for files and HTTP): keys in ascending order of their UTF-8 bytes, of a repeated key the last;
/// no white space; strings as UTF-8 with only `"`, `\` and controls escaped; whole numbers below 2^53 without fraction, others in
/// the shortest form that reads back the same. At the top level `syncedFromDeviceAt`, `ip` and `client` are left out: they change with
/// each attempt to send.
enum CanonicalJSON {
    private static let transportFields: Set<String> = ["syncedFromDeviceAt", "ip", "client"]
    private static let identityFields: Set<String> = ["formId", "responseId"]

    /// The content of the response object at `i`, which gets this form id where it names none itself.
    private static func content(_ tape: JSONTape, at i: Int, formID: FieldBytes?) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(4096)
        writeObject(tape, i, sorted: true, skipping: transportFields, formID: formID, to: &out)
        return out
    }

    private static var formIDKey: FieldBytes {
        let name: StaticString = "formId"
        return FieldBytes(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// The content without the identity, for comparing two versions of one response: an operation may name the identity outside.
    static func contentBesideIdentity(_ tape: JSONTape, at i: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(4096)
        write(tape, i, sorted: true, skipping: transportFields.union(identityFields), to: &out)
        return out
    }

    /// The response object at `i` as compact JSON, with what is given of its identity behind it, in place of what stands there under these names: of
    /// a field that stands twice, other readers take the first.
    static func compact(_ tape: JSONTape, at i: Int, formID: FieldBytes?, responseID: FieldBytes?) -> [UInt8] {
        let given = [("formId", formID), ("responseId", responseID)].compactMap { name, id in id.map { (name, $0) } }
        var out: [UInt8] = []
        out.reserveCapacity(4096)
        write(tape, i, sorted: false, skipping: Set(given.map(\.0)), to: &out)
        var separator = out.count == 2 ? "" : ","
        out.removeLast()
        for (name, id) in given {
            out.append(contentsOf: "\(separator)\"\(name)\":".utf8)
            writeString(id, to: &out)
            separator = ","
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    /// The value at `i` in its one spelling.
    static func canonical(_ tape: JSONTape, at i: Int) -> [UInt8] {
        var out: [UInt8] = []
        write(tape, i, sorted: true, skipping: [], to: &out)
        return out
    }

    /// The value at `i` as compact JSON with its keys in the order in which they stand.
    static func compact(_ tape: JSONTape, at i: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(4096)
        write(tape, i, sorted: false, skipping: [], to: &out)
        return out
    }

    /// The id of a response that carries none: `auto-` and the first 128 bits of the content's SHA-256 in hexadecimal. A form id that stands in the
    /// operation around the response counts as if it stood in the response.
    static func derivedID(_ tape: JSONTape, at i: Int, formID: FieldBytes?) -> [UInt8] {
        Array("auto-".utf8) + SHA256.hex(SHA256.of(content(tape, at: i, formID: formID)).prefix(16))
    }

    /// The value at `i` with a line for each field and element, two spaces a level.
    static func pretty(_ tape: JSONTape, at i: Int, depth: Int, to out: inout [UInt8]) {
        let isObject = tape.kind(i) == .object
        guard isObject || tape.kind(i) == .array, tape.after(i) > i + 2 else {
            return write(tape, i, sorted: false, skipping: [], to: &out)
        }
        out.append(UInt8(ascii: isObject ? "{" : "["))
        var at = i + 1
        while at < tape.after(i) - 1 {
            if at > i + 1 { out.append(UInt8(ascii: ",")) }
            breakLine(depth + 1, to: &out)
            if isObject {
                writeString(tape.string(at), to: &out)
                out.append(contentsOf: ": ".utf8)
                at += 1
            }
            pretty(tape, at: at, depth: depth + 1, to: &out)
            at = tape.after(at)
        }
        breakLine(depth, to: &out)
        out.append(UInt8(ascii: isObject ? "}" : "]"))
    }

    private static func breakLine(_ depth: Int, to out: inout [UInt8]) {
        out.append(0x0A)
        out.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private static func write(_ tape: JSONTape, _ i: Int, sorted: Bool, skipping: Set<String>, to out: inout [UInt8]) {
        switch tape.kind(i) {
        case .object: writeObject(tape, i, sorted: sorted, skipping: skipping, to: &out)
        case .array:
            out.append(UInt8(ascii: "["))
            let end = tape.after(i) - 1
            var at = i + 1
            while at < end {
                if at > i + 1 { out.append(UInt8(ascii: ",")) }
                write(tape, at, sorted: sorted, skipping: [], to: &out)
                at = tape.after(at)
            }
            out.append(UInt8(ascii: "]"))
        case .string: writeString(tape.string(i), to: &out)
        case .int64: out.append(contentsOf: String(Int64(bitPattern: tape.words[i + 1])).utf8)
        case .uint64: out.append(contentsOf: String(tape.words[i + 1]).utf8)
        case .double: out.append(contentsOf: JSONWriter.text(of: Double(bitPattern: tape.words[i + 1])).utf8)
        case .yes: out.append(contentsOf: "true".utf8)
        case .no: out.append(contentsOf: "false".utf8)
        default: out.append(contentsOf: "null".utf8)
        }
    }

    private static func writeObject(
        _ tape: JSONTape, _ i: Int, sorted: Bool, skipping: Set<String>, formID: FieldBytes? = nil,
        to out: inout [UInt8]
    ) {
        // A value without an index is the form's id.
        var fields: [(key: UnsafeBufferPointer<UInt8>, value: Int?)] = formID == nil ? [] : [(formIDKey, nil)]
        let end = tape.after(i) - 1
        var at = i + 1
        while at < end {
            fields.append((tape.string(at), at + 1))
            at = tape.after(at + 1)
        }
        if sorted {
            fields.sort {
                $0.key.elementsEqual($1.key) ? $0.value ?? 0 < $1.value ?? 0 : $0.key.lexicographicallyPrecedes($1.key)
            }
        }
        out.append(UInt8(ascii: "{"))
        var first = true
        for (n, field) in fields.enumerated() {
            if sorted, n + 1 < fields.count, fields[n + 1].key.elementsEqual(field.key) { continue }
            if !skipping.isEmpty, skipping.contains(String(decoding: field.key, as: UTF8.self)) { continue }
            if !first { out.append(UInt8(ascii: ",")) }
            first = false
            writeString(field.key, to: &out)
            out.append(UInt8(ascii: ":"))
            if let value = field.value {
                write(tape, value, sorted: sorted, skipping: [], to: &out)
            } else if let formID {
                writeString(formID, to: &out)
            }
        }
        out.append(UInt8(ascii: "}"))
    }

    private static func writeString(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in bytes { JSONWriter.appendEscaped(byte, to: &out) }
        out.append(UInt8(ascii: "\""))
    }
}
