import CollectModel
import Glibc

/// What the form of a line probably is, without parsing the line: for putting lines of one form together.
///
/// A hint only: lines that it takes for one form may be of several, and nothing but time depends on it.
enum FormHint {
    /// Clients write the form's id first; how far it is looked for. Units: bytes.
    private static let reach = 256

    /// A hash of what follows `"formId":"`, 0 where that does not stand near the beginning. Cost: about 20 ns.
    static func of(_ line: UnsafeRawBufferPointer) -> UInt64 {
        let key: StaticString = "\"formId\":\""
        let length = key.utf8CodeUnitCount
        guard let start = line.baseAddress else { return 0 }
        for at in 0..<max(0, min(line.count - length, reach)) where memcmp(start + at, key.utf8Start, length) == 0 {
            let id = start + at + length
            guard let end = memchr(id, 0x22, min(line.count - at - length, ResponseLimits.idBytes)) else { return 0 }
            return ByteHash.of(UnsafeRawBufferPointer(start: id, count: UnsafeRawPointer(end) - id))
        }
        return 0
    }
}
