import CollectModel

/// Responses of which a change came before what it changes, and the older versions that have arrived since.
///
/// Why: phones and gateways send over several ways, and the edit may take the faster one. Refusing it would lose it; the version that comes
/// late must be counted without taking the place of what is newer.
/// Shape: by the place of the response's newest version, as the index has it. Of the responses that began as they should nothing is held.
struct EarlyChanges {
    /// What is known of the beginnings of such a response.
    struct Beginning {
        /// The version with which its chain of versions begins.
        var first: UInt32
        /// What came late, by version.
        var late: [UInt32: UInt64] = [:]

        /// Where the newest of the late versions stands.
        var newestLate: UInt64? { late.max { $0.key < $1.key }?.value }
    }

    private var beginnings: [UInt64: Beginning] = [:]

    /// What is known of the response whose newest version stands at `place`; nil where it began with its creation.
    subscript(place: UInt64) -> Beginning? {
        get { beginnings.isEmpty ? nil : beginnings[place] }
        set { if newValue != nil || !beginnings.isEmpty { beginnings[place] = newValue } }
    }

    /// The response's newest version is another one now.
    mutating func move(from old: UInt64, to new: UInt64) {
        guard let known = self[old] else { return }
        beginnings[old] = nil
        beginnings[new] = known
    }

    /// The version that a change of an unknown response is: the one behind what its sender has seen; 2 where that is not said. Nil where no
    /// response can have such a version.
    static func version(of line: ResponseDecoder.Line) -> UInt32? {
        guard let seen = line.ifVersion else { return 2 }
        return (1...mostVersions).contains(seen) ? UInt32(seen) + 1 : nil
    }

    /// More than anybody edits one response.
    private static let mostVersions: Int64 = 1 << 24

    /// The version that a line brings late of the response that began with `first`; nil where it is no older one.
    static func lateVersion(of line: ResponseDecoder.Line, before first: UInt32) -> UInt32? {
        switch line.operation {
        case .create: 1
        case .update: line.ifVersion.flatMap { seen in seen >= 1 && seen + 1 < Int64(first) ? UInt32(seen) + 1 : nil }
        case .delete, .restore: nil
        }
    }
}
